"""The answer: who is put forward where, who waits for what, and the numbers to check it by."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jiedui.engine.match.problem import Ints

NOBODY = -1
OPEN = -1  # a cutoff below every key: the vacancy would still take anybody admissible
SHUT = np.iinfo(np.int64).max  # a cutoff above every key: all openings are held by reserve


@dataclass(frozen=True)
class Plan:
    """One seat or none for each of n workers, by row numbers of the problem.

    seats: (n,) int32, row of the vacancy or -1. occupation_ranks, place_ranks: (n,) int8,
    which wish is met, -1 for nobody's. cutoffs: (m, 2) int64, the key that a worker must
    exceed to get in, first for class 0, then for the classes with reserved openings; -1 is
    open to all, `SHUT` to none. Key = merit << 32 | (2**32 - 1 - lottery place).
    waiting_start (m + 1,), waiting (…): rows of those who would rather have vacancy v than
    what they got, by the vacancy's own order, at most `waiting_length` for each.
    counters: work done, no clock.
    """

    seats: Ints
    occupation_ranks: Ints
    place_ranks: Ints
    cutoffs: NDArray[np.int64]
    waiting_start: Ints
    waiting: Ints
    waiting_length: int
    seed: int
    digest: str
    counters: dict[str, int] = field(default_factory=dict)

    @property
    def placed(self) -> int:
        """How many workers have a seat."""
        return int((self.seats >= 0).sum())

    def held(self, vacancy: int) -> Ints:
        """Rows of the workers seated at one vacancy, ascending."""
        return np.flatnonzero(self.seats == vacancy)

    def waiting_for(self, vacancy: int) -> Ints:
        """Rows of those waiting for one vacancy, first in line first."""
        return self.waiting[self.waiting_start[vacancy] : self.waiting_start[vacancy + 1]]

    def same_outcome(self, other: "Plan") -> bool:
        """Whether two plans agree in everything but the work it took."""
        return (
            self.seed == other.seed
            and self.digest == other.digest
            and all(
                np.array_equal(getattr(self, name), getattr(other, name))
                for name in (
                    "seats",
                    "occupation_ranks",
                    "place_ranks",
                    "cutoffs",
                    "waiting_start",
                    "waiting",
                )
            )
        )


def merit_of(key: int) -> int:
    """The merit inside a vacancy's key or cutoff."""
    return key >> 32


def lottery_of(key: int) -> int:
    """The lottery place inside a vacancy's key or cutoff."""
    return 0xFFFFFFFF - (key & 0xFFFFFFFF)
