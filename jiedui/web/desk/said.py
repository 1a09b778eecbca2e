"""What a value of a person is in words, and where it came from in one quiet line."""

from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import User
from jiedui.catalog.models import CertificateType
from jiedui.sheets.models import Book, Kind
from jiedui.web.desk.cells import shown
from jiedui.workers.models import (
    CareKind,
    Channel,
    Employment,
    Fluency,
    Left,
    SkillLevel,
    Tongue,
)

BOOK = "book:"
SOURCES = {"desk": _("手工登记"), "split": _("拆分档案"), "town": _("演示")}


def value_said(field, value, certificates):
    """One value as an officer reads it; numbers show their last four."""
    if value in (None, "", [], [""]):
        return "—"
    if field == "left":
        return " ".join(filter(None, [str(Left(value[0]).label), value[1]]))
    if field in LISTED:
        return "、".join(LISTED[field](row, certificates) for row in value)
    return shown(field, value, Kind.PEOPLE) or "—"


def _certificate(row, names):
    code, level, _issued, until = (*row, "", "", "")[:4] if isinstance(row, list) else (row, *"   ")
    said = [names.get(code, code), SkillLevel(level.strip()).label if level.strip() else ""]
    return " ".join(filter(None, [*map(str, said), (until or "").strip() and f"→{until}"]))


def _language(row, _names):
    return f"{Tongue(row[0]).label} {Fluency(row[1]).label if row[1] else ''}".strip()


def _care(row, _names):
    return f"{CareKind(row[0]).label}×{row[1]}"


def _spell(row, _names):
    began, ended, employment, employer = row[:4]
    return f"{began}—{ended or ''} {employer or Employment(employment).label}"


LISTED = {
    "certificates": _certificate,
    "spoken": _language,
    "cares": _care,
    "spells": _spell,
}


def certificate_names():
    return dict(CertificateType.objects.values_list("code", "name"))


class Sources:
    """Names of the books and of the people from whom the values of one page came."""

    def __init__(self, sources, people):
        books = [int(one.removeprefix(BOOK)) for one in sources if one.startswith(BOOK)]
        self.books = dict(Book.objects.filter(pk__in=books).values_list("pk", "name"))
        self.people = dict(User.objects.filter(pk__in=people).values_list("pk", "full_name"))

    def source(self, source):
        """《台账.xlsx》, 手工登记, or the words as they are (the title of a survey wave)."""
        if source.startswith(BOOK):
            name = self.books.get(int(source.removeprefix(BOOK)))
            return f"《{name}》" if name else ""
        return str(SOURCES.get(source, source))

    def origin(self, origin):
        """2026-03-02 走访 何经办《台账.xlsx》."""
        told = [
            f"{origin.told_on:%Y-%m-%d}" if origin.told_on else "",
            str(Channel(origin.channel).label) if origin.channel else "",
            self.people.get(origin.by_id, ""),
            self.source(origin.source),
        ]
        return " ".join(filter(None, told))


def origins_said(origins, fields):
    """({field: its quiet line}, the line of the registration); a value that nobody has changed
    since is covered by the latter and has no line of its own."""
    told = {field: origins[field] for field in fields}
    every = [*told.values(), origins.registration]
    sources = Sources({one.source for one in every}, {one.by_id for one in every} - {None})
    lines = {
        field: sources.origin(one) if one.change is not None else "" for field, one in told.items()
    }
    return lines, sources.origin(origins.registration)
