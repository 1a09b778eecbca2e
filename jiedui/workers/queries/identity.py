"""Identity numbers, names and telephones as people write them; pure, nothing is guessed."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul

from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal

# Full-width letters and digits, and the blanks that spreadsheets smuggle in.
PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0x00A0: " ",
    0x200B: None,
    0x200E: None,
    0xFEFF: None,
}
# Every dot that stands between the parts of a Tibetan, Yi or Uyghur name.
DOTS = str.maketrans(dict.fromkeys("•‧・･●∙⋅●．.", "·"))

IDENTITY_FAULTS = {
    "identity-damaged": _(
        "身份证号被Excel当成了数字，末几位已经丢失：请把这一列设成“文本”格式，照证件重新填写。"
    ),
    "identity-length": _("身份证号应是18位（旧证15位）：请照证件核对。"),
    "identity-characters": _("身份证号里有数字和末位X以外的字符：请照证件核对。"),
    "identity-birthday": _("身份证号里的出生日期不存在：请照证件核对。"),
    "identity-checksum": _("身份证号的校验位对不上，有一位写错了：请照证件核对。"),
}

PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,12}")
NO_NAMES = {"null", "none", "nan", "无名", "不详", "先生", "女士", "测试", "姓名", "同上"}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")
EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
FIFTEEN = re.compile(r"[0-9]{15}")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
# Also the ="…" by which a CSV keeps a number from being one, and × for the last X.
SPOILING = str.maketrans({**dict.fromkeys(" \t\r\n-—'’‘`\"=", None), "×": "X"})
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]")
NAME = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇·A-Za-z '-]{1,60}")


@dataclass(frozen=True, slots=True)
class Identity:
    """What an eighteen-digit number says of its bearer."""

    number: str
    born_on: date
    sex: str

    @property
    def county(self):
        """Where the number was first issued: not always where the person lives."""
        return int(self.number[:6])


def plain(text):
    """Half-width, without the invisible; nothing else is touched."""
    return text.translate(PLAIN).strip()


def check_digit(seventeen):
    """GB 11643-1999: weighted digits modulo eleven."""
    return CHECKS[sum(map(mul, map(int, seventeen), WEIGHTS)) % 11]


@lru_cache(maxsize=65536)
def _day(eight):
    try:
        return date(int(eight[:4]), int(eight[4:6]), int(eight[6:]))
    except ValueError:
        return None


def _refuse(code):
    return Refusal(code, IDENTITY_FAULTS[code])


def read_identity(cell):
    """The identity number in a cell, with what it says; refuses what cannot be one.

    A number that a spreadsheet has rounded (5.13225E+17, or a numeric cell longer than the
    fifteen digits that spreadsheets keep) has lost its last digits for good: it is refused
    with the remedy. Fifteen old digits become eighteen as the standard prescribes.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if cell != cell or abs(cell) >= 1e15 or cell != int(cell):
            raise _refuse("identity-damaged")
        cell = str(int(cell))
    # Most numbers are written plainly: the mending is for the others.
    if not EIGHTEEN.fullmatch(cell):
        cell = cell.translate(PLAIN).translate(SPOILING)
    number = cell.upper()
    if SCIENTIFIC.fullmatch(number):
        raise _refuse("identity-damaged")
    if FIFTEEN.fullmatch(number):
        seventeen = number[:6] + "19" + number[6:]
        number = seventeen + check_digit(seventeen)
    if not EIGHTEEN.fullmatch(number):
        strange = re.fullmatch(r"[0-9X]*", number) is None
        raise _refuse("identity-characters" if strange else "identity-length")
    if check_digit(number[:17]) != number[17]:
        raise _refuse("identity-damaged" if number.endswith("000") else "identity-checksum")
    born_on = _day(number[6:14])
    if born_on is None or born_on.year < 1900:
        raise _refuse("identity-birthday")
    return Identity(number, born_on, "male" if int(number[16]) % 2 else "female")


def read_name(cell):
    """A name as it is kept: one kind of interpunct, no blanks between Han characters."""
    if PLAIN_NAME.fullmatch(str(cell)):
        return str(cell)
    name = plain(str(cell))
    if HAN.search(name):
        name = re.sub(r"\s+", "", name).translate(DOTS)
    else:
        name = re.sub(r"\s+", " ", name)
    return name.strip("·")


def is_name(name):
    return len(name) > 1 and NAME.fullmatch(name) is not None and name.lower() not in NO_NAMES


def read_phone(cell):
    """A telephone number as eleven digits or with its area code; None when it is none."""
    if isinstance(cell, str) and MOBILE.fullmatch(cell):
        return cell
    if isinstance(cell, float):
        if cell != cell or abs(cell) == float("inf") or cell != int(cell):
            return None
        cell = int(cell)
    number = str(cell).translate(PLAIN).translate(SPOILING)
    if MOBILE.fullmatch(number):
        return number
    return _unusual_phone(number)


@lru_cache(maxsize=4096)
def _unusual_phone(number):
    import phonenumbers  # noqa: PLC0415 -- a tenth of a second that most sheets never need

    first = re.split(r"[/、,，;；]", number)[0]
    try:
        parsed = phonenumbers.parse(first, "CN")
    except phonenumbers.NumberParseException:
        return None
    if parsed.country_code != 86 or not phonenumbers.is_valid_number(parsed):
        return None
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return re.sub(r"[^0-9]", "", national)


def age_on(born_on, day):
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (0 if had_birthday else 1)
