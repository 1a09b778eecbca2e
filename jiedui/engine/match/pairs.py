"""The readable measure of pairs: hard conditions, scores and keys, some workers at a time.

The small solver, the couples and the reasons stand on this file; the compiled kernels say the
same in machine words and are tested against it. `faults.py` does not use it.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jiedui.engine.match.lottery import (
    TIE_PRIME,
    draw,
    standing,
    vacancy_ties,
    worker_ties,
)
from jiedui.engine.match.problem import Experience, Ints, Problem, Wishes
from jiedui.engine.match.weights import BANDS, RANKS

UNWISHED = 15  # a rank that no wish can have
Flags = NDArray[np.bool_]

# The hard conditions in the order in which they are told.
CONDITIONS = (
    "occupation",
    "place",
    "age",
    "education",
    "certificates",
    "experience",
    "pay",
    "lodging",
    "couple-room",
    "start",
    "barred",
)


def flat_rows(start: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Entries of compressed rows: (position in `rows`, entry) for each, in order."""
    counts = start[rows + 1] - start[rows]
    offsets = np.cumsum(counts) - counts
    owner = np.repeat(np.arange(len(rows)), counts)
    return owner, np.repeat(start[rows] - offsets, counts) + np.arange(int(counts.sum()))


def _spread(codes: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Each interval as the positions of the sorted codes inside it: (interval, position)."""
    first = np.searchsorted(codes, low)
    counts = np.searchsorted(codes, high) - first
    offsets = np.cumsum(counts) - counts
    interval = np.repeat(np.arange(len(low)), counts)
    return interval, np.repeat(first - offsets, counts) + np.arange(int(counts.sum()))


def best_ranks(wishes: Wishes, rows: Ints, codes: Ints) -> NDArray[np.int8]:
    """(len(rows), len(codes)) best wish rank of each code; `UNWISHED` where there is none."""
    owner, entry = flat_rows(wishes.start, rows)
    interval, position = _spread(codes, wishes.low[entry], wishes.high[entry])
    ranks = np.full((len(rows), len(codes)), UNWISHED, np.int8)
    rank = wishes.rank[entry][interval]
    worker = owner[interval]
    for worse in range(RANKS - 1, -1, -1):
        of = rank == worse
        ranks[worker[of], position[of]] = worse
    ranks[wishes.start[rows + 1] == wishes.start[rows]] = 0
    return ranks


def longest_years(experience: Experience, rows: Ints, codes: Ints) -> NDArray[np.int8]:
    """(len(rows), len(codes)) years that each worker has spent in each occupation."""
    owner, entry = flat_rows(experience.start, rows)
    interval, position = _spread(codes, experience.low[entry], experience.high[entry])
    years = np.zeros((len(rows), len(codes)), np.int8)
    np.maximum.at(years, (owner[interval], position), experience.years[entry][interval])
    return years


def known_place(codes: Ints, values: Ints) -> Ints:
    """Position of each value in the sorted codes, -1 for those that are not there."""
    if len(codes) == 0:
        return np.full(len(values), -1, np.int64)
    at = np.minimum(np.searchsorted(codes, values), len(codes) - 1)
    return np.where(codes[at] == values, at, -1)


@dataclass(frozen=True)
class Measured:
    """Pairs of some workers with every vacancy, all of shape (workers, vacancies)."""

    occupation_rank: NDArray[np.int8]
    place_rank: NDArray[np.int8]
    years: NDArray[np.int8]
    admissible: Flags


class Measure:
    """A problem laid out for asking about pairs."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        vacancies = problem.vacancies
        self.occupations, self.occupation_at = np.unique(vacancies.occupation, return_inverse=True)
        self.regions, self.region_at = np.unique(vacancies.region, return_inverse=True)
        self.worker_tie = worker_ties(problem.workers.number)
        self.vacancy_tie = vacancy_ties(vacancies.number)
        self.vacancy_last = (1 << 24) - 1 - standing(vacancies.number)
        self.home_at = known_place(problem.homes, problem.workers.home)
        self.table_region_at = known_place(problem.regions, vacancies.region)

    @cached_property
    def draw(self) -> Ints:
        """Lottery place of every worker, drawn when first asked for."""
        return draw(self.problem.workers.number, self.problem.seed)

    def wished(self, rows: Ints) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """Wish ranks of occupation and place for every pair."""
        workers = self.problem.workers
        work = best_ranks(workers.occupations, rows, self.occupations)
        place = best_ranks(workers.places, rows, self.regions)
        return (
            np.take(work, self.occupation_at, axis=1),
            np.take(place, self.region_at, axis=1),
        )

    def years(self, rows: Ints) -> NDArray[np.int8]:
        """Years of experience in the vacancy's occupation for every pair."""
        years = longest_years(self.problem.workers.experience, rows, self.occupations)
        return np.take(years, self.occupation_at, axis=1)

    def failing(self, rows: Ints) -> dict[str, Flags]:
        """Which pairs break which hard condition, in the order of `CONDITIONS`."""
        occupation, place = self.wished(rows)
        return self._failing(rows, occupation, place, self.years(rows))

    def _failing(
        self,
        rows: Ints,
        occupation: NDArray[np.int8],
        place: NDArray[np.int8],
        years: NDArray[np.int8],
    ) -> dict[str, Flags]:
        workers, v = self.problem.workers, self.problem.vacancies
        age = workers.age[rows, None]
        least, ready = workers.least_pay[rows, None], workers.available_from[rows, None]
        barred = np.zeros(occupation.shape, np.bool_)
        if len(self.problem.barred_workers):
            barred_at = np.searchsorted(
                self.problem.barred_workers, np.stack((rows, rows + 1), axis=1)
            )
            start = np.concatenate((barred_at[:, 0], barred_at[-1:, 1]))
            for at, (low, high) in enumerate(barred_at):
                if start[at] < high:
                    barred[at, self.problem.barred_vacancies[low:high]] = True
        return {
            "occupation": occupation == UNWISHED,
            "place": place == UNWISHED,
            "age": (age < v.age_min) | (age > v.age_max),
            "education": workers.education[rows, None] < v.education_min,
            "certificates": (v.certificates_required & ~workers.certificates[rows, None]) != 0,
            "experience": years < v.experience_min,
            "pay": (v.pay_high > 0) & (v.pay_high < least),
            "lodging": workers.needs_lodging[rows, None] & ~v.lodging.astype(np.bool_),
            "couple-room": workers.needs_couple_room[rows, None] & (v.couple_rooms == 0),
            "start": (v.latest_start > 0) & (ready > v.latest_start),
            "barred": barred,
        }

    def measured(self, rows: Ints) -> Measured:
        """Ranks, years and admissibility of the workers in `rows` with every vacancy."""
        occupation, place = self.wished(rows)
        years = self.years(rows)
        failed = self._failing(rows, occupation, place, years)
        broken = failed["occupation"]
        for flags in failed.values():
            broken |= flags
        return Measured(occupation, place, years, ~broken)

    def scores(self, worker: Ints, vacancy: Ints, occupation: Ints, place: Ints) -> Ints:
        """The worker's score of each pair; all arguments are parallel columns."""
        w, people, posts = self.problem.weights, self.problem.workers, self.problem.vacancies
        least = people.least_pay[worker]
        base = np.where(least > 0, least, w.pay_reference)
        above = np.clip(posts.pay_low[vacancy] - base, 0, w.pay_cap)
        liked = people.employer_kinds[worker] >> posts.employer_kind[vacancy].astype(np.uint32) & 1
        score = (
            (RANKS - 1 - occupation.astype(np.int64)) * w.occupation
            + (RANKS - 1 - place.astype(np.int64)) * w.place
            + above.astype(np.int64) // 10 * w.pay
            + posts.lodging[vacancy].astype(np.int64) * w.lodging
            + liked.astype(np.int64) * w.employer_kind
        )
        home = self.home_at[worker]
        if self.problem.distances is not None and self.problem.distances.size:
            region = self.table_region_at[vacancy]
            band = self.problem.distances[home, region].astype(np.int64)
            band = np.where((home >= 0) & (region >= 0), band, BANDS - 1)
            score += (BANDS - 1 - band) * w.near
        if self.problem.compatriots is not None and self.problem.compatriots.size:
            kin = self.problem.compatriots[vacancy, home].astype(np.int64)
            score += np.where(home >= 0, np.minimum(kin, w.compatriot_cap), 0) * w.compatriot
        total: Ints = score
        return total

    def merits(self, worker: Ints, vacancy: Ints, years: Ints) -> Ints:
        """The vacancy's score of each pair; all arguments are parallel columns."""
        w, people, posts = self.problem.weights, self.problem.workers, self.problem.vacancies
        preferred = people.certificates[worker] & posts.certificates_preferred[vacancy]
        above = people.education[worker].astype(np.int64) - posts.education_min[vacancy]
        merit: Ints = (
            np.minimum(years.astype(np.int64), w.experience_cap) * w.experience
            + np.maximum(above, 0) * w.education
            + np.bitwise_count(preferred).astype(np.int64) * w.certificate
            + np.asarray(w.priority, np.int64)[people.klass[worker]]
        )
        return merit

    def worker_keys(self, worker: Ints, vacancy: Ints, score: Ints) -> NDArray[np.int64]:
        """score (22 bits) << 40 | tie (16) << 24 | 2**24 - 1 - standing of the vacancy."""
        tie = (self.worker_tie[worker] + self.vacancy_tie[vacancy]) % TIE_PRIME
        key: Ints = score << 40 | tie << 24 | self.vacancy_last[vacancy]
        return key

    def vacancy_keys(self, worker: Ints, merit: Ints) -> NDArray[np.int64]:
        """merit (30 bits) << 32 | 2**32 - 1 - lottery place of the worker."""
        key: Ints = merit << 32 | (0xFFFFFFFF - self.draw[worker].astype(np.int64))
        return key


def met_ranks(wishes: Wishes, rows: Ints, codes: Ints) -> NDArray[np.int8]:
    """Best wish rank of one code for each row (parallel columns); 0 for rows without wishes."""
    owner, entry = flat_rows(wishes.start, rows)
    inside = (wishes.low[entry] <= codes[owner]) & (codes[owner] < wishes.high[entry])
    ranks = np.full(len(rows), UNWISHED, np.int8)
    np.minimum.at(ranks, owner[inside], wishes.rank[entry][inside])
    ranks[wishes.start[rows + 1] == wishes.start[rows]] = 0
    return ranks


def met_years(experience: Experience, rows: Ints, codes: Ints) -> NDArray[np.int8]:
    """Years of each row in one occupation (parallel columns)."""
    owner, entry = flat_rows(experience.start, rows)
    inside = (experience.low[entry] <= codes[owner]) & (codes[owner] < experience.high[entry])
    years = np.zeros(len(rows), np.int8)
    np.maximum.at(years, owner[inside], experience.years[entry][inside])
    return years
