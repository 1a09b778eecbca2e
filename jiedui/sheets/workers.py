"""People: what a row says, whether it can be believed, and what it would change."""

import json
import re
import zlib
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from jiedui.core.refusal import Refusal
from jiedui.sheets.cells import is_blank, text_of
from jiedui.sheets.header import TOGETHER
from jiedui.sheets.ledger import WISHES, Ledger
from jiedui.sheets.models import Verdict
from jiedui.sheets.remarks import DOUBT, REFUSE, gravity, remark
from jiedui.workers.actions import keep_people
from jiedui.workers.models import Left, Relation
from jiedui.workers.queries import (
    Person,
    Wish,
    age_on,
    differences,
    household_code,
    is_name,
    is_older,
    known,
    person_key,
    read_identity,
    read_name,
    read_phone,
    wish_differences,
)

# Where a whole address is told too, the column of its own wins.
VAGUE = {"address", "home"}
DIRECT = {"name", "identity", "phone", "wish_place", "relation", "marital"}
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
LEAST_AGE, MOST_AGE = 16, 75
HEADS = {"户主", "本人", "本人（户主）", "户主本人"}
SPOUSES = re.compile(r"妻|夫|配偶|爱人|老公|老婆")
# What a member is to the head, by the first word that is found: 儿媳 is no 儿, 孙子 no 子.
RELATIONS = (
    (r"侄|甥|表|堂|其他", Relation.OTHER), (r"儿媳|女婿|媳妇|婿|姐夫|妹夫|嫂", Relation.IN_LAW),
    (r"孙", Relation.GRANDCHILD), (r"祖|爷|奶|外公|外婆|姥", Relation.GRANDPARENT),
    (r"父|母|爸|妈|公公|婆婆|岳", Relation.PARENT), (SPOUSES, Relation.SPOUSE),
    (r"兄|弟|姐|妹|哥", Relation.SIBLING), (r"子|女|儿", Relation.CHILD),
)  # fmt: skip
OWN_USE = {"head", "couple"}
DAYS = {"born_on", "asked_on", "available_from"}
LISTS = {"household_classes", "certificates", "employer_kinds"}
PAIRS = {"occupations", "places", "experience"}
# What a column says of a person and is kept as it was understood.
COPIED = frozenset(Person.__dataclass_fields__) - DIRECT - {"wish", "worker_id"}


