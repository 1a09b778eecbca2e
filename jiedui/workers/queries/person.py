"""A person and the person's wish as one answer told them: `None` is what was not said.

What was not said never overwrites what is known; this is what lets a county bring the same
people again in a sheet with fewer columns.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jiedui.core.fields import blind

Interval = tuple[int, int, int, str]  # rank, low, high (half-open), the words


@dataclass(frozen=True, slots=True)
class Wish:
    """What one person answered. `asked_on` None: the answer carries no date of its own.

    `partner` is a name, an identity number or a person's code; it is found within the household.
    """

    asked_on: date | None = None
    channel: str | None = None
    asked_by: str | None = None
    wants_work: bool | None = None
    occupations: tuple[Interval, ...] | None = None
    places: tuple[Interval, ...] | None = None
    employer_kinds: tuple[str, ...] | None = None
    least_pay: int | None = None
    needs_lodging: bool | None = None
    needs_couple_room: bool | None = None
    partner: str | None = None
    available_from: date | None = None
    training_wish: str | None = None
    remark: str | None = None


@dataclass(frozen=True)
class Person:
    """One line of a ledger, understood. `home` and `town` are region codes; certificates and
    employer kinds are catalogue codes; `experience` is pairs of occupation code and years."""

    name: str
    born_on: date
    home: int
    worker_id: int | None = None
    identity: str | None = None
    phone: str | None = None
    sex: str | None = None
    ethnicity: str | None = None
    education: int | None = None
    town: int | None = None
    village: str | None = None
    household: str | None = None
    household_classes: tuple[str, ...] | None = None
    employment: str | None = None
    workplace: str | None = None
    employer_name: str | None = None
    graduated_in: int | None = None
    is_veteran: bool | None = None
    languages: str | None = None
    remark: str | None = None
    relation: str | None = None
    disability: str | None = None
    certificates: tuple[str, ...] | None = None
    experience: tuple[tuple[str, int], ...] | None = None
    wish: Wish | None = None

    @cached_property
    def key(self):
        return person_key(self.identity, self.name, self.born_on, self.home)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one entry: `new`, `changed` or `same`."""

    worker_id: int
    outcome: str


def identity_index(number):
    return blind("identity", number)


def phone_index(number):
    return blind("phone", number)


def person_key(identity, name, born_on, home):
    """What makes two lines one person: the identity number; without one, name, day and county."""
    if identity:
        return identity_index(identity)
    return f"{home}|{born_on.isoformat()}|{name}"


def household_code(*, home, told="", head_identity="", head_name="", town=None, village=""):
    """The same code for everybody under one roof, from whatever the sheet says of the roof.

    An office's own household number wins; then the head's identity number; then the head's
    name within the village. Empty when the sheet says nothing.
    """
    if told:
        return f"{home}-{told}"[:24]
    if head_identity:
        return "H" + blind("household", head_identity)[:20]
    if head_name:
        return "H" + blind("household", f"{home}|{town or ''}|{village}|{head_name}")[:20]
    return ""


def own_household_code(key):
    """The roof of somebody of whom no roof was told."""
    return "H" + blind("household", f"alone|{key}")[:20]
