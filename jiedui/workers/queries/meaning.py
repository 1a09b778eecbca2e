"""What an answer means to the registry: a question says with `maps_to` what it becomes.

The way back, from the registry to an answer, is told in `lasting`.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from jiedui.accounts.models import Pairing
from jiedui.catalog.models import CertificateType, Education, EmployerKind
from jiedui.catalog.queries import certificate_names, wish_reader
from jiedui.workers.models import CareKind, Employment, Fluency, Tongue
from jiedui.workers.queries.asking import standing

# The Lantern Festival falls on the 5th of March at the latest.
AFTER_THE_FESTIVAL = (3, 5)
# Ways of going on that are no search for an employer.
NOT_SEEKING = {"none", "own"}
LONGEST_REMARK = 200
YES_NO = {"yes": True, "no": False}
PERSON = {
    "phone": str, "workplace": str, "employer_name": str, "languages": str, "remark": str,
    "village": str, "ethnicity": str, "employment": str, "education": int, "graduated_in": int,
    "is_veteran": YES_NO.get,
}  # fmt: skip
WISH = {
    "least_pay": int, "partner": str, "wants_work": YES_NO.get, "needs_lodging": YES_NO.get,
    "needs_couple_room": YES_NO.get, "available_from": date.fromisoformat,
}  # fmt: skip
PURPOSES = ("registry", "matching", "sharing", "messages", "health")
TARGETS = frozenset(
    {f"person.{name}" for name in PERSON}
    | {f"wish.{name}" for name in WISH}
    | {f"consent.{name}" for name in PURPOSES}
    | {
        "person.certificates", "wish.plan", "wish.why_not", "wish.places", "wish.occupations",
        "wish.employer_kinds", "wish.when", "wish.training_wish", "wish.remark",
        "language.mandarin", "language.talk", "care.kinds", "care.covered",
    }
)  # fmt: skip


@dataclass
class Meant:
    """The answers of one form in the registry's own words."""

    person: dict = field(default_factory=dict)
    wish: dict = field(default_factory=dict)
    consents: list = field(default_factory=list)  # (purpose, the words read out, "yes" or "no")
    languages: dict = field(default_factory=dict)  # tongue → level
    cares: tuple | None = None  # kinds of duties; None: not said
    covered: bool = False
    remarks: list = field(default_factory=list)


def meant_by(questions, values, *, home, on):
    """What these answers say, on this day, of somebody whose home county is `home`."""
    meant, kept = Meant(), standing(questions, values)
    for question in questions:
        target, value = question.get("maps_to"), kept.get(question["name"])
        if value is None or target not in TARGETS:
            continue
        room, name = target.split(".")
        if target in _SPECIAL:
            _SPECIAL[target](meant, question, value, home, on)
        elif room == "consent":
            meant.consents.append((name, question["label"]["zh"], value))
        else:
            read = (PERSON if room == "person" else WISH)[name]
            getattr(meant, room)[name] = read(value)
    if meant.remarks:
        meant.wish["remark"] = "；".join(meant.remarks)[:LONGEST_REMARK]
    return meant


def labels(question, value):
    """The words of the choices made, as the question has them; free text is its own words."""
    if "choices" not in question:
        return [value]
    chosen = value if isinstance(value, list) else [value]
    return [c.get("means", c["zh"]) for c in question["choices"] if c["name"] in chosen]


def _plan(meant, question, value, home, on):
    meant.wish["wants_work"] = value not in NOT_SEEKING
    if value == "local":
        meant.wish["places"] = _intervals(wish_reader().places("县内", home))
    elif value == "welfare":
        meant.wish["places"] = _intervals(wish_reader().places("县内", home))
        meant.wish["employer_kinds"] = ("welfare",)
    elif value == "own":
        meant.remarks.append("想创业")


def _why_not(meant, question, value, home, on):
    meant.remarks.append("暂不找工作：" + "、".join(labels(question, value)))


def _places(meant, question, value, home, on):
    reader, found = wish_reader(), []
    for words in labels(question, value):
        found += _paired(home, on) if words == "结对" else reader.places(words, home)
    meant.wish["places"] = _intervals(found)


