"""The draw can be worked out by anybody, and nobody moves it by coming or staying away."""

import numpy as np

from jiedui.engine.match.lottery import draw, scrambled, standing
from tests.engine.match import textbook
from tests.engine.match.markets import random_market


def test_the_first_words_are_those_of_the_published_generator():
    # Reference outputs of splitmix64.c (Vigna, public domain) from state 0 and state 1.
    zero = scrambled(np.array([0x16294667_E1F4B1A0]), 0)
    assert scrambled(np.array([7]), 0)[0] == _reference(7 ^ _reference(0))
    assert _reference(0) == 0xE220A8397B1DCDAF
    assert _reference(1) == 0x910A2DEC89025CC1
    assert zero.dtype == np.uint64


def _reference(state):
    mask = (1 << 64) - 1
    z = state = (state + 0x9E3779B97F4A7C15) & mask
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & mask
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & mask
    return z ^ (z >> 31)


def test_the_draw_equals_the_textbook_for_any_seed():
    for seed in (0, 1, (1 << 64) - 1):
        problem = random_market(1, workers=200)
        lots = textbook.lottery(
            random_market(1, workers=200).__class__(
                problem.workers, problem.vacancies, problem.weights, seed
            )
        )
        assert draw(problem.workers.number, seed).tolist() == [lots[w] for w in range(200)]


def test_two_workers_keep_their_order_whoever_else_takes_part():
    number = np.arange(1_000) * 17 + 3
    everyone = draw(number, 99)
    some = np.flatnonzero(number % 3 == 0)
    few = draw(number[some], 99)
    assert np.array_equal(np.argsort(everyone[some]), np.argsort(few))


def test_another_seed_gives_another_draw():
    number = np.arange(100)
    assert not np.array_equal(draw(number, 1), draw(number, 2))


def test_standing_is_the_rank_of_the_number():
    assert standing(np.array([50, 7, 90])).tolist() == [1, 0, 2]
