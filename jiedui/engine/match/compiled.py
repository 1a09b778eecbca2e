"""Large markets: sorted blocks, lists fetched as they are needed, acceptance in one pass.

Workers come in falling order of what vacancies can see in them, some ten thousand at a time.
Each batch fetches the best k vacancies whose cutoff it beats, asks them, and whoever has used
up a list that was cut at k fetches the next k. Cutoffs only rise and the outcome does not
depend on the order in which workers ask (McVitie & Wilson 1971), so a vacancy passed over
could never have said yes and the result is that of complete lists.
"""

import os
import threading
from collections.abc import Callable

import numba
import numpy as np
from numpy.typing import NDArray

from jiedui.engine.match import kernels, layout
from jiedui.engine.match.pairs import Flags, Measure, met_ranks
from jiedui.engine.match.plan import OPEN, SHUT
from jiedui.engine.match.problem import EVERYTHING, Ints, Problem, Wishes

BATCHES = 24
BATCH = 4_096  # workers, at least
CARRIED = 64  # so few hungry workers wait for the next batch
# OpenMP reads this when it is loaded, which is when the first kernel runs. Otherwise threads that
# have nothing to do spin, and between short kernels that burns as much processor as the work.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
# Numba's plainest threading layer ends the process when two threads enter it at once.
ONE_AT_A_TIME = threading.Lock()

QUEUES = 8  # threads that keep waiting lines of their own: 12 bytes a place and thread
LISTED = 1 << 17  # workers whose lists are made at a time
BLOCK_LIMIT = 1 << 27
ENTRY_LIMIT = 1 << 31


