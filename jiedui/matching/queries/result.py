"""The figures of a run and its lists, filtered; every list is a queryset to be paged by key."""

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.models import Region
from jiedui.matching.models import Obstacle, Proposal, Run, Shortage, Unfilled, Unmatched, Waiting
from jiedui.vacancies.models import Vacancy
from jiedui.workers.models import Worker

# Priority classes by their place in the weights.
CLASSES = {0: _("一般户"), 1: _("脱贫户（含搬迁户）"), 2: _("防止返贫监测对象")}
OTHER_CLASS = _("重点帮扶家庭")  # a class that only a county's own policy knows
STATES = {"waiting": _("待确认"), "confirmed": _("已推荐"), "set-aside": _("不采纳")}
MOST = 8  # so many changes of a supposition are told


@dataclass(frozen=True)
class Tally:
    """One line of a small table: what, how many."""

    code: str
    label: object
    count: int


@dataclass(frozen=True)
class Result:
    """What stands at the head of a result: figures that each open a list."""

    run: Run
    people: int
    took_part: int
    left_out: int
    proposed: int
    unmatched: int
    vacancies: int
    vacancies_took_part: int
    vacancies_shut: int
    openings: int
    filled: int
    unfilled: int
    first_wish: int
    waiting: int
    confirmed: int
    set_aside: int
    by_class: list = field(default_factory=list)  # (label, took part, proposed)
    by_occupation_rank: list = field(default_factory=list)  # (rank, how many)
    by_place_rank: list = field(default_factory=list)
    obstacles: list[Tally] = field(default_factory=list)
    shortages: list[Tally] = field(default_factory=list)

    @property
    def share(self):
        """Per cent of those who took part that are put forward, in whole points."""
        return self.proposed * 100 // self.took_part if self.took_part else 0

    @property
    def fill(self):
        """Per cent of the openings that are filled, in whole points."""
        return self.filled * 100 // self.openings if self.openings else 0


COUNTED = (
    "people", "took_part", "left_out", "proposed", "unmatched", "vacancies",
    "vacancies_took_part", "vacancies_shut", "openings", "filled", "unfilled", "first_wish",
)  # fmt: skip


def result_of(run) -> Result:
    counts = run.counts
    mine = Proposal.objects.filter(run=run).aggregate(
        confirmed=Count("pk", filter=Q(candidacy__isnull=False)),
        set_aside=Count("pk", filter=~Q(set_aside_because="")),
        all=Count("pk"),
    )
    return Result(
        run=run,
        **{name: counts.get(name, 0) for name in COUNTED},
        waiting=mine["all"] - mine["confirmed"] - mine["set_aside"],
        confirmed=mine["confirmed"],
        set_aside=mine["set_aside"],
        by_class=[
            (CLASSES.get(int(klass), OTHER_CLASS), one["took_part"], one["proposed"])
            for klass, one in sorted(counts.get("by_class", {}).items())
            if one["took_part"]
        ],
        by_occupation_rank=_ranks(counts.get("by_occupation_rank", {})),
        by_place_rank=_ranks(counts.get("by_place_rank", {})),
        obstacles=_tallies(Unmatched, Obstacle, run),
        shortages=_tallies(Unfilled, Shortage, run),
    )


def _ranks(told):
    return sorted((int(rank), count) for rank, count in told.items())


def _tallies(table, codes, run):
    rows = table.objects.filter(run=run).values("obstacle").annotate(count=Count("pk"))
    counted = dict(rows.order_by("-count").values_list("obstacle", "count"))
    return [Tally(code, codes(code).label, count) for code, count in counted.items()]


