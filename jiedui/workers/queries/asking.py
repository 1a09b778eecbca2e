"""A question and its answer: is it asked, is this an answer to it, what is still missing?

Plain values in, plain values out: the same few rules are followed again in the village door's
script, where there is no network. docs/rules/surveys.md describes the shape of a question.
"""

import re
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal
from jiedui.workers.queries.identity import read_phone

TYPES = ("one", "many", "text", "number", "date", "phone", "consent", "note")
LONGEST = 200
FURTHEST = 10_000_000


def said(words):
    """A label in the reader's language; what has no English is said in Chinese."""
    english = (get_language() or "").startswith("en")
    return (english and words.get("en")) or words.get("zh", "")


def is_asked(question, values):
    """Whether this question concerns somebody who has answered so far like this."""
    return "relevant" not in question or holds(question["relevant"], values)


def holds(tree, values):
    """Whether a condition is true of these answers; what was not answered is no answer."""
    if "all" in tree:
        return all(holds(part, values) for part in tree["all"])
    if "any" in tree:
        return any(holds(part, values) for part in tree["any"])
    if "not" in tree:
        return not holds(tree["not"], values)
    value = values.get(tree["question"])
    if "told" in tree:
        return (value is not None) == tree["told"]
    return value is not None and _compare(tree, value)


def _compare(tree, value):
    if "is" in tree:
        return value == tree["is"] or value == [tree["is"]]
    if "holds" in tree:
        return tree["holds"] == value or (isinstance(value, list) and tree["holds"] in value)
    if "matches" in tree:
        return re.fullmatch(tree["matches"], str(value)) is not None
    if isinstance(value, list) or isinstance(value, str) != isinstance(_bound(tree), str):
        return False
    return (
        ("least" in tree and value >= tree["least"])
        or ("most" in tree and value <= tree["most"])
        or ("above" in tree and value > tree["above"])
        or ("below" in tree and value < tree["below"])
    )


def _bound(tree):
    return next(tree[name] for name in ("least", "most", "above", "below") if name in tree)


def read_answer(question, value):
    """The answer as it is kept, or a refusal that names the question.

    None takes an answer back. Choices that were ticked come in the order of the list, so that
    two helpers who ticked the same ones have said the same.
    """
    if value is None or value == "" or value == []:
        return None
    read = _READERS.get(question["type"])
    kept = read(question, value) if read else None
    if kept is None:
        raise _not_an_answer(question)
    if "limit" in question and not holds(question["limit"], {question["name"]: kept}):
        raise _not_an_answer(question)
    return kept


def _not_an_answer(question):
    why = said(question.get("limit_said", {}))
    if why:
        return Refusal("answer-invalid", why)
    asked = said(question["label"])[:40]
    return Refusal(
        "answer-invalid", _("“%(asked)s”的回答看不懂：请改一下再提交。") % {"asked": asked}
    )


def _names(question):
    return [choice["name"] for choice in question["choices"]]


def _one(question, value):
    return value if value in _names(question) else None


def _many(question, value):
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return None
    known = _names(question)
    return [name for name in known if name in value] if set(value) <= set(known) else None


def _text(question, value):
    if not isinstance(value, str):
        return None
    return " ".join(value.split())[:LONGEST] or None


def _number(question, value):
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        # Not isdigit(): that is true of ⑺, of which int() knows nothing.
        value = value.strip().replace(",", "").replace("，", "")
        value = int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else None
    return value if isinstance(value, int) and abs(value) < FURTHEST else None


def _date(question, value):
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None


def _phone(question, value):
    return read_phone(value) if isinstance(value, str) else None


def _consent(question, value):
    return value if value in ("yes", "no") else None


_READERS = {
    "one": _one,
    "many": _many,
    "text": _text,
    "number": _number,
    "date": _date,
    "phone": _phone,
    "consent": _consent,
}


def standing(questions, values):
    """The answers that still stand: those whose question is (still) asked, in its order.

    Somebody who first wanted to leave and then did not keeps no wish for places far away.
    """
    kept = {}
    for question in questions:
        value = values.get(question["name"])
        if value is not None and is_asked(question, kept):
            kept[question["name"]] = value
    return kept


