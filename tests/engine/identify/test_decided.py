"""Pairs decided by hand, one by one: what the judge says of each, and why."""

import tomllib
from pathlib import Path

import pytest

from jiedui.engine.identify import Case, Record, compare, judge, load

PAIRS = tomllib.loads((Path(__file__).parent / "decided.toml").read_text("utf-8"))["pair"]


def said(pair):
    model = load()
    if pair.probability >= model.likely:
        return "same"
    return "doubtful" if pair.probability >= model.doubtful else "different"


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["why"])
def test_the_judge_says_what_was_decided(pair):
    found = compare(Record(*pair["one"]), Record(*pair["other"]))

    levels = {agreement.field: agreement.level for agreement in found.agreements}
    field, level = pair["field"]
    assert levels[field] == level
    assert said(found) == pair["say"], found


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["why"])
def test_the_order_of_the_two_does_not_matter(pair):
    one, other = Record(*pair["one"]), Record(*pair["other"])

    assert compare(one, other) == compare(other, one)


def test_a_whole_ledger_gives_the_same_answers_as_pair_by_pair():
    records = [Record(*cells) for pair in PAIRS for cells in (pair["one"], pair["other"])]
    found = judge(Case.of(records))

    asked = {(pair.one, pair.other) for pair in found}
    for place, pair in enumerate(PAIRS):
        if pair["say"] == "same":
            assert (2 * place, 2 * place + 1) in asked, pair["why"]


def test_nobody_and_one_person_alone_are_no_pairs():
    alone = Case.of([Record("王秀英", born_on="1972-01-15")])

    assert judge(Case.of([])) == ()
    assert judge(alone) == ()


def test_empty_records_are_nobody():
    assert judge(Case.of([Record(""), Record("")])) == ()
    assert compare(Record(""), Record("")).agreements == ()


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="unequal"):
        Case(["王"], [], [], [], [], [], [], [])
