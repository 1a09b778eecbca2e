"""What was changed of whom, kept with its origin; and how one change is taken back."""

import json

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.fields import seal
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.workers.actions import values
from jiedui.workers.actions.rows import text
from jiedui.workers.models import Change, Left, change_code

COLUMNS = (
    "worker_id", "code", "field", "before", "after", "told_on", "by_id", "channel", "source",
    "because", "event_id", "undoes_id",
)  # fmt: skip


def change_rows(told, *, on, by, channel="", source="", because="", event=None, undoes=None):
    """(columns, rows) for `rows.insert`; `told` is pairs of a worker's key and
    {field: (before, after)}. Nothing is written here: an import writes thousands at once."""
    day, by_id = text(on), by.pk if by is not None else None
    event_id, undoes_id = event and event.pk, undoes and undoes.pk
    before_at, after_at = (Change._meta.get_field(name).place for name in ("before", "after"))
    rows = []
    for worker, changed in told:
        for field, (before, after) in changed.items():
            code = change_code()
            rows.append((
                worker, code, field, seal(_json(before), before_at(code)),
                seal(_json(after), after_at(code)), day, by_id, channel, source[:120],
                because[:120], event_id, undoes_id,
            ))  # fmt: skip
    return COLUMNS, rows


def _json(value):
    return json.dumps(value, ensure_ascii=False, default=str)


def set_values(worker, told, *, by, on, because="", channel="", source="", undoes=None):
    """Write {field: value} of one locked person where it differs: changes, and one event.

    Returns {field: (before, after)} of what was written.
    """
    changed = {}
    for field, value in told.items():
        before = values.read(worker, field, on=on)
        if not values.same(field, before, value):
            values.write(worker, field, value, on=on, source=source)
            changed[field] = (before, values.read(worker, field, on=on))
    if changed:
        origin = {"source": source} if source else {}
        happened = record(
            "worker.corrected", worker, by=by, worker_id=worker.pk, fields=sorted(changed), **origin
        )
        columns, rows = change_rows(
            [(worker.pk, changed)],
            on=on,
            by=by,
            channel=channel,
            source=source,
            because=because,
            event=happened,
            undoes=undoes,
        )
        values.insert(Change, columns, rows)
    return changed


def locked(worker):
    """The person, fresh and locked; a record that was merged away takes no more writes."""
    [worker] = lock([worker])
    if worker.left == Left.MERGED:
        raise Refusal(
            "record-merged", _("这份档案已并入另一人：请打开合并后的那个人，在那里办理。")
        )
    return worker


@transaction.atomic
def undo(change, *, by, because, on):
    """Put one value back as it stood before this change, unless it was changed again since."""
    worker = locked(change.worker)
    change = Change.objects.get(pk=change.pk)
    _refuse_undoing(worker, change, on)
    return set_values(
        worker,
        {change.field: json.loads(change.before)},
        by=by,
        on=on,
        because=because,
        channel=change.channel,
        undoes=change,
    )


def _refuse_undoing(worker, change, on):
    if hasattr(change, "undone_by"):
        raise Refusal("already-undone", _("这处更改已经撤销过了。"))
    if change.field == "home":
        raise Refusal("home-stays", _("户籍县的变更要由迁入县办理，不能在这里撤销。"))
    now = values.read(worker, change.field, on=on)
    if not values.same(change.field, now, json.loads(change.after)):
        raise Refusal(
            "changed-since", _("这一项后来又改过，不能直接撤销：请点“更正”，写上正确的内容。")
        )
