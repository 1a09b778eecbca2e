"""The officer's queue: posts, firms, papers and half-yearly checks that wait for a decision."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jiedui.accounts.models import Licence, Registration, Verification
from jiedui.accounts.scope import own
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies import bridge
from jiedui.vacancies.models import Breach, Stage, Vacancy
from jiedui.web.kit.pages import back, refusals_told, staff
from jiedui.web.kit.paging import page_of
from jiedui.web.kit.templatetags.kit import Tab, pay, shortday

SOON = timedelta(days=30)
KINDS = {
    "same": _("几乎相同"),
    "reworded": _("换了说法，是同一个岗位"),
    "two-titles": _("同一个岗位，两个名称"),
}


@dataclass(frozen=True)
class Line:
    """One post that waits, with everything that stands against it."""

    vacancy: Vacancy
    breaches: list
    missing: list
    repeat: object
    how: str
    verified: bool

    @property
    def is_clean(self):
        return self.verified and not (self.breaches or self.missing or self.repeat)


def mine(user):
    """Posts of one's own region: those of the pair are seen, not decided."""
    return Vacancy.objects.visible_to(user).filter(own(user, "region"))


def firms(user):
    return Registration.objects.visible_to(user).waiting().select_related("region", "organisation")


def papers(user):
    """Papers of firms that are in already; those of new ones are decided with the firm."""
    waiting = Licence.objects.visible_to(user).waiting()
    return waiting.filter(organisation__isnull=False).select_related("organisation", "uploaded_by")


def due(user, today):
    last = Verification.objects.visible_to(user).last().filter(due_on__lte=today + SOON)
    return last.select_related("organisation", "seen")


def tabs(user, today, here):
    counts = {
        "posts": (_("岗位"), mine(user).for_review().count()),
        "firms": (_("单位注册"), firms(user).count()),
        "papers": (_("新证照"), papers(user).count()),
        "due": (_("到期核实"), due(user, today).count()),
    }
    address = reverse("desk:review")
    return [
        Tab(label, f"{address}?tab={name}", count, name == here)
        for name, (label, count) in counts.items()
    ]


@staff("employers.verify")
def listed(request):
    today = timezone.localdate()
    tab = request.GET.get("tab", "posts")
    told = {"tab": tab, "tabs": tabs(request.user, today, tab), "today": today}
    if tab == "firms":
        told["page"] = page_of(firms(request.user), request)
    elif tab == "papers":
        told["page"] = page_of(papers(request.user), request)
    elif tab == "due":
        told["page"] = page_of(due(request.user, today), request)
    else:
        told |= posts(request, today)
    return render(request, "desk/review/list.html", told)


def posts(request, today):
    waiting = mine(request.user).for_review().select_related("employer", "region")
    uncleared = Breach.objects.uncleared().order_by("level", "pk")
    waiting = waiting.prefetch_related(Prefetch("breaches", uncleared, "found"))
    page = page_of(waiting, request, size=30, newest_first=True)
    lines = lines_of(list(page), today)
    clean = [line.vacancy.code for line in lines if line.is_clean]
    return {"page": page, "lines": lines, "clean": clean}


def lines_of(waiting, today):
    repeats = bridge.repeats_among(waiting)
    firms = {vacancy.employer_id for vacancy in waiting if vacancy.handed_in_by_id}
    verified = set(
        Verification.objects.in_force(today)
        .filter(organisation__in=firms)
        .values_list("organisation", flat=True)
    )
    return [
        Line(
            vacancy=vacancy,
            breaches=vacancy.found,
            missing=vacancy.missing_elements(),
            repeat=repeats.get(vacancy.pk),
            how=KINDS.get(repeats[vacancy.pk].kind, "") if vacancy.pk in repeats else "",
            verified=not vacancy.handed_in_by_id or vacancy.employer_id in verified,
        )
        for vacancy in waiting
    ]


@staff("vacancies.publish")
@require_POST
def approve(request):
    chosen = mine(request.user).filter(code__in=request.POST.getlist("chosen")[:200])
    published = vacancies.publish_many(chosen, by=request.user, on=timezone.localdate())
    if opened := len(published.opened):
        said = ngettext("已发布 %(n)d 个岗位。", "已发布 %(n)d 个岗位。", opened)
        messages.success(request, said % {"n": opened})
    for vacancy, refusal in published.refused[:10]:
        messages.warning(request, f"{vacancy.title}：{refusal.message}")
    return redirect("desk:review")


@staff("vacancies.publish")
@require_POST
def send_back(request, code):
    vacancy = get_object_or_404(mine(request.user), code=code)
    with refusals_told(request):
        vacancies.return_to_firm(
            vacancy,
            because=request.POST.get("because", ""),
            on=timezone.localdate(),
            by=request.user,
        )
        messages.success(request, _("已退回，单位看得到原因，改好会再提交。"))
    return back(request, reverse("desk:review"))


@dataclass(frozen=True)
class Row:
    """One term of two posts, side by side."""

    name: str
    ours: str
    theirs: str

    @property
    def differs(self):
        return self.ours != self.theirs


SHOWN = (
    "title", "openings", "workplace", "conditions", "duties", "shifts",
    "board", "lodging", "insurance", "valid_until",
)  # fmt: skip


@staff("employers.verify")
def beside(request, code, other):
    """Two posts side by side: the same one again, or two?"""
    seen = Vacancy.objects.visible_to(request.user).select_related("employer", "region")
    ours = get_object_or_404(mine(request.user).select_related("employer", "region"), code=code)
    theirs = get_object_or_404(seen, code=other)
    found = next((one for one in bridge.repeats_of(ours) if one.vacancy.pk == theirs.pk), None)
    rows = rows_of(ours, theirs)
    told = {
        "vacancy": ours,
        "other": theirs,
        "repeat": found,
        "how": KINDS.get(found.kind, "") if found else "",
        "differing": [row for row in rows if row.differs],
        "same": [row for row in rows if not row.differs],
        "waits": ours.stage == Stage.DRAFT and not ours.returned,
        "may_return": bool(ours.handed_in_by_id) and not ours.returned,
    }
    return render(request, "desk/review/beside.html", told)


def rows_of(ours, theirs):
    """Every term of both, the pay in one line as people say it, the ad's words last."""
    told = [Row(str(_("用人单位")), ours.employer.name, theirs.employer.name)]
    told += [_row(name, ours, theirs) for name in SHOWN]
    told.insert(3, Row(str(_("月薪")), pay(ours), pay(theirs)))
    return [*told, Row(str(_("招聘原文")), _said(ours), _said(theirs))]


def _row(name, ours, theirs):
    label = Vacancy._meta.get_field(name).verbose_name
    return Row(str(label), _told(getattr(ours, name)), _told(getattr(theirs, name)))


def _told(value):
    if value is True or value is False:
        return str(_("是") if value else _("否"))
    if isinstance(value, date):
        return shortday(value)
    return "" if value is None else str(value)


def _said(vacancy):
    version = vacancy.versions.order_by("-number").first()
    return version.said if version else ""