def proposals(run, *, town=None, klass=None, occupation=None, vacancy=None, state=None, words=""):
    """Who is put forward. `occupation` is an Occupation of any level, `town` a Region."""
    found = Proposal.objects.filter(run=run)
    found = _about_people(found, town, klass, words)
    if occupation is not None:
        found = _in_occupation(found, "vacancy__occupation__number", occupation)
    if vacancy is not None:
        found = found.filter(vacancy=vacancy)
    if state == "waiting":
        found = found.waiting()
    elif state == "confirmed":
        found = found.confirmed()
    elif state == "set-aside":
        found = found.set_aside()
    return _with_vacancy(found.select_related("worker__home", "worker__town")).order_by("pk")


def unmatched(run, *, town=None, klass=None, obstacle=None, took_part=None, words=""):
    """Who is not put forward, and what stands in the way."""
    found = _about_people(Unmatched.objects.filter(run=run), town, klass, words)
    if obstacle:
        found = found.filter(obstacle=obstacle)
    if took_part is not None:
        found = found.filter(took_part=took_part)
    return found.select_related("worker__home", "worker__town").order_by("pk")


def unfilled(run, *, occupation=None, obstacle=None, took_part=None, words=""):
    """Which vacancies keep openings, and why."""
    found = Unfilled.objects.filter(run=run)
    if occupation is not None:
        found = _in_occupation(found, "vacancy__occupation__number", occupation)
    if obstacle:
        found = found.filter(obstacle=obstacle)
    if took_part is not None:
        found = found.filter(took_part=took_part)
    if words.strip():
        found = found.filter(vacancy__in=Vacancy.objects.named(words))
    return _with_vacancy(found).order_by("pk")


def waiting_for(run, vacancy):
    """Those who would rather have this vacancy than what the run gave them, first in line first."""
    found = Waiting.objects.filter(run=run, vacancy=vacancy)
    return found.select_related("worker__home", "worker__town").order_by("place")


def _about_people(found, town, klass, words):
    if town is not None:
        found = found.filter(worker__town=town)
    if klass is not None:
        found = found.filter(klass=klass)
    if words.strip():
        found = found.filter(worker__in=Worker.objects.named(words))
    return found


def _in_occupation(found, path, occupation):
    low, high = occupation.interval()
    return found.filter(**{f"{path}__gte": low, f"{path}__lt": high})


def _with_vacancy(found):
    return found.select_related("vacancy__employer", "vacancy__region", "vacancy__occupation")


def choices(run):
    """What the lists of this run can be filtered by: only what really occurs."""
    towns = Region.objects.filter(
        Q(pk__in=Proposal.objects.filter(run=run).values("worker__town"))
        | Q(pk__in=Unmatched.objects.filter(run=run).values("worker__town"))
    ).order_by("code")
    return {
        "towns": [(town.pk, town.name) for town in towns],
        "classes": list(CLASSES.items()),
        "states": list(STATES.items()),
        "obstacles": [(one.code, one.label) for one in _tallies(Unmatched, Obstacle, run)],
        "shortages": [(one.code, one.label) for one in _tallies(Unfilled, Shortage, run)],
    }


SUPPOSED = {
    "least_pay_less": _("每人最低工资期望降低{value}元"),
    "pay_more": _("每个岗位月薪提高{value}元"),
    "ages:none": _("取消所有年龄上限"),
    "ages:stated": _("按原文执行所有年龄上限（含没有依据的）"),
    "openings": _("改变{value}个岗位的招聘人数"),
    "weights": _("改变{value}项权重"),
}


SUPPOSITIONS = ("least_pay_less", "pay_more", "ages", "openings", "weights")


def supposition(run):
    """The change that a what-if run supposes, in sentences; none for an ordinary run."""
    told = []
    # In an order of our own: not every database keeps the one in which it was told.
    for name in sorted(run.what_if, key=SUPPOSITIONS.index):
        value = run.what_if[name]
        if name == "ages":
            told.append(SUPPOSED[f"ages:{value}"])
        else:
            count = len(value) if isinstance(value, dict) else value
            told.append(format_lazy(SUPPOSED[name], value=count))
    return told[:MOST]
