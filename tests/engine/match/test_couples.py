"""Couples stay together, within the rooms there are, and harm no single worker's claim."""

import numpy as np
import pytest

from jiedui.engine.match.couples import couples_of, settle
from jiedui.engine.match.dense import DenseMarket
from jiedui.engine.match.faults import faults
from jiedui.engine.match.solve import solve
from tests.engine.match import textbook
from tests.engine.match.markets import random_market


@pytest.mark.parametrize("seed", range(30))
def test_a_couple_gets_two_seats_together_or_none(seed):
    problem = random_market(seed, workers=60, vacancies=14, couples=10, most=7)
    plan = solve(problem)
    for w in np.flatnonzero(problem.workers.partner >= 0):
        mine, other = int(plan.seats[w]), int(plan.seats[problem.workers.partner[w]])
        assert (mine < 0) == (other < 0)
        if mine >= 0:
            assert problem.vacancies.region[mine] == problem.vacancies.region[other]
            assert textbook.broken(problem, int(w), mine) == []
    assert faults(plan, problem) == []


def test_enough_couples_are_seated_for_the_rules_to_matter():
    together = apart_in_county = 0
    for seed in range(30):
        problem = random_market(seed, workers=60, vacancies=14, couples=10, most=7)
        plan = solve(problem)
        partner = problem.workers.partner
        for w in np.flatnonzero((partner > np.arange(60)) & (plan.seats >= 0)):
            same = plan.seats[w] == plan.seats[partner[w]]
            together += bool(same)
            apart_in_county += not same
    assert together >= 10
    assert apart_in_county >= 10


def test_options_come_in_the_order_of_the_joint_score():
    problem = random_market(8, workers=60, vacancies=14, couples=10, most=7)
    market = DenseMarket(problem, lambda *step: None)
    couples = couples_of(problem, market.measure)
    assert len(couples) == 10
    assert any(len(couple.options) > 3 for couple in couples)
    for couple in couples:
        a, b = couple.members
        joint = [
            textbook.score(problem, a, int(v)) + textbook.score(problem, b, int(u))
            for v, u in couple.options
        ]
        assert joint == sorted(joint, reverse=True)


def test_a_market_without_couples_is_cleared_once():
    problem = random_market(2)
    market = DenseMarket(problem, lambda *step: None)
    seats, _, cleared = settle(problem, [], market.accept)
    assert cleared == 1
    assert seats.tolist() == solve(problem).seats.tolist()


def test_a_couple_displaced_by_singles_moves_on_and_ends_settled():
    """Some couple must have moved more than once, or the step was never really tried."""
    most = 0
    for seed in range(20):
        problem = random_market(seed, workers=90, vacancies=14, couples=25, most=3)
        plan = solve(problem)
        most = max(most, plan.counters["cleared"])
        assert faults(plan, problem) == []
    assert most >= 4
