"""Records to be compared: plain values in memory, never written anywhere by this package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

from jiedui.engine.identify.numbers import read_day, read_number, village_body
from jiedui.engine.identify.spelling import spell

FIELDS = ("name", "identity", "born_on", "sex", "phone", "county", "town", "village")


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a ledger. Empty text and None: not told. `born_on` is YYYY-MM-DD."""

    name: str
    identity: str = ""
    born_on: str = ""
    sex: str = ""
    phone: str = ""
    county: int | None = None
    town: int | None = None
    village: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Records as columns of equal length; a record is called by its place."""

    name: Sequence[str]
    identity: Sequence[str]
    born_on: Sequence[str]
    sex: Sequence[str]
    phone: Sequence[str]
    county: Sequence[int | None]
    town: Sequence[int | None]
    village: Sequence[str]

    def __post_init__(self) -> None:
        lengths = {field.name: len(getattr(self, field.name)) for field in fields(self)}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns of unequal length: {lengths}")

    def __len__(self) -> int:
        return len(self.name)

    @classmethod
    def of(cls, records: Sequence[Record]) -> Case:
        return cls(*([getattr(record, name) for record in records] for name in FIELDS))

    def record(self, place: int) -> Record:
        return Record(*(getattr(self, name)[place] for name in FIELDS))


class Traits(NamedTuple):
    """What is compared of one record, made from what it says. Empty or None: it says nothing.

    `bearers` is how many of the records bear the name, `sharers` how many carry this telephone
    number: what two records share by chance depends on how many there are, not on a share.
    """

    name: str
    sound: str
    near: str
    frame: str
    number: str
    checked: bool
    born: str
    day: int
    sex: str
    phone: str
    county: int | None
    town: int | None
    village: str
    bearers: int
    sharers: int


def traits(record: Record, *, bearers: int = 2, sharers: int = 2) -> Traits:
    """One record, for comparing it with another."""
    number, checked = read_number(record.identity) if record.identity else ("", False)
    born, day = read_day(record.born_on)
    if not born and number:
        born, day = read_day(number[6:14])
    return Traits(
        *spell(record.name), number, checked, born, day, record.sex, record.phone,
        record.county, record.town, village_body(record.village), bearers, sharers,
    )  # fmt: skip


def all_traits(case: Case) -> list[Traits]:
    """Every record of a case, with how common its name and its telephone are among them."""
    spelt = [spell(name).plain for name in case.name]
    named, called = Counter(spelt), Counter(case.phone)
    return [
        traits(record, bearers=named[name], sharers=called[record.phone])
        for record, name in zip(
            map(Record, *(getattr(case, field) for field in FIELDS)), spelt, strict=True
        )
    ]
