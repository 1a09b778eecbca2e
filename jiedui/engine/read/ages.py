"""Age limits: 18-45岁, 35岁以上 (a minimum!), 45岁以内, 男18-38 女18-40, 年龄放宽至60岁."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from jiedui.engine.read.finding import Ages, AgesBySex, Value
from jiedui.engine.read.passage import Passage

YOUNGEST, OLDEST = 10, 80  # outside, the figure is no working age but something else

_YEAR = r"(?:周岁|岁|週岁)"
_DASH = r"(?:\s*(?:[-~至到]|--+)+\s*)"
_CEILING = r"(?:及|或|\()?(?:以下|以内|之内|内|一下|以里|下|及以下|封顶)"
_FLOOR = r"(?:及|或|\(含\))?(?:以上|起|及以上)"
_AGE = re.compile(
    rf"(?=[0-9不低小大放截年满])(?:(?P<from>[0-9]{{2}}){_YEAR}?(?:左右)?{_DASH}(?P<to>[0-9]{{2}})(?![0-9.])"
    rf"(?P<unit>{_YEAR})?(?P<about>左右)?"
    rf"|(?P<from2>[0-9]{{2}}){_YEAR}{_FLOOR}[,、;\s且和及至到~-]{{0,2}}"
    rf"(?:年龄)?(?:不超过|低于)?(?P<to2>[0-9]{{2}}){_YEAR}?{_CEILING}"
    rf"|(?:不超过|不高于|不大于|低于|小于|放宽(?:至|到)|截止到?)(?P<top>[0-9]{{2}}){_YEAR}"
    rf"|(?:年?满|不低于|不小于|大于)(?P<floor>[0-9]{{2}})(?:{_YEAR}|(?=即可|就可|以上))(?!{_CEILING})"
    rf"|(?P<max>[0-9]{{2}}){_YEAR}?{_CEILING}"
    rf"|(?P<min>[0-9]{{2}}){_YEAR}{_FLOOR}"
    rf"|(?P<about2>[0-9]{{2}}){_YEAR}左右"
    rf"|(?<![^,;。:\s])(?P<min2>1[6-9]|[2-4][0-9]){_FLOOR}(?=[,;。\s]|$)"
    rf"|(?<=男)(?P<max2>[0-9]{{2}})(?=[,、/\s]?女[0-9]{{2}}(?![0-9名人]))"
    rf"|(?<=[0-9]女)(?P<max3>[0-9]{{2}})(?![0-9名人.]))"
)
_TWO_DIGITS = re.compile(r"[0-9]{2}")
_SPEAKS_OF_AGE = re.compile(
    r"年\s*龄[^,;。]{0,6}$|年龄要求[^,;。]{0,4}$|[男女](?:性|工|士|生)?[,:\s]{0,2}$|\($|^\s*$"
)
_NOT_AN_AGE = re.compile(r"(?:工龄|驾龄|经验|满意|工作(?!要求|内容|条件|性质)|成立)[^,;。]{0,5}$")
_RELAXED = re.compile(r"放宽|可达|特别优秀|优秀者|技术好")
_OPEN = re.compile(r"年龄\s*(?:要求)?[::]?\s*不限|不限\s*年龄|年龄\s*无\s*(?:限制|要求)|不限年纪")
_CLAUSE_BEGINS = re.compile(r"(?:^|[,;。、/|\s])$")
_CLAUSE_STOPS = re.compile(r"\s*(?:$|[,;。、/|\s])")
_HOURS = re.compile(r"时间|[时点班号:]|电话|房|路|栋|工时")
_SIDE_BY_SIDE = re.compile(r"男|女|学历|文化|初中|高中|中专|大专|本科|小学|不限|经验|证")
_BORN = re.compile(
    r"(?:19|20)[0-9]{2}\s*年\s*(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?\s*(?:以|之)?后\s*(?:出生|生)"
    r"|(?<![0-9])[789]0后(?=优先|[,;。\s]|$)"
)
_FOR_SEX = re.compile(r"(?P<sex>[男女])(?:性|士|生|工|员工|职工)?[^0-9男女;。\n]{0,14}$")
_AFTER_SEX = re.compile(r"\s*[(]?\s*(?P<sex>[男女])(?:性|士|生|工)?\s*[)]?(?!女|男|不限|均)")


def years_of_birth(passage: Passage) -> str:
    """“1980年以后出生” sets an upper age without saying it; the words, or ""."""
    born = _BORN.search(passage.folded)
    return passage.words(*born.span()) if born else ""


class AgeSpan(NamedTuple):
    """Where an age limit stands in a passage, whom it is for, and whether it is a relaxation."""

    low: int | None
    high: int | None
    start: int
    end: int
    sex: str
    relaxed: bool


def age_spans(passage: Passage) -> tuple[AgeSpan, ...]:
    """Every age limit of the passage, in the order of the text."""
    return _spans_in(passage.folded)


@lru_cache(maxsize=32)  # the same stretch is read for the post and again for the law
def _spans_in(text: str) -> tuple[AgeSpan, ...]:
    spans: list[AgeSpan] = []
    if _TWO_DIGITS.search(text) is None:
        return ()
    for match in _AGE.finditer(text):
        if span := _span(text, match, spans):
            spans.append(span)
    return tuple(spans)


def _span(text: str, match: re.Match[str], before: list[AgeSpan]) -> AgeSpan | None:
    found = match.groupdict()
    left = text[max(0, match.start() - 14) : match.start()]
    if (left[-1:].isascii() and left[-1:].isalnum()) or left.endswith((".", "¥")):
        return None
    low = found["from"] or found["from2"] or found["floor"] or found["min"] or found["min2"]
    high = found["to"] or found["to2"] or found["top"] or found["max"] or found["about2"]
    high = high or found["max2"] or found["max3"]
    named = bool(re.search(r"岁|满1[68]$", match.group())) or text[
        match.end() : match.end() + 2
    ].startswith(("岁", "周岁"))
    alone = match["from"] is not None and _stands_alone(text, match)
    by_sex = match["max2"] is not None or (match["max3"] is not None and bool(before))
    by_sex = by_sex or (match["min2"] is not None and _SIDE_BY_SIDE.search(text) is not None)
    if (
        not named
        and not (alone or by_sex)
        and not (
            _SPEAKS_OF_AGE.search(left)
            and ("年龄" in left[-6:] or not _is_something_else(text, match))
        )
    ):
        return None
    if _NOT_AN_AGE.search(left):
        return None
    numbers = [int(figure) for figure in (low, high) if figure]
    if any(not YOUNGEST <= number <= OLDEST for number in numbers):
        return None
    floor, top = (int(low) if low else None), (int(high) if high else None)
    if floor is not None and top is not None and floor > top:
        floor, top = top, floor
    sex = _sex_of(text, match, before)
    relaxed = bool(_RELAXED.search(text[max(0, match.start() - 8) : match.end()]))
    return AgeSpan(floor, top, match.start(), match.end(), sex, relaxed)


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """“男女均可，18-50，本科”: a clause that is nothing but a span of working ages."""
    low, high = int(match["from"]), int(match["to"])
    if not (16 <= low <= 40 and 28 <= high <= 65 and high - low >= 5):
        return False
    before, after = text[: match.start()], text[match.end() :]
    if not _CLAUSE_BEGINS.search(before[-4:]) or not _CLAUSE_STOPS.match(after):
        return False
    return _HOURS.search(before[-12:]) is None and _SIDE_BY_SIDE.search(text) is not None


def _is_something_else(text: str, match: re.Match[str]) -> bool:
    return bool(
        re.match(
            r"\s*(?:[元人名kK%年天月]|小时|公斤|cm|以上学)", text[match.end() : match.end() + 4]
        )
    )


def _sex_of(text: str, match: re.Match[str], before: list[AgeSpan]) -> str:
    """Whose limit it is: the sex named just before (女性，35岁以下) or behind, in brackets."""
    closing = _AFTER_SEX.match(text, match.end())
    if closing and "(" in closing.group():
        return closing["sex"]
    since = before[-1].end if before else 0
    closed = _AFTER_SEX.match(text, since)
    if closed and "(" in closed.group():
        since = closed.end()
    nearest = _FOR_SEX.search(text, max(since, match.start() - 20), match.start())
    if nearest and "不限" not in nearest.group() and "均" not in nearest.group():
        return nearest["sex"]
    return ""


def read_ages(
    passages: list[Passage],
) -> tuple[Value[Ages] | None, Value[AgesBySex] | None]:
    """The age limits of one post; the first passage that speaks of age decides.

    With different limits for men and women the first value is the widest span of both and
    the second holds each.
    """
    for passage in passages:
        spans = age_spans(passage)
        firm = [span for span in spans if not span.relaxed] or list(spans)
        if not firm:
            if opening := _OPEN.search(passage.folded):
                words = passage.words(*opening.span())
                return Value(Ages(None, None), 90, words, passage.cell), None
            if passage.cell == "age" and passage.folded.strip() in {"不限", "无", "无要求"}:
                return Value(Ages(None, None), 90, passage.written, "age"), None
            continue
        return _limits(passage, firm)
    return None, None


def _limits(passage: Passage, spans: list[AgeSpan]) -> tuple[Value[Ages], Value[AgesBySex] | None]:
    men = next((span for span in spans if span.sex == "男"), None)
    women = next((span for span in spans if span.sex == "女"), None)
    if men and women and (men.low, men.high) != (women.low, women.high):
        low, high = min(men, women, key=lambda s: s.start), max(men, women, key=lambda s: s.start)
        words = passage.words(low.start, high.end)
        male, female = Ages(men.low, men.high), Ages(women.low, women.high)
        widest = Ages(_widest(min, male.low, female.low), _widest(max, male.high, female.high))
        return (
            Value(widest, 90, words, passage.cell),
            Value(AgesBySex(male, female), 90, words, passage.cell),
        )
    first = spans[0]
    low_limit, high_limit = first.low, first.high
    end = first.end
    if len(spans) > 1 and spans[1].start - first.end <= 12:
        second = spans[1]
        if low_limit is None and high_limit is not None and second.high is None:
            low_limit, end = second.low, second.end
        elif high_limit is None and low_limit is not None and second.low is None:
            high_limit, end = second.high, second.end
    words = passage.words(first.start, end)
    sure = 95 if "岁" in words or passage.cell == "age" else 80
    return Value(Ages(low_limit, high_limit), sure, words, passage.cell), None


def _widest(choose: Callable[[int, int], int], one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else choose(one, other)
