"""Which occupation of the 2022 classification a title means, with alternatives to confirm."""

import re

from jiedui.engine.read.finding import JobGuess, Value
from jiedui.engine.read.lexicon import Lexicon
from jiedui.engine.read.passage import Passage

_ALTERNATIVES = 5


def read_occupation(
    title: str, cells: dict[str, Passage], lexicon: Lexicon
) -> Value[JobGuess] | None:
    """The likeliest occupation for a title; None when the catalogue has nothing alike."""
    ranked = lexicon.ranked(re.sub(r"[(][^()]*[)]?", "", title) or title)
    if not ranked:
        return None
    jobs = [lexicon.jobs[code] for code, _ in ranked]
    likeness = ranked[0][1]
    guess = JobGuess(jobs[0], tuple(jobs[1 : 1 + _ALTERNATIVES]))
    return Value(guess, round(100 * likeness), title, "job_title")
