"""Pay below the minimum wage: a judgement of figures, which needs the place and the day.

`judge` reads an ad without knowing where and when it will be published, and has no table of
minimum wages. Whoever knows both brings the figures in force there; what is answered is a
breach like any other. Full-time work is held to the monthly figure, part-time work (非全日制,
at most four hours a day) to the hourly one. An hourly wage of full-time work is compared as a
month of 174 hours: the hourly figure is not made for it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jiedui.engine.read.finding import Breach
from jiedui.engine.read.law import PROHIBIT, REVIEW
from jiedui.engine.read.passage import fold
from jiedui.engine.read.pay import amounts

RULE = "minimum-wage"
_BASIS = "《劳动法》第四十八条；《最低工资规定》（劳动和社会保障部令第21号）第十二条"
_PART_TIME = re.compile(
    r"兼职|非全日制?|钟点工|半天班|每[天日](?:工作)?(?:不超过?|最多)?\s*[1-4一二两三四]\s*个?小时"
)
# A base to which more is added every month: what is earned in the end may reach the minimum.
_MORE_COMES = re.compile(r"底薪|底资|基本工资|基础工资|保底|无责|提成|抽成|计件|绩效|奖|\+")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a post pays: the comparable month in yuan, and the ad's own words.

    `period` is hour, day, month, year or piece; `pay_words` are the words the pay was read
    from, `text` is everything else that is said of the post.
    """

    monthly_low: int | None
    monthly_high: int | None
    period: str = "month"
    pay_words: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that may be paid in a place from a day on: yuan a month, fen an hour.

    A figure whose source is weak (`is_sure` false) is asked about and never prohibits.
    """

    place: str
    since: date
    monthly: int | None = None
    hourly_fen: int | None = None
    notice: str = ""
    is_sure: bool = True


def judge_pay(offer: Offer, floors: Iterable[Floor]) -> Breach | None:
    """The gravest objection that one of these figures raises; None where the pay suffices."""
    against = _by_the_hour if _PART_TIME.search(offer.pay_words + offer.text) else _by_the_month
    found = [breach for floor in floors if (breach := against(offer, floor))]
    return min(found, key=lambda breach: breach.level, default=None)


def _by_the_month(offer: Offer, floor: Floor) -> Breach | None:
    low, high = offer.monthly_low, offer.monthly_high
    figures = [figure for figure in (low, high) if figure is not None]
    if floor.monthly is None or not figures or min(figures) >= floor.monthly:
        return None
    least = f"每月{floor.monthly}元"
    open_end = high is None or high >= floor.monthly
    if open_end or _MORE_COMES.search(offer.pay_words + offer.text):
        mend = f"请写明正常上班一个月（不算加班费）实际能拿到的数，不少于{least}"
        return _breach(floor, REVIEW, _month_said(low, high), "月", least, mend)
    mend = f"请把月薪改到{least}以上"
    return _breach(floor, PROHIBIT, _month_said(low, high), "月", least, mend)


def _by_the_hour(offer: Offer, floor: Floor) -> Breach | None:
    read = [one for one in amounts(fold("pay", offer.pay_words)) if one.period == "hour"]
    figures = [figure for one in read for figure in (one.low, one.high) if figure is not None]
    if floor.hourly_fen is None or not figures or min(figures) >= floor.hourly_fen:
        return None
    least = f"每小时{_yuan(floor.hourly_fen)}元"
    said = "—".join(_yuan(figure) for figure in sorted(set(figures)))
    level = PROHIBIT if max(figures) < floor.hourly_fen else REVIEW
    mend = f"请把每小时的工资改到{_yuan(floor.hourly_fen)}元以上"
    return _breach(floor, level, f"每小时{said}元", "小时", least, mend)


def _breach(floor: Floor, level: str, words: str, kind: str, least: str, mend: str) -> Breach:
    day = f"{floor.since.year}年{floor.since.month}月{floor.since.day}日"
    said = f"{floor.place}自{day}起，{kind}最低工资标准为{least}。{mend}。"
    if not floor.is_sure:
        said += "（这个标准没有查到正式文件，请以当地人社局公布的为准。）"
        level = REVIEW
    basis = f"{_BASIS}；{floor.notice}" if floor.notice else _BASIS
    return Breach(RULE, words, basis, said, level, "pay")


def _month_said(low: int | None, high: int | None) -> str:
    if low is None or high is None or low == high:
        open_end = "以上" if high is None else ""
        return f"月薪{high if low is None else low}元{open_end}"
    return f"月薪{low}—{high}元"


def _yuan(fen: int) -> str:
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}".rstrip("0")
