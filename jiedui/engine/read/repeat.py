"""Is this the same post again: word for word, reworded, or under another title?

Ads are made of set phrases (高中及以上学历, 包吃住, 缴纳五险), so two different posts of a firm may
share most of their letters. What is compared is therefore what is left without the set phrases
and without the title: pairs of letters of it, counted by containment, so that a sentence added
or moved changes little. Whether two titles mean one post is asked apart, and pay and place too:
a post that pays otherwise or lies elsewhere is another one.
"""

import re
import unicodedata
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from jiedui.engine.read.posts import same_post
from jiedui.engine.read.titles import clean_title

SAME, REWORDED, TWO_TITLES = "same", "reworded", "two-titles"

_SET_PHRASES = re.compile(
    r"(?:小学|初中|高中|中专|中技|技校|职高|大专|专科|本科|大学|硕士|研究生)(?:及?以上)?(?:文化|学历|程度)*"
    r"|学历|年龄|性别|男女|不限|要求|以上|以下|以内|左右|周岁|[0-9]+岁?|工作经验|相关经验|经验|优先"
    r"|月薪|年薪|日薪|时薪|底薪|综合|薪资|工资|薪酬|待遇|面议|元|小时|每月|每天|五险一金|五险|社保|保险"
    r"|包吃包住|包吃住|包食宿|包吃|包住|食宿|住宿|宿舍|福利|招聘|急聘|诚聘|岗位|名称|人数|单位|公司"
    r"|工作地点|工作内容|职责|联系电话|联系|电话|有限责任|有限|人|名|月|年|天"
)
_PUNCTUATION = re.compile(r"[^0-9a-z一-鿿]")
_FEWEST = 12  # pairs of letters below which a text says too little to be known by
_SPEAKING = 20  # from so many on, a text is known again whoever prints it
_HASHES, _BAND = 24, 3
_PRIME = (1 << 31) - 1
_numbers = np.random.RandomState(20260113)
_FACTORS = _numbers.randint(1, _PRIME, _HASHES).astype(np.uint64)
_SHIFTS = _numbers.randint(0, _PRIME, _HASHES).astype(np.uint64)


@dataclass(frozen=True, slots=True)
class Notice:
    """One post as it is told: its title, its words, its monthly pay, where, and by whom."""

    title: str
    text: str
    pay_low: int | None = None
    pay_high: int | None = None
    place: str = ""
    firm: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two notices are: `kind` is empty where they are two posts; `score` is 0–100."""

    kind: str
    score: int


def distinct(title: str, text: str) -> str:
    """What is left of a notice without its title and the phrases that every ad uses."""
    plain = _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text).lower())
    bare = _PUNCTUATION.sub("", unicodedata.normalize("NFKC", title).lower())
    if bare:
        plain = plain.replace(bare, "")
    return _SET_PHRASES.sub("", plain)


def _pairs(words: str) -> frozenset[str]:
    return frozenset(words[at : at + 2] for at in range(len(words) - 1))


def prints(title: str, text: str) -> tuple[int, ...]:
    """A few numbers, most likely shared with any text that says nearly the same (minhash).

    Texts that share four fifths of their pairs meet in at least one number with probability
    0.997, those that share half with 0.66; a text that says too little has none.
    """
    pairs = _pairs(distinct(title, text))
    if len(pairs) < _SPEAKING:
        return ()
    hashes = np.array([crc32(pair.encode()) % _PRIME for pair in pairs], np.uint64)
    lowest = ((hashes[:, None] * _FACTORS + _SHIFTS) % np.uint64(_PRIME)).min(axis=0)
    return tuple(
        crc32(lowest[at : at + _BAND].tobytes()) | (at // _BAND) << 32
        for at in range(0, _HASHES, _BAND)
    )


def likeness(one: Notice, other: Notice) -> Likeness:
    """Whether two notices are one post, and how far their own words agree; symmetric."""
    ours, theirs = (_pairs(distinct(each.title, each.text)) for each in (one, other))
    score = _agreement(ours, theirs)
    few = min(len(ours), len(theirs))
    if not (_pay_meets(one, other) and _place_meets(one, other)):
        return Likeness("", score)
    titles = _one_post(one.title, other.title)
    return Likeness(_kind(score, few, titles, one.firm == other.firm, one, other), score)


def _kind(score: int, few: int, titles: bool, one_firm: bool, one: Notice, other: Notice) -> str:
    if one_firm and titles:
        if few < _FEWEST:  # nothing but set phrases: the same title at the same pay
            return SAME if _same_pay(one, other) and _one_title(one, other) else ""
        return SAME if score >= 75 else REWORDED if score >= 40 else ""
    if one_firm:
        return TWO_TITLES if few >= _SPEAKING and score >= 75 else ""
    if few < _SPEAKING:
        return ""
    if titles:
        return SAME if score >= 85 else REWORDED if score >= 65 else ""
    return TWO_TITLES if few >= 2 * _SPEAKING and score >= 85 else ""


def _agreement(ours: frozenset[str], theirs: frozenset[str]) -> int:
    """Common pairs by the smaller side, and by both: a short text inside a long one is not it."""
    if not ours or not theirs:
        return 100 if ours == theirs else 0
    common = len(ours & theirs)
    contained = common / min(len(ours), len(theirs))
    shared = 2 * common / (len(ours) + len(theirs))
    return round(50 * (contained + shared))


def _one_post(one: str, other: str) -> bool:
    one, other = (clean_title(title) or title for title in (one, other))
    return one == other or same_post(one, other)


def _one_title(one: Notice, other: Notice) -> bool:
    """总账会计 may be a kind of 会计, but with no words besides it counts as another post."""
    return clean_title(one.title) == clean_title(other.title)


def _same_pay(one: Notice, other: Notice) -> bool:
    return (one.pay_low, one.pay_high) == (other.pay_low, other.pay_high)


def _pay_meets(one: Notice, other: Notice) -> bool:
    """The spans of pay have at least one amount in common; unsaid pay meets any."""
    low = max(one.pay_low or 0, other.pay_low or 0)
    highs = [high for high in (one.pay_high, other.pay_high) if high is not None]
    return not highs or low <= min(highs)


def _place_meets(one: Notice, other: Notice) -> bool:
    """嘉善县惠民街道 holds 惠民街道; two towns are two places of work."""
    ours, theirs = (re.sub(r"\s", "", place) for place in (one.place, other.place))
    return not ours or not theirs or ours in theirs or theirs in ours
