"""One's own posts: how they stand, what changed, what the officer said; mend, renew, withdraw."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.accounts.models import User
from jiedui.candidacies.queries import stages_of
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies.models import Level, Sketch, Stage, Vacancy
from jiedui.vacancies.queries import PLAIN
from jiedui.web.employer.checks import check, too_fast
from jiedui.web.employer.forms import BESIDE_PAY, PostForm
from jiedui.web.employer.writing import mended
from jiedui.web.kit.pages import refusals_on, refusals_told, staff
from jiedui.web.kit.paging import page_of
from jiedui.web.kit.templatetags.kit import Tab, day

SOON = timedelta(days=7)
SHOWN = (
    ("", _("全部")),
    ("open", _("招聘中")),
    ("draft", _("待审核")),
    ("returned", _("退回修改")),
    ("closed", _("已结束")),
)
# The names of the form first: what an employer calls it.
NAMES = {name: Vacancy._meta.get_field(name).verbose_name for name in PLAIN} | {
    name: field.label for name, field in PostForm.base_fields.items()
}


def mine(user):
    return Vacancy.objects.visible_to(user).select_related("employer", "region")


def standing_so(found, state):
    if state == "returned":
        return found.filter(stage=Stage.DRAFT, returned=True)
    if state == "draft":
        return found.for_review()
    return found.filter(stage=state) if state in {"open", "closed"} else found


def tabs_of(found, state):
    """How many posts stand how, each at an address of its own."""
    here = reverse("employer:vacancies")
    return [
        Tab(
            label,
            f"{here}?state={value}" if value else here,
            standing_so(found, value).count(),
            value == state,
        )
        for value, label in SHOWN
    ]


@staff("employer.post")
def listed(request):
    state = request.GET.get("state", "")
    found = mine(request.user)
    told = {
        "tabs": tabs_of(found, state),
        "page": page_of(standing_so(found, state), request, newest_first=True),
        "sketches": Sketch.objects.visible_to(request.user).order_by("-pk")[:50],
        "soon": timezone.localdate() + SOON,
    }
    return render(request, "employer/posts/list.html", told)


@staff("employer.post")
def one(request, code):
    vacancy = get_object_or_404(mine(request.user).select_related("occupation"), code=code)
    breaches = [one for one in vacancy.breaches.order_by("level", "pk") if not one.cleared_by_id]
    versions = list(vacancy.versions.order_by("-number")[:20])
    told = {
        "vacancy": vacancy,
        "said": versions[0].said if versions else "",
        "breaches": breaches,
        "phrases": [breach.words for breach in breaches],
        "missing": vacancy.missing_elements(),
        "history": history(versions),
        "decisions": vacancy.decisions.select_related("by").order_by("-pk")[:10],
        "certificates": vacancy.certificates.all(),
        "standing": stages_of(vacancy),
        "may_renew": may_renew(vacancy, timezone.localdate()),
        "may_close": vacancy.stage != Stage.CLOSED,
    }
    return render(request, "employer/posts/one.html", told)


def may_renew(vacancy, today):
    if vacancy.stage == Stage.OPEN:
        return vacancy.valid_until is not None and vacancy.valid_until < today + timedelta(days=30)
    return vacancy.stage == Stage.CLOSED and vacancy.closed_because == "expired"


def history(versions):
    """[(version, by whom, where from, [(field, before, after)])], the newest first."""
    people = User.objects.in_bulk({version.by_id for version in versions if version.by_id})
    told = []
    for number, version in enumerate(versions):
        older = versions[number + 1].terms if number + 1 < len(versions) else None
        by = people.get(version.by_id)
        whence = _("随表导入") if version.source.startswith("book:") else version.source
        changed = changes(older, version.terms)
        told.append((version, by.full_name if by else "", whence, changed))
    return told


def changes(before, after):
    if before is None:
        return []
    return [
        (NAMES.get(name, name), said(before.get(name)), said(value))
        for name, value in after.items()
        if before.get(name) != value
    ]


def said(value):
    if value is True or value is False:
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(value)
    return "" if value is None else str(value)


def form_of(vacancy, post=None):
    version = vacancy.versions.order_by("-number").first()
    plain = [name for name in PostForm.base_fields if hasattr(vacancy, name)]
    initial = {name: getattr(vacancy, name) for name in plain} | {
        "certificates": vacancy.certificates.all(),
        "occupation": vacancy.occupation_id or "",
        "place": vacancy.region.name,
        "said": version.said if version else "",
    }
    told = post if post is not None else initial
    form = PostForm(
        post, initial=initial, title=told.get("title", ""), occupation=told.get("occupation", "")
    )
    # A post does not move to another county: that is another post.
    form.fields["place"].disabled = True
    return form


def panel(request, vacancy, form):
    """Findings and elements beside the form of a known post."""
    read = {name: getattr(vacancy, name) for name in ("pay_low", "pay_high", *BESIDE_PAY)}
    return check(form, request.user.organisation, read, vacancy)


@staff("employer.post")
@require_http_methods(["GET", "POST"])
def amend(request, code):
    vacancy = get_object_or_404(mine(request.user), code=code)
    form = form_of(vacancy, mended(request.POST) if request.method == "POST" else None)
    if request.method == "POST":
        is_right = form.is_valid()
        if "reword" in request.POST or request.POST.get("do") == "check":
            form.errors.clear()
        elif is_right:
            with refusals_on(form):
                _amend(request, vacancy, form)
                return redirect("employer:vacancy", code=code)
    told = {"vacancy": vacancy, "form": form} | panel(request, vacancy, form)
    return render(request, "employer/posts/amend.html", told)


def _amend(request, vacancy, form):
    plea = form.cleaned_data["plea"].strip()
    vacancies.amend(
        vacancy,
        by=request.user,
        on=timezone.localdate(),
        said=form.cleaned_data["said"],
        source=str(_("单位说明：%s")) % plea if plea else "",
        **form.terms(),
    )
    messages.success(request, _("已修改并提交，等人社局审核。"))


@staff("employer.post")
@require_POST
def checked(request, code):
    """The panel beside the form of a known post, while somebody types."""
    vacancy = get_object_or_404(mine(request.user), code=code)
    if too_fast(request.session):
        return HttpResponse(status=429)
    form = form_of(vacancy, request.POST)
    form.is_valid()
    told = panel(request, vacancy, form) | {"is_update": True}
    return render(request, "employer/posts/check.html", told)


@staff("employer.post")
@require_http_methods(["GET", "POST"])
def renew(request, code):
    """One tap; also where the reminder leads, after signing in."""
    vacancy = get_object_or_404(mine(request.user), code=code)
    if request.method == "POST":
        with refusals_told(request):
            renewed = vacancies.renew(vacancy, on=timezone.localdate(), by=request.user)
            messages.success(request, _("已延期到 %(day)s。") % {"day": day(renewed.valid_until)})
        return redirect("employer:vacancy", code=code)
    told = {"vacancy": vacancy, "may_renew": may_renew(vacancy, timezone.localdate())}
    return render(request, "employer/posts/renew.html", told)


@staff("employer.post")
@require_POST
def close(request, code):
    vacancy = get_object_or_404(mine(request.user), code=code)
    with refusals_told(request):
        because = request.POST.get("because", "").strip() or str(_("单位撤回"))
        vacancies.close(vacancy, because=because, by=request.user)
        messages.success(request, _("已结束招聘。"))
    return redirect("employer:vacancy", code=code)


@staff("employer.post")
@require_POST
def hand_in_again(request, code):
    vacancy = get_object_or_404(mine(request.user), code=code)
    with refusals_told(request):
        vacancies.hand_in_again(vacancy, on=timezone.localdate(), by=request.user)
        messages.success(request, _("已重新提交，等人社局审核。"))
    return redirect("employer:vacancy", code=code)


def counts(user, today):
    """How many posts stand how, for the first page."""
    found = mine(user)
    live = found.live(today)
    return {
        "returned": standing_so(found, "returned").count(),
        "expiring": live.filter(valid_until__lte=today + SOON).count(),
        "waiting": found.for_review().count(),
        "open": live.count(),
        "doubted": found.drafts().filter(breaches__level=Level.PROHIBIT).distinct().count(),
    }
