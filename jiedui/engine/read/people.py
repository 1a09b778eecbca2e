"""How many are sought: 50人, 2-3名 (the upper figure), 200余人, 二十多名, 若干 (not said)."""

import re

from jiedui.engine.read.finding import Value
from jiedui.engine.read.numerals import whole
from jiedui.engine.read.passage import Passage

_FIGURE = r"(?:[0-9]{1,6}|[一二两三四五六七八九十百千]{1,5})"
_MANY = r"[多余几来]?"
COUNT = rf"(?:{_FIGURE}{_MANY}\s*(?:[-~至到]+\s*{_FIGURE}\s*)?{_MANY}\s*[名人位员个])"
UNCOUNTED = r"(?:(?:若干|数|不限|多|几|一批)\s*[名人位个]?)"
_CELL = re.compile(
    rf"(?<![0-9.])(?P<low>{_FIGURE}){_MANY}\s*[名人位个]?\s*(?:[-~至到]+\s*(?P<high>{_FIGURE}){_MANY})?\s*"
    r"(?:[名人位个员]|左右|以上|余|\+|$)"
)
_EACH_SEX = re.compile(r"男女各\s*(?P<each>[0-9]{1,5})\s*[名人位]")
_ASKED = re.compile(
    r"(?:招聘?|需求|招工|岗位)?人数\s*[:)]\s*(?P<low3>[0-9]{1,6})(?![0-9.]|\s*[-~])|"
    rf"(?:招聘?人数|需求人数|招工人数|人数|招聘|招收|招|需|急需|诚聘|急招|各)[::\s]{{0,2}}"
    rf"(?P<low>[0-9]{{1,6}}){_MANY}\s*(?:[-~至到]+\s*(?P<high>[0-9]{{1,6}}))?{_MANY}\s*[名人位]"
    r"|(?:招聘?|缺|[想要]找)\s*(?P<few>[0-9]{1,4}|[一二两三四五六七八九])\s*[个名位人](?!月|小时|以)"
    rf"|(?<![0-9.每第共有])(?<![0-9],)(?P<low2>[0-9]{{1,6}}){_MANY}(?:[-~]+"
    rf"(?P<high2>[0-9]{{1,6}}))?{_MANY}"
    r"(?:名(?![族牌称])|人(?![间民工均/次以家才员一数事]))"
)
_NOT_SOUGHT = re.compile(
    r"(?:员工|职工|现有|拥有|团队|人员|家|限|每班|寝室|标间|宿舍|公寓|规模|达到?|超过?|第|排名"
    r"|全国|世界|中国|行业|前)[^,;。]{0,4}$"
)


_BY_SEX = re.compile(
    r"男(?:工|性|士|生)?[:\s]*(?P<men>[0-9]{1,4})\s*[名人位]?[、,，/;\s和+]{0,2}"
    r"女(?:工|性|士|生)?[:\s]*(?P<women>[0-9]{1,4})"
    r"(?![0-9]|\s*[-~至到]|周?岁|以[下内上])\s*[名人位]?"
)
_COUNTED_BY_SEX = re.compile(
    r"(?<![0-9])(?P<men>[0-9]{1,4})[名个位][男女][生工性士]?[、,和及]{1,2}\s*(?P<women>[0-9]{1,4})[名个位][男女](?:[生工性士]|$)"
)
_NO_COUNT = re.compile(r"\s*-\s*[0-9]|\s*[0-9]+\.[0-9]")


def read_both_sexes(passage: Passage) -> Value[int | None] | None:
    """男女各50名 are a hundred."""
    if "男" not in passage.folded or "女" not in passage.folded:
        return None
    both = _EACH_SEX.search(passage.folded)
    if both is None:
        return _men_and_women(passage)
    return Value(2 * int(both["each"]), 90, passage.words(*both.span()), passage.cell)


def _men_and_women(passage: Passage) -> Value[int | None] | None:
    """男3女2 are five; in a running text the counts bear a unit, for 男55女50 may be ages."""
    each = _COUNTED_BY_SEX.search(passage.folded)
    if each is not None:
        number = int(each["men"]) + int(each["women"])
        return Value(number, 90, passage.words(*each.span()), passage.cell)
    each = _BY_SEX.search(passage.folded)
    if each is None or (passage.cell != "headcount" and each.group().strip()[-1] not in "名人位"):
        return None
    number = int(each["men"]) + int(each["women"])
    return Value(number, 90, passage.words(*each.span()).strip(), passage.cell)


def read_headcount_cell(passage: Passage) -> Value[int | None] | None:
    """The head-count of a cell of its own; a value of None says 若干, without a figure.

    0 is an answer and comes back as one; -5 and 3.5 are no counts of people.
    """
    text = passage.folded
    if not text.strip():
        return None
    if (both := read_both_sexes(passage)) is not None:
        return both
    if _NO_COUNT.match(text):
        return Value(None, 80, passage.written.strip(), passage.cell)
    for match in _CELL.finditer(text):
        number = whole(match["high"] or match["low"])
        if number is not None and 0 <= number <= 100_000:
            return Value(number, 95, passage.words(*match.span()), passage.cell)
    return Value(None, 80, passage.written.strip(), passage.cell)


def read_headcount_text(passage: Passage) -> Value[int | None] | None:
    """The head-count that a running text names; company sizes and room sizes are not one."""
    text = passage.folded
    if (both := read_both_sexes(passage)) is not None:
        return both
    for match in _ASKED.finditer(text):
        called = any(match[name] is not None for name in ("low", "low3", "few"))
        if not called and _NOT_SOUGHT.search(text[max(0, match.start() - 8) : match.start()]):
            continue
        figure = match["high"] or match["low"] or match["high2"] or match["low2"] or match["low3"]
        number = whole(figure or match["few"])
        if number is not None and 0 < number <= 100_000:
            return Value(number, 80, passage.words(*match.span()), passage.cell)
    return None
