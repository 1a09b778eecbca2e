"""When a question is asked and what its answer becomes, in words an officer reads."""

from django.utils.translation import gettext, pgettext

from jiedui.sheets.conditions import write_condition
from jiedui.sheets.models import Kind
from jiedui.web.desk.cells import label
from jiedui.workers.models import Purpose
from jiedui.workers.queries.asking import said

# What an answer becomes where the registry's own name for it is not a column of a ledger.
MEANS = {
    "wish.plan": lambda: gettext("想不想找工作、在哪里找"),
    "wish.why_not": lambda: gettext("暂不找工作的原因"),
    "wish.when": lambda: gettext("可上岗日期"),
    "language.mandarin": lambda: pgettext("desk", "语言"),
    "language.talk": lambda: pgettext("desk", "语言"),
    "care.kinds": lambda: gettext("照料负担"),
    "care.covered": lambda: gettext("照料负担"),
}


def becomes(question):
    """What of a person the answer is kept as; nothing for a county's own plain questions."""
    target = question.get("maps_to", "")
    room, _dot, name = target.partition(".")
    if target in MEANS:
        return MEANS[target]()
    if room == "consent":
        return gettext("同意：%(what)s") % {"what": Purpose(name).label}
    return str(label(Kind.PEOPLE, name)) if name else ""


class Conditions:
    """The conditions of one set of questions, each question named by its number."""

    def __init__(self, body):
        self.numbers = {question["name"]: number for number, question in enumerate(body, 1)}
        self.choices = {
            (question["name"], choice["name"]): said(choice)
            for question in body
            for choice in question.get("choices", ())
        }

    def told(self, question):
        """第 3 题答“在外省打工”; asked of everybody says nothing."""
        return self._said(question["relevant"]) if "relevant" in question else ""

    def _said(self, tree):
        if parts := tree.get("any"):
            return self._one_of(parts) or gettext("；或者").join(map(self._said, parts))
        if parts := tree.get("all"):
            return gettext("；并且").join(map(self._said, parts))
        if "not" in tree:
            return gettext("不是这样：%(what)s") % {"what": self._said(tree["not"])}
        if tree.get("question") not in self.numbers:
            return write_condition(tree)
        return self._answered(tree)

    def _answered(self, tree):
        number = {"n": self.numbers[tree["question"]]}
        if "told" in tree:
            words = gettext("第 %(n)s 题答过") if tree["told"] else gettext("第 %(n)s 题没有答")
            return words % number
        sign = next((sign for sign in ORDERS if sign in tree), "")
        if sign:
            return ORDERS[sign]() % (number | {"value": tree[sign]})
        if not tree.keys() & {"is", "holds"}:
            return write_condition(tree)
        return self._chosen(tree["question"], [self._words(tree)])

    def _one_of(self, parts):
        """Several answers to one question are said together."""
        if {len(part.keys() & {"is", "holds"}) for part in parts} != {1}:
            return ""
        asked = {part.get("question") for part in parts}
        if len(asked) != 1 or not asked <= self.numbers.keys():
            return ""
        return self._chosen(asked.pop(), map(self._words, parts))

    def _words(self, tree):
        value = tree["is"] if "is" in tree else tree["holds"]
        return self.choices.get((tree["question"], value), str(value))

    def _chosen(self, question, words):
        told = gettext("或").join(f"“{one}”" for one in words)
        return gettext("第 %(n)s 题答%(words)s") % {"n": self.numbers[question], "words": told}


ORDERS = {
    "least": lambda: gettext("第 %(n)s 题不小于 %(value)s"),
    "most": lambda: gettext("第 %(n)s 题不大于 %(value)s"),
    "above": lambda: gettext("第 %(n)s 题大于 %(value)s"),
    "below": lambda: gettext("第 %(n)s 题小于 %(value)s"),
}
