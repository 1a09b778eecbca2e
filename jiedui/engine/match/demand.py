"""What is still wanted: people whom no vacancy meets, grouped into requests a person would write.

A request asks for posts of one occupation (or class of occupations), in one place, with one
kind of employer. Everybody in it would welcome every such post; only where too few agree is the
request made wider, until enough people stand in it. Nobody is counted twice, and a group too
small to hide in is never told: those few stay with the bureau that knows them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from jiedui.engine.match.problem import EVERYTHING, Experience, Ints, Wishes, Workers
from jiedui.engine.match.problem import Problem as Market

FLOOR = 3  # fewer people than this are never told of as a group, nor within one
SHARE = 80  # per cent of a request's people who must accept its pay and its first day
PAY_STEP = 100
ANY_KIND = -1
AT_HOME, ELSEWHERE = -1, -2  # in no request: too few agree; or wishes to go somewhere else
FEW, NEARLY_ALL = -1, -2  # a count that would point at somebody is told only so
ALL_WORK = (0, EVERYTHING)
SCATTERED = ALL_WORK, ANY_KIND  # no condition left that an employer could answer
KINDS = 32

Span = tuple[int, int]
Terms = tuple[Span, Span, int]  # occupation, place, kind of employer


@dataclass(frozen=True)
class Problem:
    """The unmet among some workers, and how they may be told of.

    workers: as the matching knows them; rows: the unmet, distinct row numbers. reach: the
    interval of regions that this request can be put to (wishes outside it are for others).
    traits: (t, len(rows)) flags that are counted within each request (veterans, college …).
    floor: the smallest group that may be told; size: from how many on a group is worth a
    request of its own before wishes are taken together more widely; share: per cent.
    """

    workers: Workers
    rows: Ints
    reach: Span
    traits: NDArray[np.bool_]
    floor: int = FLOOR
    size: int = FLOOR
    share: int = SHARE

    def __post_init__(self) -> None:
        n = len(self.workers)
        rows = np.asarray(self.rows, np.int64)
        if rows.ndim != 1 or len(np.unique(rows)) != len(rows):
            raise ValueError("rows must be distinct row numbers")
        if len(rows) and (int(rows.min()) < 0 or int(rows.max()) >= n):
            raise ValueError(f"rows must lie in 0..{n - 1}")
        if self.traits.ndim != 2 or self.traits.shape[1] != len(rows):
            raise ValueError(f"traits must have a column for each of {len(rows)} people")
        if not 2 <= self.floor <= self.size:
            raise ValueError("a request needs a floor of at least 2, and a size not below it")
        if not 1 <= self.share <= 100 or not 0 <= self.reach[0] < self.reach[1] <= EVERYTHING:
            raise ValueError("the share is a per cent, the reach an interval of regions")
        object.__setattr__(self, "rows", rows)


@dataclass(frozen=True)
class Plan:
    """Who stands in which request, and what each request asks for.

    request: for each of the problem's rows the number of its request, `AT_HOME` or
    `ELSEWHERE`. The rest are columns of the requests, largest first: occupation, place (r, 2)
    half-open intervals; kind, a bit number or `ANY_KIND`; people; exact: whether everybody in
    it welcomes every such post; pay, the least monthly pay (0: none was said) and accept, how
    many accept it; start, the first day (0: any) and ready, how many can then begin; wide:
    how many would go anywhere within reach; lodging, couples: how many need them; traits
    (t, r). Counts within a request may be `FEW` or `NEARLY_ALL`.
    """

    request: Ints
    occupation: Ints
    place: Ints
    kind: Ints
    exact: NDArray[np.bool_]
    people: Ints
    pay: Ints
    accept: Ints
    start: Ints
    ready: Ints
    wide: Ints
    lodging: Ints
    couples: Ints
    traits: Ints

    def __len__(self) -> int:
        return len(self.people)


@dataclass(frozen=True)
class Wisher:
    """What some people wish alike: spans of occupations by rank, places within reach, kinds."""

    work: tuple[tuple[int, int, int], ...]
    places: tuple[Span, ...]
    kinds: tuple[int, ...]

    def own(self, *, first: bool) -> set[Terms]:
        """Every combination of what was said; or only with the occupations said first."""
        best = min((rank for rank, _low, _high in self.work), default=0)
        work = {(low, high) for rank, low, high in self.work if rank == best or not first}
        return {
            (span, place, kind)
            for span in work or {ALL_WORK}
            for place in self.places
            for kind in self.kinds
        }

    def widened(self, width: int, reach: Span, *, keeps_kind: bool) -> set[Terms]:
        """The same in wider words: the class around an occupation, any place within reach.

        Never so wide that nothing is left of what was said.
        """
        wider = {
            (_around(span, width), reach, kind if keeps_kind else ANY_KIND)
            for span, _place, kind in self.own(first=False)
        }
        return {
            terms
            for terms in wider
            if (terms[0], terms[2]) != SCATTERED or (not self.work and self.kinds == (ANY_KIND,))
        }


def _around(span: Span, width: int) -> Span:
    low = span[0] // width * width
    return (low, low + width) if span[1] <= low + width else span


# How wishes are taken together more and more widely: the width of the occupation class (unit,
# minor, middle, major group of the classification) and whether the kind of employer still counts.
WIDER = (
    (1, True), (100, True), (10_000, True), (1_000_000, True), (EVERYTHING, True), (10_000, False),
)  # fmt: skip


def solve(problem: Problem) -> Plan:
    """Group the unmet, the most agreed wish first.

    Three rounds, first for groups of the wanted size, then for groups of the floor: the
    occupations that people named first; then any that they named; then, step by step, wider
    classes. In each round the request that most of those still uncounted share is written
    first, and takes them all. Whoever is left over joins a request that already says what
    they would welcome, and else stays at home. Every person is taken away from the pool once,
    so nobody is counted twice; the same people give the same requests in any order.
    """
    wishers, of_row = _wishers(problem)
    pool = {at: int(n) for at, n in enumerate(np.bincount(of_row[of_row >= 0])) if n}
    found: dict[Terms, int] = {}
    placed: dict[int, int] = {}
    loose: set[int] = set()

    def write(options: dict[int, set[Terms]], least: int, *, exact: bool) -> None:
        for terms, members in _most_agreed(pool, options, least):
            number = found.setdefault(terms, len(found))
            if not exact:
                loose.add(number)
            for member in members:
                placed[member] = number
                del pool[member]

    for least in dict.fromkeys((problem.size, problem.floor)):
        write(_accepted(wishers, pool, first=True), least, exact=True)
        write(_accepted(wishers, pool, first=False), least, exact=True)
        _join(wishers, pool, found, placed)
        for width, keeps_kind in WIDER:
            options = {
                at: wishers[at].widened(width, problem.reach, keeps_kind=keeps_kind) for at in pool
            }
            write(options, least, exact=False)
    _join(wishers, pool, found, placed)
    return _told(problem, of_row, found, placed, loose, wishers)


def _wishers(problem: Problem) -> tuple[list[Wisher], Ints]:
    """People who wish alike taken as one; `ELSEWHERE` for those whose places are out of reach."""
    workers = problem.workers
    work, place = _entries(workers.occupations), _entries(workers.places)
    kinds = workers.employer_kinds
    known: dict[Wisher, int] = {}
    of_row = np.full(len(problem.rows), ELSEWHERE, np.int64)
    for at, row in enumerate(problem.rows.tolist()):
        spans = [(low, high) for _rank, low, high in place(row)]
        places = _within(problem.reach, spans) if spans else (problem.reach,)
        if not places:
            continue
        mask = int(kinds[row])
        wished = tuple(bit for bit in range(KINDS) if mask >> bit & 1) or (ANY_KIND,)
        wisher = Wisher(tuple(sorted(set(work(row)))), places, wished)
        of_row[at] = known.setdefault(wisher, len(known))
    # The order in which people stand must not decide: wishers are numbered by what they wish.
    order = sorted(known, key=lambda one: (one.work, one.places, one.kinds))
    renumbered = np.array([0] * len(known), np.int64)
    for number, wisher in enumerate(order):
        renumbered[known[wisher]] = number
    inside = of_row >= 0
    of_row[inside] = renumbered[of_row[inside]]
    return order, of_row


def _entries(wishes: Wishes):  # type: ignore[no-untyped-def]
    start, rank = wishes.start.tolist(), wishes.rank.tolist()
    low, high = wishes.low.tolist(), wishes.high.tolist()

    def of(row: int) -> list[tuple[int, int, int]]:
        return [(rank[e], low[e], high[e]) for e in range(start[row], start[row + 1])]

    return of


def _within(reach: Span, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The parts of these spans that lie within reach, none inside another."""
    cut = {(max(low, reach[0]), min(high, reach[1])) for low, high in spans}
    cut = {(low, high) for low, high in cut if low < high}
    return tuple(sorted(one for one in cut if not any(_holds(o, one) for o in cut - {one})))


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _accepted(wishers: list[Wisher], pool: dict[int, int], *, first: bool) -> dict[int, set[Terms]]:
    """For each wisher, everything somebody here said that this wisher would welcome too.

    A wish for a class of work welcomes each occupation in it, a wish for a prefecture each
    county. Whoever named no occupation is kept for a request of that kind and joins others
    only when there is none.
    """
    said = {at: wishers[at].own(first=first) for at in pool}
    work, places = set(), set()
    expressed: dict[tuple[Span, Span], set[int]] = defaultdict(set)
    for terms in set().union(*said.values()) if said else set():
        work.add(terms[0])
        places.add(terms[1])
        expressed[terms[0], terms[1]].add(terms[2])
    inside = _Inside(work), _Inside(places)
    options = {}
    for at, own in said.items():
        taken = set(own)
        for span, place, kind in own:
            for narrower in [span] if span == ALL_WORK else inside[0].of(span):
                for nearer in inside[1].of(place):
                    if kind in expressed.get((narrower, nearer), ()):
                        taken.add((narrower, nearer, kind))
        options[at] = taken
    return options


