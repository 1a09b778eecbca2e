"""The lexicon of the catalogue's own sheets, indexed once for all tests of the reader."""

import pytest

from bench.reader import load_lexicon
from jiedui.engine.read import Case, as_json, judge


@pytest.fixture(scope="session")
def lexicon():
    return load_lexicon()


@pytest.fixture(scope="session")
def read(lexicon):
    """Text and cells → the flat answer of the command line."""

    def answer(text="", **cells):
        return as_json(judge(Case(text, cells, lexicon)))

    return answer


@pytest.fixture(scope="session")
def rules():
    """A sentence → the rules of words that it breaks, with the words."""

    def broken(text):
        computed = {"incomplete", "pay-unclear"}
        found = judge(Case(text)).breaches
        return {breach.rule: breach.words for breach in found if breach.rule not in computed}

    return broken
