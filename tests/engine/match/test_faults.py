"""The judge finds every kind of fault that is planted, and none where there is none."""

from dataclasses import replace

import numpy as np
import pytest

from jiedui.engine.match.faults import Fault, faults
from jiedui.engine.match.solve import solve
from tests.engine.match import textbook
from tests.engine.match.markets import random_market


def kinds(plan, problem):
    return {fault.kind for fault in faults(plan, problem)}


def moved(plan, worker, vacancy, problem):
    """The plan with one worker elsewhere, ranks kept consistent."""
    seats, work, place = plan.seats.copy(), plan.occupation_ranks.copy(), plan.place_ranks.copy()
    seats[worker] = vacancy
    rank_o = rank_p = None
    if vacancy >= 0:
        rank_o = textbook.rank(
            problem.workers.occupations, worker, int(problem.vacancies.occupation[vacancy])
        )
        rank_p = textbook.rank(
            problem.workers.places, worker, int(problem.vacancies.region[vacancy])
        )
    work[worker] = -1 if rank_o is None else rank_o
    place[worker] = -1 if rank_p is None else rank_p
    return replace(plan, seats=seats, occupation_ranks=work, place_ranks=place)


@pytest.fixture
def problem():
    return random_market(5, workers=80, vacancies=14)


@pytest.fixture
def plan(problem):
    return solve(problem, waiting=6)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("waiting", [0, 2, 20])
def test_a_sound_plan_has_no_fault(seed, waiting):
    problem = random_market(seed, workers=60, vacancies=12, couples=seed % 3 * 3)
    assert faults(solve(problem, waiting=waiting), problem) == []


def test_another_seed_or_question_is_noticed_at_once(plan, problem):
    assert faults(replace(plan, seed=6), problem) == [Fault("seed")]
    assert faults(replace(plan, digest="0" * 64), problem) == [Fault("digest")]


def test_wrong_shapes_are_noticed_before_anything_is_read(plan, problem):
    assert faults(replace(plan, seats=plan.seats[1:]), problem) == [Fault("shape")]
    assert faults(replace(plan, cutoffs=plan.cutoffs[:, :1]), problem) == [Fault("shape")]
    assert faults(replace(plan, waiting_start=plan.waiting_start + 1), problem) == [Fault("shape")]
    wild = plan.waiting.copy()
    wild[0] = 80
    assert faults(replace(plan, waiting=wild), problem) == [Fault("shape")]
    seats = plan.seats.copy()
    seats[3] = 14
    assert faults(replace(plan, seats=seats), problem) == [Fault("seat", 3, 14)]


def test_a_seat_taken_away_blocks(plan, problem):
    worker = int(np.flatnonzero(plan.seats >= 0)[0])
    seat = int(plan.seats[worker])
    found = faults(moved(plan, worker, -1, problem), problem)
    assert Fault("blocking", worker, seat) in found


def test_a_seat_too_many_breaks_the_quota(plan, problem):
    full = next(
        v
        for v in range(14)
        if len(plan.held(v)) == problem.vacancies.openings[v] and len(plan.waiting_for(v))
    )
    worker = int(plan.waiting_for(full)[0])
    assert Fault("quota", -1, full) in faults(moved(plan, worker, full, problem), problem)


def test_each_broken_condition_is_named():
    named = set()
    for seed in range(40):
        problem = random_market(seed, workers=30, vacancies=10)
        plan = solve(problem)
        for w in range(30):
            for v in range(10):
                broken = textbook.broken(problem, w, v)
                if len(broken) == 1 and broken[0] not in named:
                    found = kinds(moved(plan, w, v, problem), problem)
                    assert f"inadmissible-{broken[0]}" in found, (seed, w, v)
                    named |= set(broken)
    assert len(named) == 11


def test_wrong_ranks_are_noticed(plan, problem):
    worker = int(np.flatnonzero(plan.seats >= 0)[0])
    wrong = plan.occupation_ranks.copy()
    wrong[worker] += 1
    assert faults(replace(plan, occupation_ranks=wrong), problem) == [
        Fault("rank", worker, int(plan.seats[worker]))
    ]
    idle = int(np.flatnonzero(plan.seats < 0)[0])
    wrong = plan.place_ranks.copy()
    wrong[idle] = 0
    assert faults(replace(plan, place_ranks=wrong), problem) == [Fault("rank", idle, -1)]