def _paired(home, on):
    """The eastern side of the pairings of this county, as wishes."""
    low, high = home, home + 1
    wide = {home // 100 * 100, home // 10_000 * 10_000}
    pairs = Pairing.objects.in_force(on).vouched().select_related("east")
    return [
        (pair.east.short, (pair.east.interval(),))
        for pair in pairs
        if low <= pair.west_id < high or pair.west_id in wide
    ]


def _occupations(meant, question, value, home, on):
    reader = wish_reader()
    found = [wished for words in labels(question, value) for wished in reader.work(words)]
    meant.wish["occupations"] = _intervals(found)


def _intervals(wishes):
    """Wishes as rows of (rank, low, high, words); what was ticked together is equally welcome."""
    return tuple((1, low, high, said[:60]) for said, spans in wishes for low, high in spans)


def _employer_kinds(meant, question, value, home, on):
    meant.wish["employer_kinds"] = tuple(value if isinstance(value, list) else [value])


def _when(meant, question, value, home, on):
    """The first day of work that was meant; "cannot say" leaves it open."""
    days = {"now": on, "month": on + timedelta(30), "quarter": on + timedelta(90)}
    if value == "spring":
        this_year = on.replace(month=AFTER_THE_FESTIVAL[0], day=AFTER_THE_FESTIVAL[1])
        next_year = date(on.year + 1, *AFTER_THE_FESTIVAL)
        days["spring"] = this_year if on <= this_year else next_year
    if value in days:
        meant.wish["available_from"] = days[value]


def _training(meant, question, value, home, on):
    meant.wish["training_wish"] = "、".join(labels(question, value))[:80]


def _remark(meant, question, value, home, on):
    meant.remarks.append(value)


def _certificates(meant, question, value, home, on):
    if question["type"] == "text":
        codes = certificate_names().find(value)
    else:
        codes = value if isinstance(value, list) else [value]
    meant.person["certificates"] = tuple(sorted(codes))


def _mandarin(meant, question, value, home, on):
    meant.languages["mandarin"] = value


def _tongues(meant, question, value, home, on):
    meant.languages |= dict.fromkeys(value, "talk")


def _cares(meant, question, value, home, on):
    meant.cares = tuple(kind for kind in value if kind != "nobody")


def _covered(meant, question, value, home, on):
    meant.covered = value == "yes"


_SPECIAL = {
    "person.certificates": _certificates,
    "wish.plan": _plan,
    "wish.why_not": _why_not,
    "wish.places": _places,
    "wish.occupations": _occupations,
    "wish.employer_kinds": _employer_kinds,
    "wish.when": _when,
    "wish.training_wish": _training,
    "wish.remark": _remark,
    "language.mandarin": _mandarin,
    "language.talk": _tongues,
    "care.kinds": _cares,
    "care.covered": _covered,
}


def allowed_choices(target):
    """The names that the choices of a question may have if it becomes this value; None: any."""
    yes_no = {"yes", "no"}
    return {
        "person.employment": lambda: set(Employment) - {""},
        "person.education": lambda: {str(level) for level in Education},
        "person.is_veteran": lambda: yes_no,
        "person.certificates": lambda: set(CertificateType.objects.values_list("pk", flat=True)),
        "wish.wants_work": lambda: yes_no,
        "wish.needs_lodging": lambda: yes_no,
        "wish.needs_couple_room": lambda: yes_no,
        "wish.plan": lambda: {"away", "local", "welfare", *NOT_SEEKING},
        "wish.when": lambda: {"now", "month", "quarter", "spring", "later"},
        "wish.employer_kinds": lambda: set(EmployerKind.objects.values_list("pk", flat=True)),
        "language.mandarin": lambda: set(Fluency) - {""},
        "language.talk": lambda: set(Tongue),
        "care.kinds": lambda: {*CareKind, "nobody"},
        "care.covered": lambda: yes_no,
    }.get(target, lambda: None)()


# What the answer to such a question must be, where a choice is not what it is made of.
KINDS = {
    "person.phone": {"phone"},
    "person.graduated_in": {"number"},
    "person.certificates": {"many", "one", "text"},
    "wish.least_pay": {"number"},
    "wish.available_from": {"date"},
    "wish.places": {"many", "one", "text"},
    "wish.occupations": {"many", "one", "text"},
    "wish.employer_kinds": {"many", "one"},
    "wish.training_wish": {"many", "one", "text"},
    "wish.why_not": {"many", "one", "text"},
    "wish.remark": {"text"},
    "wish.partner": {"text"},
    "language.talk": {"many"},
    "care.kinds": {"many"},
}
ONE_OF = {
    "person.employment", "person.education", "person.is_veteran", "wish.wants_work",
    "wish.needs_lodging", "wish.needs_couple_room", "wish.plan", "wish.when",
    "language.mandarin", "care.covered",
}  # fmt: skip


def fits_target(question):
    """Whether a question is of the shape that the value it names needs."""
    target, kind = question["maps_to"], question["type"]
    if target not in TARGETS:
        return False
    wanted = {"one"} if target in ONE_OF else KINDS.get(target, {"text"})
    if target.startswith("consent."):
        wanted = {"consent"}
    allowed = allowed_choices(target)
    names = {choice["name"] for choice in question.get("choices", ())}
    return kind in wanted and (allowed is None or "choices" not in question or names <= allowed)
