"""The unmet, grouped into requests: told once, told truly, and never so that one is recognised."""

from dataclasses import replace

import numpy as np
import pytest

from jiedui.engine.match import demand
from jiedui.engine.match.demand import AT_HOME, ELSEWHERE, FEW, NEARLY_ALL
from jiedui.engine.match.demand_faults import faults
from jiedui.engine.match.pairs import Measure
from jiedui.engine.match.problem import EVERYTHING, Experience, Wishes, Workers
from tests.engine.match.markets import random_market, reordered

CITY, COUNTY = (330400, 330500), (330421, 330422)
SEWING, SHOES, GUARD = (6100101, 6100102), (6100102, 6100103), (4070501, 4070502)
PUBLIC = 1 << 3


def people(*wishes, **columns):
    """One worker for each (occupations, places); the other columns are as told."""
    n = len(wishes)
    zeros = np.zeros(n, np.int64)
    told = {
        "number": np.arange(n) + 1, "age": zeros + 30, "education": zeros, "certificates": zeros,
        "klass": zeros, "home": zeros, "least_pay": zeros, "needs_lodging": zeros,
        "needs_couple_room": zeros, "employer_kinds": zeros, "available_from": zeros,
        "partner": zeros - 1,
    }  # fmt: skip
    return Workers(
        **(told | columns),
        occupations=Wishes.of([[(r, *span) for r, span in enumerate(work)] for work, _ in wishes]),
        places=Wishes.of([[(0, *span) for span in places] for _, places in wishes]),
        experience=Experience.of([[]] * n),
    )


def asked(workers, reach=CITY, traits=(), **told):
    rows = np.arange(len(workers))
    traits = np.array(traits, np.bool_).reshape(-1, len(rows))
    problem = demand.Problem(workers, rows, reach, traits, **told)
    plan = demand.solve(problem)
    assert faults(plan, problem) == []
    return plan


def terms(plan):
    return [
        (tuple(w), tuple(p), k, n)
        for w, p, k, n in zip(
            plan.occupation.tolist(), plan.place.tolist(), plan.kind.tolist(),
            plan.people.tolist(), strict=True,
        )
    ]  # fmt: skip


def test_the_requests_of_the_county_that_asked_first():
    """28 people, contract posts in public bodies; 9 are veterans, 21 hold a diploma."""
    graduates = people(
        *[((), (COUNTY,))] * 16, *[((), (CITY,))] * 12,
        employer_kinds=[PUBLIC] * 28,
        least_pay=[4000] * 10 + [4500] * 13 + [6000] * 5,
    )  # fmt: skip
    traits = [np.arange(28) < 9, np.arange(28) < 21]

    plan = asked(graduates, traits=traits)

    assert terms(plan) == [((0, EVERYTHING), COUNTY, 3, 28)]
    assert (plan.pay.tolist(), plan.accept.tolist()) == ([4500], [23])
    assert plan.traits[:, 0].tolist() == [9, 21]
    assert plan.wide.tolist() == [12]


def test_those_who_named_it_first_make_the_request():
    plan = asked(people(*[((SEWING, GUARD), (COUNTY,))] * 4, *[((GUARD, SEWING), (COUNTY,))] * 3))

    assert terms(plan) == [(SEWING, COUNTY, -1, 4), (GUARD, COUNTY, -1, 3)]


def test_a_later_wish_counts_where_the_first_has_no_company():
    plan = asked(people(*[((GUARD,), (COUNTY,))] * 3, ((SEWING, GUARD), (COUNTY,))))

    assert terms(plan) == [(GUARD, COUNTY, -1, 4)]


def test_few_who_wish_alike_are_told_of_in_wider_words():
    plan = asked(people(*[((SEWING,), (COUNTY,))] * 2, *[((SHOES,), (CITY,))] * 2))

    assert terms(plan) == [((6100100, 6100200), CITY, -1, 4)]
    assert plan.exact.tolist() == [False]


def test_fewer_than_the_floor_stay_at_home():
    plan = asked(people(*[((SEWING,), (COUNTY,))] * 2))

    assert len(plan) == 0
    assert plan.request.tolist() == [AT_HOME, AT_HOME]


def test_whoever_wishes_to_go_elsewhere_is_not_asked_for_here():
    plan = asked(people(*[((SEWING,), ((440300, 440400),))] * 5))

    assert plan.request.tolist() == [ELSEWHERE] * 5


def test_a_wish_for_public_bodies_is_never_dropped_silently():
    mixed = people(
        *[((), (COUNTY,))] * 3, *[((SEWING,), (COUNTY,))] * 3,
        employer_kinds=[PUBLIC] * 3 + [0] * 3,
    )  # fmt: skip

    assert terms(asked(mixed)) == [
        ((0, EVERYTHING), COUNTY, 3, 3),
        (SEWING, COUNTY, -1, 3),
    ]


@pytest.mark.parametrize(
    ("count", "of", "told"),
    [(0, 9, 0), (9, 9, 9), (2, 9, FEW), (7, 9, NEARLY_ALL), (3, 9, 3), (6, 9, 6), (1, 3, FEW)],
)
def test_a_count_that_points_at_somebody_is_a_word(count, of, told):
    assert demand.tellable(count, of, 3) == told


