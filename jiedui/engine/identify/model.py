"""How two records are compared, field by field, and what each way of agreeing is worth.

Every level is said twice, side by side: in SQL for DuckDB, which compares millions of pairs, and
in Python for a single pair at an entry form. A test holds the two to the same answer on every
pair of the benchmark. The first level that is true counts; the last is "otherwise".

The worth of a level is log2(m / u): how much more often it is met among two records of one person
(m) than among other pairs that share a key (u). Values are fitted once on invented people
(`python -m bench.identify.training`, seeded) and stored in `parameters.json`; a model that
lacks any of them is no model: `NotTrained`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jiedui.engine.identify.case import Traits

Test = Callable[[Traits, Traits], bool]
RARE, USUAL = 4, 20  # records that bear one name
OWN, FAMILY = 3, 8  # records under one telephone number
LUNAR = 17, 52  # days by which the old calendar lags behind the new one


class NotTrained(Exception):
    """A level without its two probabilities: its field would silently count for nothing."""


@dataclass(frozen=True, slots=True)
class Level:
    code: str
    sql: str
    test: Test


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field; `silent` is true of pairs in which it says nothing (either way)."""

    field: str
    silent: Level
    levels: tuple[Level, ...]

    def level(self, one: Traits, other: Traits) -> str:
        """The code of the first level that is true; empty when the field is silent."""
        if self.silent.test(one, other):
            return ""
        return next(level.code for level in self.levels if level.test(one, other))


def otherwise(code: str) -> Level:
    return Level(code, "ELSE", lambda a, b: True)


def slips(one: str, other: str) -> int:
    """Fewest insertions, deletions, substitutions and exchanges of neighbours (Damerau and
    Levenshtein, unrestricted) that turn one text into the other."""
    if one == other:
        return 0
    most = len(one) + len(other)
    last: dict[str, int] = {}
    table = [[most] * (len(other) + 2) for _ in range(len(one) + 2)]
    for row in range(len(one) + 1):
        table[row + 1][1] = row
    for column in range(len(other) + 1):
        table[1][column + 1] = column
    for row, here in enumerate(one, 1):
        matched = 0
        for column, there in enumerate(other, 1):
            above, left = last.get(there, 0), matched
            same = here == there
            if same:
                matched = column
            table[row + 1][column + 1] = min(
                table[row][column] + (not same),
                table[row + 1][column] + 1,
                table[row][column + 1] + 1,
                table[above][left] + (row - above - 1) + 1 + (column - left - 1),
            )
        last[here] = row
    return table[len(one) + 1][len(other) + 1]


def holes(text: str) -> set[str]:
    """The text with each of its characters left open in turn."""
    return {text[:at] + "_" + text[at + 1 :] for at in range(len(text))}


def _fits(one: str, other: str) -> bool:
    return len(one) == len(other) and all(
        a == b or a == "_" or b == "_" for a, b in zip(one, other, strict=True)
    )


def _open(one: Traits, other: Traits) -> bool:
    return ("_" in one.name or "_" in other.name) and _fits(one.name, other.name)


def _part(one: Traits, other: Traits) -> bool:
    short, long = sorted((one.near, other.near), key=len)
    return len(short) >= 2 and short in long


def _swapped(one: str, other: str) -> bool:
    return one[:4] + one[6:] + one[4:6] == other


def _both(one: Traits, other: Traits) -> bool:
    return bool(one.number and other.number)


def _loose(one: Traits, other: Traits) -> bool:
    """Both have a number, and not both are vouched for by their check digit."""
    return _both(one, other) and not (one.checked and other.checked)


