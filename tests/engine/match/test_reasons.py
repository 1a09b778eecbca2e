"""Every count of the reasons is what changing the question would really bring."""

from dataclasses import replace

import numpy as np
import pytest

from jiedui.engine.match.pairs import CONDITIONS
from jiedui.engine.match.plan import lottery_of, merit_of
from jiedui.engine.match.problem import Wishes
from jiedui.engine.match.reasons import (
    CHANGES,
    OBSTACLES,
    UNKNOWN_PAY,
    missed,
    pair_reasons,
    unfilled,
    unmatched,
)
from jiedui.engine.match.solve import solve
from tests.engine.match import textbook
from tests.engine.match.markets import random_market


def town(seed):
    problem = random_market(seed, workers=40, vacancies=25)
    return problem, solve(problem)


@pytest.mark.parametrize("seed", range(5))
def test_pairs_say_which_wish_and_what_pay(seed):
    problem, plan = town(seed)
    reasons = pair_reasons(plan, problem)
    assert reasons.worker.tolist() == np.flatnonzero(plan.seats >= 0).tolist()
    for i, w in enumerate(reasons.worker.tolist()):
        v = int(plan.seats[w])
        assert reasons.vacancy[i] == v
        work = textbook.rank(problem.workers.occupations, w, int(problem.vacancies.occupation[v]))
        place = textbook.rank(problem.workers.places, w, int(problem.vacancies.region[v]))
        assert (reasons.occupation_rank[i], reasons.place_rank[i]) == (work, place)
        least = int(problem.workers.least_pay[w])
        promised = int(problem.vacancies.pay_low[v]) or int(problem.vacancies.pay_high[v])
        expected = promised - least if least and promised else UNKNOWN_PAY
        assert reasons.pay_above[i] == expected


@pytest.mark.parametrize("seed", range(5))
def test_what_was_missed_is_what_is_liked_better_with_the_cutoff_it_took(seed):
    problem, plan = town(seed)
    lots = textbook.lottery(problem)
    told = missed(plan, problem, np.arange(40), limit=3)
    some = 0
    for w in range(40):
        fits = [v for v in range(25) if not textbook.broken(problem, w, v)]
        fits.sort(key=lambda v, w=w: textbook.liking(problem, w, v), reverse=True)
        seat = int(plan.seats[w])
        better = fits[: fits.index(seat)] if seat >= 0 else fits
        assert [m.vacancy for m in told[w]] == better[:3]
        for m in told[w]:
            some += 1
            cutoff = int(plan.cutoffs[m.vacancy, int(problem.workers.klass[w] > 0)])
            assert m.merit == textbook.merit(problem, w, m.vacancy)
            assert m.lottery == lots[w]
            if m.reserve_only:
                assert cutoff == np.iinfo(np.int64).max
            else:
                assert (m.needed_merit, m.needed_lottery) == (merit_of(cutoff), lottery_of(cutoff))
                assert (m.merit, -m.lottery) < (m.needed_merit, -m.needed_lottery)
    assert some > 10


@pytest.mark.parametrize("seed", range(5))
def test_obstacles_of_workers_are_counted_condition_by_condition(seed):
    problem, plan = town(seed)
    told = unmatched(plan, problem)
    assert told.rows.tolist() == np.flatnonzero(plan.seats < 0).tolist()
    for i, w in enumerate(told.rows.tolist()):
        broken = [textbook.broken(problem, w, v) for v in range(25)]
        assert told.fitting[i] == sum(not b for b in broken)
        for c, name in enumerate(CONDITIONS):
            assert told.failing[i, c] == sum(name in b for b in broken)
            assert told.alone[i, c] == sum(b == [name] for b in broken)
        nearest = OBSTACLES[told.nearest[i]]
        if told.fitting[i]:
            assert nearest == "full"
        elif told.alone[i].any():
            wishes = [CONDITIONS.index("occupation"), CONDITIONS.index("place")]
            nearer = np.delete(told.alone[i], wishes)
            among = nearer if nearer.any() else told.alone[i]
            assert told.alone[i, CONDITIONS.index(nearest)] == among.max()
            assert (nearest in {"occupation", "place"}) == (not nearer.any())
        else:
            assert nearest == "several"


def _fits(problem, w, v):
    return not textbook.broken(problem, w, v)


def _changed_worker(problem, w, kind, amount, low, high):
    people = problem.workers
    columns = {}

    def put(name, value):
        column = getattr(people, name).copy()
        column[w] = value
        columns[name] = column

    if kind == "pay":
        put("least_pay", max(0, int(people.least_pay[w]) - amount))
    elif kind == "certificate":
        put("certificates", int(people.certificates[w]) | 1 << amount)
    elif kind == "education":
        put("education", amount)
    elif kind == "lodging":
        put("needs_lodging", False)
    elif kind == "couple-room":
        put("needs_couple_room", False)
    elif kind == "start":
        put("available_from", int(people.available_from[w]) - amount)
    else:
        name = {"place": "places", "occupation": "occupations"}[kind]
        wishes = getattr(people, name)
        rows = [textbook.entries(wishes, i, "rank", "low", "high") for i in range(len(people))]
        rows[w] = [*rows[w], (7, low, high)]
        columns[name] = Wishes.of(rows)
    return replace(problem, workers=replace(people, **columns))


