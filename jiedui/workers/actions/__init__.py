"""Every write to people, households and wishes."""

from jiedui.workers.actions.changes import undo
from jiedui.workers.actions.consents import record_consent, withdraw_consent
from jiedui.workers.actions.contacts import record_contact
from jiedui.workers.actions.corrections import (
    correct,
    end_spell,
    forget,
    record_care,
    record_certificate,
    record_experience,
    record_language,
    record_spell,
)
from jiedui.workers.actions.leaving import mark_back, mark_left
from jiedui.workers.actions.merging import merge, split, unmerge, unsplit
from jiedui.workers.actions.people import (
    keep_people,
    keep_person,
    record_intention,
    worker_code,
)

__all__ = [
    "correct",
    "end_spell",
    "forget",
    "keep_people",
    "keep_person",
    "mark_back",
    "mark_left",
    "merge",
    "record_care",
    "record_certificate",
    "record_consent",
    "record_contact",
    "record_experience",
    "record_intention",
    "record_language",
    "record_spell",
    "split",
    "undo",
    "unmerge",
    "unsplit",
    "withdraw_consent",
    "worker_code",
]
