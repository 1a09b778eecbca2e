"""Identity numbers, birthdays and villages as ledgers write them, read without refusing."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from operator import mul

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
GROUP = re.compile(r"第?[0-9一二三四五六七八九十]+(组|社|队|号).*$")
BODY = re.compile(r"(村民小组|村民委员会|村委会|村|社区|居委会)$")


def check_digit(seventeen: str) -> str:
    """GB 11643-1999: weighted digits modulo eleven."""
    return CHECKS[sum(map(mul, map(int, seventeen), WEIGHTS)) % 11]


def read_number(cell: str) -> tuple[str, bool]:
    """The seventeen digits that name a person, and whether their check digit vouches for them.

    Numbers of fifteen digits carry no check digit; a number of a wrong length is kept as far as
    it goes, because one figure left out or doubled is still a trace.
    """
    number = cell
    if not (len(cell) == 18 and cell.isascii() and cell.isalnum()):
        number = re.sub(r"[^0-9Xx]", "", unicodedata.normalize("NFKC", cell).replace("×", "X"))
    number = number.upper()
    body = number[:17]
    if len(number) == 15 and number.isdecimal():
        return number[:6] + "19" + number[6:], False
    if not 16 <= len(number) <= 19 or not body.isdecimal():
        return "", False
    if len(number) != 18 or len(body) != 17:
        return body, False
    return body, check_digit(body) == number[17]


@lru_cache(maxsize=65536)
def read_day(told: str) -> tuple[str, int]:
    """`19840103` and the number of that day; empty and nought when there is no such day."""
    digits = told.replace("-", "")
    try:
        return digits, date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).toordinal()
    except ValueError:
        return "", 0


@lru_cache(maxsize=65536)
def village_body(village: str) -> str:
    """The village without its groups and offices: 清平村第三组, 清平村委会 and 清平 agree."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", village))
    body = GROUP.sub("", text)
    return BODY.sub("", body) or body


def corrections(cell: str) -> tuple[str, ...]:
    """The eighteen-digit numbers with a right check digit from which a single slip (one figure
    mistyped, or two neighbours exchanged) makes this one. A right number has none: its check
    digit catches every single slip."""
    number = re.sub(r"[^0-9X]", "", unicodedata.normalize("NFKC", cell).upper())
    if len(number) != 18 or not number[:17].isdecimal():
        return ()
    tried = {
        number[:at] + digit + number[at + 1 :]
        for at in range(18)
        for digit in ("0123456789X" if at == 17 else "0123456789")
    }
    tried |= {
        number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        for at in range(17)
        if number[at + 1] != "X"
    }
    tried.discard(number)
    return tuple(sorted(n for n in tried if check_digit(n[:17]) == n[17]))


def misread_days(born: date) -> tuple[date, ...]:
    """The birthday and all that differ from it by one slip of the pen: one figure, day and
    month exchanged. Found by an index, they take the place of looking at everybody."""
    text = f"{born:%Y%m%d}"
    tried = {text, text[:4] + text[6:] + text[4:6]}
    for at in range(1, 8):
        tried |= {text[:at] + digit + text[at + 1 :] for digit in "0123456789"}
    tried |= {text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(7)}
    found = {day for one in tried if (day := _day(one)) and 1900 <= day.year <= born.year + 100}
    return tuple(sorted(found))


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
