"""The matching is the worker-optimal stable one, however it is computed."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from jiedui.engine.match.faults import faults
from jiedui.engine.match.problem import Problem, Vacancies, Wishes
from jiedui.engine.match.solve import solve
from tests.engine.match import textbook
from tests.engine.match.markets import random_market, reordered

compiled = pytest.mark.xdist_group("compiled")


def seats_of(plan):
    return {w: int(v) for w, v in enumerate(plan.seats) if v >= 0}


@pytest.mark.parametrize("seed", range(40))
def test_the_plan_is_the_textbook_s(seed):
    problem = random_market(seed, workers=50, vacancies=10)
    plan = solve(problem)
    assert seats_of(plan) == textbook.match(problem)
    assert faults(plan, problem) == []


@compiled
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("k", [1, 2, 5, 40])
def test_the_compiled_plan_is_the_same_for_any_k_and_any_threads(seed, k):
    problem = random_market(seed, workers=90, vacancies=16, couples=(seed % 2) * 5)
    plain = solve(problem, compiled=False)
    for threads in (1, 2):
        assert solve(problem, k=k, threads=threads, compiled=True).same_outcome(plain)


@compiled
def test_batches_and_refills_change_nothing(monkeypatch):
    problem = random_market(7, workers=900, vacancies=60)
    plain = solve(problem, compiled=False)
    monkeypatch.setattr("jiedui.engine.match.compiled.BATCH", 50)
    monkeypatch.setattr("jiedui.engine.match.compiled.CARRIED", 3)
    cut = solve(problem, k=2, compiled=True)
    assert cut.counters["refills"] > 50
    assert cut.same_outcome(plain)


@pytest.mark.parametrize("seed", range(8))
def test_rows_in_another_order_give_everyone_the_same_seat(seed):
    problem = random_market(seed, couples=4)
    moved, workers, vacancies = reordered(problem, seed)
    plan, again = solve(problem), solve(moved)
    back = np.append(vacancies, -1)
    assert back[again.seats].tolist() == plan.seats[workers].tolist()
    assert again.digest == plan.digest
    for v in range(len(problem.vacancies)):
        line = workers[again.waiting_for(int(np.argsort(vacancies)[v]))]
        assert line.tolist() == plan.waiting_for(v).tolist()


@pytest.mark.parametrize("seed", range(6))
def test_without_reserves_the_seats_are_those_of_an_independent_library(seed):
    games = pytest.importorskip("matching.games")
    problem = random_market(seed, workers=40, vacancies=9)
    none = np.zeros(len(problem.vacancies), np.int64)
    problem = replace(problem, vacancies=replace(problem.vacancies, reserved=none))
    lots = textbook.lottery(problem)
    fits = {
        w: [
            v
            for v in range(9)
            if problem.vacancies.openings[v] and not textbook.broken(problem, w, v)
        ]
        for w in range(40)
    }
    asks = {
        w: sorted(fits[w], key=lambda v, w=w: textbook.liking(problem, w, v), reverse=True)
        for w in fits
        if fits[w]
    }
    takes = {v: [w for w in asks if v in asks[w]] for v in range(9)}
    for v, people in takes.items():
        people.sort(key=lambda w, v=v: (textbook.merit(problem, w, v), -lots[w]), reverse=True)
    takes = {v: people for v, people in takes.items() if people}
    openings = {v: int(problem.vacancies.openings[v]) for v in takes}
    game = games.HospitalResident.create_from_dictionaries(asks, takes, openings)
    found = game.solve(optimal="resident")
    theirs = {r.name: h.name for h, people in found.items() for r in people}
    assert seats_of(solve(problem)) == theirs


@pytest.mark.parametrize("seed", range(10))
def test_no_worker_gains_by_misstating_wishes(seed):
    """Sampled misreports: other wishes, other musts; judged by the true liking."""
    rng = np.random.default_rng(seed)
    problem = random_market(seed, workers=24, vacancies=8)
    honest = solve(problem)
    for _ in range(12):
        w = int(rng.integers(0, 24))
        other = random_market(int(rng.integers(100, 10_000)), workers=24, vacancies=8).workers
        people = problem.workers
        changed = {
            name: _with_row(getattr(people, name), getattr(other, name), w)
            for name in ("occupations", "places")
        }
        for name in ("least_pay", "needs_lodging", "employer_kinds", "available_from"):
            column = getattr(people, name).copy()
            column[w] = getattr(other, name)[w]
            changed[name] = column
        got = int(solve(replace(problem, workers=replace(people, **changed))).seats[w])
        had = int(honest.seats[w])
        if got < 0 or got == had or textbook.broken(problem, w, got):
            continue
        assert had >= 0
        assert textbook.liking(problem, w, had) > textbook.liking(problem, w, got)


def _with_row(wishes, other, w):
    rows = [textbook.entries(wishes, i, "rank", "low", "high") for i in range(24)]
    rows[w] = textbook.entries(other, w, "rank", "low", "high")
    return Wishes.of(rows)


@pytest.mark.parametrize("seed", range(20))
def test_reserves_never_leave_every_priority_worker_worse_off(seed):
    """Hafalir, Yenmez & Yildirim 2013, theorem 2 (soft reserves)."""
    problem = random_market(seed, workers=60, vacancies=8)
    none = np.zeros(len(problem.vacancies), np.int64)
    without = replace(problem, vacancies=replace(problem.vacancies, reserved=none))
    before, after = solve(without), solve(problem)
    eligible = np.flatnonzero(problem.workers.klass > 0)
    worse = [w for w in eligible if _rank(problem, w, after) < _rank(problem, w, before)]
    assert len(worse) < len(eligible)


def _rank(problem, w, plan):
    seat = int(plan.seats[w])
    return textbook.liking(problem, w, seat) if seat >= 0 else (-1, 0, 0)


def test_reserved_openings_without_takers_are_not_left_empty():
    problem = random_market(4, workers=60, vacancies=8)
    everyone = np.zeros(60, np.int64)
    full = problem.vacancies.openings
    general = replace(
        problem,
        workers=replace(problem.workers, klass=everyone),
        vacancies=replace(problem.vacancies, reserved=full),
    )
    none = replace(general, vacancies=replace(general.vacancies, reserved=full * 0))
    plan, free = solve(general), solve(none)
    assert plan.placed > 0
    assert plan.seats.tolist() == free.seats.tolist()


@compiled
def test_the_work_is_counted_and_always_the_same():
    problem = random_market(5, workers=400, vacancies=50, couples=10)
    dense = solve(problem, compiled=False).counters
    assert dense == DENSE_COUNTERS
    for threads in (1, 2):
        assert solve(problem, k=5, threads=threads, compiled=True).counters == COMPILED_COUNTERS


DENSE_COUNTERS = {
    "pairs": 20000,
    "admissible": 3617,
    "proposals": 1462,
    "rounds": 17,
    "couples": 10,
    "couples_placed": 1,
    "cleared": 2,
}
COMPILED_COUNTERS = {
    "scanned": 25667,
    "proposals": 2828,
    "heap": 1224,
    "rounds": 9,
    "refills": 370,
    "fetched": 3196,
    "waiting_scans": 1,
    "couples": 10,
    "couples_placed": 1,
    "cleared": 2,
}


@compiled
@pytest.mark.parametrize("way", [False, True])
def test_empty_sides_give_an_empty_plan(way):
    problem = random_market(1, workers=20, vacancies=5)
    names = Vacancies.__dataclass_fields__
    nothing = Vacancies(**{name: np.zeros(0, np.int64) for name in names})
    bare = Problem(problem.workers, nothing, problem.weights, 1)
    plan = solve(bare, compiled=way)
    assert plan.placed == 0
    assert faults(plan, bare) == []
    shut = replace(
        problem,
        vacancies=replace(
            problem.vacancies, openings=np.zeros(5, np.int64), reserved=np.zeros(5, np.int64)
        ),
    )
    plan = solve(shut, compiled=way)
    assert plan.placed == 0
    assert faults(plan, shut) == []


@compiled
def test_progress_is_told_and_ends():
    told = []
    problem = random_market(1)
    for way in (False, True):
        solve(problem, compiled=way, progress=lambda *step: told.append(step))
        assert told[-1] == ("waiting", 1, 1)


def test_a_list_of_length_zero_is_refused():
    with pytest.raises(ValueError, match="k must"):
        solve(random_market(1), k=0)


def test_a_small_market_never_loads_the_compiler():
    program = (
        "import sys; from tests.engine.match.markets import random_market;"
        "from jiedui.engine.match.solve import solve;"
        "from jiedui.engine.match.faults import faults;"
        "from jiedui.engine.match.reasons import unfilled, unmatched;"
        "problem = random_market(1); plan = solve(problem);"
        "faults(plan, problem); unmatched(plan, problem); unfilled(plan, problem);"
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@compiled
def test_two_threads_may_solve_at_once():
    problem = random_market(3, workers=200, vacancies=30)
    plain = solve(problem, compiled=False)
    with ThreadPoolExecutor(4) as pool:
        plans = list(pool.map(lambda _: solve(problem, compiled=True), range(8)))
    assert all(plan.same_outcome(plain) for plan in plans)