class Reader:
    """Reads and judges the rows of one book of people."""

    def __init__(self, region, on, fields):
        self.ledger = Ledger(region, on)
        self.on = on
        self.plan = plan_of(fields)
        self.seen = {}  # half of a person's key -> row number and checksum of what it said
        self.heads = {}  # (place, head's name) -> household of the head met last
        self.last_head = ""
        self.pairs = {}  # household -> (relation, identity) of the head or spouse met first
        self.houses = {}  # household -> class told first

    # --- one row ------------------------------------------------------------------------

    def read(self, cells, odd=()):
        """(values, remarks) of one row; `odd` are columns whose formula has no result."""
        told, remarks = {}, []
        self._mark_odd(cells, odd, remarks)
        width, known = len(cells), self.ledger.told
        for field, columns in self.plan:
            if len(columns) == 1:
                cell = cells[columns[0]] if columns[0] < width else ""
            else:
                cell = cell_of(field, columns, cells, remarks)
            if cell == "":
                continue
            if field in DIRECT:
                told[field] = cell
                continue
            more, said = known(field, cell)
            if field in VAGUE:
                told = more | told
            else:
                told.update(more)
            remarks += said
        if len("".join(filter(_is_text, cells))) > 240 and any(map(_swallows, cells)):
            remarks.append(remark("cell-swallows"))
        return self._person(told, remarks), remarks

    def _mark_odd(self, cells, odd, remarks):
        if not odd and ERRORS.isdisjoint(cells):
            return
        for field, columns in self.plan:
            for column in columns:
                if column in odd:
                    remarks.append(remark("formula-empty", field))
                elif column < len(cells) and cells[column] in ERRORS:
                    remarks.append(remark("cell-error", field))
                    cells = [*cells[:column], "", *cells[column + 1 :]]

    def _person(self, told, remarks):
        values = {name: told[name] for name in told if name in COPIED}
        self._name(told, values, remarks)
        self._identity(told, values, remarks)
        self._phone(told, values, remarks)
        self._home(told, values, remarks)
        if "home" in values:
            self._roof(told, values)
            self._wish(told, values, remarks)
        if "trades" in told:
            years = told.get("years")
            pairs = {code: told_years if told_years is not None else years
                     for code, told_years in told["trades"]}  # fmt: skip
            values["experience"] = tuple((c, y) for c, y in pairs.items() if y is not None)
        return values

    def _name(self, told, values, remarks):
        name = read_name(told.get("name", ""))
        values["name"] = name
        if not name:
            remarks.append(remark("name-missing", "name"))
        elif not is_name(name):
            remarks.append(remark("name-odd", "name", name))

    def _identity(self, told, values, remarks):
        birthday, exact = told.get("birthday"), told.get("birthday_exact")
        cell = told.get("identity", "")
        if cell == "" or is_blank(cell):
            self._birthday_alone(told, values, remarks)
            return
        try:
            identity = read_identity(cell)
        except Refusal as refusal:
            remarks.append(remark(refusal.code, "identity"))
            return
        values["identity"], values["born_on"] = identity.number, identity.born_on
        if identity.number.endswith("000"):
            remarks.append(remark("identity-rounded", "identity"))
        told_sex = values.setdefault("sex", identity.sex)
        if told_sex != identity.sex:
            remarks.append(remark("sex-differs", "sex"))
        if birthday and (
            birthday != identity.born_on
            if exact
            else (birthday.year, birthday.month) != (identity.born_on.year, identity.born_on.month)
        ):
            remarks.append(remark("birthday-differs", "born_on"))
        self._age(identity.born_on, told, remarks)

    def _birthday_alone(self, told, values, remarks):
        birthday = told.get("birthday")
        if birthday is None:
            if not any(kept["code"] == "birthday-unreadable" for kept in remarks):
                remarks.append(remark("birthday-missing", "born_on"))
            return
        values["born_on"] = birthday
        remarks.append(remark("identity-missing", "identity"))
        if not told["birthday_exact"]:
            remarks.append(remark("birthday-month", "born_on"))
        self._age(birthday, told, remarks)

    def _age(self, born_on, told, remarks):
        age = age_on(born_on, self.on)
        if age < LEAST_AGE:
            remarks.append(remark("under-age", "identity", age))
        elif age < 18:
            remarks.append(remark("under-eighteen", "identity", age))
        elif age > MOST_AGE:
            remarks.append(remark("very-old", "identity", age))
        if "age" in told and abs(told["age"] - age) > 1:
            remarks.append(remark("age-differs", "age", f"{told['age']} / {age}"))

    def _phone(self, told, values, remarks):
        cell = told.get("phone", "")
        if cell == "" or is_blank(cell):
            return
        number = read_phone(cell)
        if number is None:
            remarks.append(remark("phone-wrong", "phone"))
        else:
            values["phone"] = number

    def _home(self, told, values, remarks):
        if any(kept["code"] == "outside-region" for kept in remarks):
            return
        if "home" not in values:
            if self.ledger.county is not None:
                values["home"] = self.ledger.county
            elif "identity" in values:
                issued = self.ledger.told("issued", values["identity"][:6])[0].get("issued")
                if issued and self.ledger.low <= issued < self.ledger.high:
                    values["home"] = issued
        if "home" not in values:
            remarks.append(remark("home-unknown", "home"))
        if "town_said" in told:
            values["village"] = f"{told['town_said']}{values.get('village', '')}"[:60]

    def _roof(self, told, values):
        """Whose roof: the office's number, the head's identity number, else the head's name.

        Two heads of one name in one village are two households when each has a line of his
        own: those who follow a head's line (and name him, where the sheet names heads) are his.
        """
        relation = text_of(told.get("relation", ""))
        if relation:
            values["relation"] = relation_to_head(relation)
        head = told.get("head_name", "") or (values["name"] if relation in HEADS else "")
        place = (values.get("town"), values.get("village", ""), head)
        numbered = told.get("household_told") or told.get("head_identity")
        if relation in HEADS and "identity" in values and not numbered:
            code = household_code(home=values["home"], head_identity=values["identity"])
            values["household"] = code
            values["head"] = [*place]
            self._meet_head(values)
        elif head and not numbered and place in self.heads:
            values["household"] = self.heads[place]
        elif relation and not head and not numbered and self.last_head:
            values["household"] = self.last_head
        elif code := self._told_roof(told, values):
            values["household"] = code
        self._couple(told, values, relation)

    def _meet_head(self, values):
        self.heads[tuple(values["head"])] = self.last_head = values["household"]

    def _couple(self, told, values, relation):
        """夫妻同行: whoever of head and spouse comes later in the sheet names the other."""
        roof, identity = values.get("household"), values.get("identity")
        role = "head" if relation in HEADS else "spouse" if SPOUSES.search(relation) else ""
        if not (role and roof and identity and told.get("as_couple")):
            return
        other = self.pairs.setdefault(roof, (role, identity))
        values["couple"] = role
        if other[0] != role and "partner" not in told:
            told["partner"] = other[1]

    def _told_roof(self, told, values):
        return household_code(
            home=values["home"],
            told=told.get("household_told", ""),
            head_identity=told.get("head_identity", ""),
            head_name=told.get("head_name", ""),
            town=values.get("town"),
            village=values.get("village", ""),
        )

    def _wish(self, told, values, remarks):
        wish = {name: told[name] for name in told if name in WISHES}
        if "wish_place" in told:
            more, said = self.ledger.places(told["wish_place"], values["home"])
            wish |= more
            remarks += said
        if "partner_identity" in told:
            wish["partner"] = told["partner_identity"]
        answered = wish.keys() - {"asked_on", "channel", "asked_by"}
        if answered:
            values["wish"] = wish

    # --- many rows ----------------------------------------------------------------------

    def remember(self, number, values, half=None, said=None):
        """What this row is about, for finding the same person further down."""
        if half is None:
            key, said = self.mark(values)
            half = half_of(key) if key else None
        if half is not None and half not in self.seen:
            self.seen[half] = (number, said)
        roof, classes = values.get("household"), values.get("household_classes")
        if roof and classes is not None:
            self.houses.setdefault(roof, tuple(sorted(classes)))
        if "head" in values:
            self._meet_head(values)
        if "couple" in values:
            self.pairs.setdefault(roof, (values["couple"], values["identity"]))

    def mark(self, values):
        """(the person's key or None, checksum of what the row says): told by the row alone."""
        if not is_complete(values):
            return None, 0
        told = values.get("identity") or "", values["name"], values["born_on"], values["home"]
        return person_key(*told), checksum(values)

    def judge(self, rows, marks=None):
        """[(number, values, remarks, verdict, changes, key, subject)] for rows as read.

        Compared first with the sheet itself (the same person twice, two classes under one
        roof), then with the registry as it stands now. `marks` are those of the rows, where
        whoever read them has worked them out already.
        """
        marks = marks or {number: self.mark(values) for number, values, _remarks in rows}
        sought, halves, grave = {}, {}, {}
        for number, values, remarks in rows:
            key, said = marks[number]
            half = halves[number] = half_of(key) if key else None
            self._compare_with_sheet(number, values, remarks, half, said)
            if half is not None:
                self.remember(number, values, half, said)
            grave[number] = _gravest(remarks)
            if key is not None and grave[number] != REFUSE:
                sought[number] = Sought(key, values.get("identity", ""), values["name"])
        registry = known(list(sought.values()), on=self.on)
        found = []
        for number, values, remarks in rows:
            one = sought.get(number)
            entry = registry.get(one.key) if one else None
            verdict, changes = compare(values if one else None, entry, remarks, grave[number])
            subject = entry.id if entry is not None and verdict != Verdict.REFUSED else None
            found.append((number, values, remarks, verdict, changes, halves[number], subject))
        return found

    def _compare_with_sheet(self, number, values, remarks, half, said):
        if half is not None and half in self.seen and self.seen[half][0] != number:
            first, before = self.seen[half]
            code = "same-line-twice" if said == before else "twice-in-sheet"
            remarks.append(remark(code, "identity", f"{first}"))
        first_told = self.houses.get(values.get("household"))
        classes = values.get("household_classes")
        if first_told and classes is not None and first_told != tuple(sorted(classes)):
            remarks.append(remark("class-conflict", "household_classes"))