class CompiledMarket:
    """A problem in machine words; the kernels do the work, this class tells them in what order.

    Raises ValueError when the wishes name so many different spans that the sorted blocks
    would not fit into memory (more than 2**27 blocks or 2**31 entries).
    """

    def __init__(
        self,
        problem: Problem,
        k: int,
        threads: int | None,
        progress: Callable[[str, int, int], None],
    ) -> None:
        self.problem, self.k, self.progress = problem, k, progress
        most = int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]
        self.threads = min(threads or most, most)
        numba.set_num_threads(self.threads)
        self.measure = Measure(problem)
        self.points = _points(problem)
        progress("order", 0, 1)
        spans = [_Spans(problem.workers.occupations), _Spans(problem.workers.places)]
        self.order, self.batches = _order(problem, spans)
        self.people = self._people(spans)
        self.posts, self.full = self._posts(spans)
        widths = np.diff(self.people.work_start) * np.diff(self.people.place_start)
        self.most_ranges = 2 * int(widths.max(initial=1))
        self.rooms = [np.empty(0, np.int32)] * 3
        self.counters = dict.fromkeys(
            ("scanned", "proposals", "heap", "rounds", "refills", "fetched", "waiting_scans"), 0
        )
        progress("order", 1, 1)

    def _people(self, spans: list["_Spans"]) -> layout.People:
        problem, order, measure = self.problem, self.order, self.measure
        workers, weights = problem.workers, problem.weights
        n = len(workers)
        overlap = np.zeros(n, np.uint8)
        works, places = (
            layout.wish_rows(order, s.start, s.rank, s.span, s.low, s.high, s.all, flag, overlap)
            for flag, s in enumerate(spans, 1)
        )
        past = workers.experience
        longest = layout.longest(past.start, past.years)
        past_start, take = layout.entry_rows(order, past.start)
        barred_start = np.searchsorted(problem.barred_workers, np.arange(n + 1))
        barred_rows, barred_take = layout.entry_rows(order, barred_start)
        merit = np.asarray(weights.priority, np.int32)[workers.klass]
        merit = merit + workers.education.astype(np.int32) * np.int32(weights.education)
        useful = np.minimum(longest, weights.experience_cap) * weights.experience
        least = np.where(workers.least_pay > 0, workers.least_pay, weights.pay_reference)
        return layout.People(
            word=self._words(longest)[order],
            certificates=workers.certificates[order],
            merit=merit[order],
            reach=(merit + useful).astype(np.int32)[order],
            least=least.astype(np.int32)[order],
            extra=self._extra()[order],
            kinds=workers.employer_kinds[order],
            home=measure.home_at.astype(np.int32)[order],
            tie=measure.worker_tie.astype(np.int32)[order],
            lot=(np.uint32(0xFFFFFFFF) - measure.draw)[order],
            group=(workers.klass > 0).astype(np.uint8)[order],
            lodging=workers.needs_lodging.astype(np.uint8)[order],
            overlap=overlap,
            work_start=works[0],
            work_span=works[1],
            work_rank=works[2],
            place_start=places[0],
            place_span=places[1],
            place_rank=places[2],
            past_start=past_start,
            past_low=past.low[take],
            past_high=past.high[take],
            past_years=past.years[take],
            barred_start=barred_rows,
            barred=problem.barred_vacancies[barred_take],
        )

    def _words(self, longest: Ints) -> NDArray[np.uint64]:
        """What each worker can meet, field by field, guard bits set."""
        workers = self.problem.workers
        late = np.searchsorted(self._dates(), workers.available_from)
        fields = (
            (workers.age, kernels.AGE),
            (127 - workers.age.astype(np.int64), kernels.AGED),
            (workers.education, kernels.EDUCATION),
            (131_071 - workers.least_pay.astype(np.int64), kernels.PAY),
            (4_095 - late, kernels.START),
            (longest, kernels.YEARS),
            (1 - workers.needs_lodging.astype(np.int64), kernels.LODGING),
            (1 - workers.needs_couple_room.astype(np.int64), kernels.COUPLE),
        )
        word = np.full(len(workers), kernels.GUARD, np.uint64)
        for values, shift in fields:
            word |= values.astype(np.uint64) << np.uint64(shift)
        return word

    def _bounds(self) -> NDArray[np.uint64]:
        """What each vacancy asks for, as lower bounds of the same fields."""
        posts = self.problem.vacancies
        dates = self._dates()
        latest = np.searchsorted(dates, posts.latest_start)
        pay = np.where(posts.pay_high > 0, 131_071 - posts.pay_high.astype(np.int64), 0)
        fields = (
            (posts.age_min, kernels.AGE),
            (127 - posts.age_max.astype(np.int64), kernels.AGED),
            (posts.education_min, kernels.EDUCATION),
            (pay, kernels.PAY),
            (np.where(posts.latest_start > 0, 4_095 - latest, 0), kernels.START),
            (posts.experience_min, kernels.YEARS),
            (1 - posts.lodging.astype(np.int64), kernels.LODGING),
            ((posts.couple_rooms == 0).astype(np.int64), kernels.COUPLE),
        )
        word = np.zeros(len(posts), np.uint64)
        for values, shift in fields:
            word |= values.astype(np.uint64) << np.uint64(shift)
        return word

    def _dates(self) -> Ints:
        latest = self.problem.vacancies.latest_start
        return np.unique(latest[latest > 0])

    def _extra(self) -> NDArray[np.int32]:
        """The most that liking can add to any score of each worker."""
        problem, weights, home = self.problem, self.problem.weights, self.measure.home_at
        extra = np.where(problem.workers.employer_kinds > 0, weights.employer_kind, 0)
        most = np.zeros(len(problem.homes) + 1, np.int64)  # the last stands for unknown homes
        if problem.distances is not None and problem.distances.size:
            most[:-1] += (7 - problem.distances.min(axis=1).astype(np.int64)) * weights.near
        if problem.compatriots is not None and problem.compatriots.size:
            kin = problem.compatriots.max(axis=0).astype(np.int64)
            most[:-1] += np.minimum(kin, weights.compatriot_cap) * weights.compatriot
        return (extra + most[home]).astype(np.int32)

    def _posts(self, spans: list["_Spans"]) -> tuple[layout.Posts, tuple[Ints, Ints]]:
        problem, measure = self.problem, self.measure
        v, weights = problem.vacancies, problem.weights
        empty = np.zeros((0, 0), np.uint8)
        empty.flags.writeable = False  # like the tables, or the kernels would compile twice
        preferred = np.bitwise_count(v.certificates_preferred).astype(np.int64)
        slack = v.education_min.astype(np.int64) * weights.education
        trait = v.occupation.astype(np.int64) << 8 | v.education_min
        kind = v.employer_kind.astype(np.int64)
        posts = layout.Posts(
            bound=self._bounds(),
            required=v.certificates_required,
            trait=np.stack((v.certificates_preferred.view(np.int64), trait), axis=1),
            code=kind << 41 | measure.vacancy_tie << 24 | measure.vacancy_last,
            region=v.region,
            pay=v.pay_low,
            lodging=v.lodging.astype(np.int64),
            slack=slack - preferred * weights.certificate,
            table_region=measure.table_region_at,
            distances=empty if problem.distances is None else problem.distances,
            compatriots=empty if problem.compatriots is None else problem.compatriots,
            work_low=spans[0].low,
            work_high=spans[0].high,
            place_low=spans[1].low,
            place_high=spans[1].high,
        )
        works, places = (
            s.holding(codes)
            for s, codes in zip(spans, (measure.occupations, measure.regions), strict=True)
        )
        self._check_size(spans, works, places)
        by_pay = np.lexsort((measure.vacancy_last, -v.pay_low.astype(np.int64)))
        blocks = 2 * len(spans[0].low) * len(spans[1].low)
        full = layout.lay_out(
            by_pay, posts.lodging, measure.occupation_at, *works,
            measure.region_at, *places, len(spans[1].low), blocks,
        )  # fmt: skip
        return posts, full

    def _check_size(
        self, spans: list["_Spans"], works: tuple[Ints, Ints], places: tuple[Ints, Ints]
    ) -> None:
        blocks = 2 * len(spans[0].low) * len(spans[1].low)
        across = np.diff(works[0])[self.measure.occupation_at]
        entries = int((across * np.diff(places[0])[self.measure.region_at]).sum())
        if blocks > BLOCK_LIMIT or entries > ENTRY_LIMIT:
            raise ValueError(f"too many different wishes: {blocks} blocks, {entries} entries")

    def lists(self, scored: bool = False) -> tuple[Ints, Ints, Ints]:
        """Candidate lists: the best k admissible vacancies of every worker, best first.

        Returns (start (n + 1,), vacancies (…), worths (…)); the worker of row `order[i]` has
        the entries `start[i]:start[i + 1]`. Worths are the sums of both scores, if asked for.
        """
        n, m = len(self.order), len(self.posts.slack)
        cutoffs = np.full((m, 2), OPEN, np.int64)
        below = np.full(n, SHUT)
        blocks = layout.still_open(*self.full, self.posts, cutoffs, 1 << 30)
        lengths = np.zeros(n + 1, np.int64)
        # pages that stay untouched cost nothing, copying to a longer column does
        flat = np.empty(self.k * n, np.int32)
        worths = np.empty(self.k * n if scored else 0, np.int32)
        used = 0
        for low in range(0, n, LISTED):
            asking = np.arange(low, min(n, low + LISTED), dtype=np.int32)
            got, *lists = self._fetch(asking, below, blocks, cutoffs, told=2 if scored else 0)
            lengths[low + 1 : low + 1 + len(asking)] = got
            kernels.gather(got, *lists, used, flat, worths)
            used += int(got.sum())
        return np.cumsum(lengths), flat[:used], worths[:used]

    def _fetch(
        self,
        asking: Ints,
        below: Ints,
        blocks: layout.Blocks,
        cutoffs: NDArray[np.int64],
        told: int = 1,
    ) -> tuple[Ints, Ints, Ints, Ints]:
        """Lists with merits (`told` from 1) and scores (from 2): good until the next call."""
        vacancies, merits, scores = (
            self._room(column, len(asking), self.k if column <= told else 0) for column in range(3)
        )
        with ONE_AT_A_TIME:
            lengths, scanned = kernels.fetch(
                asking, below, self.people, self.posts, blocks, cutoffs, self.points,
                self.most_ranges, self.threads, vacancies, merits, scores,
            )  # fmt: skip
        self.counters["scanned"] += int(scanned)
        self.counters["fetched"] += int(lengths.sum())
        self.counters["rounds"] += 1
        return lengths, vacancies, merits, scores

    def _room(self, column: int, rows: int, width: int) -> NDArray[np.int32]:
        """Room for one column of lists, the same every time: fresh pages cost more than work."""
        if len(self.rooms[column]) < rows * width:
            self.rooms[column] = np.empty(rows * width, np.int32)
        return self.rooms[column][: rows * width].reshape(rows, width)

    def accept(self, bound: dict[int, int]) -> tuple[Ints, NDArray[np.int64]]:
        """Deferred acceptance over complete lists: (seats by row, cutoffs).

        `bound` names rows that ask one vacancy only (-1: none).
        """
        clearing = Clearing(self, bound)
        for low, high in zip(self.batches[:-1], self.batches[1:], strict=True):
            clearing.run(np.arange(low, high, dtype=np.int32))
            self.progress("accept", int(high), len(self.order))
        clearing.finish()
        seats = np.empty(len(self.order), np.int32)
        seats[self.order] = clearing.seats
        return seats, clearing.cutoffs

    def waiting(self, seats: Ints, alone: Flags, length: int) -> tuple[Ints, Ints]:
        """First `length` of those who would rather have each vacancy than their seat."""
        n, m = len(self.order), len(self.posts.slack)
        if length == 0 or m == 0:
            return np.zeros(m + 1, np.int64), np.zeros(0, np.int32)
        own = self._own_keys(seats)
        own[~alone[self.order]] = SHUT
        threads = min(self.threads, QUEUES)
        shape = (threads, m, length)
        line, names = np.full(shape, OPEN, np.int64), np.empty(shape, np.int32)
        size = np.zeros((threads, m), np.int64)
        low, step = 0, BATCH
        while low < n:
            high = min(n, low + step)
            lowest = np.where(size == length, line[:, :, 0], OPEN).min(axis=0)
            limits = np.repeat(lowest[:, None], 2, axis=1)
            reach = int(self.people.reach[low:high].max())
            blocks = layout.still_open(*self.full, self.posts, limits, reach)
            with ONE_AT_A_TIME:
                kernels.queue_up(
                    low, high, own, self.people, self.posts, blocks, self.points,
                    self.most_ranges, line, names, size, threads,
                )  # fmt: skip
            self.counters["waiting_scans"] += 1
            low, step = high, step * 2
        return self._merged(line, names, size, length)

    def _merged(self, line: Ints, names: Ints, size: Ints, length: int) -> tuple[Ints, Ints]:
        """One line a vacancy from the lines of all threads."""
        m = size.shape[1]
        there = np.arange(line.shape[2]) < size[:, :, None]
        vacancy = np.broadcast_to(np.arange(m)[None, :, None], line.shape)[there]
        key, worker = line[there], self.order[names[there]].astype(np.int32)
        by = np.lexsort((-key, vacancy))
        vacancy, worker = vacancy[by], worker[by]
        counts = np.bincount(vacancy, minlength=m)
        place = np.arange(len(vacancy)) - np.repeat(np.cumsum(counts) - counts, counts)
        start = np.zeros(m + 1, np.int64)
        np.cumsum(np.minimum(counts, length), out=start[1:])
        return start, worker[place < length]

    def _own_keys(self, seats: Ints) -> NDArray[np.int64]:
        """Each worker's key of the seat, in the order of work; -1 without a seat."""
        from_row = seats[self.order]
        own = np.full(len(from_row), -1, np.int64)
        at = np.flatnonzero(from_row >= 0)
        own[at] = seat_keys(self.measure, self.order[at], from_row[at])
        return own


