"""因人找岗: what some people want, what of it is live with the pair, and what is left to ask.

Everything here is worked out for officers of the west. What may be told to the pair is in the
requests alone: counts and conditions, no smaller than `demand.FLOOR` people.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from jiedui.accounts.scope import within
from jiedui.catalog.models import Education, Region, RegionLevel
from jiedui.engine.match import demand, reasons
from jiedui.engine.match.demand_faults import faults
from jiedui.engine.match.pairs import Measure
from jiedui.engine.match.solve import solve
from jiedui.matching.bridge.explained import WORKER_SIDE
from jiedui.matching.bridge.question import gather
from jiedui.matching.bridge.weighed import policy_over
from jiedui.matching.models import Obstacle
from jiedui.matching.queries.worded import TRAITS, Names, worded
from jiedui.vacancies.models import Vacancy
from jiedui.workers.models import Worker

FLOOR = demand.FLOOR
PAIRS_AT_ONCE = 1 << 19
CLASS = 10_000  # a middle class (中类) of the classification, as an interval of numbers
TOP = 10  # so many lines of a table before “other”
PAY_STEPS = range(2_000, 10_001, 1_000)
LETTER = 30  # about so many requests make a letter that is read to its end


@dataclass(frozen=True)
class Line:
    """One line of a table: what, how many people want it, how many openings and people met."""

    label: str
    people: int
    openings: int
    met: int = 0


@dataclass(frozen=True)
class Found:
    """One request as the arithmetic found it: the columns of a Request, and who is behind it."""

    people: int
    terms: list
    pay: int
    accept: int
    starts_on: date | None
    lodging: int
    couples: int
    wide: int
    traits: dict
    exact: bool
    wording: str
    remark: str
    workers: list = field(repr=False, default_factory=list)


@dataclass(frozen=True)
class Brief:
    """A group against the pair's live vacancies on one day."""

    west: Region
    east: Region
    on: date
    people: int
    left_out: list  # (code, label, people): no wish told, already placed …
    vacancies: int
    openings: int
    met: int
    first_wish: int
    obstacles: list  # (code, label, people), most first
    at_home: int
    elsewhere: int
    requests: list
    occupations: list = field(default_factory=list)
    places: list = field(default_factory=list)
    kinds: list = field(default_factory=list)
    pays: list = field(default_factory=list)
    needs: list = field(default_factory=list)

    @property
    def seeking(self):
        return self.people - sum(count for _code, _label, count in self.left_out)

    @property
    def unmet(self):
        return self.seeking - self.met

    @property
    def asked(self):
        return sum(one.people for one in self.requests)

    def counted(self):
        """The figures of that day, to be kept with the call."""
        names = ("people", "seeking", "met", "unmet", "at_home", "elsewhere", "openings")
        return {name: getattr(self, name) for name in names} | {
            "obstacles": [[code, count] for code, _label, count in self.obstacles]
        }


@dataclass(frozen=True)
class Asked:
    """What `gather` reads a question from, where no run is kept."""

    west: Region
    as_of: date
    weights: dict
    people: list | None
    vacancies: list
    with_drafts: bool = False
    seed: int = 0  # nobody draws a lot for what is only counted


def asked_of(west, on, *, people, vacancies):
    """The question of these people and these vacancies, with the weights in force."""
    policy = policy_over(west, on)
    weights = {name: one["value"] for name, one in policy.weights.items()}
    return gather(Asked(west, on, weights, people, vacancies), classes=policy.classes)


def brief(people, pairing, *, on) -> Brief:
    """The brief of these people (a queryset the door has scoped) for this pairing.

    Somebody is met who gets a seat when the group alone is matched with what is live at the
    pair, by the conditions of every matching and with the kind of employer that was wished
    as a condition too: whoever wants a post in a public body is not met by a sewing line.
    """
    west, east = pairing.west, pairing.east
    present = people.present().filter(within([west.interval()], "home"))
    told = {
        pk: (is_veteran, graduated)
        for pk, is_veteran, graduated in present.values_list("pk", "is_veteran", "graduated_in")
    }
    everybody = (
        len(told) == Worker.objects.present().filter(within([west.interval()], "home")).count()
    )
    live = Vacancy.objects.live(on).in_regions([east.interval()])
    question = asked_of(
        west, on,
        people=None if everybody and told else sorted(told),
        vacancies=list(live.values_list("pk", flat=True)),
    )  # fmt: skip
    return _Drawing(question, west, east, on, told).brief()