NAME = Comparison(
    "name",
    Level("", "name_l = '' OR name_r = ''", lambda a, b: not a.name or not b.name),
    (
        Level(
            "rare",
            f"name_l = name_r AND bearers_l <= {RARE}",
            lambda a, b: a.name == b.name and a.bearers <= RARE,
        ),
        Level(
            "same",
            f"name_l = name_r AND bearers_l <= {USUAL}",
            lambda a, b: a.name == b.name and a.bearers <= USUAL,
        ),
        Level("common", "name_l = name_r", lambda a, b: a.name == b.name),
        Level(
            "unwritten",
            # Names hold no % and no backslash: only `_`, which stands for any one character.
            "(contains(name_l, '_') OR contains(name_r, '_'))"
            " AND (name_l LIKE name_r OR name_r LIKE name_l)",
            lambda a, b: _open(a, b) and (_like(a.name, b.name) or _like(b.name, a.name)),
        ),
        Level("sound", "sound_l = sound_r", lambda a, b: a.sound == b.sound),
        Level("near", "near_l = near_r", lambda a, b: a.near == b.near),
        Level(
            "respelt",
            "frame_l = frame_r AND length(frame_l) >= 3 AND list_has_any(heard_l, heard_r)",
            lambda a, b: (
                a.frame == b.frame
                and len(a.frame) >= 3
                and not holes(a.near).isdisjoint(holes(b.near))
            ),
        ),
        Level(
            "character",
            "length(name_l) >= 3 AND list_has_any(holes_l, holes_r)",
            lambda a, b: len(a.name) >= 3 and not holes(a.name).isdisjoint(holes(b.name)),
        ),
        Level(
            "frame",
            "frame_l = frame_r AND length(frame_l) >= 4",
            lambda a, b: a.frame == b.frame and len(a.frame) >= 4,
        ),
        Level(
            "part",
            "(length(near_l) >= 2 AND contains(near_r, near_l))"
            " OR (length(near_r) >= 2 AND contains(near_l, near_r))",
            _part,
        ),
        Level("surname", "name_l[1] = name_r[1]", lambda a, b: a.name[0] == b.name[0]),
        otherwise("other"),
    ),
)


def _like(one: str, pattern: str) -> bool:
    return len(one) == len(pattern) and all(
        p in ("_", c) for c, p in zip(one, pattern, strict=True)
    )


NUMBER = Comparison(
    "identity",
    Level(
        "",
        "(number_l = '' OR number_r = '') AND (born_l = '' OR born_r = '')",
        lambda a, b: not _both(a, b) and (not a.born or not b.born),
    ),
    (
        Level(
            "same",
            "number_l = number_r AND number_l <> ''",
            lambda a, b: a.number == b.number != "",
        ),
        Level(
            "slip",
            "number_l <> '' AND number_r <> '' AND NOT (checked_l AND checked_r)"
            " AND damerau_levenshtein(number_l, number_r) = 1",
            lambda a, b: _loose(a, b) and slips(a.number, b.number) == 1,
        ),
        Level(
            "slips",
            "number_l <> '' AND number_r <> '' AND NOT (checked_l AND checked_r)"
            " AND damerau_levenshtein(number_l, number_r) = 2",
            lambda a, b: _loose(a, b) and slips(a.number, b.number) == 2,
        ),
        # Two right numbers are two people, of one birthday as well: twins, and those who were
        # registered on one day.
        Level("two-numbers", "checked_l AND checked_r", lambda a, b: a.checked and b.checked),
        Level(
            "unlike-one-day",
            "number_l <> '' AND number_r <> '' AND born_l = born_r",
            lambda a, b: _both(a, b) and a.born == b.born,
        ),
        Level("unlike", "number_l <> '' AND number_r <> ''", _both),
        Level("day", "born_l = born_r", lambda a, b: a.born == b.born),
        Level(
            "day-slip",
            "damerau_levenshtein(born_l, born_r) = 1"
            " OR born_l[1:4] || born_l[7:8] || born_l[5:6] = born_r"
            " OR (born_l[5:8] = born_r[5:8] AND abs(day_l - day_r) <= 366)",
            lambda a, b: (
                slips(a.born, b.born) == 1
                or _swapped(a.born, b.born)
                or (a.born[4:] == b.born[4:] and abs(a.day - b.day) <= 366)
            ),
        ),
        Level(
            "new-year",
            "born_l[1:4] = born_r[1:4] AND (born_l[5:8] = '0101' OR born_r[5:8] = '0101')",
            lambda a, b: a.born[:4] == b.born[:4] and "0101" in (a.born[4:], b.born[4:]),
        ),
        Level(
            "old-calendar",
            f"abs(day_l - day_r) BETWEEN {LUNAR[0]} AND {LUNAR[1]}",
            lambda a, b: LUNAR[0] <= abs(a.day - b.day) <= LUNAR[1],
        ),
        Level("year", "born_l[1:4] = born_r[1:4]", lambda a, b: a.born[:4] == b.born[:4]),
        otherwise("other-day"),
    ),
)

