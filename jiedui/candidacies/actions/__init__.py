"""Every write to candidacies: put forward, answered, moved on, ended; and calls for help."""

from jiedui.candidacies.actions.answering import apply, decline, think_again
from jiedui.candidacies.actions.erasing import (
    decide_erasure,
    follow_erasure,
    forget_due,
    forget_left,
)
from jiedui.candidacies.actions.helping import answer_help, ask_help
from jiedui.candidacies.actions.leaving import follow_leaving
from jiedui.candidacies.actions.merging import follow_merge
from jiedui.candidacies.actions.standing import advance, end, propose

__all__ = [
    "advance",
    "answer_help",
    "apply",
    "ask_help",
    "decide_erasure",
    "decline",
    "end",
    "follow_erasure",
    "follow_leaving",
    "follow_merge",
    "forget_due",
    "forget_left",
    "propose",
    "think_again",
]
