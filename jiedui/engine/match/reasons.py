"""Why: for each pair, for each person left over, for each opening left empty.

Codes and whole numbers only; the words are made where somebody reads them. Counts answer
"what if this one thing were different and all else stayed": `opens` is how many more
vacancies (or people) would then fit, `takes` how many of those vacancies would choose this
worker at the present cutoffs (or how many of those people have no seat now).
"""

from dataclasses import dataclass, replace

import numpy as np

from jiedui.engine.match.pairs import CONDITIONS, Measure
from jiedui.engine.match.plan import Plan, lottery_of, merit_of
from jiedui.engine.match.problem import Ints, Problem, Vacancies

# What stands nearest in the way: one condition (what was wished for only if nothing of it
# fails on one other condition), or else
#   full: something fits, but all of it is held by others (or nobody fitting is free)
#   several: nothing fits, and everything fails on two conditions or more
#   nothing: there is nothing on the other side at all
OBSTACLES = (*CONDITIONS, "full", "several", "nothing")
WISHES = [CONDITIONS.index(code) for code in ("occupation", "place")]
FULL, SEVERAL, NOTHING = (OBSTACLES.index(code) for code in ("full", "several", "nothing"))

# What could change, with the unit of `amount` (and `low`, `high` for codes)
CHANGES = (
    "pay",  # yuan a month: the worker asks so much less, the vacancy offers so much more
    "certificate",  # bit number: gained, or no longer required
    "education",  # level: attained, or enough
    "place",  # accept codes low..high as well (a prefecture)
    "occupation",  # accept codes low..high as well (a minor group)
    "lodging",  # given up, or offered
    "couple-room",  # given up, or offered
    "start",  # days: free so much earlier, or waiting so much longer
    "experience",  # years: so many are enough
    "age",  # years: the upper limit so much higher
)
PAY_STEPS = (100, 200, 300, 500, 800, 1_000)
DAY_STEPS = (7, 15, 30, 60)
AGE_STEPS = (2, 5, 10, 127)
BLOCK_PAIRS = 1 << 19
PREFECTURE, MINOR_GROUP = 100, 100


@dataclass(frozen=True)
class PairReasons:
    """Columns of all pairs made: which wishes, what pay against what was asked.

    pay_above: yuan that the promised pay (or, unknown, the highest) exceeds the least pay;
    `UNKNOWN_PAY` where either is not said.
    """

    worker: Ints
    vacancy: Ints
    occupation_rank: Ints
    place_rank: Ints
    pay_above: Ints


UNKNOWN_PAY = -(1 << 20)


@dataclass(frozen=True)
class Missed:
    """A vacancy that a worker liked better and did not get: what was needed, what there was.

    needed_merit, needed_lottery: merit and lottery place of the last one who got in (to be
    exceeded; with equal merit the smaller lottery place goes first). reserve_only: every
    opening is held under the reserve, so no merit of a class 0 worker would have sufficed.
    """

    vacancy: int
    occupation_rank: int
    place_rank: int
    merit: int
    lottery: int
    needed_merit: int
    needed_lottery: int
    reserve_only: bool


@dataclass(frozen=True)
class Changes:
    """Counterfactuals in compressed rows: row i owns `start[i]:start[i + 1]`, best first."""

    start: Ints
    kind: Ints  # index into CHANGES
    amount: Ints
    low: Ints
    high: Ints
    opens: Ints
    takes: Ints


@dataclass(frozen=True)
class Obstacles:
    """What keeps each of some rows (workers without seat, or vacancies with free openings).

    rows: row numbers (r,). fitting: how many of the other side fit on every condition.
    failing: (r, 11) how many break each of `CONDITIONS`; alone: how many break nothing else.
    nearest: index into `OBSTACLES`. changes: the best counterfactuals.
    """

    rows: Ints
    fitting: Ints
    failing: Ints
    alone: Ints
    nearest: Ints
    changes: Changes


