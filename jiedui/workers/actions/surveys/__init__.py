"""Survey waves 摸排: drawing, giving out, asking, merging, finishing."""

from jiedui.workers.actions.surveys.answers import Taken, settle, take_answers
from jiedui.workers.actions.surveys.attachments import (
    attach,
    forget_photos,
    show_attachment,
)
from jiedui.workers.actions.surveys.finishing import (
    decline_survey,
    finish,
    nothing_changed,
    record_no_answer,
    record_outcome,
)
from jiedui.workers.actions.surveys.links import (
    close_link,
    decline_at_link,
    finish_at_link,
    make_link,
    miss,
    nothing_changed_at_link,
)
from jiedui.workers.actions.surveys.questions import keep_questions, load_questions
from jiedui.workers.actions.surveys.waves import (
    assign,
    close_overdue,
    close_wave,
    draw_wave,
    give_out,
    open_wave,
    unassign,
)

__all__ = [
    "Taken",
    "assign",
    "attach",
    "close_link",
    "close_overdue",
    "close_wave",
    "decline_at_link",
    "decline_survey",
    "draw_wave",
    "finish",
    "finish_at_link",
    "forget_photos",
    "give_out",
    "keep_questions",
    "load_questions",
    "make_link",
    "miss",
    "nothing_changed",
    "nothing_changed_at_link",
    "open_wave",
    "record_no_answer",
    "record_outcome",
    "settle",
    "show_attachment",
    "take_answers",
    "unassign",
]