class _Drawing:
    """One brief in the making."""

    def __init__(self, question, west, east, on, told):
        self.question, self.west, self.east, self.on, self.told = question, west, east, on, told
        self.workers, self.posts = question.problem.workers, question.problem.vacancies
        self.names = Names()
        self.market = demand.with_kinds(question.problem)
        self.plan = solve(self.market)
        self.seated = self.plan.seats >= 0
        self.unmet = np.flatnonzero(~self.seated)

    def brief(self) -> Brief:
        plan, problem = self._grouped()
        first = (self.plan.occupation_ranks == 0) & (self.plan.place_ranks == 0)
        return Brief(
            west=self.west,
            east=self.east,
            on=self.on,
            people=len(self.told),
            left_out=_tallied(Counter(self.question.left_out.values())),
            vacancies=len(self.posts),
            openings=int(self.posts.openings.sum()),
            met=int(self.seated.sum()),
            first_wish=int(first.sum()),
            obstacles=_tallied(self._obstacles()),
            at_home=int((plan.request == demand.AT_HOME).sum()),
            elsewhere=int((plan.request == demand.ELSEWHERE).sum()),
            requests=self._requests(plan, problem),
            occupations=self._by_occupation(),
            places=self._by_place(),
            kinds=self._by_kind(),
            pays=self._by_pay(),
            needs=self._needs(),
        )

    def _grouped(self):
        problem = demand.Problem(
            workers=self.workers,
            rows=self.unmet,
            reach=reach_of(self.east),
            traits=traits_of(self.question, self.unmet, self.told, self.on),
            size=max(
                demand.FLOOR, int(self._comes(reach_of(self.east))[self.unmet].sum()) // LETTER
            ),
        )
        plan = demand.solve(problem)
        if wrong := faults(plan, problem):
            raise AssertionError(f"the grouped demand is unusable: {wrong[:3]}")
        return plan, problem

    def _requests(self, plan, problem):
        spans = np.column_stack((plan.occupation, plan.place, plan.kind)).tolist()
        rows = [problem.rows[plan.request == number] for number in range(len(plan))]
        return [
            found_of(
                {name: getattr(plan, name)[number] for name in FIGURES}
                | {"traits": plan.traits[:, number]},
                terms=self._whole_group(spans[number], rows[number]),
                exact=bool(plan.exact[number]),
                workers=self.question.workers[rows[number]],
                names=self.names,
                east=self.east,
                on=self.on,
            )
            for number in range(len(plan))
        ]

    def _whole_group(self, span, rows):
        """The one span of a request, or every span of the everyday group that all of them named.

        A group of the survey (电子厂, 政府编外 …) stands for several classes of work; asking for
        one of them would leave out posts that everybody here wants.
        """
        low, high, *rest = span
        groups = [group for group, _name in self.names.groups if (low, high) in group]
        wishes, shared = self.workers.occupations, None
        for row in rows.tolist() if groups else ():
            own = slice(wishes.start[row], wishes.start[row + 1])
            named = set(zip(wishes.low[own].tolist(), wishes.high[own].tolist(), strict=True))
            shared = named if shared is None else shared & named
            if len(shared) < 2:
                return [span]
        whole = [group for group in groups if group <= shared]
        return [[*pair, *rest] for pair in sorted(whole[0])] if whole else [span]

    # --- what stands in the way -------------------------------------------------------------

    def _obstacles(self):
        """The nearest obstacle of everybody unmet, and how often each."""
        if not len(self.unmet):
            return Counter()
        found = reasons.unmatched(self.plan, self.market, self.unmet, 0)
        lacking = self._kind_lacking(found.fitting)
        codes = [reasons.OBSTACLES[at] for at in found.nearest.tolist()]
        partner = self.workers.partner[self.unmet] >= 0
        return Counter(
            Obstacle.EMPLOYER_KIND.value if no_kind
            else Obstacle.PARTNER.value if fits and mate
            else WORKER_SIDE.get(code, code)
            for code, no_kind, fits, mate in zip(
                codes, lacking.tolist(), found.fitting.tolist(), partner.tolist(), strict=True
            )
        )  # fmt: skip

    def _kind_lacking(self, fitting):
        """Whom a post of another kind would suit, or whose kind has no post at all."""
        wished = self.workers.employer_kinds[self.unmet]
        there = np.bitwise_or.reduce(
            np.uint32(1) << self.posts.employer_kind.astype(np.uint32), initial=np.uint32(0)
        )
        lacking = (wished != 0) & ((wished & there) == 0) & (len(self.posts) > 0)
        asking = np.flatnonzero((wished != 0) & ~lacking & (fitting == 0))
        measure = Measure(self.question.problem)
        step = max(1, PAIRS_AT_ONCE // max(1, len(self.posts)))
        for low in range(0, len(asking), step):
            part = asking[low : low + step]
            suits = measure.measured(self.unmet[part]).admissible.any(axis=1)
            lacking[part] = suits
        return lacking

    # --- what is wanted, beside what there is -----------------------------------------------

    def _by_occupation(self):
        """By the class of the occupation that people named first, with the openings in it."""
        wishes = self.workers.occupations
        spoke = np.diff(wishes.start) > 0
        first = wishes.start[:-1][spoke]
        low, high = wishes.low[first], wishes.high[first]
        inside = low // CLASS * CLASS + CLASS >= high
        spans = np.column_stack((
            np.where(inside, low // CLASS * CLASS, low),
            np.where(inside, low // CLASS * CLASS + CLASS, high),
        ))  # fmt: skip
        classes, at = np.unique(spans, axis=0, return_inverse=True)
        people = np.bincount(at.ravel(), minlength=len(classes))
        met = np.bincount(at.ravel()[self.seated[spoke]], minlength=len(classes))
        lines = [
            Line(
                self.names.work(int(low), int(high)), int(people[one]),
                self._open(self.posts.occupation, low, high), int(met[one]),
            )
            for one, (low, high) in enumerate(classes)
        ]  # fmt: skip
        if not spoke.all():
            everything, silent = int(self.posts.openings.sum()), ~spoke
            met_too = int((silent & self.seated).sum())
            lines.append(Line(self.names.any_work, int(silent.sum()), everything, met_too))
        return _shortened(_one_line_a_name(lines), self.names.other)

    def _open(self, codes, low, high):
        return int(self.posts.openings[(codes >= low) & (codes < high)].sum())

    def _by_place(self):
        """How near the pair people would come: to it, to its prefecture, or only elsewhere."""
        near, wider = self.east.interval(), reach_of(self.east)
        here, around = self._comes(near), self._comes(wider)
        groups = [
            (self.names.place(*near), here),
            (self.names.around(wider), around & ~here),
            (self.names.elsewhere, ~around),
        ]
        total = int(self.posts.openings.sum())
        return [
            Line(label, int(flags.sum()), total if at == 0 else 0, int((flags & self.seated).sum()))
            for at, (label, flags) in enumerate(groups)
            if flags.any() or at == 0
        ]

    def _comes(self, span):
        """Who would go somewhere within this interval of regions."""
        wishes = self.workers.places
        owner = np.repeat(np.arange(len(wishes.start) - 1), np.diff(wishes.start))
        comes = np.diff(wishes.start) == 0
        comes[owner[(wishes.low < span[1]) & (wishes.high > span[0])]] = True
        return comes

    def _by_kind(self):
        wished, lines = self.workers.employer_kinds, []
        for bit, label in sorted(self.names.kinds.items()):
            people = (wished >> np.uint32(bit) & 1).astype(np.bool_)
            openings = int(self.posts.openings[self.posts.employer_kind == bit].sum())
            if people.any() or openings:
                met = int((people & self.seated).sum())
                lines.append(Line(label, int(people.sum()), openings, met))
        return sorted(lines, key=lambda line: (-line.people, -line.openings))[:TOP]

    def _by_pay(self):
        """For each monthly pay: how many of the unmet would accept it, how many openings pay it."""
        least, lines = self.workers.least_pay[self.unmet], []
        paid = np.maximum(self.posts.pay_low, self.posts.pay_high)
        for pay in PAY_STEPS:
            openings = int(self.posts.openings[paid >= pay].sum())
            lines.append(Line(f"{pay:,}", int((least <= pay).sum()), openings))
        return lines

    def _needs(self):
        posts, workers = self.posts, self.workers
        lodging = int(posts.openings[posts.lodging.astype(np.bool_)].sum())
        needs = [
            (self.names.lodging, workers.needs_lodging.astype(np.bool_), lodging),
            (
                self.names.couples,
                workers.needs_couple_room.astype(np.bool_),
                2 * int(np.minimum(posts.couple_rooms, posts.openings).sum()),
            ),
        ]
        return [
            Line(label, int(flags.sum()), there, int((flags & self.seated).sum()))
            for label, flags, there in needs
        ]


FIGURES = ("pay", "accept", "start", "wide", "lodging", "couples")


def found_of(figures, *, terms, exact, workers, names, east, on) -> Found:
    """One request in the house's words: columns of a row, and the sentence."""
    people, start = len(workers), int(figures["start"])
    told = {
        "people": people,
        "terms": terms,
        "pay": int(figures["pay"]),
        "accept": int(figures["accept"]) * 100 // max(1, people),
        "starts_on": date.fromordinal(start) if start > on.toordinal() else None,
        **{name: int(figures[name]) for name in ("lodging", "couples", "wide")},
        "traits": dict(zip(TRAITS, figures["traits"].tolist(), strict=True)),
        "exact": exact,
    }
    wording, remark = worded(told, names, east)
    return Found(**told, wording=wording, remark=remark, workers=sorted(workers.tolist()))


def traits_of(question, rows, told, on):
    """The flags of `TRAITS`, in its order; `told` is {key: (veteran, graduated in)}."""
    workers = question.problem.workers
    known = [told[int(key)] for key in question.workers[rows]]
    columns = {
        "veteran": [is_veteran for is_veteran, _graduated in known],
        "college": workers.education[rows] >= Education.COLLEGE,
        "graduate": [graduated in {on.year, on.year - 1} for _is_veteran, graduated in known],
        "over-45": workers.age[rows] >= 45,
        "helped": workers.klass[rows] > 0,
    }
    flags = [np.asarray(columns[code], np.bool_) for code in TRAITS]
    return np.array(flags, np.bool_).reshape(len(TRAITS), len(rows))


def reach_of(east):
    """Where a request to this place may look: a county asks around in its prefecture."""
    parent = east.parent if east.level == RegionLevel.COUNTY else None
    around = parent if parent is not None and parent.level == RegionLevel.CITY else east
    return around.interval()


def _tallied(counter):
    return [
        (str(code), Obstacle(code).label, count)
        for code, count in sorted(counter.items(), key=lambda one: (-one[1], str(one[0])))
    ]


def _one_line_a_name(lines):
    """A name may stand for several spans of the classification; it is told once."""
    together = {}
    for line in lines:
        before = together.get(line.label)
        if before:
            line = Line(
                line.label, before.people + line.people, before.openings + line.openings,
                before.met + line.met,
            )  # fmt: skip
        together[line.label] = line
    return sorted(together.values(), key=lambda line: -line.people)


def _shortened(lines, other):
    if len(lines) <= TOP:
        return lines
    rest = lines[TOP - 1 :]
    told = (sum(one.people for one in rest), sum(one.openings for one in rest))
    return [*lines[: TOP - 1], Line(other, *told, sum(one.met for one in rest))]
