"""Every rule of words against sentences that break it and sentences that only look like it."""

from pathlib import Path

import pytest

from jiedui.engine.read import Case, judge

_SHEET = Path(__file__).with_name("sentences.txt")
_FEWEST = 25  # of each kind, so that a rule is never shown by one example


def _sentences():
    found, rule = {}, ""
    for line in _SHEET.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            rule = line.strip("[]")
            found[rule] = {"+": [], "-": []}
        elif line[:2] in {"+ ", "- "}:
            found[rule][line[0]] += [words.strip() for words in line[2:].split("｜")]
    return found


SENTENCES = _sentences()


def _breaks(rule, sentence):
    return [b for b in judge(Case(text=sentence)).breaches if b.rule == rule]


@pytest.mark.parametrize("rule", SENTENCES)
def test_each_rule_has_sentences_enough(rule):
    assert all(len(set(kind)) >= _FEWEST for kind in SENTENCES[rule].values())


@pytest.mark.parametrize("rule", SENTENCES)
def test_unlawful_sentences_are_found_with_their_words(rule):
    missed = []
    for sentence in SENTENCES[rule]["+"]:
        found = _breaks(rule, sentence)
        if not found or not found[0].words or found[0].words not in sentence:
            missed.append(sentence)
    assert missed == []


@pytest.mark.parametrize("rule", SENTENCES)
def test_lawful_sentences_are_let_pass(rule):
    blamed = [(s, _breaks(rule, s)[0].words) for s in SENTENCES[rule]["-"] if _breaks(rule, s)]
    assert blamed == []
