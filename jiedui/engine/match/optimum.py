"""The other objective: the largest total, to see what stability costs and what to ask for next.

A plan that maximises the sum of all scores may leave people who would rather swap, so it is
never proposed to anybody. It is a measure: what does the stable plan give up, and where would
one more opening be worth most.
"""

from dataclasses import dataclass

import numpy as np

from jiedui.engine.match import kernels
from jiedui.engine.match.compiled import CompiledMarket
from jiedui.engine.match.pairs import Measure, met_years
from jiedui.engine.match.plan import Plan
from jiedui.engine.match.problem import Ints, Problem

PLACEMENT = 500_000  # more than any difference of two scores: placements come first


@dataclass(frozen=True)
class Arcs:
    """What may be chosen from, in compressed rows of the workers of `order`."""

    order: Ints
    start: Ints
    vacancy: Ints
    value: Ints  # placement + worker's score + merit


@dataclass(frozen=True)
class Optimum:
    """A matching of (nearly) the largest total, with its own certificate.

    seats: (n,) row of the vacancy or -1. total: sum of values of the pairs, placed: their
    number. bound: no matching on the same arcs exceeds it (weak duality of the assignment
    problem), so bound - total is the certified gap. prices: (m,) what one more opening
    would add at most (a dual price). bids: work done. step: the auction's ε.
    """

    seats: Ints
    total: int
    placed: int
    bound: int
    prices: Ints
    bids: int
    step: int


def arcs_of(
    problem: Problem, k: int = 40, placement: int = PLACEMENT, threads: int | None = None
) -> Arcs:
    """Each worker's best k admissible vacancies with their values.

    With k no smaller than the number of vacancies these are all admissible pairs. Raises
    ValueError when values would not fit into 31 bits.
    """
    weights = problem.weights
    if placement < 0 or placement + weights.highest_score() + weights.highest_merit() >= 1 << 31:
        raise ValueError("the value of a placement must keep all values below 2**31")
    market = CompiledMarket(problem, max(1, min(k, len(problem.vacancies))), threads, _silent)
    start, vacancy, worth = market.lists(scored=True)
    return Arcs(market.order, start, vacancy, worth + np.int32(placement))


def _silent(phase: str, done: int, of: int) -> None:
    """Nobody watches."""


def best_total(problem: Problem, arcs: Arcs, step: int) -> Optimum:
    """An auction with bid increments of `step` (ε, at least 1), from prices of zero.

    Bertsekas, "The auction algorithm", Annals of Operations Research 14 (1988); openings of
    a vacancy hold their bids in a heap whose lowest is the price. Unsold openings stay free,
    so the total is within step x placements of the optimum on these arcs; the certificate
    is usually far closer. Couples are treated as single people here: it is a measure only.
    """
    if step < 1:
        raise ValueError("the step of the auction must be at least 1")
    openings = problem.vacancies.openings
    n, m = len(arcs.order), len(openings)
    slot = np.zeros(m + 1, np.int64)
    np.cumsum(openings, out=slot[1:])
    price, size = np.zeros(m, np.int64), np.zeros(m, np.int64)
    heap, who = np.empty(slot[-1], np.int64), np.empty(slot[-1], np.int32)
    price[openings == 0] = 1 << 40
    seats = np.full(n, -1, np.int32)
    stack = np.arange(n, dtype=np.int32)[::-1].copy()
    bids = kernels.auction(
        arcs.start, arcs.vacancy, arcs.value, openings, slot, step,
        price, heap, who, size, seats, stack,
    )  # fmt: skip
    total, placed = kernels.total_value(arcs.start, arcs.vacancy, arcs.value, seats)
    bound = kernels.dual_gain(arcs.start, arcs.vacancy, arcs.value, price)
    bound += int((price * openings).sum())
    by_row = np.empty(n, np.int32)
    by_row[arcs.order] = seats
    return Optimum(by_row, int(total), int(placed), int(bound), price, int(bids), step)


def total_of(problem: Problem, plan: Plan, placement: int = PLACEMENT) -> tuple[int, int]:
    """(total value, placements) of a plan, whether or not its pairs lie on some arcs."""
    measure = Measure(problem)
    people, posts = problem.workers, problem.vacancies
    worker = np.flatnonzero(plan.seats >= 0)
    vacancy = plan.seats[worker]
    scores = measure.scores(
        worker, vacancy, plan.occupation_ranks[worker], plan.place_ranks[worker]
    )
    years = met_years(people.experience, worker, posts.occupation[vacancy])
    merits = measure.merits(worker, vacancy, years)
    return int((scores + merits).sum()) + placement * len(worker), len(worker)


def next_vacancies(optimum: Optimum, problem: Problem, count: int = 10) -> list[tuple[int, int]]:
    """Where one more opening is worth most: (row of a vacancy like it, points at most gained)."""
    worth = np.where(problem.vacancies.openings > 0, optimum.prices, 0)
    best = np.lexsort((problem.vacancies.number, -worth))[:count]
    return [(int(v), int(worth[v])) for v in best if worth[v] > 0]