class Sought(NamedTuple):
    """As much of a person as it takes to find him or her in the registry."""

    key: str
    identity: str
    name: str
    worker_id: int | None = None


@lru_cache(maxsize=512)
def relation_to_head(text):
    """The code of what a member is to the head; None where the cell does not say."""
    if text in HEADS:
        return Relation.HEAD.value
    found = (kind.value for words, kind in RELATIONS if re.search(words, text))
    return next(found, Relation.OTHER.value if text else None)


def _is_text(cell):
    return type(cell) is str


def _swallows(cell):
    """A cell that holds lines with separators: a stray quotation mark has eaten the rows below."""
    return (
        _is_text(cell)
        and sum(line.count(",") + line.count("\t") > 2 for line in cell.split("\n")) > 1
    )


def plan_of(fields):
    """[(field, columns)] in an order in which an exact column speaks after a vague one."""
    columns = {}
    for column, field in enumerate(fields):
        if field:
            columns.setdefault(field, []).append(column)
    return [(field, tuple(at)) for field, at in columns.items()]


def cell_of(field, columns, cells, remarks):
    if len(columns) == 1:
        column = columns[0]
        return cells[column] if column < len(cells) else ""
    filled = [cells[c] for c in columns if c < len(cells) and not is_blank(cells[c])]
    if len(filled) <= 1:
        return filled[0] if filled else ""
    if field == "village":
        return "".join(text_of(cell) for cell in filled)
    if field == "phone":
        return filled[0]
    if field in TOGETHER:
        return "、".join(dict.fromkeys(text_of(cell) for cell in filled))
    if len({text_of(cell) for cell in filled}) > 1:
        remarks.append(remark("two-answers", field))
    return filled[0]


