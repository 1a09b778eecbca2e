"""Couples who must not be separated: a step of their own around the acceptance of singles.

A couple asks for joint options, best first: both at one vacancy, or at two vacancies of one
county (only at one vacancy if they need a couple room). The members then stand before their
two vacancies like anybody else, with their own keys; if either is turned down the couple
withdraws from both, the market is cleared anew, and the couple asks for its next option that
the present cutoffs allow (in the manner of Roth & Peranson 1999). Nobody single is ever worse
off by favour: no single worker and vacancy block the result. What can be lost is stability
*for couples*: an option once refused might have come free later. A second sweep offers
couples left without seats everything once more; after that the result stands.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jiedui.engine.match.pairs import Measure
from jiedui.engine.match.problem import Ints, Problem

NEARBY = 10  # at most so many vacancies of each member are combined within one county
SWEEPS = 2
NOWHERE = -1

Accept = Callable[[dict[int, int]], tuple[Ints, NDArray[np.int64]]]


@dataclass
class Couple:
    """Two workers and their joint options, best first; `at` is the one they stand for now."""

    members: tuple[int, int]
    sharing: bool
    options: Ints  # (options, 2) vacancies
    keys: NDArray[np.int64]  # (options, 2) the vacancies' keys of the members
    at: int = field(default=NOWHERE)
    tried: int = field(default=0)

    @property
    def stand(self) -> tuple[int, int]:
        """The two vacancies asked for, or nowhere."""
        if self.at == NOWHERE:
            return NOWHERE, NOWHERE
        return int(self.options[self.at, 0]), int(self.options[self.at, 1])


def couples_of(problem: Problem, measure: Measure) -> list[Couple]:
    """All couples with their options, in the order of the better lottery place."""
    partner = problem.workers.partner
    first = np.flatnonzero(partner > np.arange(len(partner)))
    second = partner[first]
    draw = measure.draw
    order = np.argsort(np.minimum(draw[first], draw[second]), kind="stable")
    return [_couple(problem, measure, int(first[i]), int(second[i])) for i in order]


def _couple(problem: Problem, measure: Measure, one: int, other: int) -> Couple:
    numbers = problem.workers.number
    members = (one, other) if numbers[one] < numbers[other] else (other, one)
    sharing = bool(problem.workers.needs_couple_room[list(members)].any())
    rows = np.array(members)
    measured = measure.measured(rows)
    scores = np.full(measured.admissible.shape, -1, np.int64)
    first, merit = scores.copy(), scores.copy()
    at, vacancy = np.nonzero(measured.admissible)
    work, place = measured.occupation_rank[at, vacancy], measured.place_rank[at, vacancy]
    scores[at, vacancy] = measure.scores(rows[at], vacancy, work, place)
    first[at, vacancy] = measure.worker_keys(rows[at], vacancy, scores[at, vacancy])
    merits = measure.merits(rows[at], vacancy, measured.years[at, vacancy])
    merit[at, vacancy] = measure.vacancy_keys(rows[at], merits)
    a, b = _joint(problem, measured.admissible, first, sharing)
    order = np.lexsort((-first[1, b], -first[0, a], -(scores[0, a] + scores[1, b])))
    options = np.stack((a[order], b[order]), axis=1)
    keys = np.stack((merit[0, options[:, 0]], merit[1, options[:, 1]]), axis=1)
    return Couple(members, sharing, options, keys)


def _joint(problem: Problem, admissible: Ints, key: Ints, sharing: bool) -> tuple[Ints, Ints]:
    """Pairs of vacancies that would keep two people together."""
    vacancies = problem.vacancies
    together = admissible[0] & admissible[1] & (vacancies.openings >= 2)
    if sharing:
        together = together & (vacancies.couple_rooms > 0)
    same = np.flatnonzero(together)
    firsts, seconds = [same], [same]
    if not sharing:
        near = [_best_of_each_county(vacancies.region, admissible[i], key[i]) for i in (0, 1)]
        for county in sorted(near[0].keys() & near[1].keys()):
            grid = np.meshgrid(near[0][county], near[1][county], indexing="ij")
            a, b = grid[0].ravel(), grid[1].ravel()
            firsts.append(a[a != b])
            seconds.append(b[a != b])
    return np.concatenate(firsts), np.concatenate(seconds)


def _best_of_each_county(region: Ints, admissible: Ints, key: Ints) -> dict[int, Ints]:
    chosen = np.flatnonzero(admissible)
    chosen = chosen[np.lexsort((-key[chosen], region[chosen]))]
    codes, start = np.unique(region[chosen], return_index=True)
    parts = np.split(chosen, start[1:]) if len(codes) else []
    return {int(code): part[:NEARBY] for code, part in zip(codes, parts, strict=True)}


def settle(
    problem: Problem, couples: list[Couple], accept: Accept
) -> tuple[Ints, NDArray[np.int64], int]:
    """Clear the market with the couples in it: (seats, cutoffs, times cleared)."""
    bound = {member: NOWHERE for couple in couples for member in couple.members}
    seats, cutoffs = accept(bound)
    cleared = 1
    for _ in range(SWEEPS if couples else 0):
        for couple in couples:
            couple.tried = 0 if couple.at == NOWHERE else couple.tried
        while moved := _move_on(problem, couples, seats, cutoffs):
            for couple in moved:
                bound.update(zip(couple.members, couple.stand, strict=True))
            seats, cutoffs = accept(bound)
            cleared += 1
    return seats, cutoffs, cleared


def _move_on(
    problem: Problem, couples: list[Couple], seats: Ints, cutoffs: NDArray[np.int64]
) -> list[Couple]:
    """Those who stand elsewhere now, because they had nothing or one of them was refused."""
    rooms = problem.vacancies.couple_rooms.astype(np.int64)
    settled = [tuple(seats[list(c.members)]) == c.stand and c.at != NOWHERE for c in couples]
    for couple, stays in zip(couples, settled, strict=True):
        if stays and couple.sharing:
            rooms[couple.stand[0]] -= 1
    moved = []
    for couple, stays in zip(couples, settled, strict=True):
        if not stays:
            before = couple.at
            _ask_next(problem, couple, cutoffs, rooms)
            if couple.at != before:
                moved.append(couple)
    return moved


def _ask_next(
    problem: Problem, couple: Couple, cutoffs: NDArray[np.int64], rooms: NDArray[np.int64]
) -> None:
    """Stand for the first option not yet tried that the cutoffs and the rooms allow."""
    group = (problem.workers.klass[list(couple.members)] > 0).astype(np.intp)
    options = couple.options[couple.tried :]
    allowed = (couple.keys[couple.tried :] > cutoffs[options, group]).all(axis=1)
    if couple.sharing:
        allowed &= rooms[options[:, 0]] > 0
    found = np.flatnonzero(allowed)
    if len(found) == 0:
        couple.at, couple.tried = NOWHERE, len(couple.options)
        return
    couple.at = couple.tried + int(found[0])
    couple.tried = couple.at + 1
    if couple.sharing:
        rooms[couple.stand[0]] -= 1
