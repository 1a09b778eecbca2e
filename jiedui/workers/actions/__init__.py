"""Every write to people, households and wishes."""

from jiedui.workers.actions.people import (
    correct,
    keep_people,
    keep_person,
    record_intention,
    worker_code,
)

__all__ = ["correct", "keep_people", "keep_person", "record_intention", "worker_code"]
