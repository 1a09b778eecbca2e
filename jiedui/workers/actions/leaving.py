"""Deceased, or moved away; and brought back when that was a mistake."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.workers.actions.changes import change_rows, locked
from jiedui.workers.actions.rows import insert
from jiedui.workers.models import Change, Left


@transaction.atomic
def mark_left(worker, *, why, on, by, because, told_on=None):
    """`why` is deceased or moved, since the day `on`; nothing is looked for any more."""
    why = Left(why)
    if why not in (Left.DECEASED, Left.MOVED):
        raise ValueError(f"{why} is not a way to leave")
    worker = locked(worker)
    if worker.left:
        raise Refusal("already-left", _("此人已标记去世或迁出，无需重复办理。"))
    told_on = told_on or on
    if told_on < on:
        raise Refusal("day-to-come", _("日期在今天之后：请核对。"))
    if on < worker.born_on:
        raise Refusal("left-before-born", _("日期早于出生日期：请核对。"))
    return _mark(worker, why.value, on, told_on=told_on, by=by, because=because)


@transaction.atomic
def mark_back(worker, *, on, by, because):
    """The mark was a mistake, or the person has come back."""
    [worker] = lock([worker])
    if worker.left not in (Left.DECEASED, Left.MOVED):
        raise Refusal("not-left", _("此人在册，无需恢复。"))
    return _mark(worker, Left.HERE.value, None, told_on=on, by=by, because=because)


def _mark(worker, left, left_on, *, told_on, by, because):
    before = [worker.left, worker.left_on]
    worker.left, worker.left_on = left, left_on
    worker.save(update_fields=["left", "left_on"])
    verb = "worker.left" if left else "worker.back"
    happened = record(verb, worker, by=by, worker_id=worker.pk, why=left)
    changed = {"left": (before, [left, left_on])}
    columns, rows = change_rows(
        [(worker.pk, changed)], on=told_on, by=by, because=because, event=happened
    )
    insert(Change, columns, rows)
    return worker
