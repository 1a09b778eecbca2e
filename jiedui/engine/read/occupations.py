"""Which occupation of the 2022 classification a title means, with alternatives to confirm.

Everyday titles are looked up as they stand; others are compared piece by piece with all
known titles, and the nearest thirty-two vote. A general title (普工, 操作工) says nothing of
the trade, so the trade that the firm's name or the text gives is offered beside it.
"""

import re

from jiedui.engine.read.finding import Job, JobGuess, Value
from jiedui.engine.read.lexicon import Lexicon
from jiedui.engine.read.passage import Passage

ALTERNATIVES = 5
_BRACKET = re.compile(r"[(（][^()（）]*[)）]?")
_LIST = re.compile(r"[/、;；,，\\]")
_GENERAL = re.compile(
    r"^(?:.{0,4}(?:普通?工|操作[工员]|作业员|一线(?:操作)?工人?|流水线工人|小时工|生产工人?"
    r"|生产员工)|技工|学徒工?)$"
)


_DRIVER = re.compile(r"^(?:专职)?(?:驾驶员|司机)(?:师傅)?")
_LICENCE = re.compile(r"[ABab][123]")
_FOR_LORRIES = frozenset({"A2", "B2", "a2", "b2"})
_LORRY, _COACH = "货车司机", "客车司机"


def read_occupation(
    title: str, cells: dict[str, Passage], lexicon: Lexicon
) -> Value[JobGuess] | None:
    """The likeliest occupation for a title; None when the catalogue has nothing alike.

    Of a title that lists several posts the first is meant. The confidence is the likeness
    of the nearest known title (100 = that very title), lowered where the votes are split.
    """
    bare = _BRACKET.sub("", title) or title
    first = _LIST.split(bare)[0].strip() or bare
    if _DRIVER.match(first) and (licence := _LICENCE.search(title)):
        first = _LORRY if licence.group() in _FOR_LORRIES else _COACH
    ranked = lexicon.ranked(first)
    if not ranked:
        return None
    jobs = [lexicon.jobs[code] for code, _ in ranked]
    if _GENERAL.match(first):
        jobs[1:1] = _of_the_trade(cells, lexicon)
    best, others = jobs[0], _distinct(jobs)[1 : 1 + ALTERNATIVES]
    guess = JobGuess(best, tuple(others))
    cell = "job_title" if "job_title" in cells else "text"
    words = cells[cell].written.strip() if cell == "job_title" else ""
    return Value(guess, round(100 * ranked[0][1]), words, cell if words else "")


def _distinct(jobs: list[Job]) -> list[Job]:
    return list(dict.fromkeys(jobs))


def _of_the_trade(cells: dict[str, Passage], lexicon: Lexicon) -> list[Job]:
    for kind in ("job_title", "company", "text"):
        if kind in cells:
            told = cells[kind].folded
            for word, code in lexicon.trades:
                if word in told:
                    return [lexicon.jobs[code]]
    return []
