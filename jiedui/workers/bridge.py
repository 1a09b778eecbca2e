"""The people of a county as plain records for the judge of identity, and its answer back."""

from dataclasses import dataclass

from django.db.models import Q

from jiedui.core.fields import unseal
from jiedui.engine import identify
from jiedui.workers.models import Worker
from jiedui.workers.queries import identity_index, phone_index, pinyin_of
from jiedui.workers.queries.likenesses import reasons

COLUMNS = ("id", "code", "name", "identity", "born_on", "sex", "phone", "home_id", "town_id",
           "village")  # fmt: skip
# Of so many candidates at most is one entry compared with; an index finds each of them.
AT_MOST = 400
# Shown at an entry form: from this probability on, and not more than so many.
WORTH_SAYING, SHOWN = 0.2, 5


@dataclass(frozen=True, slots=True)
class Alike:
    """Two registered people who may be one; `reasons` are [field, level, weight]."""

    one: int
    other: int
    percent: int
    weight: float
    reasons: list


@dataclass(frozen=True, slots=True)
class Suspect:
    """A registered person who may be the one just being entered."""

    worker: Worker
    percent: int
    reasons: list

    @property
    def said(self):
        """In words, what speaks for its being the same person, the heaviest first."""
        return [reason.said for reason in reasons(self) if reason.speaks_for]


def alike(county):
    """(pairs of present people of this county who may be one person, how many were compared)."""
    ids, records = [], []
    for row in Worker.objects.present().filter(home=county).values_list(*COLUMNS).iterator(5000):
        ids.append(row[0])
        records.append(_record(row))
    found = [
        Alike(
            *sorted((ids[pair.one], ids[pair.other])),
            round(100 * pair.probability),
            pair.weight,
            _reasons(pair),
        )
        for pair in identify.judge(identify.Case.of(records))
    ]
    return found, len(ids)


def _record(row):
    """One row as the engine takes it: numbers are opened in memory, and nowhere else."""
    _id, code, name, identity, born_on, sex, phone, home, town, village = row
    return identify.Record(
        name, _opened("identity", identity, code), born_on.isoformat(), sex,
        _opened("phone", phone, code), home, town, village,
    )  # fmt: skip


def _opened(field, sealed, code):
    return unseal(sealed, Worker._meta.get_field(field).place(code)) if sealed else ""


def _reasons(pair):
    return [[a.field, a.level, round(a.weight, 2)] for a in pair.agreements]


def likely(person, within):
    """Who of `within` (a queryset already scoped) may be the person now being entered?

    `person` is a `Person`; its identity number may still be as it was typed, mistakes and all:
    that is when it matters. Everything is found by an index (the number and the right numbers
    one slip away from it, the telephone, the sound of the name, the birthday and those one slip
    away), then compared one by one. Most likely first.
    """
    present = within.present()
    rows = {row[0]: row for rows in _candidates(person, present) for row in rows}
    if person.worker_id is not None:
        rows.pop(person.worker_id, None)
    told = identify.Record(
        person.name, person.identity or "", person.born_on.isoformat() if person.born_on else "",
        person.sex or "", person.phone or "", person.home, person.town, person.village or "",
    )  # fmt: skip
    bearers, sharers = _bearers(person, present), _sharers(person, present)
    found = {}
    for id_, row in rows.items():
        pair = identify.compare(told, _record(row), bearers=bearers, sharers=sharers)
        if pair.probability >= WORTH_SAYING or _one_number(pair):
            found[id_] = pair
    first = sorted(found, key=lambda id_: (-found[id_].weight, id_))[:SHOWN]
    people = present.select_related("town", "home").in_bulk(first)
    return [
        Suspect(people[id_], round(100 * found[id_].probability), _reasons(found[id_]))
        for id_ in first
    ]


def _one_number(pair):
    """A number belongs to one person: said whatever the name, for one of the two is wrong."""
    return any(a.field == "identity" and a.level == "same" for a in pair.agreements)


def _candidates(person, present):
    """One question for each key, so that each is answered by the index made for it."""
    if person.identity:
        numbers = (person.identity, *identify.corrections(person.identity))
        indexes = [identity_index(number) for number in numbers]
        yield _rows(present.filter(identity_index__in=indexes))
    if person.phone:
        yield _rows(present.filter(phone_index=phone_index(person.phone)))
    here = present.filter(home=person.home)
    yield _rows(here.filter(spelling=pinyin_of(person.name)))
    if person.born_on:
        yield _rows(here.filter(born_on=person.born_on))
        days = identify.misread_days(person.born_on)
        near = Q(spelling__startswith=pinyin_of(person.name)[:3])
        yield _rows(here.filter(near, born_on__in=days))


def _rows(found):
    """Unordered: an order by key would tempt SQLite to walk through the whole county instead."""
    return found.order_by().values_list(*COLUMNS)[:AT_MOST]


def _bearers(person, present):
    """How many in the county would bear this name, the newcomer among them."""
    return present.filter(home=person.home, name=person.name).count() + 1


def _sharers(person, present):
    """How many would carry this telephone number, the newcomer among them."""
    if not person.phone:
        return 1
    return present.filter(phone_index=phone_index(person.phone)).count() + 1
