"""Text folded for reading, with the way back to the words as they were written.

Real ads mix full-width and half-width signs, several dashes for one range, and blanks
between a figure and its unit. Folding makes one spelling of them; every finding still has
to show the words the employer wrote, so each folded character remembers where it stood.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jiedui.engine.read.numerals import whole

_ONE_SPELLING = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ONE_SPELLING |= dict.fromkeys(map(ord, "—–―‐‑−─━➖"), ord("-"))
_ONE_SPELLING |= dict.fromkeys(map(ord, "～∼〜˜"), ord("~"))
_ONE_SPELLING |= dict.fromkeys(
    map(ord, "\u3000\u00a0\u200b\ufeff\t\v\f\r\u2003\u2002²●■◆★※·•"), ord(" ")
)
_ONE_SPELLING |= dict.fromkeys(map(ord, "﹔"), ord(";"))
_ONE_SPELLING |= dict.fromkeys(map(ord, "﹐"), ord(","))
_ONE_SPELLING |= dict.fromkeys(map(ord, "【〔〖［｛"), ord("("))
_ONE_SPELLING |= dict.fromkeys(map(ord, "】〕〗］｝"), ord(")"))
_ONE_SPELLING |= {ord("￥"): ord("¥"), ord("﹣"): ord("-"), ord("﹢"): ord("+")}

# Pictures between the words of a message are pauses and nothing else
_PICTURE = re.compile("[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff]")
# A pause is a pause: long runs of blanks only cost time
_LONG_PAUSE = re.compile(r"(?<=\s{6})\s+")
_SPOKEN_NUMBER = re.compile(
    r"[一二两三四五六七八九十]{1,3}"
    r"(?=周?岁|\s?[-~至到]\s?[一二三四五六七八九十]{1,3}周?岁|周?岁?[-~至到][0-9]{2}周?岁)"
    r"|[二两三四五六七八九]?[十百][一二三四五六七八九]?(?=[名人位](?![间工次]))"
)
_ONES = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_SPOKEN_SUM = re.compile(
    rf"(?<![{_ONES}十0-9第])[{_ONES}]{{1,2}}[千仟万百佰](?:[零{_ONES}]|[千仟百佰十]){{0,12}}"
    r"(?![名人位货分万个])"
)
_OF_MONEY = frozenset({"text", "pay", "benefits"})
# 一 between two figures is a dash that an input method turned into a numeral
_DASH_OF_ONES = re.compile(r"(?<=[0-9元月岁])(?:一{1,3}|_)(?=[0-9])")
# “3.3000-4000元” is the third item and a wage: a decimal never has three places
_ITEM_STOP = re.compile(r"(?<![0-9.])([0-9]{1,2})\.(?=[0-9]{3,})")
_IDLE_BLANKS = re.compile(
    r"(?<=[0-9])\s+(?=[岁元天个米万千百%\-~至到/]|周岁|人(?![数事员])|名(?![称额])|小时|及?以[上下内]"
    r"|年(?![龄薪终底综])|月(?![薪收工综均入份])|日(?![薪期结])|时(?![间薪])|条(?!件)|位(?![于置]))"
    r"|(?<=[\-~])\s+(?=[0-9])"
    r"|(?<=(?<![0-9])[1-6])\s(?=[0-9]\s*周?岁)"
    r"|(?<=[/元])[ ]+(?=[/元月年日天时])|(?<=[:周])[ ]+(?=[0-9岁¥])|(?<=以)[ ]+(?=[上下内])"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one cell (or of the free text): `folded` to read, `words()` to quote."""

    cell: str
    written: str
    folded: str
    origin: tuple[int, ...]

    def words(self, start: int, end: int) -> str:
        """The words as written that stand behind folded[start:end]."""
        if end <= start:
            return ""
        return self.written[self.origin[start] : self.origin[end - 1] + 1]

    def part(self, start: int, end: int) -> "Passage":
        """The same cell, only folded[start:end]; quotes still point into the whole."""
        return Passage(self.cell, self.written, self.folded[start:end], self.origin[start:end])

    def __bool__(self) -> bool:
        return bool(self.folded.strip())


def fold(cell: str, written: str) -> Passage:
    """One spelling for digits, signs and dashes; blanks inside a figure are dropped."""
    spelled = written.translate(_ONE_SPELLING)
    if "一" in spelled or "_" in spelled:
        spelled = _DASH_OF_ONES.sub(lambda m: "-" * len(m.group()), spelled)
    if "." in spelled:
        spelled = _ITEM_STOP.sub(r"\1、", spelled)
    spelled = _PICTURE.sub(" ", spelled)
    folded = Passage(cell, written, spelled, tuple(range(len(spelled))))
    if "岁" in spelled or "十" in spelled:
        folded = _respelled(folded, _SPOKEN_NUMBER, _in_digits)
    if cell in _OF_MONEY and ("千" in spelled or "百" in spelled or "万" in spelled):
        folded = _respelled(folded, _SPOKEN_SUM, _sum_in_digits)
    if " " in spelled or "\n" in spelled:
        folded = _respelled(folded, _LONG_PAUSE, lambda words: "")
        folded = _respelled(folded, _IDLE_BLANKS, lambda words: "")
    return folded


def _respelled(passage: Passage, pattern: re.Pattern[str], write: Callable[[str], str]) -> Passage:
    """The passage with every match written otherwise; each new sign points into the old words."""
    text, steps = passage.folded, passage.origin
    kept: list[str] = []
    origin: list[int] = []
    last = 0
    for match in pattern.finditer(text):
        new = write(match.group())
        kept += (text[last : match.start()], new)
        origin.extend(steps[last : match.start()])
        origin.extend(steps[min(match.start() + n, match.end() - 1)] for n in range(len(new)))
        if new:
            origin[-1] = steps[match.end() - 1]
        last = match.end()
    if not last:
        return passage
    kept.append(text[last:])
    origin.extend(steps[last:])
    return Passage(passage.cell, passage.written, "".join(kept), tuple(origin))


def _in_digits(spoken: str) -> str:
    """四十五 → 45, for ages and head-counts are sought in figures."""
    number = whole(spoken)
    return spoken if number is None else str(number)


def _sum_in_digits(spoken: str) -> str:
    """八千 → 8000; 两三千 → 2000-3000, one and the next of the same unit are a span."""
    if spoken[1] not in _ONES:
        return _in_digits(spoken)
    low, high = whole(spoken[0] + spoken[2:]), whole(spoken[1:])
    return spoken if low is None or high is None else f"{low}-{high}"


_CLAUSE_END = re.compile(r"[,;。!?\n|]|(?<![0-9])\.|、(?=[^0-9])")


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each clause: the stretch in which one “优先” or “不用” has its say."""
    start = 0
    for stop in _CLAUSE_END.finditer(text):
        if stop.start() > start:
            yield start, stop.start()
        start = stop.end()
    if start < len(text):
        yield start, len(text)


def clause_around(text: str, start: int, end: int) -> str:
    """The clause that holds text[start:end], cut at commas, semicolons and full stops."""
    left = max(text.rfind(sign, 0, start) for sign in ",;。!?\n|")
    rights = [at for sign in ",;。!?\n|" if (at := text.find(sign, end)) != -1]
    return text[left + 1 : min(rights, default=len(text))]
