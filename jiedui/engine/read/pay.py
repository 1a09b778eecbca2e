"""Pay: which of the figures of an ad is what regular work is paid, per what, open to which end.

An ad prints many amounts: a base, a probation wage, allowances, overtime rates, the
registered capital of the firm. Each amount is given a standing by the words around it, and
the best standing is the pay: a total or a wage after probation, then a plain wage, then a
base; allowances never. Comparable months rest on 21.75 paid days and 174 hours, the
conversion of 人社部发〔2008〕3号 and 人社部发〔2025〕2号, unless the ad states its own hours.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from jiedui.engine.read.finding import Pay, Value
from jiedui.engine.read.numerals import HANZI, NUMBER, hundredths
from jiedui.engine.read.passage import Passage

_DASH = r"\s*(?:[-~至到]+|--+)\s*"
_CURRENCY = r"\s*(?:元|块钱?|圆|RMB|rmb)"
_EVERY = (
    r"\s*(?:[/每]|\(\s*每|一(?=个?月|天|小时|年))\s*(?:人\s*/)?\s*个?"
    r"(?:工作)?(?:月份?|年|天|日|班|小时|时|钟|[hHM](?![a-zA-Z])|件|只|双|套|条|米|吨|单|台|车|箱"
    r"|公斤|斤|平)"
)
_DIGITS = NUMBER.rsplit("|", 1)[0]
_OPEN = r"\s*(?:以上|起|多|余|\+(?=[,;。\s)-]|$))"
_AMOUNT = re.compile(
    rf"(?P<sign>¥)?\s*(?<![0-9.A-Za-z])(?P<low>{_DIGITS}|[{HANZI}]{{1,9}}(?={_CURRENCY}"
    rf"|{_DASH}[{HANZI}]{{1,9}}{_CURRENCY}))"
    r"(?:\+[0-9]{1,2}(?:\.[0-9])?(?=\s*元?\s*[/每一]\s*小?时))?"
    rf"(?P<cur1>{_CURRENCY})?(?:\(人民币[^)]{{0,6}}\))?(?P<per1>{_EVERY})?(?P<open1>\s*(?:以上|多|余))?"
    rf"(?:{_DASH}¥?(?P<high>{_DIGITS}|[{HANZI}]{{1,9}}(?={_CURRENCY})))?"
    rf"(?P<open>{_OPEN})?(?P<cur2>{_CURRENCY})?(?P<open2>{_OPEN})?(?P<about>\s*左右|\s*上下)?"
    rf"(?P<per2>{_EVERY})?(?P<open3>\s*(?:以上|起))?(?P<about2>\s*左右)?"
)
_PERIODS = (
    ("hour", r"小时|时薪|时$|钟|[hH]$|每时"),
    ("day", r"天|日|班"),
    ("month", r"月|M$"),
    ("year", r"年"),
    ("piece", r"件|只|双|套|条|米|吨|单|台|车|箱|斤|平"),
)
_LEFT_PERIOD = (
    ("hour", re.compile(r"(?:时薪|小时工资|每小时|工时费?|[一1]个?小?时|单价)[^,;。/]{0,5}$")),
    ("piece", re.compile(r"每(?:件|只|双|套|条|个|米|吨|单|斤|公斤)[^,;。/]{0,4}$")),
    ("day", re.compile(r"(?:日薪|日工资|日结|日均|日入|日赚|每天|每日|一天|天)[^,;。/元]{0,6}$")),
    ("year", re.compile(r"(?:年薪|年收入|每年|年均|年综合|全年)[^,;。/]{0,6}$")),
    ("month", re.compile(r"(?:月薪|月收入|每月|月工资|月均|月综合|月综)[^,;。/]{0,8}$")),
)
_PLAUSIBLE = {  # fen: what a figure must be to be pay for this period
    "hour": (300, 100_000),
    "day": (3_000, 1_000_000),
    "month": (30_000, 30_000_000),
    "year": (300_000, 500_000_000),
    "piece": (1, 1_000_000),
}
_WAGE = re.compile(
    r"薪|月均|月入|日均|日入|日赚|日结|时薪|每月|工资|待遇|收入|报酬|保底|底资|综合|薪酬|元/月|月综|到手|转正|工价"
    r"|实发|计件|试用期?\s*$|满\s*[0-9一二两三]个?月\s*$"
)
_BEFORE_ALLOWANCE = re.compile(
    r"(?:补贴|补助|津贴|奖金?|奖励|工龄(?:工资)?|满勤|全勤|超勤|餐费|餐补|饭补|房补|话补|车补|补"
    r"|加班费?|加班工资"
    r"|平时|假日|周末|节假日|法定|夜班|晚班|中班|礼金|慰问金|[^收入]费(?:用)?|红包|押金|保证金"
    r"|注册|资[本金产]|投资|产值|营业额"
    r"|罚款?|扣|成本|加|增加?|递增|涨|最高|封顶|分红|贷款|提成|占地|面积|人民币|返费?|返现|介绍费"
    r"|推荐|利是|福利|满[半一两二三]年(?:后)?|标准为?"
    r"|补偿|押|津|礼品|价值|社保|公积金|保险|生日|电话|微信|QQ|qq|编号|邮编|达到|每公里|消费券"
    r"|服务期限补贴)"
    r"(?:[:为是按照约(每人月天年班次最高超过达约不等标准\s/]|[0-9]+个?(?:年|月|小时)(?:后)?|超过"
    r"|满[一半两]?年?){0,10}$"
)
_AFTER_ALLOWANCE = re.compile(
    r"[(]?(?:的|/?[人月年天晚次班]*)?(?:[^,;。0-9()+\s]{0,5})?"
    r"(?:全勤|满勤|餐补|餐费|饭补|房补|话补|车补|补贴|补助|津贴|奖(?!励?[+])|工龄|红包|礼|加班费"
    r"|高温|交通|夜班补|递增|封顶|押金|保证金|服务费|报名费|介绍|推荐|的?生日|话费|住宿费|伙食"
    r"|慰问|公积金)"
)
_AFTER_OTHER = re.compile(
    r"[ ]*(?:人|名|余人|平方|平米|亩|㎡|年[^薪终龄]|月[0-9份底初]|万[元台套件]|台|套|家|多家|周?岁"
    r"|米|公里|分|度|号|楼|室|%|％|%|届|路|栋|[:时点][0-9]|-[0-9]|个[^月]|次|种|类|字|条|公斤|斤|kg"
    r"|cm|级|位|倍|吨|[A-Za-z]{2})"
)
_PROBATION = re.compile(
    r"(?:(?<!无)(?<!无需)试用(?:期|工资)?|实习(?:期|生)?|培训期|学徒工?|学员|见习期?|考核期|不熟练"
    r"|生手|新手|入职培训|试工|试岗"
    r"|前[一二两三123]个?月|第[一1]个?月|首月)(?!满后|结束)"
)
_REGULAR = re.compile(
    r"转正|正式|期满|出师|(?<!不)熟练[工后]?|熟手|满[^,;。]{1,6}(?:后|月|个月|天)|合格后|之后|后续"
    r"|上岗后|技术工人?|老员工|结束|第[二三23]个?月|以后|[一二两三四六1-6]个?月后"
)
_LATER = re.compile(
    r"[一二两三四五1-9]年后|调整[后为]|旺季|表现优[秀异]|升(?:职|任)|晋升|管理|最高(?:可|达"
    r"|可达)?[^一-龥]{0,2}$|计件(?:后)?可[达拿]?\s*$|班组?长|组长|部分岗位|关键岗位|特殊岗位"
)
_SCALES = frozenset("万千kKwW萬")
_SHIFT = re.compile(r"[两二三四]班|[白夜晚中]班|长白班|常白班")
_EITHER_SEX = re.compile(r"[男女](?:工|性|士)?\s*[:]?\s*$")
_HOURLY = re.compile(r"(?:时薪|工价|小时工资|每小时)[:为]?\s*$")
# “服务员1名，3800，” and “4200+计件”: round thousands that are a clause of their own
_STANDS_ALONE = re.compile(
    r"(?:[2-9]|1[0-9])[0-9]00(?=\s*(?:[,;。\n]|$|\+\s*[一-龥]|左右|起(?:[,;。\s]|$)))|[3-9]\s?[kK](?=[,;。\n]|$)"
)
_ITS_OWN_CLAUSE = re.compile(r"[,;。:\n\s名人个位]$")
_NOVICE = re.compile(r"(?:不熟练|生手|新手|普通工?)[^0-9]{0,4}$")
# A public-benefit post is paid by a stipend: 补助标准：每名护林员每年补助4000元
_STIPEND = re.compile(
    r"(?:补[助贴]标准|每[名人][^,;。0-9]{0,8}每[月年](?:补[助贴])?|(?:岗位|[员工]的?)补[助贴])[^0-9;]{0,20}$"
)
_NOVICE_HERE = re.compile(r"(?:不熟练|生手|新手|普通)工?[:]?$")
_SKILLED = re.compile(r"(?<!不)(?:熟练|熟手)[^0-9]{0,4}$")
_BASE = re.compile(
    r"底薪|基本工资|基本薪资?|保底|基础工资|固定工资|岗位工资|保障工资|最低保障|底资|无责|责任底"
    r"|月固定|综合底薪|不低于|不少于"
)
_TOTAL = re.compile(r"综合|合计|收入|平均|月均|均|到手|可达|能拿|总收入|实际|浮动")
_FLOOR_WORDS = re.compile(r"(?:不低于|不少于|至少|高于|超过|突?破|起步|最低|保底)[^,;。0-9]{0,5}$")
_STRUCTURE = (
    ("base", re.compile(r"底薪|基本工资|基础工资|底资|基本薪")),
    ("guaranteed", re.compile(r"保底|最低保障|保障工资")),
    ("piece", re.compile(r"计件|按件|多劳多得")),
    ("hourly", re.compile(r"计时|小时工|元/小?时")),
    ("overtime", re.compile(r"加班(?:费|工资|另|补贴|按)|另计加班|\+加班")),
    ("commission", re.compile(r"提成|抽成")),
    ("bonus", re.compile(r"奖金?|绩效|全勤|满勤|分红")),
    ("negotiable", re.compile(r"面议|面谈|另议|协商|详谈")),
)
_NEGOTIABLE = re.compile(r"面议|面谈|另议|详谈|详议")
_PART_TIME = re.compile(
    r"每天(?:工作)?(?:不超|不超过|最多)?(?:过)?\s*([0-9]{1,2})\s*(?:个)?小?时[^。;]{0,12}?每月"
    r"(?:工作)?(?:不超|不超过)?(?:过)?\s*([0-9]{1,2})\s*天"
)

# A title has no room for 元: 装配电工15K, 新能源厂8000+, 贴签230天
_IN_TITLE = re.compile(
    r"(?<![0-9.A-Za-z])(?:(?P<month>[3-9][0-9]00|[1-3][0-9]{2}00|(?:[3-9]|[1-3][0-9])[kK](?![A-Za-z0-9])|[1-9][wW](?![A-Za-z0-9]))"
    r"(?P<open>\+(?!\s?[一-龥])|起|以上)?|(?P<day>[1-6][0-9]{2})(?P<more>\+)?\s?[/一]?\s?天)(?![0-9年届人名平米])"
)

DAYS_HUNDREDTHS = 2175  # 21.75 paid days a month
HOURS = 174  # 21.75 days of eight hours


_BEHIND_A_MONTH = {"hour": 3, "day": 3, "piece": 4}  # a month's figure stands before an hour's


class Amount(NamedTuple):
    """One printed amount with its standing; the smaller the standing, the better."""

    low: int | None
    high: int | None
    period: str
    standing: int
    start: int
    end: int


def amounts(passage: Passage) -> tuple[Amount, ...]:
    """Every amount of the passage that can be pay, allowances and sizes left out."""
    return _amounts_in(passage.cell, passage.folded)


@lru_cache(maxsize=32)  # the same stretch is asked for its best amount and for those beside it
def _amounts_in(cell: str, text: str) -> tuple[Amount, ...]:
    found = [_amount(cell, text, match) for match in _AMOUNT.finditer(text)]
    kept = tuple(amount for amount in found if amount is not None)
    return kept or (_in_title(text) if cell == "job_title" else ())


def _in_title(title: str) -> tuple[Amount, ...]:
    """The one bare figure of a title that can be nothing but a wage."""
    match = _IN_TITLE.search(title)
    figure = hundredths(match["month"] or match["day"]) if match else None
    if match is None or figure is None:
        return ()
    high = None if match["open"] or match["more"] else figure
    return (Amount(figure, high, "month" if match["month"] else "day", 3, *match.span()),)


def _amount(cell: str, text: str, match: re.Match[str]) -> Amount | None:
    low_words, high_words = match["low"], match["high"]
    priced = bool(match["sign"] or match["cur1"] or match["cur2"] or match["per1"] or match["per2"])
    in_pay_cell = cell == "pay"
    told = priced or in_pay_cell or high_words or low_words[-1] in "kKwW"
    told = told or _HOURLY.search(text[max(0, match.start() - 6) : match.start()])
    if not told and len(low_words) < 3 and low_words.isascii():
        return None  # an item's number, an age, a clock: most figures of an ad are no money
    low = hundredths(low_words)
    high = hundredths(high_words) if high_words else None
    if low is None or (high_words and high is None):
        return None
    low, high = _same_scale(low, low_words, high, high_words)
    if high is not None and high * 3 < low:
        return None  # 4500-600 is a slip of the pen, and nobody knows of which figure
    left = _sentence_before(text, match.start())
    scaled = not _SCALES.isdisjoint(low_words + (high_words or ""))
    if not priced and not in_pay_cell and not _wage_without_unit(text, match, left, high, scaled):
        return None
    after = text[match.end() : match.end() + 8]
    if not in_pay_cell and _is_allowance(left, text[max(0, match.start() - 30) : match.start()]):
        return None
    if _AFTER_ALLOWANCE.match(after) or (not priced and _AFTER_OTHER.match(after)):
        return None
    period = _period(match, left, high or low)
    if period is None or (period == "hour" and left.endswith("+")):
        return None
    bounds = _PLAUSIBLE[period]
    if not all(bounds[0] <= figure <= bounds[1] for figure in (low, high) if figure is not None):
        return None
    standing = _standing(left, after, period, priced)
    return Amount(*_ends(match, left, low, high), period, standing, match.start(), match.end())


def _is_allowance(left: str, before: str) -> bool:
    if _BEFORE_ALLOWANCE.search(left[-24:]) is None or _spoken_wage(left):
        return False
    return _STIPEND.search(before) is None


def _spoken_wage(left: str) -> bool:
    """“工龄工资” is an allowance, “加班多，月薪” is none: the last word before decides."""
    return bool(
        re.search(
            r"(?:月薪|底薪|月收入|综合(?:工资|收入|薪资)?|(?<!工龄)(?<!加班)工资|薪资|待遇|转正后?"
            r"|保底|标准工资)[^,;。]{0,6}$",
            left,
        )
    ) and not re.search(r"(?:工龄|加班|夜班|满勤|全勤)[^,;。]{0,8}$", left)


def _same_scale(
    low: int, low_words: str, high: int | None, high_words: str | None
) -> tuple[int, int | None]:
    """6-8万 and 3~5千: the unit at the end is meant for both figures."""
    if high is None or high_words is None:
        return low, high
    unit = re.search(r"[万萬wW千kK]", high_words)
    if unit and not re.search(r"[万萬wW千kK百十]", low_words) and low < 10_000:
        low *= 10_000 if unit.group() in "万萬wW" else 1000
    return low, high


def _sentence_before(text: str, start: int) -> str:
    begin = max(0, start - 40)
    return text[max(begin, *(text.rfind(stop, begin, start) + 1 for stop in ";。!\n|")) : start]


def _wage_without_unit(
    text: str, match: re.Match[str], left: str, high: int | None, scaled: bool
) -> bool:
    """“薪资2400-3000” has no 元: the words before, or standing alone, must make it a wage."""
    after = text[match.end() : match.end() + 4]
    if _AFTER_OTHER.match(after) and not scaled:
        return False
    figure = match["low"]
    if (
        not scaled
        and not _HOURLY.search(left)
        and not re.fullmatch(r"[0-9]{3,6}|[0-9]{1,3},[0-9]{3}", figure)
    ):
        return False
    nearest = left[-14:]
    if _WAGE.search(nearest):
        return True
    if scaled and figure[-1] not in "万萬wW" and (high is not None or match["about"]):
        return True
    if match["open"] and "起" in match["open"] and len(figure) == 4:
        return True
    if high is None and _STANDS_ALONE.match(text, match.start("low")):
        return _ITS_OWN_CLAUSE.search(text[max(0, match.start() - 2) : match.start()]) is not None
    size = len(figure.replace(",", ""))
    return (
        high is not None and 3 < size < 6 and figure[-1] == "0" and match["high"][-1] in "0kK千万9"
    )


def _period(match: re.Match[str], left: str, figure: int) -> str | None:
    for words in (match["per2"], match["per1"]):
        if words:
            for period, pattern in _PERIODS:
                if re.search(pattern, words):
                    return period
    nearest = left[-12:]
    found = [
        (hit.start(), period)
        for period, pattern in _LEFT_PERIOD
        if (hit := pattern.search(nearest))
    ]
    if found:
        period = max(found)[1]
        if period == "day" and figure >= 200_000:
            return "month"
        return period
    if figure >= 80_000:
        return "month"
    if 1_000 <= figure < 10_000 and "工价" in nearest:
        return "hour"
    if figure >= 8_000 and re.search("日|天", nearest):
        return "day"
    return None


def _standing(left: str, after: str, period: str, priced: bool) -> int:
    trial = [hit.end() for hit in _PROBATION.finditer(left)]
    regular = [hit.end() for hit in _REGULAR.finditer(left)]
    if trial and (not regular or max(regular) < max(trial)):
        return 9
    nearest = re.split(r"[,、(=]", left)[-1][-16:] if left else ""
    if _LATER.search(nearest):
        return 7
    standing = 4 if _BASE.search(nearest) or _BASE.match(after.lstrip("元 ")) else 2
    if standing == 2 and (_TOTAL.search(nearest) or left.endswith("=")):
        standing = 0
    elif standing == 2 and regular:
        standing = 1
    if standing == 2 and not priced and not _WAGE.search(nearest):
        standing = 3
    return standing + _BEHIND_A_MONTH.get(period, 0)


def _ends(
    match: re.Match[str], left: str, low: int, high: int | None
) -> tuple[int | None, int | None]:
    opened = any(match[name] for name in ("open", "open1", "open2", "open3"))
    if high is not None:
        return (high, low) if low > high else (low, high)
    if opened or _FLOOR_WORDS.search(left) or match.string.startswith("保底", match.end()):
        return low, None
    if re.search(r"(?:可达|最高|不超过|高达)[^,;。0-9]{0,3}$", left):
        return None, low
    return low, low


def read_pay(passages: list[Passage]) -> Value[Pay] | None:
    """The pay of one post from its passages, the most specific first; None for 面议 or silence.

    A coarse bracket in the pay column yields to figures of the text, except to a base that
    lies below the bracket, for a base is less than what is earned.
    """
    best: tuple[int, Passage, Amount] | None = None
    column: tuple[int, Passage, Amount] | None = None
    trial: Amount | None = None
    for passage in passages:
        found = amounts(passage)
        trial = trial or next((amount for amount in found if amount.standing == 9), None)
        for amount in found:
            if passage.cell == "pay":
                if column is None or amount.standing < column[0]:
                    column = (amount.standing, passage, amount)
            elif best is None or amount.standing < best[0]:
                best = (amount.standing, passage, amount)
    chosen = _text_or_column(best, column)
    if chosen is None:
        return None
    _, passage, amount = chosen
    amount = _spanned(passage, amount)
    pay = _comparable(amount, passages, trial if trial is not amount else None)
    sure = {0: 95, 1: 95, 2: 95, 3: 85, 4: 85}.get(amount.standing, 75)
    return Value(pay, sure, passage.words(amount.start, amount.end).strip(), passage.cell)


def _spanned(passage: Passage, amount: Amount) -> Amount:
    """Two wages for regular work that depend on shift, skill or (unlawfully) sex make one span."""
    before = passage.folded[max(0, amount.start - 12) : amount.start]
    if _SKILLED.search(before):
        return _novice_beside(passage, amount) or amount
    kind = next((kind for kind in (_SHIFT, _EITHER_SEX) if kind.search(before)), None)
    if kind is None:
        return amount
    for other in amounts(passage):
        between = passage.folded[amount.end : other.start]
        if (
            0 < len(between) <= 14
            and (other.period, other.standing) == (amount.period, amount.standing)
            and kind.search(between)
        ):
            figures = [f for f in (amount.low, amount.high, other.low, other.high) if f]
            return amount._replace(low=min(figures), high=max(figures), end=other.end)
    return amount


def _novice_beside(passage: Passage, skilled: Amount) -> Amount | None:
    """“不熟练3000元，熟练工5000元”: both are regular work, and the pay spans them."""
    for amount in amounts(passage):
        before = passage.folded[max(0, amount.start - 10) : amount.start]
        gap = max(skilled.start - amount.end, amount.start - skilled.end)
        behind = amount.start > skilled.start and _NOVICE_HERE.search(before) is None
        if 0 <= gap <= 16 and amount.period == skilled.period and _NOVICE.search(before):
            if behind:
                continue
            start, end = min(amount.start, skilled.start), max(amount.end, skilled.end)
            return skilled._replace(low=amount.low, start=start, end=end)
    return None


def _text_or_column(
    text: tuple[int, Passage, Amount] | None, column: tuple[int, Passage, Amount] | None
) -> tuple[int, Passage, Amount] | None:
    if text is None or column is None:
        return text or column
    behind = text[2].period in _BEHIND_A_MONTH and column[2].period != text[2].period
    plain = text[0] - _BEHIND_A_MONTH.get(text[2].period, 0) < 4 + behind
    if text[0] < 4 or (plain and column[2].period in _BEHIND_A_MONTH):
        return text
    if text[0] == 4 and (text[2].low or 0) >= (column[2].low or 0):
        return text
    return column


def _comparable(amount: Amount, passages: list[Passage], trial: Amount | None) -> Pay:
    words = " ".join(passage.folded for passage in passages)
    structure = tuple(name for name, pattern in _STRUCTURE if pattern.search(words))
    low, high, assumption = amount.low, amount.high, ""
    if amount.period == "hour":
        stated = _PART_TIME.search(words)
        hours = int(stated[1]) * int(stated[2]) if stated else HOURS
        assumption = f"{hours}小时/月" if stated else "每月21.75天、每天8小时，共174小时"
        low, high = _scaled(low, hours, 1), _scaled(high, hours, 1)
    elif amount.period == "day":
        assumption = "每月21.75天"
        low, high = _scaled(low, DAYS_HUNDREDTHS, 100), _scaled(high, DAYS_HUNDREDTHS, 100)
    elif amount.period == "year":
        assumption = "一年12个月"
        low, high = _scaled(low, 1, 12), _scaled(high, 1, 12)
    elif amount.period == "piece":
        low = high = None
        assumption = "计件单价，无法折算"
    return Pay(
        amount.low,
        amount.high,
        amount.period,
        low,
        high,
        assumption,
        structure,
        trial.low if trial else None,
        trial.high if trial else None,
    )


def _scaled(fen: int | None, times: int, parts: int) -> int | None:
    """Converted and cut to whole yuan: a comparison needs no fen."""
    return None if fen is None else fen * times // parts // 100 * 100