SEX = Comparison(
    "sex",
    Level("", "sex_l = '' OR sex_r = ''", lambda a, b: not a.sex or not b.sex),
    (Level("same", "sex_l = sex_r", lambda a, b: a.sex == b.sex), otherwise("other")),
)

PHONE = Comparison(
    "phone",
    Level("", "phone_l = '' OR phone_r = ''", lambda a, b: not a.phone or not b.phone),
    (
        Level(
            "own",
            f"phone_l = phone_r AND sharers_l <= {OWN}",
            lambda a, b: a.phone == b.phone and a.sharers <= OWN,
        ),
        Level(
            "family",
            f"phone_l = phone_r AND sharers_l <= {FAMILY}",
            lambda a, b: a.phone == b.phone and a.sharers <= FAMILY,
        ),
        Level("many", "phone_l = phone_r", lambda a, b: a.phone == b.phone),
        Level(
            "slip",
            "damerau_levenshtein(phone_l, phone_r) = 1",
            lambda a, b: slips(a.phone, b.phone) == 1,
        ),
        otherwise("other"),
    ),
)

PLACE = Comparison(
    "place",
    Level(
        "",
        "county_l IS NULL OR county_r IS NULL",
        lambda a, b: a.county is None or b.county is None,
    ),
    (
        Level(
            "village",
            "village_l = village_r AND village_l <> '' AND county_l = county_r"
            " AND coalesce(town_l = town_r, true)",
            lambda a, b: (
                a.village == b.village != ""
                and a.county == b.county
                and (a.town is None or b.town is None or a.town == b.town)
            ),
        ),
        Level("town", "coalesce(town_l = town_r, false)", lambda a, b: a.town == b.town != None),  # noqa: E711
        Level(
            "untold",
            "county_l = county_r AND (town_l IS NULL OR town_r IS NULL)",
            lambda a, b: a.county == b.county and (a.town is None or b.town is None),
        ),
        Level("county", "county_l = county_r", lambda a, b: a.county == b.county),
        otherwise("elsewhere"),
    ),
)

COMPARISONS = (NAME, NUMBER, SEX, PHONE, PLACE)


@dataclass(frozen=True, slots=True)
class Model:
    """What every level is worth. `prior` is the weight, in bits, of two records that share a
    key and of which nothing else is known; at `likely` and above a pair is counted as one
    person, from `doubtful` on it is worth an officer's look."""

    prior: float
    likely: float
    doubtful: float
    levels: dict[str, dict[str, tuple[float, float]]]  # field → level → (m, u)

    def __post_init__(self) -> None:
        for comparison in COMPARISONS:
            for level in comparison.levels:
                m, u = self.levels.get(comparison.field, {}).get(level.code, (0.0, 0.0))
                if not (0 < m < 1 and 0 < u < 1):
                    raise NotTrained(f"{comparison.field}: {level.code}")
        if not 0 < self.doubtful <= self.likely < 1:
            raise NotTrained("thresholds")

    def weight(self, field: str, level: str) -> float:
        """In bits; a silent field weighs nothing."""
        if not level:
            return 0.0
        m, u = self.levels[field][level]
        return math.log2(m / u)


def probability(weight: float) -> float:
    """Of a weight in bits."""
    return 1 / (1 + 2.0**-weight) if weight > -1000 else 0.0


def read(told: dict[str, Any]) -> Model:
    """A model from its stored form."""
    try:
        levels = {
            field: {code: (float(m), float(u)) for code, (m, u) in levels.items()}
            for field, levels in told["levels"].items()
        }
        return Model(float(told["prior"]), float(told["likely"]), float(told["doubtful"]), levels)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotTrained(str(error)) from error


@cache
def load() -> Model:
    """The model that this edition is shipped with."""
    return read(json.loads((Path(__file__).parent / "parameters.json").read_text("utf-8")))