def seat_keys(measure: Measure, worker: Ints, vacancy: Ints) -> NDArray[np.int64]:
    """Keys that workers give to the vacancies where they sit (parallel columns)."""
    people, posts = measure.problem.workers, measure.problem.vacancies
    work = met_ranks(people.occupations, worker, posts.occupation[vacancy])
    place = met_ranks(people.places, worker, posts.region[vacancy])
    return measure.worker_keys(worker, vacancy, measure.scores(worker, vacancy, work, place))


class Clearing:
    """One run of deferred acceptance: seats, cutoffs, and where each worker's list lies."""

    def __init__(self, market: CompiledMarket, bound: dict[int, int]) -> None:
        self.market = market
        posts, n = market.problem.vacancies, len(market.order)
        m = len(posts)
        self.openings, self.reserved = posts.openings, posts.reserved
        self.cutoffs = np.full((m, 2), OPEN, np.int64)
        self.cutoffs[posts.openings == 0] = SHUT
        self.seats = np.full(n, -1, np.int32)
        self.slot = np.zeros(m + 1, np.int64)
        np.cumsum(posts.openings.astype(np.int64) + 1, out=self.slot[1:])
        self.heap = np.empty(self.slot[-1], np.int64)
        self.who = np.empty(self.slot[-1], np.int32)
        self.size = np.zeros((m, 2), np.int64)
        self.below = np.full(n, SHUT)
        self.position, self.end = np.zeros(n, np.int64), np.zeros(n, np.int64)
        self.arena = np.empty((1 << 20, 2), np.int32)
        self.used = 0
        self.counts = np.zeros(2, np.int64)
        self.hungry = np.zeros(0, np.int32)
        self.bound = np.zeros(n, np.bool_)
        if bound:
            self._bind(bound)

    def _bind(self, bound: dict[int, int]) -> None:
        """Give bound workers a list of one vacancy, or of none, and let them ask."""
        market = self.market
        place = np.empty(len(market.order), np.int64)
        place[market.order] = np.arange(len(market.order))
        rows = np.fromiter(bound.keys(), np.int64, len(bound))
        vacancy = np.fromiter(bound.values(), np.int64, len(bound))
        self.bound[place[rows]] = True
        rows, vacancy = rows[vacancy >= 0], vacancy[vacancy >= 0]
        merits = np.array(
            [
                kernels.merit_of(place[w], v, market.people, market.posts, market.points)
                for w, v in zip(rows, vacancy, strict=True)
            ],
            np.int32,
        )
        asking = place[rows].astype(np.int32)
        self.below[asking] = -1
        ones = np.ones(len(rows), np.int32)
        lists = vacancy.astype(np.int32).reshape(-1, 1)
        self._ask(asking, ones, lists, merits.reshape(-1, 1))

    def run(self, batch: Ints) -> None:
        """Let one batch in; carry a few hungry workers on rather than fetch for them alone."""
        self._round(np.concatenate((self.hungry, batch[~self.bound[batch]])))
        while len(self.hungry) > CARRIED:
            self._round(self.hungry)

    def finish(self) -> None:
        """Until nobody is hungry; then book the work."""
        while len(self.hungry):
            self._round(self.hungry)
        self.market.counters["proposals"] += int(self.counts[0])
        self.market.counters["heap"] += int(self.counts[1])

    def _round(self, asking: Ints) -> None:
        if len(asking) == 0:
            return
        market = self.market
        reach = int(market.people.reach[asking].max())
        blocks = layout.still_open(*market.full, market.posts, self.cutoffs, reach)
        market.counters["refills"] += int((self.below[asking] < SHUT).sum())
        lists = market._fetch(asking, self.below, blocks, self.cutoffs)
        self._ask(asking, *lists[:3])

    def _ask(self, asking: Ints, lengths: Ints, vacancies: Ints, merits: Ints) -> None:
        more = self.used + int(lengths.sum())
        if more > len(self.arena):
            arena = np.empty((max(more, 2 * len(self.arena)), 2), np.int32)
            arena[: self.used] = self.arena[: self.used]
            self.arena = arena
        self.used = kernels.store(
            asking, lengths, vacancies, merits, self.position, self.end, self.used, self.arena
        )
        self.propose(asking)

    def propose(self, asking: Ints) -> None:
        """Let these workers ask along their lists; remember who needs another list."""
        hungry = np.empty(len(self.seats), np.int32)
        count = kernels.propose(
            asking, self.position, self.end, self.below, self.arena, self.market.people,
            self.cutoffs, self.openings, self.reserved, self.slot, self.heap, self.who,
            self.size, self.seats, self.counts, hungry,
        )  # fmt: skip
        self.hungry = hungry[:count].copy()


