"""Small markets: every pair in memory, deferred acceptance in rounds of plain NumPy."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from jiedui.engine.match.pairs import Flags, Measure
from jiedui.engine.match.plan import OPEN, SHUT
from jiedui.engine.match.problem import Ints, Problem

BLOCK_PAIRS = 1 << 20


class DenseMarket:
    """All admissible pairs as flat columns, each worker's in the order of the wishes.

    `worker`, `vacancy`, `occupation_rank`, `place_rank`, `worker_key`, `vacancy_key` are
    parallel; worker i owns `start[i]:start[i+1]`. 40 bytes an admissible pair.
    """

    def __init__(self, problem: Problem, progress: Callable[[str, int, int], None]) -> None:
        self.problem = problem
        self.measure = Measure(problem)
        self.klass = problem.workers.klass > 0
        n, m = len(problem.workers), len(problem.vacancies)
        step = max(1, BLOCK_PAIRS // max(1, m))
        parts = [self._block(np.arange(0))]
        for low in range(0, n, step):
            parts.append(self._block(np.arange(low, min(n, low + step))))
            progress("lists", min(n, low + step), n)
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        self.worker, self.vacancy, self.occupation_rank, self.place_rank = columns[:4]
        self.worker_key, self.vacancy_key = columns[4:]
        self.start = np.searchsorted(self.worker, np.arange(n + 1))
        self.counters = {"pairs": problem.pairs, "admissible": len(self.worker)}
        self.counters |= {"proposals": 0, "rounds": 0}

    def _block(self, rows: Ints) -> list[Ints]:
        measured = self.measure.measured(rows)
        at, vacancy = np.nonzero(measured.admissible)
        worker = rows[at]
        occupation = measured.occupation_rank[at, vacancy]
        place = measured.place_rank[at, vacancy]
        score = self.measure.scores(worker, vacancy, occupation, place)
        merit = self.measure.merits(worker, vacancy, measured.years[at, vacancy])
        first = self.measure.worker_keys(worker, vacancy, score)
        second = self.measure.vacancy_keys(worker, merit)
        order = np.lexsort((-first, worker))
        columns = (worker.astype(np.int32), vacancy.astype(np.int32), occupation, place)
        return [column[order] for column in (*columns, first, second)]

    def accept(self, bound: dict[int, int]) -> tuple[Ints, NDArray[np.int64]]:
        """Deferred acceptance in rounds: (seats of the workers, cutoffs of the vacancies).

        `bound` names workers who ask one vacancy only (-1: none); everybody else asks the
        whole list. In a round every worker without a seat asks the best vacancy whose
        cutoff is still below the key; cutoffs only rise, so those passed over could never
        have said yes (Gale & Shapley 1962; McVitie & Wilson 1971).
        """
        n, m = len(self.start) - 1, len(self.problem.vacancies)
        position, end = self.start[:-1].copy(), self.start[1:].copy()
        for worker, vacancy in bound.items():
            mine = self.vacancy[position[worker] : end[worker]] == vacancy
            found = np.flatnonzero(mine)
            position[worker] += found[0] if len(found) else 0
            end[worker] = position[worker] + len(found)
        cutoffs = np.full((m, 2), OPEN, np.int64)
        cutoffs[self.problem.vacancies.openings == 0] = SHUT
        seat_entry = np.full(n, -1, np.int64)
        asking = np.flatnonzero(position < end)
        while len(asking):
            asking = self._advance(asking, position, end, cutoffs)
            entries = position[asking]
            self.counters["proposals"] += len(entries)
            self.counters["rounds"] += 1
            lost = self._choose(entries, seat_entry, cutoffs)
            position[lost] += 1
            asking = lost[position[lost] < end[lost]]
        seated = seat_entry >= 0
        seats = np.full(n, -1, np.int32)
        seats[seated] = self.vacancy[seat_entry[seated]]
        return seats, cutoffs

    def _advance(self, asking: Ints, position: Ints, end: Ints, cutoffs: Ints) -> Ints:
        """Move each asking worker on to the first vacancy that could say yes."""
        waiting = asking
        while len(waiting):
            entry = position[waiting]
            cutoff = cutoffs[self.vacancy[entry], self.klass[waiting].astype(np.intp)]
            waiting = waiting[self.vacancy_key[entry] < cutoff]
            position[waiting] += 1
            waiting = waiting[position[waiting] < end[waiting]]
        return asking[position[asking] < end[asking]]

    def _choose(self, entries: Ints, seat_entry: Ints, cutoffs: Ints) -> Ints:
        """Vacancies choose among held and new; returns the workers who lose or get no seat."""
        touched = np.zeros(len(cutoffs), np.bool_)
        touched[self.vacancy[entries]] = True
        held = seat_entry[seat_entry >= 0]
        held = held[touched[self.vacancy[held]]]
        pool = np.concatenate((held, entries))
        order = np.lexsort((-self.vacancy_key[pool], self.vacancy[pool]))
        pool = pool[order]
        vacancies = self.problem.vacancies
        chosen = choice(
            self.vacancy[pool],
            self.klass[self.worker[pool]],
            vacancies.openings,
            vacancies.reserved,
        )
        seat_entry[self.worker[pool]] = np.where(chosen, pool, -1)
        self._raise_cutoffs(pool[chosen], cutoffs)
        return np.sort(self.worker[pool[~chosen]])

    def _raise_cutoffs(self, held: Ints, cutoffs: Ints) -> None:
        """New cutoffs of the vacancies in `held`, which is sorted by vacancy and falling key."""
        vacancy, key = self.vacancy[held], self.vacancy_key[held]
        eligible = self.klass[self.worker[held]]
        m = len(cutoffs)
        count = np.bincount(vacancy, minlength=m)
        mates = np.bincount(vacancy[eligible], minlength=m)
        lowest, lowest_other = np.full(m, SHUT), np.full(m, SHUT)
        lowest[vacancy] = key  # falling keys: the last assignment is the lowest
        lowest_other[vacancy[~eligible]] = key[~eligible]
        full = (count == self.problem.vacancies.openings) & (count > 0)
        many = mates > self.problem.vacancies.reserved
        enough = mates >= self.problem.vacancies.reserved
        cutoffs[full, 0] = np.where(many, lowest, lowest_other)[full]
        cutoffs[full, 1] = np.where(enough, lowest, OPEN)[full]

    def waiting(self, seats: Ints, alone: Flags, length: int) -> tuple[Ints, Ints]:
        """First `length` of those who rather want each vacancy: (start, workers).

        `alone` marks the workers who act for themselves; couples wait as couples, nowhere here.
        """
        m = len(self.problem.vacancies)
        own = np.full(len(seats), -1, np.int64)
        taken = self.vacancy == seats[self.worker]
        own[self.worker[taken]] = self.worker_key[taken]
        envy = np.flatnonzero((self.worker_key > own[self.worker]) & alone[self.worker])
        envy = envy[np.lexsort((-self.vacancy_key[envy], self.vacancy[envy]))]
        vacancy = self.vacancy[envy]
        first = _place_in_group(vacancy, np.ones(len(envy), np.bool_)) < length
        start = np.zeros(m + 1, np.int64)
        np.cumsum(np.bincount(vacancy[first], minlength=m), out=start[1:])
        return start, self.worker[envy[first]]


def choice(vacancy: Ints, eligible: Flags, openings: Ints, reserved: Ints) -> Flags:
    """Who is chosen from pools sorted by (vacancy, falling key), by soft reserves.

    The reserve takes its best eligible first, the rest of the openings go by key alone,
    empty reserved openings included (Hafalir, Yenmez & Yildirim 2013).
    """
    by_reserve = eligible & (_place_in_group(vacancy, eligible) < reserved[vacancy])
    used = np.bincount(vacancy[by_reserve], minlength=len(openings))
    rest = ~by_reserve
    free = (openings - used)[vacancy]
    return by_reserve | (rest & (_place_in_group(vacancy, rest) < free))


def _place_in_group(group: Ints, counted: Flags) -> Ints:
    """How many counted members stand before each entry in its group (groups are runs)."""
    before: Ints = np.cumsum(counted) - counted
    head = np.ones(len(group), np.bool_)
    head[1:] = group[1:] != group[:-1]
    base: Ints = before[head]
    sizes = np.diff(np.append(np.flatnonzero(head), len(group)))
    place: Ints = before - np.repeat(base, sizes)
    return place
