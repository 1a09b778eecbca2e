"""One person asks for oneself: which vacancies fit, in whose order, and why.

The same columns, conditions, scores and reasons as a run for a whole county; nothing is kept and
nobody is put forward by asking.
"""

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from jiedui.catalog.models import Region
from jiedui.engine.match.pairs import Measure
from jiedui.matching.bridge.answer import solved
from jiedui.matching.bridge.explained import explain_workers, why_this
from jiedui.matching.bridge.question import gather
from jiedui.matching.bridge.weighed import policy_over
from jiedui.matching.models import Obstacle

MOST = 5
# Somebody who stands for one vacancy may look at others, and somebody who was never asked may
# look too; who is at work already, or does not want to be asked, is shown nothing.
MAY_LOOK = (Obstacle.STANDING, Obstacle.NO_INTENTION)
MAY_ASK = (*MAY_LOOK, Obstacle.PLACED, Obstacle.NOT_SEEKING)


@dataclass(frozen=True)
class Asked:
    """What `gather` needs to know of a question; a run says the same for many people."""

    west: Region
    as_of: date
    people: list[int]
    weights: dict
    vacancies: list[int] | None = None
    also: tuple = ()
    with_drafts: bool = False
    seed: int = 0


@dataclass(frozen=True)
class Fit:
    """A vacancy by its key, and the reasons as codes (`queries.said` makes them sentences)."""

    vacancy: int
    reasons: list[dict]


@dataclass(frozen=True)
class Fits:
    """The best of what fits; where nothing does, what stands in the way."""

    fits: list[Fit] = field(default_factory=list)
    obstacle: str = ""
    reasons: list[dict] = field(default_factory=list)


def fits(worker, *, on, limit=MOST) -> Fits:
    """The vacancies of one's county and its pairs that fit, the best liked first."""
    question = _question(worker, on, also=MAY_LOOK)
    if not len(question.workers):
        return Fits(obstacle=question.left_out.get(worker.pk, ""))
    measure = Measure(question.problem)
    found = _in_order(measure, limit)
    if not found:
        return Fits([], *_why_nothing(question, worker))
    ranks = measure.wished(np.array([0]))
    return Fits([Fit(int(question.vacancies[at]), _why(question, ranks, at)) for at in found])


def lacking(worker, vacancy, *, on) -> list[str]:
    """The conditions that this person and this vacancy do not both meet, by their codes."""
    question = _question(worker, on, also=MAY_ASK, vacancies=[vacancy.pk])
    if not len(question.workers) or not len(question.vacancies):
        return []
    failing = Measure(question.problem).failing(np.array([0]))
    return [name for name, flags in failing.items() if bool(flags[0, 0])]


def _question(worker, on, *, also, vacancies=None):
    policy = policy_over(worker.home, on)
    asked = Asked(
        west=worker.home,
        as_of=on,
        people=[worker.pk],
        weights={name: told["value"] for name, told in policy.weights.items()},
        vacancies=vacancies,
        also=also,
    )
    return gather(asked, classes=policy.classes)


def _in_order(measure, limit):
    """Rows of the vacancies that are admissible, by the person's own key."""
    measured = measure.measured(np.array([0]))
    at = np.flatnonzero(measured.admissible[0])
    me = np.zeros(len(at), np.int64)
    score = measure.scores(me, at, measured.occupation_rank[0, at], measured.place_rank[0, at])
    keys = measure.worker_keys(me, at, score)
    return at[np.argsort(-keys)][:limit].tolist()


@dataclass(frozen=True)
class _Seated:
    """The person as if in this seat: what the words of a proposal are made from."""

    seats: np.ndarray
    occupation_ranks: np.ndarray
    place_ranks: np.ndarray


def _why(question, ranks, at):
    occupation, place = ranks
    seated = _Seated(np.array([at]), occupation[:, at], place[:, at])
    return why_this(question, seated, 0, at)


def _why_nothing(question, worker):
    return explain_workers(question, solved(question), [worker.pk])[worker.pk]