@pytest.mark.parametrize("seed", range(6))
def test_a_change_of_a_worker_opens_exactly_what_it_promises(seed):
    problem, plan = town(seed)
    told = unmatched(plan, problem, changes=99)
    c, seen = told.changes, set()
    lots = textbook.lottery(problem)
    for i, w in enumerate(told.rows.tolist()):
        for e in range(c.start[i], c.start[i + 1]):
            kind = CHANGES[c.kind[e]]
            seen.add(kind)
            other = _changed_worker(
                problem, w, kind, int(c.amount[e]), int(c.low[e]), int(c.high[e])
            )
            new = [v for v in range(25) if _fits(other, w, v) and not _fits(problem, w, v)]
            assert len(new) == c.opens[e], (w, kind)
            group = int(problem.workers.klass[w] > 0)
            keys = {v: textbook.merit(problem, w, v) << 32 | 0xFFFFFFFF - lots[w] for v in new}
            takes = [v for v in new if keys[v] > plan.cutoffs[v, group]]
            # a gained certificate or level may raise the merit, so the promise is a lower bound
            assert len(takes) == c.takes[e] or kind in ("certificate", "education")
    assert {"place", "occupation", "pay"} <= seen


@pytest.mark.parametrize("seed", range(6))
def test_obstacles_and_changes_of_vacancies_are_counted_over_all_people(seed):
    problem, plan = town(seed)
    told = unfilled(plan, problem, changes=99)
    posts, c = problem.vacancies, told.changes
    held = np.bincount(plan.seats[plan.seats >= 0], minlength=25)
    assert told.rows.tolist() == np.flatnonzero(held < posts.openings).tolist()
    assert len(told.rows) > 0
    for i, v in enumerate(told.rows.tolist()):
        broken = [textbook.broken(problem, w, v) for w in range(40)]
        assert told.fitting[i] == sum(not b for b in broken)
        for at, name in enumerate(CONDITIONS):
            assert told.failing[i, at] == sum(name in b for b in broken)
            assert told.alone[i, at] == sum(b == [name] for b in broken)
        for e in range(c.start[i], c.start[i + 1]):
            other = _changed_vacancy(problem, v, CHANGES[c.kind[e]], int(c.amount[e]))
            new = [w for w in range(40) if _fits(other, w, v) and not _fits(problem, w, v)]
            assert len(new) == c.opens[e]
            assert sum(plan.seats[w] < 0 for w in new) == c.takes[e]


def _changed_vacancy(problem, v, kind, amount):
    posts = problem.vacancies
    name, value = {
        "pay": ("pay_high", int(posts.pay_high[v]) + amount),
        "certificate": (
            "certificates_required",
            int(posts.certificates_required[v]) & ~(1 << amount),
        ),
        "education": ("education_min", amount),
        "lodging": ("lodging", True),
        "couple-room": ("couple_rooms", 1),
        "start": ("latest_start", int(posts.latest_start[v]) + amount),
        "experience": ("experience_min", amount),
        "age": ("age_max", min(127, int(posts.age_max[v]) + amount)),
    }[kind]
    column = getattr(posts, name).copy()
    column[v] = value
    return replace(problem, vacancies=replace(posts, **{name: column}))


def test_only_the_best_changes_are_told_and_the_best_comes_first():
    problem, plan = town(1)
    every, few = unmatched(plan, problem, changes=99), unmatched(plan, problem, changes=2)
    assert np.diff(few.changes.start).max() == 2
    for i in range(len(every.rows)):
        low, high = every.changes.start[i : i + 2]
        order = list(zip(every.changes.takes[low:high], every.changes.opens[low:high], strict=True))
        assert order == sorted(order, reverse=True)
        at = few.changes.start[i]
        if high > low:
            assert few.changes.opens[at] == every.changes.opens[low]


def test_without_vacancies_there_is_nothing_to_be_had():
    problem = random_market(1, workers=5, vacancies=3)
    bare = replace(
        problem,
        vacancies=type(problem.vacancies)(
            **{n: np.zeros(0, np.int64) for n in type(problem.vacancies).__dataclass_fields__}
        ),
        compatriots=None,
        barred_workers=np.zeros(0, np.int64),
        barred_vacancies=np.zeros(0, np.int64),
    )
    told = unmatched(solve(bare), bare)
    assert [OBSTACLES[n] for n in told.nearest] == ["nothing"] * 5
    assert len(unfilled(solve(bare), bare).rows) == 0
