"""Reads job ads: what does this text promise, and what may it not say?"""

from jiedui.engine.read.case import CELLS, Case, cells_of
from jiedui.engine.read.finding import Breach, Finding, Post, Value, as_json
from jiedui.engine.read.judge import judge
from jiedui.engine.read.law import RULES
from jiedui.engine.read.lexicon import Lexicon
from jiedui.engine.read.repeat import Likeness, Notice, likeness, prints
from jiedui.engine.read.reword import LAWFUL, reword
from jiedui.engine.read.stretches import labelled, own_words
from jiedui.engine.read.wage import Floor, Offer, judge_pay

__all__ = [
    "CELLS",
    "LAWFUL",
    "RULES",
    "Breach",
    "Case",
    "Finding",
    "Floor",
    "Lexicon",
    "Likeness",
    "Notice",
    "Offer",
    "Post",
    "Value",
    "as_json",
    "cells_of",
    "judge",
    "judge_pay",
    "labelled",
    "likeness",
    "own_words",
    "prints",
    "reword",
]
