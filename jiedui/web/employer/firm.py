"""One's own firm: whether it stands verified, its papers, its people."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Licence, LicenceKind, OrganisationKind, User, Verification
from jiedui.web.employer.register import PAPERS
from jiedui.web.kit.pages import refusals_on, refusals_told, staff

SOON = timedelta(days=21)


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("是什么证照"), choices=LicenceKind, widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("照片或 PDF"),
        help_text=_("照片（JPG、PNG）或 PDF，8兆以内。"),
        widget=forms.FileInput(PAPERS),
    )


class ColleagueForm(forms.Form):
    full_name = forms.CharField(label=_("姓名"), max_length=40)
    username = forms.RegexField(
        label=_("登录账号"),
        regex=r"^[A-Za-z0-9_.\-]{4,40}$",
        error_messages={"invalid": _("账号用4个以上的字母、数字。")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("初始密码"),
        max_length=128,
        strip=False,
        help_text=_("至少10位，当面告诉本人。"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


def standing(firm, today):
    """When the firm was last verified, until when that lasts, and how it stands today."""
    last = Verification.objects.filter(organisation=firm).order_by("-due_on").first()
    return {
        "last": last,
        "may_post": accounts.may_post(firm, on=today),
        "is_due": last is not None and last.due_on <= today + SOON,
        "lacks_number": firm.kind == OrganisationKind.AGENCY and not firm.licence,
    }


@staff("employer.post")
def firm(request):
    mine = request.user.organisation
    told = standing(mine, timezone.localdate()) | {
        "firm": mine,
        "papers": Licence.objects.visible_to(request.user).order_by("-pk")[:10],
        "colleagues": User.objects.filter(organisation=mine).order_by("-is_active", "pk"),
        "form": PaperForm(initial={"kind": LicenceKind.BUSINESS}),
    }
    return render(request, "employer/firm.html", told)


@staff("employer.post")
@require_POST
def show_paper(request):
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_told(request):
            accounts.show_licence(
                form.cleaned_data["file"],
                kind=form.cleaned_data["kind"],
                organisation=request.user.organisation,
                at=timezone.now(),
                by=request.user,
            )
            messages.success(request, _("已上传，等人社局核实。"))
    else:
        messages.error(request, _("请选择证照的照片或 PDF，再上传。"))
    return redirect("employer:firm")


@staff("employer.enter")
def paper(request, code):
    """One's own paper, as a download: nothing of it runs in the page."""
    licence = get_object_or_404(Licence.objects.visible_to(request.user), code=code)
    return sent(licence, request.user)


def sent(licence, user):
    answer = HttpResponse(accounts.open_licence(licence, by=user), content_type=licence.media)
    ending = "pdf" if licence.media.endswith("pdf") else "jpg"
    answer["Content-Disposition"] = f'attachment; filename="licence-{licence.pk}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@sensitive_post_parameters("password")
@staff("employer.post")
@require_http_methods(["GET", "POST"])
def enrol(request):
    form = ColleagueForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            accounts.enrol_colleague(**form.cleaned_data, by=request.user)
            messages.success(request, _("已为同事开立账号。"))
            return redirect("employer:firm")
    return render(request, "employer/enrol.html", {"form": form})


@staff("employer.post")
@require_POST
def dismiss(request, pk):
    mine = User.objects.filter(organisation=request.user.organisation_id)
    with refusals_told(request):
        accounts.dismiss_colleague(get_object_or_404(mine, pk=pk), by=request.user)
        messages.success(request, _("已停用这个账号。"))
    return redirect("employer:firm")
