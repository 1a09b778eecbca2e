"""Numbers as ads write them: 5000, 1.2万, 1万5, 8k, 五千, 壹万贰仟, 两千五.

Everything is whole numbers (hundredths where a decimal is printed), never a float: a wage
must come out as it was printed. Only ASCII digits count as digits, for `str.isdigit` is
true for signs such as ⑺ that `int` refuses.
"""

import re

_DIGIT = dict(
    zip(
        "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖",
        (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9),
        strict=True,
    )
)
_TENFOLD = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SCALE = {"万": 10_000, "萬": 10_000, "w": 10_000, "千": 1000, "k": 1000, "百": 100}

HANZI = "零〇一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟萬"
NUMBER = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,9})(?:\.[0-9]{1,2})?"
    r"(?:(?:[万萬千]|[kKwW](?![a-zA-Z]))(?:[0-9]千?(?![0-9.]))?)?"
    rf"|[{HANZI}]{{1,9}}"
)
_PRINTED = re.compile(
    r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.([0-9]{1,2}))?(?:([万萬千kKwW])(?:([0-9])千?)?)?"
)


def hundredths(written: str) -> int | None:
    """The number in hundredths, or None if these words are no number.

    >>> hundredths("1万5"), hundredths("13.18"), hundredths("壹万贰仟"), hundredths("两千五")
    (1500000, 1318, 1200000, 250000)
    """
    match = _PRINTED.fullmatch(written)
    if match is None:
        whole = _spoken(written)
        return None if whole is None else whole * 100
    whole_part, decimals, scale, rest = match.groups()
    value = int(whole_part.replace(",", "")) * 100
    if decimals:
        value += int(decimals.ljust(2, "0"))
    if scale:
        step = _SCALE[scale.lower()]
        value = value * step + (int(rest) * step // 10 * 100 if rest else 0)
    return value


def whole(written: str) -> int | None:
    """The number as an integer; None if it is no number or has a fraction."""
    value = hundredths(written)
    return None if value is None or value % 100 else value // 100


def _spoken(written: str) -> int | None:
    """二十多 → no; 一万二 → 12000: a last bare digit counts in tenths of the unit before it."""
    total = section = 0
    digit: int | None = None
    last_unit = 0
    zero = False
    for sign in written:
        if sign in _DIGIT:
            if digit is not None and not zero:
                return None
            digit, zero = _DIGIT[sign], _DIGIT[sign] == 0
        elif sign in _TENFOLD:
            last_unit, zero = _TENFOLD[sign], False
            section += (1 if digit is None else digit) * last_unit
            digit = None
        elif sign in "万萬":
            last_unit, zero = 10_000, False
            total = (total + section + (digit or 0)) * 10_000
            section, digit = 0, None
        else:
            return None
    if not written:
        return None
    if digit:
        section += digit * (last_unit // 10 if last_unit >= 100 and "零" not in written else 1)
    return total + section