class _Spans:
    """Wishes with their distinct intervals numbered in rising order, and one for everything."""

    def __init__(self, wishes: Wishes) -> None:
        self.start, self.rank = wishes.start, wishes.rank
        numbers = np.empty(len(wishes.rank), np.int32)
        spans = layout.number_spans(wishes.low, wishes.high, numbers)
        every = np.unique(np.append(spans, EVERYTHING))
        self.span = np.searchsorted(every, spans).astype(np.int32)[numbers]
        self.all = int(np.searchsorted(every, EVERYTHING))
        self.low = (every >> 32).astype(np.int32)
        self.high = (every & 0xFFFFFFFF).astype(np.int32)

    def holding(self, codes: Ints) -> tuple[Ints, Ints]:
        """Compressed rows: which spans hold each code."""
        inside = (self.low <= codes[:, None]) & (codes[:, None] < self.high)
        start = np.zeros(len(codes) + 1, np.int64)
        np.cumsum(inside.sum(axis=1), out=start[1:])
        return start, np.nonzero(inside)[1].astype(np.int64)

    def first(self) -> Ints:
        """The first span each worker names."""
        if len(self.span) == 0:
            return np.full(len(self.start) - 1, self.all)
        first = self.span[np.minimum(self.start[:-1], len(self.span) - 1)]
        return np.where(self.start[1:] > self.start[:-1], first, self.all)


