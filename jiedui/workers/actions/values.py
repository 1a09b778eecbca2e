"""Each value of one person, read and written the same way: what undo and merge stand on.

A value is plain: text, numbers, lists. Days are ISO text, so that what is kept of a change
and what stands in the registry can be compared.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal
from jiedui.workers.actions.households import date_classes
from jiedui.workers.actions.rows import insert
from jiedui.workers.models import (
    Care,
    Certificate,
    Experience,
    Household,
    HouseholdStatus,
    Language,
    Spell,
    Worker,
)
from jiedui.workers.queries import identity_index, phone_index, pinyin_of
from jiedui.workers.queries.known import COLUMNS

__all__ = ["FIELDS", "LISTS", "insert", "read", "same", "write"]

ATTNAMES = {"home": "home_id", "town": "town_id"}
DAYS = {"born_on", "issued_on", "valid_until", "began_on", "ended_on"}
# Values that are rows of their own: the table, and its columns in the order of the list.
LISTS = {
    "certificates": (Certificate, ("kind_id", "level", "issued_on", "valid_until")),
    "experience": (Experience, ("occupation_id", "years")),
    "spoken": (Language, ("tongue", "level")),
    "cares": (Care, ("kind", "number", "covered")),
    "spells": (
        Spell,
        (
            "began_on", "ended_on", "employment", "employer_name", "workplace", "work", "pay",
            "found",
        ),
    ),
}  # fmt: skip
FIELDS = (*COLUMNS, "phone", "identity", "household", "household_classes", "left", *LISTS)


def read(worker, field, *, on):
    """The value as it stands on this day."""
    if field in LISTS:
        table, columns = LISTS[field]
        rows = table.objects.filter(worker=worker).values_list(*columns)
        return sorted([_plain(value) for value in row] for row in rows)
    if field == "household":
        return worker.household.code if worker.household_id else ""
    if field == "household_classes":
        held = HouseholdStatus.objects.filter(household=worker.household_id).in_force(on)
        return sorted(held.values_list("kind", flat=True))
    if field == "left":
        return [worker.left, _plain(worker.left_on)]
    return _plain(getattr(worker, ATTNAMES.get(field, field)))


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def same(field, one, other):
    """Whether two values say the same. A sheet tells certificates by their codes alone."""
    if field == "certificates" and any(isinstance(item, str) for item in [*one, *other]):
        return _codes(one) == _codes(other)
    if field in LISTS or field == "household_classes":
        return sorted(map(_listed, one)) == sorted(map(_listed, other))
    return _plain(one) == _plain(other)


def _codes(certificates):
    return {item if isinstance(item, str) else item[0] for item in certificates}


def _listed(item):
    return [_sortable(value) for value in item] if isinstance(item, list | tuple) else [item]


def _sortable(value):
    return "" if value is None else str(_plain(value))


def write(worker, field, value, *, on, source=""):
    """Write one value of a locked person; `value` may be empty, which clears it."""
    if field in LISTS:
        _write_list(worker, field, value)
    elif field == "household_classes":
        _own_roof(worker)
        roof = worker.household_id
        date_classes({roof: (value, on)}, {roof}, on=on, source=source)
    else:
        columns = _columns(worker, field, value)
        for name, told in columns.items():
            setattr(worker, name, told)
        worker.save(update_fields=[*columns])


def _columns(worker, field, value):
    if field == "phone":
        return {"phone": value or "", "phone_index": phone_index(value) if value else None}
    if field == "identity":
        return _identity(worker, value)
    if field == "household":
        return {"household_id": _roof(worker, value)}
    if field == "left":
        return {"left": value[0], "left_on": _day(value[1])}
    if field == "name":
        return {"name": value, "spelling": pinyin_of(value)}
    if field in DAYS:
        return {field: _day(value)}
    # A column that knows no empty value is emptied to what it starts with.
    empty = Worker._meta.get_field(field).get_default()
    return {ATTNAMES.get(field, field): empty if value is None else value}


def _day(value):
    return date.fromisoformat(value) if isinstance(value, str) else value


def _identity(worker, number):
    index = identity_index(number) if number else None
    if index and Worker.objects.filter(identity_index=index).exclude(pk=worker.pk).exists():
        raise Refusal("identity-taken", _("这个身份证号已经登记在另一个人名下：请先核对两人。"))
    return {"identity": number or "", "identity_index": index}


def _roof(worker, code):
    if not code:
        return None
    told = {"home_id": worker.home_id, "town_id": worker.town_id, "village": worker.village}
    return Household.objects.get_or_create(code=code, defaults=told)[0].pk


def _own_roof(worker):
    """A class belongs to a household: somebody without one gets a roof of one's own first."""
    if worker.household_id is None:
        worker.household_id = _roof(worker, f"H{worker.code}")
        worker.save(update_fields=["household_id"])


def _write_list(worker, field, items):
    """The rows of the list and no others; what a row says beyond the list stays as it was."""
    table, columns = LISTS[field]
    wanted = [[item] if isinstance(item, str) else list(item) for item in items]
    held = {tuple(_plain(v) for v in row[1:]): row[0] for row in table.objects.filter(
        worker=worker).values_list("pk", *columns)}  # fmt: skip
    staying, missing = set(), []
    for item in wanted:
        told = tuple(_plain(value) for value in item)
        found = next((pk for row, pk in held.items() if row[: len(told)] == told), None)
        if found is None:
            missing.append(dict(zip(columns, item, strict=False)))
        staying.add(found)
    table.objects.filter(pk__in=set(held.values()) - staying).delete()
    for told in missing:
        days = {name: _day(value) for name, value in told.items() if name in DAYS}
        table.objects.create(worker=worker, **told | days)
