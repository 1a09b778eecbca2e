"""What a run found, who is on which list, and every reason in plain words."""

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
    "proposals",
    "result_of",
    "said",
    "said_of",
    "supposition",
    "unfilled",
    "unmatched",
    "waiting_for",
]
