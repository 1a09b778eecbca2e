"""Reads job ads: what does this text promise, and what may it not say?"""

from jiedui.engine.read.case import CELLS, Case, cells_of
from jiedui.engine.read.finding import Breach, Finding, Post, Value, as_json
from jiedui.engine.read.judge import judge
from jiedui.engine.read.law import RULES
from jiedui.engine.read.lexicon import Lexicon

__all__ = [
    "CELLS",
    "RULES",
    "Breach",
    "Case",
    "Finding",
    "Lexicon",
    "Post",
    "Value",
    "as_json",
    "cells_of",
    "judge",
]
