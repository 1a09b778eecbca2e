"""The reader of job ads, given the house's words; its answers as the house's values."""

from jiedui.vacancies.bridge.drafts import Draft, drafts_from
from jiedui.vacancies.bridge.reading import (
    lawful_words,
    lexicon,
    objections,
    objections_to,
    read_ad,
    reading_json,
    reworded,
)
from jiedui.vacancies.bridge.repeats import Repeat, prints_of, repeats_among, repeats_of
from jiedui.vacancies.bridge.wages import WAGE_RULE, Wages

__all__ = [
    "WAGE_RULE",
    "Draft",
    "Repeat",
    "Wages",
    "drafts_from",
    "lawful_words",
    "lexicon",
    "objections",
    "objections_to",
    "prints_of",
    "read_ad",
    "reading_json",
    "repeats_among",
    "repeats_of",
    "reworded",
]
