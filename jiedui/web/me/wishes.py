"""My wishes in four taps: what, where, for how much, with which room."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jiedui.accounts.models import Pairing
from jiedui.catalog.models import PlaceGroup, Region, WishGroup
from jiedui.catalog.queries import away_from
from jiedui.web.kit.far import near_by
from jiedui.web.kit.pages import refusals_told
from jiedui.web.me.guard import oneself
from jiedui.workers import actions as workers
from jiedui.workers import queries as people
from jiedui.workers.models import Channel

QUESTIONS = {
    "work": gettext_lazy("想做什么活？"),
    "place": gettext_lazy("想去哪里？"),
    "pay": gettext_lazy("一个月至少要多少？"),
    "room": gettext_lazy("住的地方怎么安排？"),
}
PAYS = (3000, 3500, 4000, 4500, 5000, 5500, 6000, 7000, 8000)
MOST_WORK = 3
NOWHERE_IN_PARTICULAR = "any"
EVERYWHERE = (0, 1_000_000)


@dataclass(frozen=True)
class Tap:
    """One large tile: what it sends, what it says, what it means."""

    value: str
    label: str
    meaning: tuple = ()
    far: str = ""


def work_taps(_worker):
    """(low, high) of every class that the everyday name covers."""
    return [Tap(g.code, g.name, tuple(g.intervals())) for g in WishGroup.objects.current()]


def place_taps(worker):
    """Home, the places paired with it, the groups of places people speak of, anywhere."""
    taps = [Tap("home", _("就在本县 %(place)s") % {"place": worker.home.name},
                (worker.home.interval(),))]  # fmt: skip
    away = away_from(worker.home)
    for east in _paired(worker):
        told = near_by(away, east)
        taps.append(Tap(f"r{east.pk}", east.full_name, (east.interval(),), told))
    groups = list(PlaceGroup.objects.current())
    codes = {code for group in groups for code in group.regions}
    known = Region.objects.in_bulk(codes, field_name="code")
    for group in groups:
        inside = tuple(known[code].interval() for code in group.regions if code in known)
        taps.append(Tap(group.code, group.name, inside))
    return [*taps, Tap(NOWHERE_IN_PARTICULAR, _("哪里都可以"), (EVERYWHERE,))]


def _paired(worker):
    low, high = worker.home.interval()
    pairings = Pairing.objects.in_force().vouched().select_related("east")
    around = worker.home.prefix // 100 * 100
    of_county = {one.east for one in pairings.filter(west__gte=low, west__lt=high)}
    of_city = {one.east for one in pairings.filter(west=around)}
    return sorted(of_county | of_city, key=lambda region: region.pk)


def pay_taps(_worker):
    told = [Tap(str(n), _("%(n)s元") % {"n": f"{n:,}"}) for n in PAYS]
    return [*told, Tap("0", _("多少都可以谈"))]


def room_taps(_worker):
    return [
        Tap("lodging", _("要单位包住")),
        Tap("couple", _("要夫妻房")),
        Tap("none", _("自己有住处")),
    ]


TAPS = {"work": work_taps, "place": place_taps, "pay": pay_taps, "room": room_taps}


class Wanted:
    """What has been tapped so far; whatever is no tile counts as not tapped."""

    def __init__(self, told, worker):
        self.taps = {step: taps(worker) for step, taps in TAPS.items()}
        self.tapped = {step: self._known(step, told.getlist(step)) for step in TAPS}
        if "more" in told:  # one more kind of work
            self.tapped["place"] = []
        self.step = next((step for step, chosen in self.tapped.items() if not chosen), None)
        if "more" in told and len(self.tapped["work"]) < MOST_WORK:
            self.step = "work"

    def _known(self, step, values):
        by_value = {tap.value: tap for tap in self.taps[step]}
        most = MOST_WORK if step == "work" else 1
        return [by_value[value] for value in dict.fromkeys(values) if value in by_value][-most:]

    def answer(self):
        """The fields of a `Wish`."""
        [place], [pay], [room] = (self.tapped[step] for step in ("place", "pay", "room"))
        return {
            "wants_work": True,
            "occupations": _ranked(self.tapped["work"]),
            "places": _ranked([place]),
            "least_pay": int(pay.value),
            "needs_lodging": room.value != "none",
            "needs_couple_room": room.value == "couple",
        }


def _ranked(taps):
    return tuple(
        (rank, low, high, tap.label)
        for rank, tap in enumerate(taps, start=1)
        for low, high in tap.meaning
    )


@oneself
@require_http_methods(["GET", "POST"])
def wish(request, worker):
    """One question a page; the last tap keeps the answer."""
    if "rest" in request.POST:
        return _keep(request, worker, {"wants_work": False}, _("记下了：暂时不找工作。"))
    wanted = Wanted(request.POST, worker)
    if wanted.step is None:
        return _keep(request, worker, wanted.answer(), _("您的意愿记下了。"))
    steps = list(TAPS)
    told = {
        "step": wanted.step,
        "question": QUESTIONS[wanted.step],
        "number": steps.index(wanted.step) + 1,
        "taps": wanted.taps[wanted.step],
        "tapped": wanted.tapped,
        "may_add": wanted.step == "place" and len(wanted.tapped["work"]) < MOST_WORK,
    }
    return render(request, "me/wishes/step.html", told)


def _keep(request, worker, answer, said):
    with refusals_told(request):
        workers.record_intention(
            worker, asked_on=timezone.localdate(), channel=Channel.SELF, by=request.user, **answer
        )
        messages.success(request, said)
    return redirect("me:posts" if answer["wants_work"] else "me:wishes")


@oneself
def wishes(request, worker):
    """What I said before, the latest first."""
    return render(request, "me/wishes/list.html", {"answers": people.answers(worker)})
