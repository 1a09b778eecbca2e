"""The templates: what each message is about, which values it takes, and its words in a language.

The words lie in `templates/notices/<language>/<name>.txt`: the first line is the heading inside
the house, the rest is the message. A hole `{name}` stands for a declared value and nothing else.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from string import Formatter

from django.utils.translation import get_language

from jiedui.notices.models import Kind, Notice

FOLDER = Path(__file__).resolve().parents[1] / "templates" / "notices"
LANGUAGES = ("zh", "en")
# One SMS of the networks holds so many characters, the signature among them.
ONE_SMS = 70
SIGNATURES = {"zh": "【结对】", "en": "【Jiedui】"}
# A value longer than this is cut on the wire; inside the house it is shown whole.
ON_THE_WIRE = 16
NOT_CUT = {"url", "code"}


@dataclass(frozen=True, slots=True)
class Template:
    """`by_wire`: it may leave the house; `inside`: it is kept to be read at the own door."""

    kind: str
    values: tuple
    lasting: timedelta
    by_wire: bool = True
    inside: bool = True


MINUTES = timedelta(minutes=10)
DAYS = timedelta(days=3)
WEEK = timedelta(days=7)


def _office(*values):
    return Template(Kind.OFFICE, values, WEEK, by_wire=False)


TEMPLATES = {
    "signin_code": Template(Kind.CODE, ("code",), MINUTES, inside=False),
    "survey_link": Template(Kind.SURVEY, ("url",), WEEK),
    "vacancies_fit": Template(Kind.NEWS, ("count", "place", "post", "pay"), DAYS),
    "put_forward": Template(Kind.PROGRESS, ("place", "post"), WEEK),
    "application_received": Template(Kind.PROGRESS, ("post",), WEEK),
    "application_interviewed": Template(Kind.PROGRESS, ("post",), WEEK),
    "application_offered": Template(Kind.PROGRESS, ("post",), WEEK),
    "application_hired": Template(Kind.PROGRESS, ("post",), WEEK),
    "application_working": Template(Kind.PROGRESS, ("post",), WEEK),
    "proposal_ended": Template(Kind.PROGRESS, ("post",), WEEK),
    "application_ended": Template(Kind.PROGRESS, ("post", "reason"), WEEK),
    "help_answered": Template(Kind.ANSWER, ("office",), WEEK),
    # For officers and employers, inside the house only.
    "call_received": _office("title", "office"),
    "call_answered": _office("title", "office", "post"),
    "call_declined": _office("title", "office"),
    "call_asked_back": _office("title", "office"),
    "call_explained": _office("title", "office"),
    "request_forwarded": _office("request", "office"),
    "application_came": _office("post"),
    "vacancy_expiring": _office("post", "day"),
    "vacancy_returned": _office("post"),
    "vacancy_submitted": _office("post", "employer"),
    "licence_due": _office("employer", "day"),
    "licence_uploaded": _office("employer"),
    "licence_verified": _office("employer"),
    "licence_refused": _office("employer"),
    "licence_lapsed": _office("employer"),
    "employer_registered": _office("employer"),
    "employer_approved": _office("employer"),
    "employer_returned": _office("employer"),
    "help_asked": _office("about"),
}


@dataclass(frozen=True, slots=True)
class Words:
    heading: str
    body: str


@cache
def words_of(template, language):
    """The heading and the body of a template, holes still open."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    lines = (FOLDER / language / f"{template}.txt").read_text(encoding="utf-8").strip()
    heading, _, body = lines.partition("\n")
    return Words(heading.strip(), " ".join(body.split("\n")).strip())


def holes_of(text):
    return {name for _said, name, _format, _conversion in Formatter().parse(text) if name}


def said(template, values, *, language=None):
    """A message in words, whole: as it is shown inside the house."""
    words = words_of(template, language or reader_language())
    return Words(words.heading.format(**values), words.body.format(**values))


def wire_values(values):
    """The values as they go out: an office's long title must not cost a second SMS."""
    return {
        name: value if name in NOT_CUT or len(value) <= ON_THE_WIRE
        else f"{value[: ON_THE_WIRE - 1]}…"
        for name, value in values.items()
    }  # fmt: skip


def sms_text(template, values, *, language):
    """The message as the network delivers it: signature first."""
    body = words_of(template, language).body.format(**wire_values(values))
    return f"{SIGNATURES.get(language, SIGNATURES['zh'])}{body}"


def reader_language():
    return "en" if (get_language() or "").startswith("en") else "zh"


def shown(notice: Notice):
    """A message in the language of whoever reads it now."""
    return said(notice.template, notice.values)
