"""The judge on whole ledgers of invented people: how well, how much work, and what stays secret."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from bench.identify.ledgers import MODELS, make, true_pairs
from bench.identify.training import neutral
from jiedui.engine.identify import COMPARISONS, FIELDS, Case, NotTrained, judge, load
from jiedui.engine.identify.case import all_traits
from jiedui.engine.identify.judge import likeness
from jiedui.engine.identify.linking import PRIVATE, weighed
from jiedui.engine.identify.model import read

MANY = 6_000


def ledgers(model="offices", seed=5, many=MANY):
    columns = make(model, seed, many)
    return columns, Case(*(columns[field] for field in FIELDS))


@pytest.fixture(scope="module")
def county():
    return ledgers()


def scores(columns, found):
    pairs = {(pair.one, pair.other) for pair in found if pair.probability >= load().likely}
    true = true_pairs(columns["person"])
    return len(pairs & true) / len(pairs), len(pairs & true) / len(true)


def test_the_goal_is_reached_on_people_never_seen_before(county):
    columns, case = county
    precision, recall = scores(columns, judge(case))

    assert precision >= 0.99
    assert recall >= 0.98


def test_other_habits_of_other_clerks_cost_little():
    columns, case = ledgers("by_ear")
    precision, recall = scores(columns, judge(case))

    assert precision >= 0.985
    assert recall >= 0.92


def test_how_many_pairs_are_compared_does_not_grow(county):
    """The work itself, counted: a key that stops being selective shows here, without a clock."""
    columns, case = county
    compared = weighed(case, neutral(), 0.0)
    pairs = set(zip(compared["one"].to_pylist(), compared["other"].to_pylist(), strict=True))
    true = true_pairs(columns["person"])

    assert len(pairs) <= 2.5 * MANY
    assert len(pairs & true) / len(true) >= 0.994


def test_sql_and_python_say_the_same_of_every_pair(county):
    """Two tellings of the same levels: Splink's SQL and the one used at the entry form."""
    _columns, case = county
    compared, people = weighed(case, neutral(), 0.0), all_traits(case)
    rows = zip(*(compared[name].to_pylist() for name in compared.column_names), strict=True)
    for one, other, _weight, _chance, *numbers in rows:
        by_sql = [
            "" if number < 0 else c.levels[len(c.levels) - 1 - number].code
            for c, number in zip(COMPARISONS, numbers, strict=True)
        ]
        by_python = [c.level(people[one], people[other]) for c in COMPARISONS]
        assert by_sql == by_python, (case.record(one), case.record(other))


def test_the_weight_is_the_sum_of_what_is_told(county):
    _columns, case = county
    model, people = load(), all_traits(case)
    for pair in judge(case)[::7]:
        again = likeness(pair.one, pair.other, people[pair.one], people[pair.other], model)
        assert again.agreements == pair.agreements
        assert again.weight == pytest.approx(pair.weight, abs=2e-3)
        told = model.prior + sum(a.weight for a in pair.agreements)
        assert told == pytest.approx(pair.weight, abs=2e-3)


def test_the_same_ledger_gives_the_same_answer(county):
    _columns, case = county
    assert judge(case) == judge(case)


def test_a_number_under_a_whole_village_makes_no_pairs():
    columns, _case = ledgers(many=400)
    columns["phone"] = ["13800000000"] * 400
    everybody = Case(*(columns[field] for field in FIELDS))

    assert len(weighed(everybody, neutral(), 0.0)) < 1_000


@pytest.mark.parametrize("field", [c.field for c in COMPARISONS])
def test_a_level_that_was_not_trained_is_an_error(field):
    """Splink would only warn, and count the whole field for nothing."""
    model = load()
    for code in model.levels[field]:
        lacking = {name: dict(levels) for name, levels in model.levels.items()}
        del lacking[field][code]
        with pytest.raises(NotTrained):
            replace(model, levels=lacking)
        lacking[field][code] = (0.5, 0.0)
        with pytest.raises(NotTrained):
            replace(model, levels=lacking)


@pytest.mark.parametrize("told", [{}, {"prior": "x"}, {"prior": 0, "levels": None}])
def test_half_a_model_is_none(told):
    with pytest.raises(NotTrained):
        read(told)


def test_splink_holds_the_weights_that_we_gave_it(county, monkeypatch):
    judging = sys.modules["jiedui.engine.identify.linking"]
    usual = judging._compared

    def forgetful(comparison, model):
        told = usual(comparison, model)
        if comparison.field == "phone":
            del told["comparison_levels"][1]["u_probability"]
        return told

    monkeypatch.setattr(judging, "_compared", forgetful)
    with pytest.raises(NotTrained, match="phone"):
        judge(county[1])


def test_nothing_of_a_person_is_written_to_a_disk(county, tmp_path, monkeypatch):
    """No file is opened for writing while records are compared, and DuckDB may not spill."""
    opened = []

    def watch(event, told):
        writing = (
            event == "open"
            and isinstance(told[2], int)
            and told[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        )
        if writing:
            opened.append(told[0])

    monkeypatch.chdir(tmp_path)
    sys.addaudithook(lambda event, told: watch(event, told) if watching else None)
    watching = True
    judge(county[1])
    watching = False

    assert opened == []
    assert list(Path(tmp_path).rglob("*")) == []


def test_the_database_of_a_comparison_has_no_way_out(tmp_path):
    with duckdb.connect(":memory:") as database:
        for setting in PRIVATE:
            database.execute(setting)
        spilled_to = database.sql("SELECT current_setting('temp_directory')").fetchall()
        assert spilled_to == [("",)]
        with pytest.raises(duckdb.Error):
            database.execute(f"COPY (SELECT 1) TO '{tmp_path}/out.csv'")


def test_the_ledgers_are_the_same_from_the_same_seed():
    assert make("offices", 9, 500) == make("offices", 9, 500)
    assert make("offices", 9, 500) != make("offices", 10, 500)


@pytest.mark.parametrize("model", sorted(MODELS))
def test_the_rates_of_errors_are_those_documented(model):
    columns = make(model, 3, 20_000)
    without = sum(not number for number in columns["identity"]) / 20_000
    habits = MODELS[model]["ledgers"]
    assert min(h["no_identity"] for h in habits.values()) / 100 < without
    assert without < max(h["no_identity"] for h in habits.values()) / 100
