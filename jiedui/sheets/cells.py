"""What one cell says: days, money, yes and no, counts. `None` is "cannot say"; no guessing."""

import re
from datetime import date, timedelta

from jiedui.workers.queries import plain

SERIAL_START = date(1899, 12, 30)
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
HAN_NUMBER = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
YES = {
    "是",
    "有",
    "需要",
    "需",
    "要",
    "愿意",
    "包",
    "1",
    "√",
    "✓",
    "✔",
    "y",
    "yes",
    "true",
    "对",
    "可以",
}
NO = {
    "否", "无", "没有", "不需要", "不需", "不要", "不愿意", "不", "0", "×", "x", "n", "no", "false",
    "不是", "不包", "未",
}  # fmt: skip
NOTHING = {
    "",
    "/",
    "\\",
    "-",
    "--",
    "—",
    "——",
    "无",
    "暂无",
    "没有",
    "空",
    "未填",
    "n/a",
    "na",
    "null",
    "none",
}
FULL_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]+\d{1,2}:\d{2}(?::\d{2})?)?"
)
EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
SIX = re.compile(r"(\d{4})(\d{2})")


def text_of(cell):
    """The cell as plain text: half-width, trimmed; 3.0 is 3."""
    if isinstance(cell, str):
        return plain(cell)
    return str(cell)


def is_blank(cell):
    return text_of(cell).lower() in NOTHING


def read_day(cell):
    """(day, whether the day of the month was told), or None if the cell holds no day.

    Takes text in the usual writings, 20260301, and the serial number under which a
    spreadsheet keeps days.
    """
    if isinstance(cell, float):
        cell = int(cell) if 1 < cell < 80_000 else str(cell)
    text = text_of(cell)
    if match := FULL_DAY.fullmatch(text) or EIGHT.fullmatch(text):
        return _day(*match.groups())
    if match := MONTH.fullmatch(text) or SIX.fullmatch(text):
        return _day(*match.groups(), "1", exact=False)
    if text.isascii() and text.isdecimal() and 10_000 <= int(text) <= 80_000:
        return SERIAL_START + timedelta(days=int(text)), True
    return None


def _day(year, month, day, *, exact=True):
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return (found, exact) if 1900 <= found.year <= 2100 else None


def han_number(text):
    """三千五 is 3500, 一万二 is 12000, 二十 is 20; None for what is no number."""
    if not text or not HAN_NUMBER.fullmatch(text):
        return None
    total, section, digit, last_unit = 0, 0, 0, 1
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS[sign]
            if sign in "零〇":
                last_unit = 1
            continue
        unit = UNITS[sign]
        if unit == 10_000:
            total, section = (total + section + digit) * unit, 0
        else:
            section += (digit or 1) * unit
        digit, last_unit = 0, unit
    return total + section + digit * (last_unit // 10 if last_unit >= 100 else 1)


NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(万|千|k|w)?(\d)?")


def read_pay(cell):
    """Monthly pay in whole yuan: the least that the cell asks for; None if it names no sum.

    A wage by the day or the hour says nothing of the month, and what stands behind a minus
    is a slip: both are left unread rather than turned into a monthly figure.
    """
    if isinstance(cell, int | float):
        return _sum(float(cell))
    text = text_of(cell).lower().replace(",", "").replace("，", "").replace("￥", "")
    if text.startswith(("<", "-", "－", "—")) or re.search(r"天|日|时|/h|/d|周", text):
        return None
    if found := HAN_NUMBER.search(text):
        number = han_number(found[0])
        if number is not None and number >= 100 and not re.search(r"\d", text):
            return _sum(float(number))
    match = NUMBER.search(text)
    if match is None:
        return None
    number = float(match[1])
    unit = match[2] or _unit_after(text, match.end())
    factor = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000}.get(unit, 1)
    value = number * factor
    if match[3] and unit in {"万", "千"}:
        value += int(match[3]) * factor / 10
    if "年" in text and "月" not in text:
        value /= 12
    if other := re.match(r"\s*[-~—至到]\s*(\d+(?:\.\d+)?)(?!\d)", text[match.end() :]):
        value = min(value, float(other[1]) * factor) if float(other[1]) * factor >= 100 else value
    return _sum(value)


def _unit_after(text, end):
    """In 3-5千 the unit stands once, after the second number."""
    match = re.match(r"\s*[-~—至到]\s*\d+(?:\.\d+)?\s*(万|千|k|w)", text[end:])
    return match[1] if match else None


def _sum(value):
    return int(value) if 100 <= value <= 1_000_000 else None


def read_count(cell):
    """How many, as a whole number; None for 若干, 数名 and the like."""
    if isinstance(cell, float):
        return None
    if isinstance(cell, int):
        return cell
    text = text_of(cell)
    match = re.fullmatch(
        r"(?:约|共|招)?\s*(\d{1,6})\s*(?:[-~—至到]\s*(\d{1,6})\s*)?(?:余|多)?\s*[名人个位]{0,2}",
        text,
    )
    if match:
        return int(match[2] or match[1])
    return han_number(text.rstrip("名人个位"))


def read_flag(cell):
    """Yes, no, or None when the cell says neither."""
    text = text_of(cell).lower().rstrip("。.!！")
    if text in YES:
        return True
    if text in NO:
        return False
    if re.match(r"不(?:需|要|包|愿|提供)|无需|否|自理|没", text):
        return False
    if re.match(r"(?:需|要|包|有|愿|是|提供|可)", text):
        return True
    return None
