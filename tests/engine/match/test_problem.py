"""The question refuses nonsense, and its digest knows no row order."""

from dataclasses import fields, replace

import numpy as np
import pytest

from jiedui.engine.match.problem import Experience, Vacancies, Wishes, Workers
from jiedui.engine.match.weights import Weights
from tests.engine.match.markets import random_market, reordered


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("age", -1, "age"),
        ("education", 8, "education"),
        ("least_pay", 1 << 17, "least_pay"),
        ("klass", 5, "priority"),
        ("number", 0, "share a number"),
        ("partner", 3, "mutual"),
    ],
)
def test_a_worker_out_of_range_is_refused(column, value, says):
    problem = random_market(1)
    changed = getattr(problem.workers, column).astype(np.int64)
    changed[:2] = value
    with pytest.raises(ValueError, match=says):
        replace(problem, workers=replace(problem.workers, **{column: changed}))


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("openings", -1, "openings"),
        ("reserved", 99, "reserved"),
        ("age_min", 127, "age_min"),
        ("pay_low", 100_000, "pay_low"),
        ("occupation", 10_000_000, "occupation"),
        ("employer_kind", 32, "employer_kind"),
        ("number", 5, "share a number"),
    ],
)
def test_a_vacancy_out_of_range_is_refused(column, value, says):
    vacancies = random_market(1).vacancies
    with pytest.raises(ValueError, match=says):
        replace(vacancies, **{column: np.full(len(vacancies), value)})


def test_floats_are_refused_even_when_whole():
    workers = random_market(1).workers
    with pytest.raises(ValueError, match="whole numbers"):
        replace(workers, age=workers.age.astype(np.float64))


def test_wishes_need_an_interval_and_a_rank():
    with pytest.raises(ValueError, match="low < high"):
        Wishes.of([[(0, 5, 5)]])
    with pytest.raises(ValueError, match="rank"):
        Wishes.of([[(8, 5, 6)]])
    with pytest.raises(ValueError, match="years"):
        Experience.of([[(5, 6, 64)]])


@pytest.mark.parametrize("seed", [-1, 1 << 64, True])
def test_a_seed_that_cannot_be_published_is_refused(seed):
    with pytest.raises(ValueError, match="seed"):
        random_market(1, weights=Weights()).__class__(**{**_parts(random_market(1)), "seed": seed})


def test_weights_that_would_overflow_the_keys_are_refused():
    with pytest.raises(ValueError, match="22 bits"):
        Weights(occupation=1_000_000)
    with pytest.raises(ValueError, match="30 bits"):
        Weights(certificate=1 << 25)
    with pytest.raises(ValueError, match="not negative"):
        Weights(pay=-1)


def test_every_weight_has_its_sentence():
    explained = Weights.explained()
    assert list(explained) == [spec.name for spec in fields(Weights)]
    assert all(sentence.endswith("。") for sentence in explained.values())


@pytest.mark.parametrize("seed", range(4))
def test_the_digest_does_not_depend_on_row_order(seed):
    problem = random_market(seed, couples=3)
    moved, _, _ = reordered(problem, seed)
    assert moved.digest() == problem.digest()


@pytest.mark.parametrize("column", [spec.name for spec in fields(Workers)])
def test_the_digest_notices_any_change_of_a_worker(column):
    problem = random_market(1, couples=3)
    value = getattr(problem.workers, column)
    if isinstance(value, Wishes):
        changed = replace(value, low=np.maximum(value.low - 1, 0))
    elif isinstance(value, Experience):
        changed = replace(value, years=value.years + 1)
    elif column == "partner":
        changed = np.full(len(value), -1)
    elif column == "number":
        changed = value + 1
    else:
        changed = value.copy()
        changed[0] = 0 if changed[0] else 1
    other = replace(problem, workers=replace(problem.workers, **{column: changed}))
    assert other.digest() != problem.digest()


@pytest.mark.parametrize("column", [spec.name for spec in fields(Vacancies)])
def test_the_digest_notices_any_change_of_a_vacancy(column):
    problem = random_market(1)
    changed = getattr(problem.vacancies, column).copy()
    at = int(np.flatnonzero(problem.vacancies.reserved)[0]) if column == "reserved" else 0
    if column in ("age_min", "openings"):
        changed[at] += 1
    elif column in ("age_max", "pay_high"):
        changed[at] = 126 if column == "age_max" else 9_999
    elif column == "pay_low":
        changed[at] = max(0, int(changed[at]) - 1) or 1
    elif column == "number":
        changed = changed + 1
    else:
        changed[at] = 0 if changed[at] else 1
    pay = {"pay_high": np.zeros(len(changed), np.int64)} if column == "pay_low" else {}
    before = replace(problem, vacancies=replace(problem.vacancies, **pay))
    after = replace(before, vacancies=replace(before.vacancies, **{column: changed}))
    assert after.digest() != before.digest()


def _parts(problem):
    return {spec.name: getattr(problem, spec.name) for spec in fields(problem)}
