"""Which known vacancies say what this one says: the same post brought again."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, OuterRef, Subquery

from jiedui.core.events import Event
from jiedui.vacancies.bridge.reading import engine
from jiedui.vacancies.models import Print, Vacancy, Version
from jiedui.vacancies.queries import parts

MOST_OF_A_FIRM = 200  # the newest: a firm that repeats itself repeats what is recent
MOST_ELSEWHERE = 60
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Repeat:
    """An earlier vacancy that is nearly the same: which, how, how alike, and since when."""

    vacancy: Vacancy
    kind: str  # same, reworded, two-titles
    score: int
    since: date | None


def prints_of(terms, said):
    """The numbers by which these words are met again."""
    return engine().prints(terms["title"], words_of(terms, said))


def words_of(terms, said):
    """The ad's own words; of a typed form, what was typed of the work."""
    return said or "\n".join(
        filter(None, (terms.get(n) for n in ("duties", "conditions", "shifts")))
    )


def repeats_of(vacancy):
    """The earlier vacancies that are nearly the same as this, the likest first."""
    return _repeats([vacancy]).get(vacancy.pk, [])


def repeats_among(vacancies):
    """{vacancy: its likest Repeat} for a page of a list; as many queries for many as for few."""
    return {pk: found[0] for pk, found in _repeats(vacancies).items() if found}


def _repeats(vacancies):
    asked = {vacancy.pk: vacancy for vacancy in vacancies}
    if not asked:
        return {}
    near = _near(asked)
    known = _told({*asked, *(pk for found in near.values() for pk in found)})
    since = _since({pk for found in near.values() for pk in found})
    judged = {}
    for pk, others in near.items():
        ours = _notice(known[pk])
        found = []
        for other in others:
            if other not in known or known[other].region_id != known[pk].region_id:
                continue  # the same post in two counties is two posts
            alike = engine().likeness(ours, _notice(known[other]))
            if alike.kind:
                found.append(Repeat(known[other], alike.kind, alike.score, since.get(other)))
        found.sort(key=lambda one: (-one.score, -one.vacancy.pk))
        judged[pk] = found[:SHOWN]
    return judged


def _near(asked):
    """{vacancy: the earlier ones worth comparing}: of the same firm, or met by a print."""
    near = {pk: [] for pk in asked}
    firms = {vacancy.employer_id for vacancy in asked.values()}
    of_firm = {}
    for part in parts(firms):
        rows = Vacancy.objects.filter(employer__in=part).order_by("-pk")
        for pk, firm in rows.values_list("pk", "employer_id")[: MOST_OF_A_FIRM * len(part)]:
            of_firm.setdefault(firm, []).append(pk)
    for pk, vacancy in asked.items():
        near[pk] += [o for o in of_firm.get(vacancy.employer_id, ()) if o < pk][:MOST_OF_A_FIRM]
    bearers, mine = {}, Print.objects.filter(vacancy__in=list(asked), key__gt=0)
    for pk, key in mine.values_list("vacancy", "key"):
        bearers.setdefault(key, []).append(pk)
    for part in parts(bearers):
        rows = Print.objects.filter(key__in=part).order_by("-vacancy")
        for key, other in rows.values_list("key", "vacancy")[: MOST_ELSEWHERE * len(asked)]:
            for pk in bearers[key]:
                if other < pk:
                    near[pk].append(other)
    return {pk: list(dict.fromkeys(found)) for pk, found in near.items()}


def _told(keys):
    """The vacancies with the words of their newest version."""
    newest = Version.objects.filter(vacancy=OuterRef("pk")).order_by("-number").values("said")[:1]
    found = {}
    for part in parts(keys):
        rows = Vacancy.objects.filter(pk__in=part).select_related("employer", "region")
        found |= {row.pk: row for row in rows.annotate(said=Subquery(newest))}
    return found


def _since(keys):
    """{vacancy: the day it was first brought}; before versions bore a day, by the event."""
    found = {}
    for part in parts(keys):
        rows = Version.objects.filter(vacancy__in=part).values("vacancy")
        found |= dict(rows.annotate(first=Min("made_on")).values_list("vacancy", "first"))
        kept = Event.objects.filter(
            verb="vacancy.kept", subject_kind="vacancies.vacancy", subject_id__in=part
        )
        for pk, at in kept.values_list("subject_id", "at"):
            found[pk] = found.get(pk) or at.date()
    return found


def _notice(vacancy):
    terms = {name: getattr(vacancy, name) for name in ("duties", "conditions", "shifts")}
    return engine().Notice(
        title=vacancy.title,
        text=words_of(terms, vacancy.said or ""),
        pay_low=vacancy.pay_low,
        pay_high=vacancy.pay_high,
        place=vacancy.workplace or "",
        firm=str(vacancy.employer_id),
    )
