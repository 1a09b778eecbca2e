"""The memory of the house: every write leaves one event, in its own transaction."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Now

from jiedui.core.chain import SIZE, close_blocks
from jiedui.core.rows import insert

# Events of a long transaction are numbered before others that are written earlier.
SPARE = timedelta(hours=1)


class EventQuerySet(models.QuerySet["Event"]):
    def of(self, subject: models.Model) -> "EventQuerySet":
        return self.filter(subject_kind=subject._meta.label_lower, subject_id=subject.pk)

    def between(self, start: datetime | None, end: datetime | None) -> "EventQuerySet":
        """Written from `start` on and before `end`. There is no index by time: numbers grow with
        it, so the bounds are found by halving, with an hour to spare for long transactions."""
        found = self
        if start is not None:
            found = found.filter(at__gte=start, id__gte=_first_since(start - SPARE))
        if end is not None:
            found = found.filter(at__lt=end, id__lt=_first_since(end + SPARE))
        return found


class Event(models.Model):
    """Something happened. Plain numbers only, and no personal data in `facts`:
    a person can be erased without tearing the log."""

    at = models.DateTimeField("时间", db_default=Now())
    verb = models.CharField("事件", max_length=60)
    by_id = models.BigIntegerField("经办人", null=True)
    subject_kind = models.CharField("对象类型", max_length=60)
    subject_id = models.BigIntegerField("对象编号")
    worker_id = models.BigIntegerField("劳动者编号", null=True, db_index=True)
    candidacy_id = models.BigIntegerField("推荐编号", null=True, db_index=True)
    facts = models.JSONField("要点", default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        app_label = "core"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="events_of_a_subject"),
            models.Index(fields=["verb", "id"], name="events_by_verb"),
            models.Index(fields=["by_id", "id"], name="events_by_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"


def _first_since(moment: datetime) -> int:
    """The number of the first event that is not older; one past the last if all are."""
    ids = Event.objects.order_by("id").values_list("id", flat=True)
    low, high = ids.first() or 1, (ids.last() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        row = Event.objects.filter(id__gte=middle).order_by("id").values_list("id", "at").first()
        if row is None or row[1] >= moment:
            high = middle
        else:
            low = row[0] + 1
    return low


def event(
    verb: str,
    subject: models.Model,
    *,
    by: Any,
    worker_id: int | None = None,
    candidacy_id: int | None = None,
    **facts: Any,
) -> Event:
    """An event not yet written; `record_all` writes many at once."""
    return Event(
        verb=verb,
        by_id=by.pk if by is not None else None,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        worker_id=worker_id,
        candidacy_id=candidacy_id,
        facts=facts,
    )


def record(verb: str, subject: models.Model, *, by: Any, **rest: Any) -> Event:
    happened = event(verb, subject, by=by, **rest)
    happened.save(force_insert=True)
    return happened


def record_all(events: Iterable[Event]) -> None:
    """Write many events at once; ten times as fast as building an insert from models.

    Where they are as many as a block holds, they are chained as soon as they are committed;
    fewer are chained by the clock.
    """
    columns = "verb", "by_id", "subject_kind", "subject_id", "worker_id", "candidacy_id", "facts"
    rows = [
        (
            happened.verb,
            happened.by_id,
            happened.subject_kind,
            happened.subject_id,
            happened.worker_id,
            happened.candidacy_id,
            json.dumps(happened.facts, ensure_ascii=False),
        )
        for happened in events
    ]
    insert(Event, columns, rows)
    if len(rows) >= SIZE:
        transaction.on_commit(close_blocks, robust=True)
