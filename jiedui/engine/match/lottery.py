"""The draw: who goes first among equals, worked out by anybody from the published seed."""

import numpy as np
from numpy.typing import NDArray

from jiedui.engine.match.problem import Ints

TIE_PRIME = 65_521
WORKER_STEP = 7_919
VACANCY_STEP = 104_729


def scrambled(number: Ints, seed: int) -> NDArray[np.uint64]:
    """SplitMix64 of each stable number under the seed, as unsigned 64-bit integers.

    State = number xor SplitMix64(seed), advanced once and finalised (Steele, Lea & Flood,
    "Fast splittable pseudorandom number generators", OOPSLA 2014). Every step is a
    bijection of 64-bit words, so two numbers never draw the same lot.
    """
    first = _finalised(np.array([seed], np.uint64))
    return _finalised(number.astype(np.uint64) ^ first)


def _finalised(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = state + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def draw(number: Ints, seed: int) -> NDArray[np.uint32]:
    """Lottery places 0..n-1 (0 goes first): the ascending order of the scrambled numbers.

    Whoever else takes part, two workers always stand in the same order to each other.
    """
    order = np.argsort(scrambled(number, seed))  # no two are equal
    places = np.empty(len(number), np.uint32)
    places[order] = np.arange(len(number), dtype=np.uint32)
    return places


def worker_ties(number: Ints) -> NDArray[np.int64]:
    """The worker's half of the hash that orders vacancies a worker likes equally."""
    return number % TIE_PRIME * WORKER_STEP % TIE_PRIME


def vacancy_ties(number: Ints) -> NDArray[np.int64]:
    """The vacancy's half; the tie of a pair is the sum of both halves modulo 65,521.

    If all workers broke ties alike, all would ask the same vacancy first.
    """
    return number % TIE_PRIME * VACANCY_STEP % TIE_PRIME


def standing(number: Ints) -> NDArray[np.int64]:
    """Position of each number in ascending order: a last tie-break that no row order moves."""
    places = np.empty(len(number), np.int64)
    places[np.argsort(number, kind="stable")] = np.arange(len(number))
    return places
