"""What a reading found: the posts of the ad, and the sentences that the law does not allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """One thing read: the value, how sure (0–100), and the words it came from.

    `words` is an exact stretch of the cell named by `cell`; both are empty when the value
    is an inference that no single stretch says.
    """

    value: T
    confidence: int
    words: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Ages:
    """Youngest and oldest admitted, in whole years; None where the ad sets no limit."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class AgesBySex:
    """Different age limits for men and women. Read to be objected to, never to match by."""

    male: Ages
    female: Ages


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay as printed for regular work, in fen, and the monthly figure to compare by.

    `low_fen` and `high_fen` are per `period` (hour, day, month, year, piece); None where
    the ad leaves that end open. `structure` names the parts that the ad speaks of (base,
    piece, overtime, bonus, commission, guaranteed). `monthly_low_fen`/`monthly_high_fen`
    are comparable monthly amounts under `assumption`; None for piece rates.
    """

    low_fen: int | None
    high_fen: int | None
    period: str
    monthly_low_fen: int | None = None
    monthly_high_fen: int | None = None
    assumption: str = ""
    structure: tuple[str, ...] = ()
    probation_low_fen: int | None = None
    probation_high_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """An occupation of the classification."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class JobGuess:
    """The likeliest occupation and, in falling order, the others worth offering."""

    best: Job
    alternatives: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A region by its GB/T 2260 code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Post:
    """One post of the ad. A field is None when the ad does not speak of it."""

    title: Value[str] | None
    occupation: Value[JobGuess] | None = None
    headcount: Value[int | None] | None = None
    pay: Value[Pay] | None = None
    age: Value[Ages] | None = None
    age_by_sex: Value[AgesBySex] | None = None
    education: Value[str] | None = None
    experience_years: Value[int] | None = None
    certificates: tuple[Value[str], ...] = ()
    board: Value[bool] | None = None
    lodging: Value[bool] | None = None
    insurance: Value[bool] | None = None
    insurance_kinds: tuple[Value[str], ...] = ()
    shifts: tuple[Value[str], ...] = ()
    place: Value[Place] | None = None
    expires: Value[date] | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """A sentence the law does not allow, with its basis and what may be written instead.

    `level` is "prohibit" (must go), "review" (stays only with a reason on file) or
    "block" (the ad may not be published until completed). `words` is empty where the
    breach is that something is missing.
    """

    rule: str
    words: str
    basis: str
    rewording: str
    level: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """All that was read from one ad. `posts[0]` is the titled post, or the first named."""

    posts: tuple[Post, ...]
    breaches: tuple[Breach, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The codes of the broken rules, each once, sorted."""
        return tuple(sorted({breach.rule for breach in self.breaches}))


def as_json(finding: Finding) -> dict[str, Any]:
    """The flat answer of `jiedui read --json`: plain values of the first post, and the breaches.

    Money is in yuan: a whole number where it is one, else a decimal with at most two places.
    """
    post = finding.posts[0]
    ages = post.age.value if post.age else Ages(None, None)
    return {
        "title": post.title.value if post.title else None,
        "occupation": _occupation(post),
        "headcount": post.headcount.value if post.headcount else None,
        "pay": _pay(post.pay.value) if post.pay else None,
        "age": _ages(ages),
        "age_by_sex": {
            "male": _ages(post.age_by_sex.value.male),
            "female": _ages(post.age_by_sex.value.female),
        }
        if post.age_by_sex
        else None,
        "education": post.education.value if post.education else None,
        "experience_years": post.experience_years.value if post.experience_years else None,
        "certificates": [held.value for held in post.certificates],
        "board": post.board.value if post.board else None,
        "lodging": post.lodging.value if post.lodging else None,
        "insurance": post.insurance.value if post.insurance else None,
        "shifts": [shift.value for shift in post.shifts],
        "place": post.place.value.code if post.place else None,
        "expires": post.expires.value.isoformat() if post.expires else None,
        "posts": len(finding.posts),
        "findings": [
            {
                "rule": breach.rule,
                "words": breach.words,
                "basis": breach.basis,
                "rewording": breach.rewording,
                "level": breach.level,
            }
            for breach in finding.breaches
        ],
    }


def _occupation(post: Post) -> dict[str, Any] | None:
    if post.occupation is None:
        return None
    guess = post.occupation.value
    return {
        "code": guess.best.code,
        "name": guess.best.name,
        "confidence": post.occupation.confidence,
        "alternatives": [{"code": job.code, "name": job.name} for job in guess.alternatives],
    }


def _pay(pay: Pay) -> dict[str, Any]:
    return {
        "low": _yuan(pay.low_fen),
        "high": _yuan(pay.high_fen),
        "period": pay.period,
        "monthly_low": _yuan(pay.monthly_low_fen),
        "monthly_high": _yuan(pay.monthly_high_fen),
        "assumption": pay.assumption,
    }


def _yuan(fen: int | None) -> int | float | None:
    if fen is None:
        return None
    return fen // 100 if fen % 100 == 0 else fen / 100


def _ages(ages: Ages) -> dict[str, int | None]:
    return {"min": ages.low, "max": ages.high}
