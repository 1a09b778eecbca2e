"""A firm asks to come in; sent back, it mends the request."""

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import OrganisationKind, Registration, RegistrationStage
from jiedui.catalog.models import EmployerKind
from jiedui.catalog.queries import place_for
from jiedui.web.kit.addresses import address_of
from jiedui.web.kit.pages import door_of, refusals_on, staff

BACKEND = "django.contrib.auth.backends.ModelBackend"
PAPERS = {"accept": ".jpg,.jpeg,.png,.pdf,image/jpeg,image/png,application/pdf"}
KINDS = [(kind.value, kind.label) for kind in (OrganisationKind.EMPLOYER, OrganisationKind.AGENCY)]

# Which field mends what the room refuses.
MENDED_AT = {
    "bad-credit-code": "credit_code",
    "bad-licence-number": "licence",
    "no-bureau-there": "place",
    "username-taken": "username",
    "weak-password": "password",
}


class FirmForm(forms.Form):
    """What is told of the firm; shape only."""

    name = forms.CharField(label=_("单位全称"), max_length=120, help_text=_("与营业执照一致。"))
    credit_code = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=24,
        help_text=_("营业执照右上方的18位代码。"),
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "spellcheck": "false",
                "data-credit-code": _("代码不对：18位，最后一位是校验码，请照营业执照再核对一遍。"),
            }
        ),
    )
    place = forms.CharField(
        label=_("所在县（市、区）"), max_length=40, help_text=_("如：浙江省嘉善县。")
    )
    kind = forms.ChoiceField(
        label=_("是哪一类"),
        choices=KINDS,
        initial=OrganisationKind.EMPLOYER,
        widget=forms.RadioSelect,
    )
    employer_kind = forms.ModelChoiceField(
        label=_("单位类型"),
        queryset=EmployerKind.objects.order_by("bit"),
        required=False,
        empty_label=_("不确定"),
    )
    licence = forms.CharField(
        label=_("人力资源服务许可证号"),
        max_length=40,
        required=False,
        help_text=_("只有人力资源机构要填，如“（浙）人服证字〔2021〕第0421000123号”。"),
    )
    phone = forms.RegexField(
        label=_("联系电话"),
        regex=r"^[0-9+\- ]{7,20}$",
        error_messages={"invalid": _("电话号码不对：请只填数字。")},
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("给人社局经办人核实用，不公开。"),
    )
    file = forms.FileField(
        label=_("营业执照"),
        help_text=_("照片（JPG、PNG）或 PDF，8兆以内。"),
        widget=forms.FileInput(PAPERS),
    )
    licence_file = forms.FileField(
        label=_("人力资源服务许可证"),
        required=False,
        help_text=_("只有人力资源机构要传。"),
        widget=forms.FileInput(PAPERS),
    )

    def clean_place(self):
        region = place_for(self.cleaned_data["place"])
        if region is None or region.level in {"province", "town"}:
            raise forms.ValidationError(_("没有认出是哪个县（市、区）：请写全称，如“嘉善县”。"))
        return region

    def told(self):
        told = dict(self.cleaned_data)
        return told | {"region": told.pop("place")}


class RegisterForm(FirmForm):
    full_name = forms.CharField(label=_("您的姓名"), max_length=40)
    username = forms.RegexField(
        label=_("登录账号"),
        regex=r"^[A-Za-z0-9_.\-]{4,40}$",
        error_messages={"invalid": _("账号用4个以上的字母、数字。")},
        help_text=_("4个以上的字母、数字，自己起一个好记的。"),
        widget=forms.TextInput({"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=128,
        strip=False,
        help_text=_("至少10位，不要全用数字。"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一遍密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self):
        told = super().clean()
        if told.get("password") and told["password"] != told.pop("again", ""):
            self.add_error("again", _("两遍密码不一样：请再输一遍。"))
        return told


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def register(request):
    if request.user.is_authenticated:
        return redirect(door_of(request.user))
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        with refusals_on(form, MENDED_AT):
            accounts.knock(address=address_of(request), at=timezone.now())
            if form.is_valid():
                return _come_in(request, form)
    told = {"form": form, "lost": request.method == "POST"}
    return render(request, "employer/register.html", told)


def _come_in(request, form):
    registration = accounts.register_firm(
        **form.told(), at=timezone.now(), address=address_of(request)
    )
    login(request, registration.user, BACKEND)
    messages.success(request, _("已提交。当地人社局核实以后，就可以发布岗位。"))
    return redirect("employer:home")


@staff("employer.enter")
@require_http_methods(["GET", "POST"])
def again(request):
    mine = Registration.objects.filter(user=request.user, stage=RegistrationStage.RETURNED)
    last = get_object_or_404(mine.order_by("-pk")[:1])
    form = FirmForm(request.POST or None, request.FILES or None, initial=_as_told(last))
    form.fields["file"].required = False
    if form.is_valid():
        with refusals_on(form, MENDED_AT):
            accounts.register_again(
                request.user, **form.told(), at=timezone.now(),
                address=address_of(request),
            )  # fmt: skip
            messages.success(request, _("已重新提交，等人社局核实。"))
            return redirect("employer:home")
    told = {"form": form, "last": last, "lost": bool(request.FILES)}
    return render(request, "employer/again.html", told)


def _as_told(last):
    kept = ("name", "credit_code", "kind", "employer_kind", "licence", "phone")
    return {name: getattr(last, name) for name in kept} | {"place": last.region.name}
