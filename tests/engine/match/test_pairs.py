"""The measure of pairs says what the rules say, in arrays and in machine words."""

import numpy as np
import pytest

from jiedui.engine.match.compiled import CompiledMarket
from jiedui.engine.match.pairs import CONDITIONS, Measure, met_years
from tests.engine.match import textbook
from tests.engine.match.markets import random_market


@pytest.mark.parametrize("seed", range(6))
def test_every_condition_of_every_pair_is_that_of_the_rules(seed):
    problem = random_market(seed)
    rows = np.arange(len(problem.workers))
    failing = Measure(problem).failing(rows)
    assert tuple(failing) == CONDITIONS
    for w in rows:
        for v in range(len(problem.vacancies)):
            found = [name for name, flags in failing.items() if flags[w, v]]
            assert found == textbook.broken(problem, w, v), (w, v)


@pytest.mark.parametrize("seed", range(6))
def test_scores_merits_and_years_are_those_of_the_rules(seed):
    problem = random_market(seed)
    measure = Measure(problem)
    rows = np.arange(len(problem.workers))
    measured = measure.measured(rows)
    w, v = np.nonzero(measured.admissible)
    work, place = measured.occupation_rank[w, v], measured.place_rank[w, v]
    pairs = list(zip(w.tolist(), v.tolist(), strict=True))
    assert len(pairs) > 20
    scores = measure.scores(w, v, work, place)
    assert scores.tolist() == [textbook.score(problem, *pair) for pair in pairs]
    years = measured.years[w, v]
    assert years.tolist() == [textbook.years(problem, *pair) for pair in pairs]
    again = met_years(problem.workers.experience, w, problem.vacancies.occupation[v])
    assert again.tolist() == years.tolist()
    merits = measure.merits(w, v, years)
    assert merits.tolist() == [textbook.merit(problem, *pair) for pair in pairs]


@pytest.mark.xdist_group("compiled")
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("k", [1, 3, 40])
def test_compiled_lists_are_the_best_vacancies_in_the_worker_s_order(seed, k):
    problem = random_market(seed, workers=60, vacancies=40)
    market = CompiledMarket(problem, k, 2, lambda *step: None)
    start, vacancy, worth = market.lists(scored=True)
    for at, w in enumerate(market.order.tolist()):
        fits = [v for v in range(40) if not textbook.broken(problem, w, v)]
        fits.sort(key=lambda v, w=w: textbook.liking(problem, w, v), reverse=True)
        listed = vacancy[start[at] : start[at + 1]].tolist()
        assert listed == fits[:k]
        values = [textbook.score(problem, w, v) + textbook.merit(problem, w, v) for v in listed]
        assert worth[start[at] : start[at + 1]].tolist() == values
