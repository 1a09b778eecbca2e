"""Signing in and out."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jiedui.web.kit.pages import door_of


class SigninForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("账号或密码不对。请核对后再试；连错 6 次会锁定半小时。"),
        "inactive": _("这个账号已停用。请联系本单位管理员。"),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("账号")
        self.fields["password"].label = _("密码")


class Signin(LoginView):
    """Wrong name and wrong password look the same; axes counts the attempts.

    Whoever has a second factor is asked for it before being let in.
    """

    template_name = "public/signin.html"
    authentication_form = SigninForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        return perform_login(
            self.request, form.get_user(), redirect_url=self.get_redirect_url() or None
        )

    def get_default_redirect_url(self):
        return door_of(self.request.user)


@require_POST
def signout(request):
    logout(request)
    messages.success(request, _("您已退出。共用电脑请同时关闭浏览器。"))
    return redirect("public:signin")
