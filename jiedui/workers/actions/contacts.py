"""Attempts to reach a person; an empty number is worth a line of its own."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.refusal import Refusal
from jiedui.workers.actions.changes import locked
from jiedui.workers.models import Contact, Outcome


@transaction.atomic
def record_contact(worker, *, outcome, channel, at, by, note="", again_on=None):
    """Somebody called or knocked, and this came of it."""
    worker = locked(worker)
    if again_on is not None and outcome != Outcome.COME_AGAIN:
        raise Refusal("no-day-agreed", _("只有“约定再访”才填约定日期。"))
    if again_on is not None and again_on < at.date():
        raise Refusal("day-has-passed", _("约定日期已经过去：请核对。"))
    contact = Contact.objects.create(
        worker=worker,
        at=at,
        channel=channel,
        outcome=outcome,
        again_on=again_on,
        note=note[:200],
        by_id=by.pk if by is not None else None,
    )
    record(
        "contact.recorded",
        contact,
        by=by,
        worker_id=worker.pk,
        outcome=str(outcome),
        channel=str(channel),
    )
    return contact