@pytest.mark.parametrize(
    ("values", "pay"),
    [([4000] * 8 + [9000] * 2, 4000), ([3950] * 5, 4000), ([0, 0, 0], 0), ([], 0)],
)
def test_the_pay_is_what_four_in_five_accept(values, pay):
    assert demand.threshold(np.array(values, np.int64), 80, 100) == pay


def random_demand(seed):
    rng = np.random.default_rng(seed)
    workers = random_market(seed, workers=60, vacancies=3).workers
    rows = np.sort(rng.permutation(60)[: int(rng.integers(0, 61))])
    reach = [CITY, (330000, 340000), COUNTY][seed % 3]
    floor = 3 + seed % 2
    traits = rng.random((2, len(rows))) < 0.4
    return demand.Problem(
        workers,
        rows,
        reach,
        traits,
        floor=floor,
        size=floor + seed % 5,
        share=(80, 50, 100)[seed % 3],
    )


@pytest.mark.parametrize("seed", range(120))
def test_no_random_demand_has_a_fault(seed):
    problem = random_demand(seed)

    assert faults(demand.solve(problem), problem) == []


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_the_people_decides_nothing(seed):
    market = random_market(seed, workers=60, vacancies=3)
    again, old, _ = reordered(market, seed)
    rows, traits = np.arange(60), np.zeros((0, 60), np.bool_)
    one = demand.solve(demand.Problem(market.workers, rows, CITY, traits, size=5))
    other = demand.solve(demand.Problem(again.workers, rows, CITY, traits, size=5))

    assert one.request[old].tolist() == other.request.tolist()
    assert terms(one) == terms(other)


def _first(plan, **changed):
    return replace(plan, **changed)


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (lambda p: _first(p, people=p.people - 1), "miscounted"),
        (lambda p: _first(p, pay=p.pay + 100, accept=p.people), "pay-not-least"),
        (lambda p: _first(p, accept=p.accept + 1), "pay-wrong"),
        (lambda p: _first(p, lodging=p.lodging + 1), "count-wrong"),
        (lambda p: _first(p, occupation=p.occupation + 500), "work-unwished"),
        (lambda p: _first(p, place=np.add([CITY] * len(p), [0, 1])), "out-of-reach"),
        (lambda p: _first(p, kind=p.kind * 0 + 5), "kind-unwished"),
        (lambda p: _first(p, request=np.full(6, AT_HOME)), "left-behind"),
        (lambda p: _first(p, request=np.full(6, ELSEWHERE)), "not-elsewhere"),
        (lambda p: _first(p, request=p.request[1:]), "everybody-once"),
        (lambda p: _first(p, traits=np.array([[2]])), "points-at-somebody"),
        (lambda p: _first(p, request=np.array([0, 0, -1, -1, -1, -1])), "below-the-floor"),
    ],
)
def test_the_judge_sees_what_is_spoilt(spoil, kind):
    workers = people(
        *[((SEWING,), (COUNTY,))] * 6, least_pay=[4000] * 6, employer_kinds=[PUBLIC] * 6
    )
    problem = demand.Problem(workers, np.arange(6), CITY, np.array([[True] * 2 + [False] * 4]))
    plan = demand.solve(problem)
    assert faults(plan, problem) == []

    assert kind in {fault.kind for fault in faults(spoil(plan), problem)}


@pytest.mark.parametrize("seed", range(30))
def test_a_wished_kind_of_employer_becomes_a_condition(seed):
    market = random_market(seed, workers=50, vacancies=15)
    rows = np.arange(50)
    kinds, wished = market.vacancies.employer_kind, market.workers.employer_kinds
    liked = ((wished[:, None] >> kinds[None, :].astype(np.uint32)) & 1).astype(bool)
    free = (wished == 0)[:, None]
    before = Measure(market).measured(rows)

    after = Measure(demand.with_kinds(market)).measured(rows)

    assert np.array_equal(after.admissible, before.admissible & (liked | free))
    assert np.array_equal(after.years, before.years)
    met = after.admissible & (np.diff(market.workers.occupations.start) > 0)[:, None]
    assert np.array_equal(after.occupation_rank[met], before.occupation_rank[met])


def test_a_demand_refuses_nonsense():
    workers = people(((SEWING,), (COUNTY,)))
    none = np.zeros((0, 1), np.bool_)
    for told in (
        {"rows": [0, 0], "traits": np.zeros((0, 2), np.bool_)},
        {"rows": [1], "traits": none},
        {"rows": [0], "traits": np.zeros((1, 3), np.bool_)},
        {"rows": [0], "traits": none, "floor": 1},
        {"rows": [0], "traits": none, "floor": 4, "size": 3},
        {"rows": [0], "traits": none, "share": 0},
    ):
        with pytest.raises(ValueError, match=r"rows|traits|floor|share"):
            demand.Problem(workers, reach=CITY, **{**told, "rows": np.array(told["rows"])})