def test_wrong_cutoffs_are_noticed(plan, problem):
    wrong = plan.cutoffs.copy()
    wrong[2, 1] += 1
    assert faults(replace(plan, cutoffs=wrong), problem) == [Fault("cutoff", -1, 2)]


def test_a_line_must_be_complete_in_order_and_of_those_who_wait(plan, problem):
    long = next(v for v in range(14) if len(plan.waiting_for(v)) >= 3)
    low = int(plan.waiting_start[long])
    swapped = plan.waiting.copy()
    swapped[[low, low + 1]] = swapped[[low + 1, low]]
    assert "waiting" in kinds(replace(plan, waiting=swapped), problem)
    start = plan.waiting_start.copy()
    start[long + 1 :] -= 1
    missing = replace(plan, waiting=np.delete(plan.waiting, low), waiting_start=start)
    assert Fault("waiting", int(plan.waiting[low]), long) in faults(missing, problem)
    stranger = int(plan.held(int(plan.seats.max()))[0])
    false = plan.waiting.copy()
    false[low] = stranger
    assert "waiting" in kinds(replace(plan, waiting=false), problem)


def test_a_plan_that_ignores_the_reserves_is_blocked_by_priority_workers():
    caught = 0
    for seed in range(20):
        problem = random_market(seed, workers=80, vacancies=8)
        none = problem.vacancies.openings * 0
        without = replace(problem, vacancies=replace(problem.vacancies, reserved=none))
        plan = solve(without)
        if solve(problem).seats.tolist() == plan.seats.tolist():
            continue
        claimed = replace(plan, digest=problem.digest())
        blocking = [f for f in faults(claimed, problem) if f.kind == "blocking"]
        caught += 1
        assert blocking
    assert caught >= 5


def test_every_possible_swap_of_one_seat_is_judged_as_the_textbook_would():
    """Each plan that differs in one seat is faulty, since the stable outcome is unique here."""
    problem = random_market(3, workers=14, vacancies=5)
    plan = solve(problem)
    for w in range(14):
        for v in range(-1, 5):
            if v != plan.seats[w]:
                assert faults(moved(plan, w, v, problem), problem) != [], (w, v)


def test_couples_apart_far_or_without_a_room_are_noticed():
    found = set()
    for seed in range(12):
        problem = random_market(seed, workers=60, vacancies=12, couples=8, most=8)
        plan = solve(problem)
        partner = problem.workers.partner
        for w in np.flatnonzero((partner >= 0) & (plan.seats >= 0)):
            parted = moved(plan, int(partner[w]), -1, problem)
            one = min(int(w), int(partner[w]))
            assert Fault("couple", one, int(parted.seats[one])) in faults(parted, problem)
            found.add("apart")
            seat = int(plan.seats[w])
            away = np.flatnonzero(problem.vacancies.region != problem.vacancies.region[seat])
            far = moved(plan, int(w), int(away[0]), problem)
            assert "couple" in kinds(far, problem)
            found.add("far")
    assert found == {"apart", "far"}


def test_more_couples_than_rooms_are_noticed():
    for seed in range(80):
        problem = random_market(seed, workers=60, vacancies=12, couples=10, most=9)
        people = problem.workers
        needs = (people.partner >= 0) | people.needs_couple_room
        problem = replace(problem, workers=replace(people, needs_couple_room=needs))
        plan = solve(problem)
        seated = np.flatnonzero((people.partner >= 0) & (plan.seats >= 0))
        if len(seated) == 0:
            continue
        v = int(plan.seats[seated[0]])
        rooms = problem.vacancies.couple_rooms.copy()
        assert rooms[v] >= 1
        rooms[v] = 0
        fewer = replace(problem, vacancies=replace(problem.vacancies, couple_rooms=rooms))
        claimed = replace(plan, digest=fewer.digest())
        assert Fault("couple-room", -1, v) in faults(claimed, fewer)
        return
    pytest.fail("no couple with a room was seated in any market")


def test_no_kind_is_reported_more_often_than_asked(problem):
    nobody = solve(problem)
    empty = replace(
        nobody,
        seats=np.full(80, -1, np.int32),
        occupation_ranks=np.full(80, -1, np.int8),
        place_ranks=np.full(80, -1, np.int8),
    )
    found = faults(empty, problem, limit=3)
    assert sum(fault.kind == "blocking" for fault in found) == 3
