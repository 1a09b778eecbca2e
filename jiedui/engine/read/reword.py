"""The same ad without the words that the law does not allow.

Some words can simply go (五官端正), some have a lawful wording that says what may be said instead
(限女性 → 男女不限), and some spoil the whole clause around them (入职交押金300元，离职退还).
"""

import re

from jiedui.engine.read import law
from jiedui.engine.read.ages import age_spans
from jiedui.engine.read.passage import fold

# rule → what may stand there instead; "" where nothing may
LAWFUL = {
    "sex": "男女不限",
    "looks": "",
    "height": "",
    "ethnicity": "",
    "religion": "",
    "hukou": "",
    "health": "",
    "marital": "",
    "deposit": "入职不收取任何费用",
    "documents": "证件查验后当场归还",
    "minor": "年满16周岁",
    "false-pay": "",
    "disability": "",
    "training-loan": "岗前培训免费",
    "age": "年满16周岁",
}
"""The rules whose words one press can mend; a repost needs its source, known to its writer only."""

_WHOLE_CLAUSE = {"deposit", "documents", "training-loan", "false-pay", "marital", "health",
                 "hukou", "disability", "ethnicity", "religion"}  # fmt: skip
_MOST_TURNS = 40  # more often the same words do not stand in an ad
_STOPS = "，,；;。！!？?\n|｜"
# What follows a deposit speaks of it: 离职退还, 满三个月返还
_AFTERWARDS = re.compile(
    r"^[，,；;]?\s*(?:离职|离厂|做?满|工作满|到期|期满|试用期)[^，,；;。\n]{0,14}(?:退|返|还|报销)[^，,；;。\n]*"
)
_EMPTY_CLAUSE = re.compile(
    r"^[\s、:：（）()\-~的者为须需要求优先限仅只招聘性别身高体重年龄相貌形象且并及以上0-9、.]*$"
)
_LABEL_ALONE = re.compile(
    r"(?:性别|身高|体重|年龄|相貌|形象|民族|户籍|婚姻|婚育)[要求限制状况]*[:：]\s*$"
)


def reword(text: str, rule: str, words: str) -> str:
    """The text with these words made lawful wherever they stand; unchanged if they do not.

    Where the words alone were not all that offended, their clause goes with them.
    """
    if rule not in LAWFUL or not words or words not in text:
        return text
    mended = text
    for _turn in range(_MOST_TURNS):
        if (at := _spot(mended, rule, words)) is None:
            break
        instead = LAWFUL[rule]
        if instead and instead in mended[:at] + mended[at + len(words) :]:
            instead = ""  # it is said already
        clause = rule in _WHOLE_CLAUSE
        trial = _replaced(mended, at, len(words), instead, clause=clause)
        if not clause and _still(trial, rule, words):
            trial = _replaced(mended, at, len(words), instead, clause=True)
        mended = trial
    return _tidy(mended)


def _spot(text: str, rule: str, words: str) -> int | None:
    """Where these words stand and offend: 男 alone does, the 男 of 男女不限 does not."""
    if rule == "age":
        at = text.find(words)
        return at if at != -1 else None
    pattern, lawful = law.RULES[rule].words, law.RULES[rule].lawful
    assert pattern is not None  # the rules of LAWFUL have their words
    passage = fold("text", text)
    masked = (
        lawful.sub(lambda m: "＿" * len(m.group()), passage.folded) if lawful else passage.folded
    )
    for match in pattern.finditer(masked):
        if "＿" in match.group():
            continue
        stretch = passage.words(*match.span())
        if words in stretch:
            return passage.origin[match.start()] + stretch.index(words)
        if stretch in words:
            at = text.rfind(words, 0, passage.origin[match.start()] + len(words))
            if at != -1 and at <= passage.origin[match.start()]:
                return at
    return None


def _still(text: str, rule: str, words: str) -> bool:
    """Whether a rule is still broken by words that begin or end as these did."""
    passage = fold("text", text)
    if rule == "age":
        spans = [passage.words(s.start, s.end) for s in age_spans(passage) if s.high is not None]
        return words in spans
    return any(
        breach.rule == rule and (words in breach.words or breach.words in words)
        for breach in law.breaches_in(passage)
    )


def _replaced(text: str, at: int, length: int, instead: str, *, clause: bool) -> str:
    left = max((text.rfind(stop, 0, at) for stop in _STOPS), default=-1) + 1
    rights = [end for stop in _STOPS if (end := text.find(stop, at + length)) != -1]
    right = min(rights, default=len(text))
    before, after = text[left:at], text[at + length : right]
    if clause or _EMPTY_CLAUSE.match(before + after):
        label = re.match(
            r"\s*(?:[0-9一二三四五六七八九十]{1,2}[、.)）]|[（(][0-9一二]{1,2}[)）])?\s*", before
        )
        kept = label.group() if label else ""
        if rule_after := _AFTERWARDS.match(text[right:]):
            right += rule_after.end()
        return text[:left] + kept + instead + text[right:]
    return text[:at] + instead + text[at + length :]


def _tidy(text: str) -> str:
    """No stop beside a stop, none at the head of a line, no number before nothing."""
    text = re.sub(
        r"(?:^|(?<=\n))\s*(?:[0-9]{1,2}[、.)）]|[（(][0-9]{1,2}[)）])\s*(?=[，,；;。\n]|$)",
        "",
        text,
    )
    text = re.sub(r"(?:(男女不限|年满16周岁|入职不收取任何费用)[，,；;、\s]*)(?=\1)", "", text)
    text = re.sub(r"(?:年龄|年满)+[要求为:：]*(?=年满16周岁)", "", text)
    text = re.sub(r"[，,；;、]+(?=[，,；;。！!\n]|$)", "", text)
    text = re.sub(r"(?<=[。！!\n])[，,；;、。]+|^[，,；;、。\s]+", "", text)
    text = re.sub(r"([（(])\s*([)）])", "", text)
    return text