def _order(problem: Problem, spans: list[_Spans]) -> tuple[Ints, Ints]:
    """The order of work and where its batches begin.

    By falling merit in batches, so that cutoffs bite early; inside a batch by first wishes,
    so that neighbours scan the same blocks. It moves the work, never the result.
    """
    workers, weights = problem.workers, problem.weights
    n = len(workers)
    past = workers.experience
    years = np.minimum(layout.longest(past.start, past.years), weights.experience_cap)
    reach = np.asarray(weights.priority, np.int64)[workers.klass] + years * weights.experience
    reach += workers.education.astype(np.int64) * weights.education
    fall = (reach.max(initial=0) - reach) * 65_535 // max(1, int(reach.max(initial=0)))
    rank = np.argsort(fall.astype(np.uint16), kind="stable")
    size = max(BATCH, -(-n // BATCHES))
    batch = np.empty(n, np.uint16)
    batch[rank] = np.arange(n) // size
    order = np.argsort(spans[1].first().astype(np.uint16), kind="stable")
    order = order[np.argsort(spans[0].first()[order].astype(np.uint16), kind="stable")]
    order = order[np.argsort(batch[order], kind="stable")]
    return order, np.append(np.arange(0, n, size), n)


def _points(problem: Problem) -> layout.Points:
    w = problem.weights
    return layout.Points(
        occupation=w.occupation,
        place=w.place,
        pay=w.pay,
        pay_cap=w.pay_cap,
        lodging=w.lodging,
        kind=w.employer_kind,
        near=w.near,
        kin=w.compatriot,
        kin_cap=w.compatriot_cap,
        experience=w.experience,
        experience_cap=w.experience_cap,
        education=w.education,
        certificate=w.certificate,
    )