def _gravest(remarks):
    if not remarks:
        return ""
    levels = {gravity(kept["code"]) for kept in remarks}
    return REFUSE if REFUSE in levels else DOUBT if DOUBT in levels else ""


def compare(values, entry, remarks, worst):
    """(verdict, changes) of what a row says (None: no person) against the registry; adds its
    own remarks."""
    if worst == REFUSE or values is None:
        return (Verdict.REFUSED if worst == REFUSE else Verdict.DOUBTFUL), {}
    if any(kept["code"] == "same-line-twice" for kept in remarks):
        return Verdict.SAME, {}
    if entry is None:
        return (Verdict.DOUBTFUL if worst else Verdict.NEW), {}
    person = person_of(values)
    if entry.columns["home"] != person.home and entry.left != Left.MOVED:
        remarks.append(remark("registered-elsewhere", "identity"))
        return Verdict.REFUSED, {}
    changes = {name: list(pair) for name, pair in differences(person, entry).items()}
    if person.wish is not None:
        asked = wish_differences(person.wish, entry.wish)
        if asked and is_older(person.wish, entry.wish):
            remarks.append(remark("older-survey", "asked_on", entry.wish["asked_on"]))
            worst = DOUBT
        changes |= {f"wish.{name}": list(pair) for name, pair in asked.items()}
    if changes and entry.left == Left.DECEASED:
        remarks.append(remark("marked-deceased"))
        worst = DOUBT
    if "name" in changes and person.identity:
        remarks.append(remark("name-differs", "name", entry.columns["name"]))
        worst = DOUBT
    if worst:
        return Verdict.DOUBTFUL, changes
    return (Verdict.CHANGED if changes else Verdict.SAME), changes


