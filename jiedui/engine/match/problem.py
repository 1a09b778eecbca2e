"""The question: columns of workers and vacancies, the weights and the published seed."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.engine.match.weights import BANDS, CLASSES, RANKS, Weights

Ints = NDArray[Any]

EVERYTHING = 10_000_000  # every occupation and region code lies in [0, EVERYTHING)
PAY_LIMIT = 1 << 17
DAY_LIMIT = 1 << 20
START_DATES = 4_095  # distinct latest starts that fit into the eligibility word
VACANCY_LIMIT = 1 << 24
WORKER_LIMIT = 1 << 31


def _column(
    name: str, values: object, dtype: type[np.generic], low: int, high: int, size: int | None = None
) -> Ints:
    """One read-only column; raises ValueError for floats, other lengths and values outside."""
    given = np.asarray(values)
    if given.size == 0:
        given = given.astype(dtype)
    if given.dtype.kind not in "iub":
        raise ValueError(f"{name} must be whole numbers, not {given.dtype}")
    if given.ndim != 1 or (size is not None and len(given) != size):
        raise ValueError(f"{name} must be a column of {size} values, not shape {given.shape}")
    if len(given) and (int(given.min()) < low or int(given.max()) > high):
        raise ValueError(f"{name} must lie in {low}..{high}: {given.min()}..{given.max()}")
    column = np.ascontiguousarray(given, dtype=dtype)
    if column is values:
        column = column.view()
    column.flags.writeable = False
    return column


def _starts(name: str, values: object, rows: int) -> Ints:
    start = _column(name, values, np.int64, 0, 1 << 40)
    falls = len(start) == 0 or start[0] != 0 or bool((np.diff(start) < 0).any())
    if falls or start[-1] != rows:
        raise ValueError(f"{name} must rise from 0 to {rows}")
    return start


@dataclass(frozen=True)
class Wishes:
    """Ranked wishes of many workers as intervals over integer codes (compressed rows).

    Worker i owns entries `start[i]:start[i+1]`; an entry says: everything coded in
    `[low, high)` is my wish of this `rank` (0 first, below 8). Several entries may share a
    rank, intervals may overlap: a code counts at its best rank. A worker without entries
    has stated no wish and would accept everything at rank 0.
    """

    start: Ints
    rank: Ints
    low: Ints
    high: Ints

    def __post_init__(self) -> None:
        rows = len(np.asarray(self.rank))
        _set(self, "start", _starts("start of wishes", self.start, rows))
        _set(self, "rank", _column("rank", self.rank, np.int8, 0, RANKS - 1))
        _set(self, "low", _column("low", self.low, np.int32, 0, EVERYTHING, rows))
        _set(self, "high", _column("high", self.high, np.int32, 0, EVERYTHING, rows))
        if bool((self.low >= self.high).any()):
            raise ValueError("a wish needs low < high")

    @classmethod
    def of(cls, rows: Iterable[Iterable[tuple[int, int, int]]]) -> "Wishes":
        """From one list of (rank, low, high) a worker."""
        start, entries = _compressed(rows)
        return cls(start, entries[:, 0], entries[:, 1], entries[:, 2])


@dataclass(frozen=True)
class Experience:
    """Years worked, by occupation intervals `[low, high)`; the longest that fits counts."""

    start: Ints
    low: Ints
    high: Ints
    years: Ints

    def __post_init__(self) -> None:
        rows = len(np.asarray(self.years))
        _set(self, "start", _starts("start of experience", self.start, rows))
        _set(self, "low", _column("low", self.low, np.int32, 0, EVERYTHING, rows))
        _set(self, "high", _column("high", self.high, np.int32, 0, EVERYTHING, rows))
        _set(self, "years", _column("years", self.years, np.int8, 0, 63))
        if bool((self.low >= self.high).any()):
            raise ValueError("experience needs low < high")

    @classmethod
    def of(cls, rows: Iterable[Iterable[tuple[int, int, int]]]) -> "Experience":
        """From one list of (low, high, years) a worker."""
        start, entries = _compressed(rows)
        return cls(start, entries[:, 0], entries[:, 1], entries[:, 2])


def _compressed(rows: Iterable[Iterable[tuple[int, int, int]]]) -> tuple[Ints, Ints]:
    lists: Sequence[list[tuple[int, int, int]]] = [list(row) for row in rows]
    start = np.zeros(len(lists) + 1, np.int64)
    np.cumsum([len(row) for row in lists], out=start[1:])
    flat = [entry for row in lists for entry in row]
    return start, np.array(flat, np.int64).reshape(-1, 3)


def _set(owner: object, name: str, value: object) -> None:
    object.__setattr__(owner, name, value)


@dataclass(frozen=True)
class Workers:
    """Those who look for work, n rows. Lists and arrays of whole numbers are accepted.

    number: stable identity (not a row position), unique; age in years; education 0 none to
    6; certificates: bit set; klass: household class, 0 general; home: region code of the
    home county; least_pay: yuan a month, 0 not said; needs_lodging, needs_couple_room;
    employer_kinds: bit set of wished kinds, 0 no wish; available_from: day ordinal, 0 any;
    partner: row of the worker who must not be separated from this one, or -1 (mutual).
    """

    number: Ints
    age: Ints
    education: Ints
    certificates: Ints
    klass: Ints
    home: Ints
    least_pay: Ints
    needs_lodging: Ints
    needs_couple_room: Ints
    employer_kinds: Ints
    available_from: Ints
    partner: Ints
    occupations: Wishes
    places: Wishes
    experience: Experience

    def __post_init__(self) -> None:
        n = len(np.asarray(self.number))
        bounds: dict[str, tuple[type[np.generic], int, int]] = {
            "number": (np.int64, 0, (1 << 63) - 1),
            "age": (np.int8, 0, 127),
            "education": (np.int8, 0, 7),
            "certificates": (np.uint64, 0, (1 << 64) - 1),
            "klass": (np.int8, 0, CLASSES - 1),
            "home": (np.int32, 0, EVERYTHING),
            "least_pay": (np.int32, 0, PAY_LIMIT - 1),
            "needs_lodging": (np.bool_, 0, 1),
            "needs_couple_room": (np.bool_, 0, 1),
            "employer_kinds": (np.uint32, 0, (1 << 32) - 1),
            "available_from": (np.int32, 0, DAY_LIMIT - 1),
            "partner": (np.int32, -1, n - 1),
        }
        for name, (dtype, low, high) in bounds.items():
            _set(self, name, _column(name, getattr(self, name), dtype, low, high, n))
        for name in ("occupations", "places", "experience"):
            if len(getattr(self, name).start) != n + 1:
                raise ValueError(f"{name} must have a row for each of the {n} workers")
        if n >= WORKER_LIMIT:
            raise ValueError("too many workers for the keys")
        _refuse_twins("workers", self.number)
        paired = np.flatnonzero(self.partner >= 0)
        mates = self.partner[paired]
        if bool((mates == paired).any()) or bool((self.partner[mates] != paired).any()):
            raise ValueError("partner must be mutual and another person")

    def __len__(self) -> int:
        return len(self.number)


@dataclass(frozen=True)
class Vacancies:
    """Posts to be filled, m rows.

    occupation: integer code of the 2022 classification (6-31-01-01 is 6310101); region:
    six-digit GB/T 2260 code; openings; reserved openings (at most openings) for classes
    above 0; age_min..age_max inclusive, lawful limits only; education_min; certificates
    required and preferred: bit sets; experience_min: years in the occupation; pay_low,
    pay_high: comparable yuan a month, 0 unknown; lodging; couple_rooms: how many couples;
    employer_kind: 0..31; latest_start: day ordinal, 0 none.
    """

    number: Ints
    occupation: Ints
    region: Ints
    openings: Ints
    reserved: Ints
    age_min: Ints
    age_max: Ints
    education_min: Ints
    certificates_required: Ints
    certificates_preferred: Ints
    experience_min: Ints
    pay_low: Ints
    pay_high: Ints
    lodging: Ints
    couple_rooms: Ints
    employer_kind: Ints
    latest_start: Ints

    def __post_init__(self) -> None:
        m = len(np.asarray(self.number))
        bounds: dict[str, tuple[type[np.generic], int, int]] = {
            "number": (np.int64, 0, (1 << 63) - 1),
            "occupation": (np.int32, 0, EVERYTHING - 1),
            "region": (np.int32, 0, EVERYTHING - 1),
            "openings": (np.int32, 0, 1 << 24),
            "reserved": (np.int32, 0, 1 << 24),
            "age_min": (np.int8, 0, 127),
            "age_max": (np.int8, 0, 127),
            "education_min": (np.int8, 0, 7),
            "certificates_required": (np.uint64, 0, (1 << 64) - 1),
            "certificates_preferred": (np.uint64, 0, (1 << 64) - 1),
            "experience_min": (np.int8, 0, 63),
            "pay_low": (np.int32, 0, PAY_LIMIT - 1),
            "pay_high": (np.int32, 0, PAY_LIMIT - 1),
            "lodging": (np.bool_, 0, 1),
            "couple_rooms": (np.int32, 0, 1 << 24),
            "employer_kind": (np.int8, 0, 31),
            "latest_start": (np.int32, 0, DAY_LIMIT - 1),
        }
        for name, (dtype, low, high) in bounds.items():
            _set(self, name, _column(name, getattr(self, name), dtype, low, high, m))
        if m >= VACANCY_LIMIT:
            raise ValueError("too many vacancies for the keys")
        if int(self.openings.sum(dtype=np.int64)) >= 1 << 31:
            raise ValueError("too many openings in all")
        _refuse_twins("vacancies", self.number)
        if bool((self.reserved > self.openings).any()):
            raise ValueError("reserved openings exceed the openings")
        if bool((self.age_min > self.age_max).any()):
            raise ValueError("age_min exceeds age_max")
        if bool(((self.pay_high > 0) & (self.pay_low > self.pay_high)).any()):
            raise ValueError("pay_low exceeds pay_high")
        if len(np.unique(self.latest_start)) > START_DATES:
            raise ValueError(f"more than {START_DATES} different latest starts")

    def __len__(self) -> int:
        return len(self.number)


def _refuse_twins(what: str, number: Ints) -> None:
    rising = bool((number[1:] > number[:-1]).all())
    if not rising and len(np.unique(number)) != len(number):
        raise ValueError(f"two {what} share a number")


def _nothing() -> Ints:
    return np.zeros(0, np.int32)


@dataclass(frozen=True)
class Problem:
    """Everything a matching depends on; the same problem gives the same plan, bit for bit.

    workers, vacancies, weights; seed of the lottery, 0 <= seed < 2**64, published.
    barred_workers, barred_vacancies: parallel columns of row numbers, pairs that refused
    each other before. homes: sorted distinct home codes that the two tables know (H);
    regions: sorted distinct region codes (R); compatriots: (m, H) people of that county
    already working there; distances: (H, R) bands 0 near to 7 far. A home or region that a
    table does not know counts as band 7 and as no compatriots.
    Raises ValueError on anything out of range or inconsistent.
    """

    workers: Workers
    vacancies: Vacancies
    weights: Weights
    seed: int
    barred_workers: Ints = field(default_factory=_nothing)
    barred_vacancies: Ints = field(default_factory=_nothing)
    homes: Ints = field(default_factory=_nothing)
    regions: Ints = field(default_factory=_nothing)
    compatriots: NDArray[np.uint8] | None = None
    distances: NDArray[np.uint8] | None = None

    def __post_init__(self) -> None:
        if type(self.seed) is not int or not 0 <= self.seed < 1 << 64:
            raise ValueError("the seed must be a whole number below 2**64")
        n, m = len(self.workers), len(self.vacancies)
        if n and int(self.workers.klass.max()) >= len(self.weights.priority):
            raise ValueError("a worker's class has no priority weight")
        who = _column("barred_workers", self.barred_workers, np.int32, 0, n - 1)
        which = _column("barred_vacancies", self.barred_vacancies, np.int32, 0, m - 1, len(who))
        order = np.lexsort((which, who))
        _set(self, "barred_workers", who[order])
        _set(self, "barred_vacancies", which[order])
        for name in ("homes", "regions"):
            column = _column(name, getattr(self, name), np.int32, 0, EVERYTHING)
            if bool((np.diff(column) <= 0).any()):
                raise ValueError(f"{name} must be sorted and distinct")
            _set(self, name, column)
        self._check_table("compatriots", (m, len(self.homes)), 255)
        self._check_table("distances", (len(self.homes), len(self.regions)), BANDS - 1)

    def _check_table(self, name: str, shape: tuple[int, int], high: int) -> None:
        table = getattr(self, name)
        if table is None:
            return
        table = np.asarray(table)
        if table.dtype.kind not in "iu" or table.shape != shape:
            raise ValueError(f"{name} must be whole numbers of shape {shape}")
        if table.size and (int(table.min()) < 0 or int(table.max()) > high):
            raise ValueError(f"{name} must lie in 0..{high}")
        table = np.ascontiguousarray(table, np.uint8)
        if table is getattr(self, name):
            table = table.view()
        table.flags.writeable = False
        _set(self, name, table)

    @property
    def pairs(self) -> int:
        """Workers times vacancies."""
        return len(self.workers) * len(self.vacancies)

    def digest(self) -> str:
        """SHA-256 of the question; rows in another order give the same digest."""
        return _digest(self)


def _digest(problem: Problem) -> str:
    made = hashlib.sha256(b"jiedui match 1")
    workers, vacancies = problem.workers, problem.vacancies
    at = np.argsort(workers.number, kind="stable")
    for spec in fields(Workers):
        column = getattr(workers, spec.name)
        if spec.name == "partner":
            mates = np.where(column >= 0, workers.number[column] if len(column) else 0, -1)
            _feed(made, spec.name, mates[at])
        elif isinstance(column, Wishes):
            _feed_rows(made, spec.name, column.start, (column.rank, column.low, column.high), at)
        elif isinstance(column, Experience):
            _feed_rows(made, spec.name, column.start, (column.low, column.high, column.years), at)
        else:
            _feed(made, spec.name, column[at])
    there = np.argsort(vacancies.number, kind="stable")
    for spec in fields(Vacancies):
        _feed(made, spec.name, getattr(vacancies, spec.name)[there])
    barred = np.stack(
        (
            workers.number[problem.barred_workers],
            vacancies.number[problem.barred_vacancies],
        )
    )
    _feed(made, "barred", barred[:, np.lexsort(barred[::-1])])
    for name in ("homes", "regions"):
        _feed(made, name, getattr(problem, name))
    if problem.compatriots is not None:
        _feed(made, "compatriots", problem.compatriots[there])
    if problem.distances is not None:
        _feed(made, "distances", problem.distances)
    for weight in fields(Weights):
        made.update(f"{weight.name}={getattr(problem.weights, weight.name)};".encode())
    made.update(f"seed={problem.seed}".encode())
    return made.hexdigest()


def _feed(made: "hashlib._Hash", name: str, values: Ints) -> None:
    """Little-endian bytes behind the name and the shape, so that columns cannot run together."""
    made.update(f"{name}{values.shape}{values.dtype.str[1:]};".encode())
    contiguous = np.ascontiguousarray(values)
    made.update(contiguous.astype(contiguous.dtype.newbyteorder("<"), copy=False).data)


def _feed_rows(
    made: "hashlib._Hash", name: str, start: Ints, columns: tuple[Ints, ...], at: Ints
) -> None:
    """Compressed rows in the order `at`; entries inside a row sorted, for they are a set."""
    counts = np.diff(start)[at]
    offsets = np.cumsum(counts) - counts
    take = np.repeat(start[:-1][at] - offsets, counts) + np.arange(int(counts.sum()))
    owner = np.repeat(np.arange(len(at), dtype=np.int32), counts)
    moved = [column[take] for column in columns]
    if not _sorted_rows(owner, moved):
        order = np.lexsort((*moved[::-1], owner))
        moved = [column[order] for column in moved]
    _feed(made, name, counts.astype(np.int32))
    for column in moved:
        _feed(made, name, column)


def _sorted_rows(owner: Ints, columns: list[Ints]) -> bool:
    """Whether entries already rise inside each row: cheaper to ask than to sort."""
    tied = owner[1:] == owner[:-1]
    for column in columns:
        if bool((tied & (column[1:] < column[:-1])).any()):
            return False
        tied &= column[1:] == column[:-1]
    return True
