"""What was found: two records that may be one person, and what speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """How one field of the two records agrees. `weight` is in bits: each doubles the odds that
    the two are one person, and each below nought halves them."""

    field: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two records by their places, how probable it is that they are one person, and why."""

    one: int
    other: int
    weight: float
    probability: float
    agreements: tuple[Agreement, ...]

    def __post_init__(self) -> None:
        if not self.one < self.other:
            raise ValueError("the lower place comes first")