def half_of(key):
    """Half of the keyed digest by which the registry knows the person, as a signed number."""
    if "|" in key:  # name, day and county: somebody without an identity number
        return zlib.crc32(key.encode()) | 1 << 60
    return int(key[:15], 16)


def is_complete(values):
    """Enough to keep the person: what is missing here no officer can wave through."""
    return all(values.get(name) for name in ("name", "born_on", "home"))


def checksum(values):
    return zlib.crc32(repr(values).encode())


# Built once: making an encoder costs more than encoding a row.
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


def from_json(text):
    """The values of a row as `judge` made them: days are days again, lists are tuples."""
    values = json.loads(text) if isinstance(text, str) else text
    return {name: _revived(name, value) for name, value in values.items()}


def _revived(name, value):
    if name in DAYS and value:
        return date.fromisoformat(value)
    if name in LISTS:
        return tuple(value)
    if name in PAIRS:
        return tuple(tuple(pair) for pair in value)
    if name == "wish":
        return {inner: _revived(inner, told) for inner, told in value.items()}
    return value


def person_of(values):
    """The person of a row; what only helps to read the next rows is left out."""
    if OWN_USE & values.keys():
        values = {name: told for name, told in values.items() if name not in OWN_USE}
    wish = values.get("wish")
    if wish is None:
        return Person(**values)
    return Person(**values | {"wish": Wish(**wish)})


def as_stored(changes):
    """Changes as they are read back: the form in which two of them can be compared."""
    return json.loads(to_json(changes))


def keep(rows, *, on, by, source):
    """Write the rows whose base has not moved since the review.

    `rows` are (row id, values, verdict, changes, deliberately) as reviewed. Returns
    {row id: (worker id, verdict, changes, remark or None)}; a row whose person was changed
    by somebody else in the meantime is not written but comes back as doubtful with the fresh
    changes.
    """
    people = {row: person_of(values) for row, values, *_ in rows}
    registry = known(list(people.values()), on=on)
    ready, answers = [], {}
    for row, values, verdict, changes, deliberately in rows:
        entry = registry.get(people[row].key)
        remarks = []
        now, fresh = compare(values, entry, remarks, "")
        if now == Verdict.SAME:
            answers[row] = (entry.id, Verdict.SAME, {}, None)
        elif now == Verdict.REFUSED:
            answers[row] = (None, now, {}, remarks[0])
        elif as_stored(fresh) != changes or (entry is None) != _was_new(verdict, changes):
            moved = remark("changed-meanwhile")
            answers[row] = (entry.id if entry else None, Verdict.DOUBTFUL, fresh, moved)
        elif now == Verdict.DOUBTFUL and not deliberately:
            answers[row] = (entry.id, Verdict.DOUBTFUL, fresh, remarks[0])
        else:
            ready.append(row)
    kept = keep_people([people[row] for row in ready], on=on, by=by, source=source)
    verdicts = {row: verdict for row, _values, verdict, *_ in rows}
    for row, one in zip(ready, kept, strict=True):
        answers[row] = (one.worker_id, verdicts[row], None, None)
    return answers


def _was_new(verdict, changes):
    return verdict == Verdict.NEW or (verdict == Verdict.DOUBTFUL and not changes)
