"""Matching: everybody asks in the order of their wishes, every vacancy keeps its best."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jiedui.engine.match.couples import couples_of, settle
from jiedui.engine.match.dense import DenseMarket
from jiedui.engine.match.pairs import Flags, Measure, met_ranks
from jiedui.engine.match.plan import Plan
from jiedui.engine.match.problem import Ints, Problem

DENSE_PAIRS = 10_000_000
WAITING = 20

Progress = Callable[[str, int, int], None]


class Market(Protocol):
    """What the couples' step and the plan need to know of a way of solving."""

    measure: Measure
    counters: dict[str, int]

    def accept(self, bound: dict[int, int]) -> tuple[Ints, NDArray[np.int64]]:
        """Seats and cutoffs when the workers in `bound` ask one vacancy each, or none."""
        ...

    def waiting(self, seats: Ints, alone: Flags, length: int) -> tuple[Ints, Ints]:
        """Compressed rows of those who would rather have each vacancy than their seat."""
        ...


def solve(
    problem: Problem,
    *,
    k: int = 40,
    threads: int | None = None,
    compiled: bool | None = None,
    progress: Progress | None = None,
    waiting: int = WAITING,
) -> Plan:
    """Seat each worker in the best vacancy that will keep them; the same bits everywhere.

    Worker-proposing deferred acceptance with soft reserves (Gale & Shapley 1962; Hafalir,
    Yenmez & Yildirim 2013) over *all* admissible pairs: no worker and vacancy are left who
    would both rather have each other, no worker can gain by misstating wishes, and among
    all such matchings this is the one that every worker likes best. Couples are settled in
    a step of their own (`couples.py`).

    k: how many vacancies a worker's list holds at a time, 1 or more; it changes the work,
    never the result. threads: of the compiled kernels, None for all. compiled: True or
    False to insist, None to let up to ten million pairs be solved without a compiler.
    progress(phase, done, of) is called now and then. waiting: length of waiting lists.
    Raises ValueError for a k below 1 or a negative waiting length.
    """
    if k < 1 or waiting < 0:
        raise ValueError("k must be at least 1 and waiting not negative")
    tell = progress or (lambda phase, done, of: None)
    if compiled is None:
        compiled = problem.pairs > DENSE_PAIRS
    market: Market = (
        _compiled(problem, k, threads, tell) if compiled else DenseMarket(problem, tell)
    )
    couples = couples_of(problem, market.measure)
    seats, cutoffs, cleared = settle(problem, couples, market.accept)
    tell("waiting", 0, 1)
    alone = problem.workers.partner < 0
    start, waits = market.waiting(seats, alone, waiting)
    occupation, place = _ranks(problem, seats)
    tell("waiting", 1, 1)
    together = sum(couple.at >= 0 for couple in couples)
    counters = {"couples": len(couples), "couples_placed": together, "cleared": cleared}
    return Plan(
        seats=seats,
        occupation_ranks=occupation,
        place_ranks=place,
        cutoffs=cutoffs,
        waiting_start=start,
        waiting=waits,
        waiting_length=waiting,
        seed=problem.seed,
        digest=problem.digest(),
        counters=market.counters | counters,
    )


def _compiled(problem: Problem, k: int, threads: int | None, tell: Progress) -> Market:
    # Numba takes a second to load, which small markets must never feel.
    from jiedui.engine.match.compiled import CompiledMarket  # noqa: PLC0415

    return CompiledMarket(problem, k, threads, tell)


def _ranks(problem: Problem, seats: Ints) -> tuple[Ints, Ints]:
    """Which occupation wish and which place wish each seat meets."""
    seated = np.flatnonzero(seats >= 0)
    vacancy = seats[seated]
    occupation, place = np.full((2, len(seats)), -1, np.int8)
    workers, vacancies = problem.workers, problem.vacancies
    occupation[seated] = met_ranks(workers.occupations, seated, vacancies.occupation[vacancy])
    place[seated] = met_ranks(workers.places, seated, vacancies.region[vacancy])
    return occupation, place
