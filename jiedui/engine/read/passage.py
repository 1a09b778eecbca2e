"""Text folded for reading, with the way back to the words as they were written.

Real ads mix full-width and half-width signs, several dashes for one range, and blanks
between a figure and its unit. Folding makes one spelling of them; every finding still has
to show the words the employer wrote, so each folded character remembers where it stood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

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

# 一 between two figures is a dash that an input method turned into a numeral
_DASH_OF_ONES = re.compile(r"(?<=[0-9元月岁])一{1,3}(?=[0-9])")
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
    spelled = _DASH_OF_ONES.sub(lambda m: "-" * len(m.group()), spelled)
    spelled = _ITEM_STOP.sub(r"\1、", spelled)
    if " " not in spelled and "\n" not in spelled:
        return Passage(cell, written, spelled, tuple(range(len(spelled))))
    kept: list[str] = []
    origin: list[int] = []
    last = 0
    for blank in _IDLE_BLANKS.finditer(spelled):
        kept.append(spelled[last : blank.start()])
        origin.extend(range(last, blank.start()))
        last = blank.end()
    kept.append(spelled[last:])
    origin.extend(range(last, len(spelled)))
    return Passage(cell, written, "".join(kept), tuple(origin))


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
