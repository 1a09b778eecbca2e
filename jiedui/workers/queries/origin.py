"""Where each value of a person comes from, and what was changed of it."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from jiedui.core.events import Event
from jiedui.workers.models import Change

REGISTERED = "worker.registered"


@dataclass(frozen=True, slots=True)
class Origin:
    """When and through whom a value came: a change, or the registration itself (`change` None)."""

    told_on: date | None
    by_id: int | None
    channel: str = ""
    source: str = ""
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """One change, opened."""

    id: int
    field: str
    before: Any
    after: Any
    because: str
    is_undone: bool


class Origins(dict):
    """{field: Origin}; a value never changed since comes from the registration."""

    def __init__(self, registration, told):
        super().__init__(told)
        self.registration = registration

    def __missing__(self, field):
        return self.registration

    def get(self, field, default=None):
        return self[field] or default


def origin_of(worker) -> Origins:
    """The newest change of each value; whatever else is asked for came with the registration."""
    newest = {}
    rows = Change.objects.filter(worker=worker).order_by("id")
    for id_, field, *told in rows.values_list(
        "id", "field", "told_on", "by_id", "channel", "source"
    ):
        newest[field] = Origin(*told, change=id_)
    return Origins(_registration(worker), newest)


def _registration(worker):
    event = Event.objects.filter(worker_id=worker.pk, verb=REGISTERED).order_by("id").first()
    if event is None:
        return Origin(None, None)
    on = event.at.astimezone(timezone.get_current_timezone()).date()
    return Origin(on, event.by_id, source=event.facts.get("source", ""))


def changes_of(people) -> dict[int, list[Changed]]:
    """{event: what was changed by it} of these people, each value as it was and as it became."""
    found = defaultdict(list)
    rows = Change.objects.filter(worker__in=people, event_id__isnull=False).order_by("id")
    for change in rows.select_related("undone_by"):
        found[change.event_id].append(
            Changed(
                id=change.pk,
                field=change.field,
                before=json.loads(change.before),
                after=json.loads(change.after),
                because=change.because,
                is_undone=hasattr(change, "undone_by"),
            )
        )
    return found
