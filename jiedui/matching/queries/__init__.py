"""What a run found and why, in plain words; what stands in calls, and who could answer them."""

from jiedui.matching.queries.calls import (
    forwarded_to,
    suggested_employers,
    suggested_vacancies,
    told_of_somebody,
    with_figures,
)
from jiedui.matching.queries.result import (
    CLASSES,
    STATES,
    Result,
    choices,
    proposals,
    result_of,
    supposition,
    unfilled,
    unmatched,
    waiting_for,
)
from jiedui.matching.queries.said import Told, said, said_of

__all__ = [
    "CLASSES",
    "STATES",
    "Result",
    "Told",
    "choices",
    "forwarded_to",
    "proposals",
    "result_of",
    "said",
    "said_of",
    "suggested_employers",
    "suggested_vacancies",
    "supposition",
    "told_of_somebody",
    "unfilled",
    "unmatched",
    "waiting_for",
    "with_figures",
]