def asked_of(questions, values):
    """The questions that concern somebody who answered so; notes are read out as well."""
    kept = standing(questions, values)
    return [question for question in questions if is_asked(question, kept)]


def missing(questions, values):
    """The questions that must still be answered before the form can be finished."""
    return [
        question
        for question in asked_of(questions, values)
        if question.get("required") and values.get(question["name"]) is None
    ]


def in_words(question, value):
    """An answer as a person reads it, in the reader's language."""
    if value is None:
        return ""
    if question["type"] == "consent":
        return str(_("同意")) if value == "yes" else str(_("不同意"))
    if question["type"] == "phone":
        return f"{'*' * 7}{value[-4:]}"
    if question["type"] in ("one", "many"):
        words = {choice["name"]: said(choice) for choice in question["choices"]}
        chosen = value if isinstance(value, list) else [value]
        return "、".join(words.get(name, name) for name in chosen)
    return str(value)


NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,59}")
# What no survey of this house asks: it must play no part in who is put forward for work.
NEVER_ASKED = re.compile(
    r"婚姻|结婚|已婚|未婚|离异|离婚|丧偶|婚育|怀孕|生育计划|宗教|信仰|信教|教派|"
    r"\bmarital|\bmarried|\bmarriage|\bdivorc|\bpregnan|\breligio|\bfaith\b",
    re.IGNORECASE,
)


def faults(questions):
    """Every reason why these questions cannot be asked, as sentences; none is good."""
    found, seen = [], set()
    if not any(question.get("type") != "note" for question in questions):
        return [_("题组里没有一道题。")]
    for question in questions:
        found += _faults_of(question, seen)
        seen.add(question.get("name"))
    return found


def _faults_of(question, seen):
    name = str(question.get("name", ""))
    label = question.get("label", {}).get("zh", "")
    told = {"name": name, "type": str(question.get("type", ""))}
    if not NAME.fullmatch(name):
        return [_("题目编号“%(name)s”不能用：请用字母、数字、下划线，字母开头。") % told]
    if name in seen:
        return [_("题目编号“%(name)s”重复：每道题要有自己的编号。") % told]
    if question.get("type") not in TYPES:
        return [
            _("题目“%(name)s”的类型“%(type)s”看不懂：请改成单选、多选、文字、数字或日期。") % told
        ]
    if not label.strip():
        return [_("题目“%(name)s”没有中文问法：请补上。") % told]
    if is_never_asked(question):
        return [
            _("题目“%(name)s”问了婚姻、生育或宗教信仰：这些与找工作无关，不能问，请删去。") % told
        ]
    return _choice_faults(question, told) + _reference_faults(question, seen, told)


def is_never_asked(question):
    """Whether a question asks about marriage, childbearing plans or religion."""
    words = [question["name"], *question.get("label", {}).values()]
    words += [word for choice in question.get("choices", ()) for word in _words_of(choice)]
    return any(NEVER_ASKED.search(word.replace("_", " ")) for word in words)


def _words_of(choice):
    return [str(choice.get(part, "")) for part in ("zh", "en")]


def _choice_faults(question, told):
    if question["type"] not in ("one", "many"):
        return []
    names = [choice["name"] for choice in question.get("choices", ())]
    if not names:
        return [_("题目“%(name)s”没有选项：请补上。") % told]
    if len(names) != len(set(names)):
        return [_("题目“%(name)s”有两个编号相同的选项：请改一个。") % told]
    return []


def _reference_faults(question, seen, told):
    """A condition may speak of earlier questions only: nobody goes back to find out."""
    unknown = asked_in(question.get("relevant", {})) - seen
    if unknown:
        return [
            _("题目“%(name)s”的出现条件用到了后面或没有的题“%(other)s”：请调整顺序。")
            % (told | {"other": min(unknown)})
        ]
    return []


def asked_in(tree):
    """The names of the questions that a condition speaks of."""
    found = {tree["question"]} if "question" in tree else set()
    parts = [*tree.get("all", ()), *tree.get("any", ()), *([tree["not"]] if "not" in tree else ())]
    for part in parts:
        found |= asked_in(part)
    return found
