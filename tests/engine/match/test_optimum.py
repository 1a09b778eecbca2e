"""The auction is within its own certificate of the optimum that a solver finds."""

from dataclasses import replace

import numpy as np
import pytest

from jiedui.engine.match.optimum import arcs_of, best_total, next_vacancies, total_of
from jiedui.engine.match.solve import solve
from tests.engine.match import textbook
from tests.engine.match.markets import random_market

pytestmark = pytest.mark.xdist_group("compiled")


def exact(problem, arcs):
    """The optimum by an independent assignment solver, one column an opening."""
    optimize = pytest.importorskip("scipy.optimize")
    openings = problem.vacancies.openings
    owner = np.repeat(np.arange(len(openings)), openings)
    value = np.zeros((len(arcs.order), len(owner)), np.int64)
    for at in range(len(arcs.order)):
        for e in range(arcs.start[at], arcs.start[at + 1]):
            value[at, owner == arcs.vacancy[e]] = arcs.value[e]
    rows, columns = optimize.linear_sum_assignment(value, maximize=True)
    return int(value[rows, columns].sum())


@pytest.mark.parametrize("seed", range(8))
def test_a_step_of_one_finds_the_optimum_up_to_one_point_a_placement(seed):
    problem = random_market(seed, workers=60, vacancies=15)
    arcs = arcs_of(problem, k=15)
    best = exact(problem, arcs)
    found = best_total(problem, arcs, 1)
    assert best - found.placed <= found.total <= best <= found.bound
    held = np.bincount(found.seats[found.seats >= 0], minlength=15)
    assert (held <= problem.vacancies.openings).all()
    for w in np.flatnonzero(found.seats >= 0):
        assert textbook.broken(problem, int(w), int(found.seats[w])) == []


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("step", [1, 100, 10_000])
def test_the_certificate_holds_for_every_step(seed, step):
    problem = random_market(seed, workers=60, vacancies=15)
    arcs = arcs_of(problem, k=15)
    found = best_total(problem, arcs, step)
    assert found.total <= exact(problem, arcs) <= found.bound
    assert found.bound - found.total <= step * (found.placed + 1)


@pytest.mark.parametrize("seed", range(4))
def test_the_stable_plan_is_valued_like_the_optimum_and_never_above_it(seed):
    problem = random_market(seed, workers=60, vacancies=15)
    plan = solve(problem)
    total, placed = total_of(problem, plan)
    pairs = [(w, int(v)) for w, v in enumerate(plan.seats) if v >= 0]
    assert placed == len(pairs)
    assert total == sum(
        500_000 + textbook.score(problem, *pair) + textbook.merit(problem, *pair) for pair in pairs
    )
    assert total <= best_total(problem, arcs_of(problem, k=15), 1).bound


def test_the_next_vacancies_are_those_where_one_more_opening_is_worth_most():
    problem = random_market(2, workers=60, vacancies=15)
    arcs = arcs_of(problem, k=15)
    found = best_total(problem, arcs, 1)
    asked = next_vacancies(found, problem, count=3)
    assert [worth for _, worth in asked] == sorted((w for _, w in asked), reverse=True)
    best = exact(problem, arcs)
    openings = problem.vacancies.openings.copy()
    v, worth = asked[0]
    openings[v] += 1
    more = replace(problem, vacancies=replace(problem.vacancies, openings=openings))
    gained = exact(more, arcs) - best
    assert 0 < gained <= worth + 60


def test_values_beyond_31_bits_and_steps_below_one_are_refused():
    problem = random_market(1)
    with pytest.raises(ValueError, match="31"):
        arcs_of(problem, placement=1 << 31)
    with pytest.raises(ValueError, match="step"):
        best_total(problem, arcs_of(problem), 0)
