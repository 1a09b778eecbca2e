"""Messages to a worker, and which of them may also come by SMS or WeChat."""

from django import forms
from django.conf import settings
from django.contrib import messages as notes
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.notices import actions as notices
from jiedui.notices.models import Kind
from jiedui.notices.queries import refused_kinds, wechat_of
from jiedui.web.kit.inbox import messages_at
from jiedui.web.kit.pages import staff
from jiedui.workers.models import Worker

listed = messages_at("me", "me.live", "me/messages.html")
# What a person may say no to; codes must come, office matters do not concern workers.
CHOICES = [(kind.value, kind.label) for kind in Kind if kind not in {Kind.CODE, Kind.OFFICE}]


class WantedForm(forms.Form):
    """What may come to the telephone; unticked stays here, where it can be read."""

    kinds = forms.MultipleChoiceField(
        label=_("这些消息，发到我的手机上"),
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _self(request):
    """The person's own record; none until the telephone has been matched to a name."""
    return Worker.objects.visible_to(request.user).filter(account=request.user).first()


@staff("me.live")
@require_http_methods(["GET", "POST"])
def wanted(request):
    """Which messages come to the telephone."""
    if (worker := _self(request)) is None:
        return redirect("me:home")
    told = {"kinds": [kind for kind, _label in CHOICES if kind not in refused_kinds(worker)]}
    form = WantedForm(request.POST or None, initial=told)
    if request.method == "POST" and form.is_valid():
        _keep(worker, set(form.cleaned_data["kinds"]), request.user)
        notes.success(request, _("记住了。"))
        return redirect("me:wanted")
    bound = wechat_of(worker)
    return render(
        request, "me/wanted.html", {"form": form, "wechat": settings.WECHAT, "bound": bound}
    )


def _keep(worker, kinds, by):
    at = timezone.now()
    notices.opt_in("", worker=worker, by=by)
    if kinds and worker.phone:
        # Once stopped by a reply, now wanted again.
        notices.opt_in("", phone=worker.phone, by=by)
    for kind, _label in CHOICES:
        if kind in kinds:
            notices.opt_in(kind, worker=worker, by=by)
        else:
            notices.opt_out(kind, worker=worker, at=at, by=by)


@staff("me.live")
@require_POST
def wechat(request):
    """A word to send to the official account, or an end to it."""
    worker, at = _self(request), timezone.now()
    if worker is None:
        return redirect("me:home")
    if "loosen" in request.POST:
        notices.loosen_wechat(worker=worker, at=at, by=request.user)
        return redirect("me:wanted")
    word = notices.ask_wechat(worker, at=at, by=request.user)
    return render(request, "me/wechat.html", {"word": word})
