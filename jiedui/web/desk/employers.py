"""Firms at the desk: who asks to come in, what they show, and the half-yearly look."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Licence, Organisation, Registration, Verification
from jiedui.accounts.scope import own
from jiedui.vacancies.models import Vacancy
from jiedui.web.kit.pages import refusals_told, staff


def review(tab):
    return redirect(f"{reverse('desk:review')}?tab={tab}")


@staff("employers.verify")
def asking(request, code):
    """One request to come in: what was told, what was shown, and the known firm beside it."""
    found = Registration.objects.visible_to(request.user)
    registration = get_object_or_404(
        found.select_related("region", "organisation__region", "employer_kind", "user"), code=code
    )
    known = registration.organisation
    told = {
        "registration": registration,
        "known": known if registration.stage == "waiting" else None,
        "posts": Vacancy.objects.filter(employer=known).count() if known else 0,
        "papers": Licence.objects.filter(registration=registration).order_by("kind"),
        "earlier": found.filter(user=registration.user, pk__lt=registration.pk).order_by("-pk"),
    }
    return render(request, "desk/review/firm.html", told)


@staff("employers.verify")
@require_POST
def approve(request, code):
    registration = get_object_or_404(Registration.objects.visible_to(request.user), code=code)
    with refusals_told(request):
        accounts.approve_firm(
            registration, note=request.POST.get("note", ""), on=timezone.localdate(),
            by=request.user,
        )  # fmt: skip
        messages.success(request, _("已通过：单位现在可以发布岗位了。"))
        return review("firms")
    return redirect("desk:review_firm", code=code)


@staff("employers.verify")
@require_POST
def send_back(request, code):
    registration = get_object_or_404(Registration.objects.visible_to(request.user), code=code)
    with refusals_told(request):
        accounts.return_firm(
            registration, because=request.POST.get("because", ""), on=timezone.localdate(),
            by=request.user,
        )  # fmt: skip
        messages.success(request, _("已退回，单位登录就看得到原因。"))
        return review("firms")
    return redirect("desk:review_firm", code=code)


@staff("employers.verify")
def paper(request, code):
    """The paper itself, as a download: nothing of it runs in the page."""
    licence = get_object_or_404(Licence.objects.visible_to(request.user), code=code)
    answer = HttpResponse(
        accounts.open_licence(licence, by=request.user), content_type=licence.media
    )
    ending = "pdf" if licence.media.endswith("pdf") else "jpg"
    answer["Content-Disposition"] = f'attachment; filename="licence-{licence.pk}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@staff("employers.verify")
@require_POST
def verify(request, code):
    licence = get_object_or_404(Licence.objects.visible_to(request.user), code=code)
    with refusals_told(request):
        accounts.verify_licence(
            licence, note=request.POST.get("note", ""), on=timezone.localdate(), by=request.user
        )
        messages.success(request, _("已核实，有效六个月。"))
    return review("papers")


@staff("employers.verify")
@require_POST
def refuse(request, code):
    licence = get_object_or_404(Licence.objects.visible_to(request.user), code=code)
    with refusals_told(request):
        accounts.refuse_licence(
            licence, because=request.POST.get("because", ""), on=timezone.localdate(),
            by=request.user,
        )  # fmt: skip
        messages.success(request, _("已退回，单位看得到原因。"))
    return review("papers")


@staff("employers.verify")
@require_POST
def verify_again(request, pk):
    """Nothing has changed since the last look: compared with the register once more."""
    mine = Organisation.objects.visible_to(request.user).filter(own(request.user, "region"))
    firm = get_object_or_404(mine, pk=pk)
    get_object_or_404(Verification.objects.filter(organisation=firm).last())
    with refusals_told(request):
        accounts.verify_again(
            firm, note=request.POST.get("note", ""), on=timezone.localdate(), by=request.user
        )
        messages.success(request, _("已核实，有效六个月。"))
    return review("due")
