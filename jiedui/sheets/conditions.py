"""The conditions of XLSForm and our own: `${plan} = 'away'` ↔ {"question": "plan", "is": "away"}.

Only what a survey at the kitchen table needs is read: comparisons, selected(), regex(), and, or,
not. Anything else is refused by name, because a condition half understood asks the wrong people.
"""

import re

TOKEN = re.compile(
    r"\s*(?:(?P<ref>\$\{\s*(?P<name>[A-Za-z_][\w.-]*)\s*\})|(?P<up>\.\./(?P<upname>[A-Za-z_][\w.-]*))"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?[0-9]+(?:\.0+)?(?![\w.]))"
    r"|(?P<compare>!=|<=|>=|=|<|>)|(?P<word>and\b|or\b)|(?P<call>(?:not|selected|regex|true|false)"
    r"\s*\()|(?P<open>\()|(?P<close>\))|(?P<comma>,)|(?P<self>\.))"
)
ORDERS = {">=": "least", "<=": "most", ">": "above", "<": "below"}
SIGNS = {key: sign for sign, key in ORDERS.items()}
TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "=": "=", "!=": "!="}
# A pattern with more repetitions than this may take for ever on a long answer.
MOST_REPEATS = 2
LONGEST_PATTERN = 60


def read_condition(text, types, *, here=None):
    """The condition as a tree, or None for an empty one. `types` is {question: type};
    `here` is the question that a `.` stands for. Raises ValueError with what was not understood."""
    if not text or not text.strip():
        return None
    reader = _Reader(text.strip(), types, here)
    tree = reader.either()
    if reader.kind is not None:
        raise ValueError(reader.rest())
    return tree


class _Reader:
    """Reads one expression from left to right: or, and, comparison."""

    def __init__(self, text, types, here):
        self.text, self.types, self.here, self.at = text, types, here, 0
        self.kind = self.value = None
        self.next()

    def rest(self):
        return self.text[self.start :][:40]

    def next(self):
        """The token now looked at, and the next one in its place."""
        was = self.kind, self.value
        self.start = self.at
        if self.at >= len(self.text.rstrip()):
            self.kind, self.value = None, None
            return was
        if not (found := TOKEN.match(self.text, self.at)):
            raise ValueError(self.rest())
        self.at = found.end()
        self.kind, self.value = _token(found)
        return was

    def take(self, kind):
        if self.kind != kind:
            raise ValueError(self.rest())
        return self.next()[1]

    def either(self):
        return self._joined("or", "any", self.all)

    def all(self):
        return self._joined("and", "all", self.one)

    def _joined(self, word, key, part):
        parts = [part()]
        while self.kind == "word" and self.value == word:
            self.next()
            parts.append(part())
        return parts[0] if len(parts) == 1 else {key: parts}

    def one(self):
        if self.kind == "open":
            self.next()
            tree = self.either()
            self.take("close")
            return tree
        if self.kind == "call":
            return self._call(self.next()[1])
        left = self._operand()
        sign = self.take("compare")
        return self._comparison(left, sign, self._operand())

    def _call(self, name):
        if name in ("true", "false"):
            self.take("close")
            return {"all": []} if name == "true" else {"any": []}
        if name == "not":
            tree = {"not": self.either()}
            self.take("close")
            return tree
        question = self._question(self._operand())
        self.take("comma")
        value = self.take("text")
        self.take("close")
        if name == "selected":
            return {"question": question, "holds": value}
        return {"question": question, "matches": _pattern(value)}

    def _operand(self):
        if self.kind not in ("ref", "self", "text", "number"):
            raise ValueError(self.rest())
        return self.next()

    def _question(self, operand):
        kind, name = operand
        if kind == "self" and self.here:
            return self.here
        if kind != "ref":
            raise ValueError(str(name))
        return name

    def _comparison(self, left, sign, right):
        if left[0] in ("text", "number"):
            left, sign, right = right, TURNED[sign], left
        question, (kind, value) = self._question(left), right
        if kind not in ("text", "number"):
            raise ValueError(str(value))
        if sign in ORDERS:
            return {"question": question, ORDERS[sign]: self._typed(question, value, order=True)}
        if value == "":
            return {"question": question, "told": sign == "!="}
        tree = {"question": question, "is": self._typed(question, value)}
        return tree if sign == "=" else {"not": tree}

    def _typed(self, question, value, *, order=False):
        """Numbers are compared with numbers, choices by their names, dates by their text."""
        if self.types.get(question) == "number" or (order and self.types.get(question) != "date"):
            return int(float(value))
        return str(value)


def _token(found):
    if found["ref"]:
        return "ref", found["name"]
    if found["up"]:
        return "ref", found["upname"]
    if found["text"]:
        return "text", found["text"][1:-1]
    if found["number"]:
        return "number", int(float(found["number"]))
    for kind in ("compare", "word", "open", "close", "comma", "self"):
        if found[kind]:
            return kind, found[kind]
    return "call", found["call"].rstrip(" (")


def _pattern(text):
    """A pattern that cannot run away: no groups, and few repetitions without an end."""
    repeats = len(re.findall(r"[+*]|\{\d*,\}", text))
    if len(text) > LONGEST_PATTERN or repeats > MOST_REPEATS or re.search(r"\(|\\[1-9]", text):
        raise ValueError(text)
    try:
        re.compile(text)
    except re.error:
        raise ValueError(text) from None
    return text


def write_condition(tree, *, here=None):
    """The same condition as XLSForm writes it."""
    if "all" in tree:
        return _together(tree["all"], "and", "true()", here)
    if "any" in tree:
        return _together(tree["any"], "or", "false()", here)
    if "not" in tree:
        return f"not({write_condition(tree['not'], here=here)})"
    name = "." if tree["question"] == here else f"${{{tree['question']}}}"
    if "told" in tree:
        return f"{name} {'!=' if tree['told'] else '='} ''"
    if "holds" in tree:
        return f"selected({name}, '{tree['holds']}')"
    if "matches" in tree:
        return f"regex({name}, '{tree['matches']}')"
    key = next(key for key in ("is", *SIGNS) if key in tree)
    return f"{name} {SIGNS.get(key, '=')} {_literal(tree[key])}"


def _together(parts, word, nothing, here):
    if not parts:
        return nothing
    said = [write_condition(part, here=here) for part in parts]
    return f" {word} ".join(
        f"({text})" if len(parts) > 1 and part.keys() & {"all", "any"} else text
        for part, text in zip(parts, said, strict=True)
    )


def _literal(value):
    return str(value) if isinstance(value, int) else f"'{value}'"