def pair_reasons(plan: Plan, problem: Problem) -> PairReasons:
    """For all pairs at once, in columns; half a second for two million workers."""
    worker = np.flatnonzero(plan.seats >= 0).astype(np.int32)
    vacancy = plan.seats[worker]
    low, high = problem.vacancies.pay_low[vacancy], problem.vacancies.pay_high[vacancy]
    promised = np.where(low > 0, low, high)
    least = problem.workers.least_pay[worker]
    above = np.where((promised > 0) & (least > 0), promised - least, UNKNOWN_PAY)
    ranks = plan.occupation_ranks[worker], plan.place_ranks[worker]
    return PairReasons(worker, vacancy, *ranks, above)


def missed(
    plan: Plan, problem: Problem, rows: Ints, limit: int = 3, measure: Measure | None = None
) -> list[list[Missed]]:
    """For each worker in `rows`, the best vacancies liked more than the seat, at most `limit`.

    For someone without a seat: the best of all that fit. Couples' members are shown what
    each would have liked alone.
    """
    measure = measure or Measure(problem)
    rows = np.asarray(rows, np.int64)
    found: list[list[Missed]] = []
    step = max(1, BLOCK_PAIRS // max(1, len(problem.vacancies)))
    for low in range(0, len(rows), step):
        found += _missed(plan, problem, rows[low : low + step], limit, measure)
    return found


def _missed(
    plan: Plan, problem: Problem, rows: Ints, limit: int, measure: Measure
) -> list[list[Missed]]:
    measured = measure.measured(rows)
    at, vacancy = np.nonzero(measured.admissible)
    work, place = measured.occupation_rank[at, vacancy], measured.place_rank[at, vacancy]
    key = measure.worker_keys(rows[at], vacancy, measure.scores(rows[at], vacancy, work, place))
    own = np.full(len(rows), -1, np.int64)
    seated = vacancy == plan.seats[rows[at]]
    own[at[seated]] = key[seated]
    better = np.flatnonzero(key > own[at])
    better = better[np.lexsort((-key[better], at[better]))]
    head = np.searchsorted(at[better], np.arange(len(rows)))
    better = better[np.arange(len(better)) - head[at[better]] < limit]
    at, vacancy = at[better], vacancy[better]
    merit = measure.merits(rows[at], vacancy, measured.years[at, vacancy])
    group = (problem.workers.klass[rows[at]] > 0).astype(np.intp)
    needed = plan.cutoffs[vacancy, group]
    shut = needed == np.iinfo(np.int64).max
    found: list[list[Missed]] = [[] for _ in rows]
    for i in range(len(at)):
        limit_key = int(needed[i])
        found[at[i]].append(
            Missed(
                vacancy=int(vacancy[i]),
                occupation_rank=int(work[better[i]]),
                place_rank=int(place[better[i]]),
                merit=int(merit[i]),
                lottery=int(measure.draw[rows[at[i]]]),
                needed_merit=-1 if shut[i] else merit_of(limit_key),
                needed_lottery=-1 if shut[i] or limit_key < 0 else lottery_of(limit_key),
                reserve_only=bool(shut[i]),
            )
        )
    return found


def unmatched(
    plan: Plan, problem: Problem, rows: Ints | None = None, changes: int = 5
) -> Obstacles:
    """What keeps workers from a seat; by default all without one.

    A block of workers is compared with every vacancy: a county (5,000 x 500) takes a
    fraction of a second, a province should ask for the worker at hand. Without `changes`
    (0) only the obstacles are counted, which is several times as fast.
    """
    if rows is None:
        rows = np.flatnonzero(plan.seats < 0)
    rows = np.asarray(rows, np.int64)
    measure = Measure(problem)
    tally = _Tally(len(rows), len(problem.vacancies))
    step = max(1, BLOCK_PAIRS // max(1, len(problem.vacancies)))
    for low in range(0, len(rows), step):
        part = rows[low : low + step]
        failed = measure.failing(part)
        mine = slice(low, low + len(part))
        for name, at, vacancy in tally.count(failed, mine, axis=1, pairs=changes > 0):
            takes = _takes(plan, measure, part[at], vacancy)
            _worker_changes(tally, problem, name, low + at, part[at], vacancy, takes)
    return tally.obstacles(rows, changes)


def _takes(plan: Plan, measure: Measure, worker: Ints, vacancy: Ints) -> Ints:
    """Whether the vacancy would choose the worker at the present cutoffs."""
    problem = measure.problem
    distinct, at = np.unique(worker, return_inverse=True)
    years = measure.years(distinct)[at, vacancy]
    key = measure.vacancy_keys(worker, measure.merits(worker, vacancy, years))
    group = (problem.workers.klass[worker] > 0).astype(np.intp)
    return key > plan.cutoffs[vacancy, group]


def _worker_changes(
    tally: "_Tally", problem: Problem, name: str, owner: Ints, w: Ints, v: Ints, takes: Ints
) -> None:
    """Book what the worker could change about pairs that fail on `name` alone."""
    people, posts = problem.workers, problem.vacancies
    if name == "pay":
        gap = people.least_pay[w] - posts.pay_high[v]
        tally.stairs("pay", owner, gap, PAY_STEPS, takes)
    elif name == "certificates":
        lacking = posts.certificates_required[v] & ~people.certificates[w]
        tally.certificate(owner, lacking, takes)
    elif name == "education":
        tally.stairs("education", owner, posts.education_min[v], range(1, 8), takes)
    elif name == "place":
        code = posts.region[v] // PREFECTURE * PREFECTURE
        tally.codes("place", owner, code, PREFECTURE, takes)
    elif name == "occupation":
        code = posts.occupation[v] // MINOR_GROUP * MINOR_GROUP
        tally.codes("occupation", owner, code, MINOR_GROUP, takes)
    elif name == "start":
        late = people.available_from[w] - posts.latest_start[v]
        tally.stairs("start", owner, late, DAY_STEPS, takes)
    elif name in ("lodging", "couple-room"):
        tally.stairs(name, owner, np.ones(len(owner), np.int64), (1,), takes)


def unfilled(plan: Plan, problem: Problem, rows: Ints | None = None, changes: int = 5) -> Obstacles:
    """What keeps vacancies from filling; by default all with free openings.

    Compared with everybody; `takes` counts those who have no seat now.
    """
    if rows is None:
        held = np.bincount(plan.seats[plan.seats >= 0], minlength=len(problem.vacancies))
        rows = np.flatnonzero(held < problem.vacancies.openings)
    rows = np.asarray(rows, np.int64)
    part = only_vacancies(problem, rows)
    measure = Measure(part)
    n = len(problem.workers)
    tally = _Tally(len(rows), n)
    step = max(1, BLOCK_PAIRS // max(1, len(rows)))
    for low in range(0, n if len(rows) else 0, step):
        people = np.arange(low, min(n, low + step))
        failed = measure.failing(people)
        for name, at, vacancy in tally.count(failed, slice(None), axis=0):
            free = plan.seats[people[at]] < 0
            _vacancy_changes(tally, part, name, vacancy, people[at], free)
    return tally.obstacles(rows, changes)


def _vacancy_changes(
    tally: "_Tally", problem: Problem, name: str, v: Ints, w: Ints, free: Ints
) -> None:
    """Book what the employer could change about pairs that fail on `name` alone."""
    people, posts = problem.workers, problem.vacancies
    if name == "pay":
        tally.stairs("pay", v, people.least_pay[w] - posts.pay_high[v], PAY_STEPS, free)
    elif name == "certificates":
        tally.certificate(v, posts.certificates_required[v] & ~people.certificates[w], free)
    elif name == "education":
        below = 7 - people.education[w].astype(np.int64)
        tally.stairs("education", v, below, range(8), free, turned=7)
    elif name == "experience":
        tally.stairs("experience", v, np.zeros(len(v), np.int64), (0,), free)
    elif name == "age":
        over = people.age[w].astype(np.int64) - posts.age_max[v]
        tally.stairs("age", v[over > 0], over[over > 0], AGE_STEPS, free[over > 0])
    elif name == "start":
        tally.stairs("start", v, people.available_from[w] - posts.latest_start[v], DAY_STEPS, free)
    elif name in ("lodging", "couple-room"):
        tally.stairs(name, v, np.ones(len(v), np.int64), (1,), free)


def only_vacancies(problem: Problem, rows: Ints) -> Problem:
    """The same problem with some of its vacancies, in the order of `rows`."""
    names = Vacancies.__dataclass_fields__
    posts = Vacancies(**{name: getattr(problem.vacancies, name)[rows] for name in names})
    place = np.full(len(problem.vacancies), -1, np.int64)
    place[rows] = np.arange(len(rows))
    kept = place[problem.barred_vacancies] >= 0
    compatriots = None if problem.compatriots is None else problem.compatriots[rows]
    return replace(
        problem,
        vacancies=posts,
        barred_workers=problem.barred_workers[kept],
        barred_vacancies=place[problem.barred_vacancies[kept]],
        compatriots=compatriots,
    )


class _Tally:
    """Counts by row and by possible change, gathered block by block."""

    def __init__(self, rows: int, others: int) -> None:
        self.fitting = np.zeros(rows, np.int64)
        self.failing = np.zeros((rows, len(CONDITIONS)), np.int64)
        self.alone = np.zeros((rows, len(CONDITIONS)), np.int64)
        self.others = others
        self.booked: list[tuple[Ints, ...]] = []

    def count(
        self, failed: dict[str, Ints], mine: slice, axis: int, *, pairs: bool = True
    ) -> list[tuple[str, Ints, Ints]]:
        """Add one block; returns the pairs that fail on one condition alone, for each."""
        broken = np.zeros(failed["age"].shape, np.uint8)
        for flags in failed.values():
            broken += flags
        self.fitting[mine] += (broken == 0).sum(axis=axis)
        single = broken == 1
        found: list[tuple[str, Ints, Ints]] = []
        for at, (name, flags) in enumerate(failed.items()):
            self.failing[mine, at] += flags.sum(axis=axis)
            alone = flags & single
            self.alone[mine, at] += alone.sum(axis=axis)
            if pairs:
                at_row, at_column = np.nonzero(alone)
                found.append((name, at_row, at_column))
        return found

    def book(
        self, kind: str, owner: Ints, amount: Ints, low: Ints, high: Ints, takes: Ints
    ) -> None:
        """One line for each pair, added up over equal changes of an owner."""
        if len(owner) == 0:
            return
        columns = (owner, amount, low)
        by = np.lexsort(columns[::-1])
        owner, amount, low, high, takes = (
            np.asarray(column)[by] for column in (owner, amount, low, high, takes)
        )
        head = np.ones(len(owner), np.bool_)
        head[1:] = (owner[1:] != owner[:-1]) | (amount[1:] != amount[:-1]) | (low[1:] != low[:-1])
        first = np.flatnonzero(head)
        opens = np.diff(np.append(first, len(owner)))
        takes = np.add.reduceat(takes.astype(np.int64), first)
        kinds = np.full(len(first), CHANGES.index(kind))
        self.booked.append(
            (owner[first], kinds, amount[first], low[first], high[first], opens, takes)
        )

    def stairs(
        self, kind: str, owner: Ints, gap: Ints, steps: "range | tuple[int, ...]", takes: Ints,
        turned: int | None = None,
    ) -> None:  # fmt: skip
        """Each step opens everything whose gap it covers; steps are added up at the end."""
        gap = np.asarray(gap, np.int64)
        level = np.searchsorted(np.asarray(steps), gap)
        covered = level < len(steps)
        amount = np.asarray(steps)[level[covered]]
        if turned is not None:
            amount = turned - amount
        none = np.zeros(len(amount), np.int64)
        # `low` of a stair is the order in which its steps add up
        self.book(kind, owner[covered], amount, none + level[covered], none - 1, takes[covered])

    def certificate(self, owner: Ints, lacking: Ints, takes: Ints) -> None:
        """Only one certificate is missing: book its bit."""
        one = np.bitwise_count(lacking) == 1
        bit = np.bitwise_count(lacking[one] - np.uint64(1)).astype(np.int64)
        none = np.zeros(len(bit), np.int64)
        self.book("certificate", owner[one], bit, none, none, takes[one])

    def codes(self, kind: str, owner: Ints, low: Ints, width: int, takes: Ints) -> None:
        """A group of codes accepted as well."""
        low = low.astype(np.int64)
        self.book(kind, owner, np.zeros(len(low), np.int64), low, low + width, takes)

    def obstacles(self, rows: Ints, changes: int) -> Obstacles:
        """All counts, the nearest obstacle and the best changes of each row."""
        nearest = np.where(self.alone.any(axis=1), self._nearest(), SEVERAL)
        nearest = np.where(self.fitting > 0, FULL, nearest)
        if self.others == 0:
            nearest = np.full(len(rows), NOTHING)
        best = self._changes(len(rows), changes)
        return Obstacles(rows, self.fitting, self.failing, self.alone, nearest, best)

    def _nearest(self) -> Ints:
        """The condition that alone keeps the most away, of those nearer than the wish itself.

        Most vacancies are for other work in other places, so the wish would nearly always
        win by number; yet nobody should read “no such vacancy” who lacks a certificate for
        one that is there.
        """
        within = self.alone.copy()
        within[:, WISHES] = 0
        nearest: Ints = np.where(
            within.any(axis=1), within.argmax(axis=1), self.alone.argmax(axis=1)
        )
        return nearest

    def _changes(self, rows: int, most: int) -> Changes:
        if not self.booked:
            none = np.zeros(0, np.int64)
            return Changes(np.zeros(rows + 1, np.int64), *[none] * 6)
        owner, kind, amount, low, high, opens, takes = (
            np.concatenate(column) for column in zip(*self.booked, strict=True)
        )
        by = np.lexsort((low, np.where(high < 0, 0, amount), kind, owner))
        owner, kind, amount, low, high, opens, takes = (
            column[by] for column in (owner, kind, amount, low, high, opens, takes)
        )
        owner, kind, amount, low, high, opens, takes = _merged(
            owner, kind, amount, low, high, opens, takes
        )
        stair = high < 0
        run = np.ones(len(owner), np.bool_)
        run[1:] = ~stair[1:] | (owner[1:] != owner[:-1]) | (kind[1:] != kind[:-1])
        opens, takes = _running(opens, run), _running(takes, run)
        low, high = np.where(stair, 0, low), np.where(stair, 0, high)
        by = np.lexsort((low, amount, kind, -opens, -takes, owner))
        head = np.searchsorted(owner[by], np.arange(rows))
        by = by[np.arange(len(by)) - head[owner[by]] < most]
        start = np.searchsorted(owner[by], np.arange(rows + 1))
        return Changes(start, kind[by], amount[by], low[by], high[by], opens[by], takes[by])


def _merged(owner: Ints, kind: Ints, amount: Ints, low: Ints, *rest: Ints) -> tuple[Ints, ...]:
    """Equal changes booked in several blocks, added up (columns are sorted)."""
    high, opens, takes = rest
    same = np.zeros(len(owner), np.bool_)
    same[1:] = (owner[1:] == owner[:-1]) & (kind[1:] == kind[:-1])
    same[1:] &= (amount[1:] == amount[:-1]) & (low[1:] == low[:-1])
    first = np.flatnonzero(~same)
    added = [np.add.reduceat(column, first) for column in (opens, takes)]
    return (owner[first], kind[first], amount[first], low[first], high[first], *added)


def _running(values: Ints, run: Ints) -> Ints:
    """Sums that begin anew wherever `run` is set."""
    total = np.cumsum(values)
    first = np.flatnonzero(run)
    before = total[first] - values[first]
    running: Ints = total - np.repeat(before, np.diff(np.append(first, len(values))))
    return running