class _Inside:
    """Which of some spans lie within a given one; each question is answered once."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(spans)
        self.known: dict[Span, list[Span]] = {}

    def of(self, outer: Span) -> list[Span]:
        if outer not in self.known:
            self.known[outer] = [one for one in self.spans if _holds(outer, one)]
        return self.known[outer]


def _most_agreed(
    pool: dict[int, int], options: dict[int, set[Terms]], least: int
) -> Iterator[tuple[Terms, list[int]]]:
    """Again and again the terms that most of those left agree on, while at least `least` do.

    Counts only fall as people are taken, so a count that is still right at the head of the
    queue is the highest of all.
    """
    holders: dict[Terms, list[int]] = defaultdict(list)
    for at in sorted(options):
        for terms in options[at]:
            holders[terms].append(at)
    queue = [
        (-count, terms)
        for terms, members in holders.items()
        if (count := sum(pool[at] for at in members)) >= least
    ]
    heapify(queue)
    taken: set[int] = set()
    while queue:
        stated, terms = heappop(queue)
        members = [at for at in holders[terms] if at not in taken]
        count = sum(pool[at] for at in members)
        if count < least:
            continue
        if count < -stated:
            heappush(queue, (-count, terms))
            continue
        taken.update(members)
        yield terms, members


def _join(
    wishers: list[Wisher], pool: dict[int, int], found: dict[Terms, int], placed: dict[int, int]
) -> None:
    """Whoever is left joins the first request in which every post would be welcome."""
    for at in list(pool):
        wisher = wishers[at]
        for terms, number in found.items():
            if _welcomes(wisher, terms):
                placed[at] = number
                del pool[at]
                break


def _welcomes(wisher: Wisher, terms: Terms) -> bool:
    """Whether every post under these terms is one that this wisher has wished for."""
    span, place, kind = terms
    return (
        (not wisher.work or any(_holds((low, high), span) for _rank, low, high in wisher.work))
        and any(_holds(one, place) for one in wisher.places)
        and (ANY_KIND in wisher.kinds or kind in wisher.kinds)
    )


def _told(
    problem: Problem,
    of_row: Ints,
    found: dict[Terms, int],
    placed: dict[int, int],
    loose: set[int],
    wishers: list[Wisher],
) -> Plan:
    """The columns of the plan, requests numbered from the largest."""
    request = np.full(len(of_row), AT_HOME, np.int64)
    request[of_row == ELSEWHERE] = ELSEWHERE
    if placed:
        number = np.full(len(wishers), AT_HOME, np.int64)
        number[list(placed)] = list(placed.values())
        request[of_row >= 0] = number[of_row[of_row >= 0]]
    people = np.bincount(request[request >= 0], minlength=len(found))
    terms = list(found)
    order = sorted(range(len(terms)), key=lambda at: (-int(people[at]), terms[at]))
    renumbered = np.argsort(np.array(order, np.int64))
    request[request >= 0] = renumbered[request[request >= 0]]
    terms = [terms[at] for at in order]
    roams = np.array([problem.reach in one.places for one in wishers], np.bool_)
    wide = np.zeros(len(of_row), np.bool_)
    wide[of_row >= 0] = roams[of_row[of_row >= 0]]
    return Plan(
        request=request,
        occupation=np.array([one[0] for one in terms], np.int64).reshape(-1, 2),
        place=np.array([one[1] for one in terms], np.int64).reshape(-1, 2),
        kind=np.array([one[2] for one in terms], np.int64),
        exact=np.array([at not in loose for at in order], np.bool_),
        people=people[order],
        **_counted(problem, request, len(terms), wide),
    )


def _counted(
    problem: Problem, request: Ints, requests: int, wide: NDArray[np.bool_]
) -> dict[str, Ints]:
    """What is said of the people of each request."""
    workers, rows = problem.workers, problem.rows
    names = ("pay", "accept", "start", "ready", "wide", "lodging", "couples")
    columns = {name: np.zeros(requests, np.int64) for name in names}
    traits = np.zeros((len(problem.traits), requests), np.int64)
    needs = {"lodging": workers.needs_lodging, "couples": workers.needs_couple_room}
    for number, members in enumerate(_members(request, requests)):
        who = rows[members]
        least, ready = workers.least_pay[who], workers.available_from[who]
        pay, start = threshold(least, problem.share, PAY_STEP), threshold(ready, problem.share)
        columns["pay"][number], columns["start"][number] = pay, start
        columns["accept"][number] = int((least <= pay).sum())
        columns["ready"][number] = int((ready <= start).sum())
        columns["wide"][number] = tellable(int(wide[members].sum()), len(who), problem.floor)
        for name, flags in needs.items():
            count = int(flags[who].sum())
            columns[name][number] = tellable(count, len(who), problem.floor)
        for at, flags in enumerate(problem.traits):
            count = int(flags[members].sum())
            traits[at, number] = tellable(count, len(who), problem.floor)
    return columns | {"traits": traits}


def figures(problem: Problem) -> dict[str, Ints]:
    """What would be said of all these people if they stood in one request together."""
    wishers, of_row = _wishers(problem)
    roams = np.array([problem.reach in one.places for one in wishers] + [False], np.bool_)
    together = np.zeros(len(problem.rows), np.int64)
    return _counted(problem, together, 1, roams[np.maximum(of_row, -1)])


def _members(request: Ints, requests: int) -> list[Ints]:
    order = np.argsort(request, kind="stable")
    ends = np.searchsorted(request[order], np.arange(requests + 1))
    return [order[ends[at] : ends[at + 1]] for at in range(requests)]


def threshold(values: Ints, share: int, step: int = 1) -> int:
    """The smallest multiple of `step` that `share` per cent of the values do not exceed."""
    if not len(values):
        return 0
    needed = -(-len(values) * share // 100)
    value = int(np.partition(values, needed - 1)[needed - 1])
    return -(-value // step) * step


def tellable(count: int, of: int, floor: int) -> int:
    """A count within a group, or a word for it where the number would point at somebody."""
    if count in {0, of} or (count >= floor and of - count >= floor):
        return count
    return FEW if 2 * count < of else NEARLY_ALL


def with_kinds(market: Market) -> Market:
    """The same market with the wished kind of employer as a condition and not a preference.

    An occupation is written together with the kind of its employer, kind first; a wish for
    some kinds covers those parts of the new line only. Everything that asks about the market
    then needs no further rule.
    """
    vacancies, workers = market.vacancies, market.workers
    kinds = np.unique(vacancies.employer_kind)
    names, at = np.unique(vacancies.occupation, return_inverse=True)
    if len(kinds) * len(names) >= EVERYTHING:
        raise ValueError("too many kinds and occupations for one line")
    block = np.searchsorted(kinds, vacancies.employer_kind)
    line = _Line(names, kinds, workers.employer_kinds)
    return replace(
        market,
        vacancies=replace(vacancies, occupation=block * len(names) + at),
        workers=replace(
            workers,
            occupations=line.wishes(workers.occupations),
            experience=line.experience(workers.experience),
        ),
    )


class _Line:
    """Occupations side by side, once for each kind of employer that there is."""

    def __init__(self, names: Ints, kinds: Ints, wished: Ints) -> None:
        self.names, self.kinds, self.wished = names, kinds, wished

    def wishes(self, wishes: Wishes) -> Wishes:
        """Each wish once for each kind that its owner wishes (all, if none was named)."""
        start, rank, low, high = self._stated(wishes)
        owner = np.repeat(np.arange(len(start) - 1), np.diff(start))
        entry, kind = np.nonzero(self._open(owner))
        block = kind * len(self.names)
        first = np.searchsorted(self.names, low[entry]) + block
        last = np.searchsorted(self.names, high[entry]) + block
        nothing = first == last
        # A wish that no vacancy's occupation meets must stay a wish: it points past the line.
        past = len(self.kinds) * len(self.names)
        first, last = np.where(nothing, past, first), np.where(nothing, past + 1, last)
        counts = np.bincount(owner[entry], minlength=len(start) - 1)
        starts = np.concatenate(([0], np.cumsum(counts)))
        lacking = np.flatnonzero((counts == 0) & (np.diff(start) > 0))
        if len(lacking):  # kinds that no employer here has: met by nothing
            at = starts[lacking]
            first, last = np.insert(first, at, past), np.insert(last, at, past + 1)
            entry = np.insert(entry, at, start[lacking])
            counts[lacking] = 1
            starts = np.concatenate(([0], np.cumsum(counts)))
        return Wishes(starts, rank[entry], first, last)

    def _stated(self, wishes: Wishes) -> tuple[Ints, Ints, Ints, Ints]:
        """Whoever wishes a kind and no occupation wishes every occupation of that kind."""
        silent = np.flatnonzero((np.diff(wishes.start) == 0) & (self.wished != 0))
        at = wishes.start[silent]
        start = wishes.start.copy()
        start[1:] += np.cumsum(np.bincount(silent, minlength=len(start) - 1))
        return (
            start,
            np.insert(wishes.rank, at, 0),
            np.insert(wishes.low, at, 0),
            np.insert(wishes.high, at, EVERYTHING),
        )

    def _open(self, owner: Ints) -> NDArray[np.bool_]:
        """(entries, kinds): whether the owner of a wish would work for that kind."""
        wished = self.wished[owner, None]
        bit = np.uint32(1) << self.kinds.astype(np.uint32)
        opened: NDArray[np.bool_] = ((wished & bit) != 0) | (wished == 0)
        return opened

    def experience(self, past: Experience) -> Experience:
        many = len(self.kinds)
        entry = np.repeat(np.arange(len(past.years)), many)
        block = np.tile(np.arange(many), len(past.years)) * len(self.names)
        first = np.searchsorted(self.names, past.low[entry]) + block
        last = np.searchsorted(self.names, past.high[entry]) + block
        nothing = first == last
        beyond = many * len(self.names)
        return Experience(
            past.start * many,
            np.where(nothing, beyond, first),
            np.where(nothing, beyond + 1, last),
            past.years[entry],
        )
