"""Two records of one person become one; one record of two people becomes two; and back."""

import json

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.workers.actions import values
from jiedui.workers.actions.changes import change_rows, set_values
from jiedui.workers.actions.people import keep_person
from jiedui.workers.actions.rows import insert
from jiedui.workers.models import Change, Intention, Left, Merge, Split, Worker
from jiedui.workers.queries.origin import origin_of

# What hangs on a person, and goes with the person: table and key. Changes stay with the
# record that they were told of: they say where its values came from.
HANGING = (
    ("Certificate", "worker"), ("Experience", "worker"), ("Language", "worker"),
    ("Care", "worker"), ("Spell", "worker"), ("Consent", "worker"), ("Contact", "worker"),
    ("Intention", "worker"), ("Intention", "partner"), ("Response", "worker"),
    ("Link", "worker"),
)  # fmt: skip
# Values that an empty place is filled with, and that an officer may choose.
CHOOSABLE = (
    "name", "identity", "phone", "sex", "born_on", "ethnicity", "education", "town", "village",
    "household", "relation", "employment", "workplace", "employer_name", "graduated_in",
    "is_veteran", "disability", "languages", "remark",
)  # fmt: skip


@transaction.atomic
def merge(kept, other, *, by, because, on, choose=()):
    """`other` is the same person as `kept`: all that hangs on it moves, and it becomes a shell.

    Where `kept` has no value that of `other` is taken; `choose` names the fields in which
    `other` is right although `kept` has a value. What a constraint does not let move (a second
    certificate of one kind) stays with the shell and comes back with it. Candidacies follow
    by the event.
    """
    kept, other = _two(kept, other)
    if unknown := set(choose) - set(CHOOSABLE):
        raise TypeError(f"no such value to choose: {sorted(unknown)}")
    origins = origin_of(other)
    merged = Merge.objects.create(kept=kept, other=other, because=because[:120],
                                  by_id=_id(by), done_on=on)  # fmt: skip
    told = _values_taken(kept, other, choose, on)
    account = _hand_over_account(other, kept)
    _one_current_answer(kept, other)
    moved = {"numbers": _let_go_of_number(kept, other, told), "account": account}
    moved["rows"] = _move(HANGING, other, kept)
    happened = record("worker.merged", kept, by=by, worker_id=kept.pk, merge=merged.pk,
                      other=other.pk)  # fmt: skip
    moved["changes"] = _take_over(kept, told, origins, by=by, on=on, because=because,
                                  event=happened)  # fmt: skip
    other.left, other.left_on, other.merged_into = Left.MERGED, on, kept
    other.save(update_fields=["left", "left_on", "merged_into"])
    merged.moved = moved
    merged.save(update_fields=["moved"])
    return merged


def _two(kept, other):
    if kept.pk == other.pk:
        raise Refusal("same-record", _("这是同一份档案，无需合并。"))
    found = {worker.pk: worker for worker in lock([kept, other])}
    kept, other = found[kept.pk], found[other.pk]
    if Left.MERGED in (kept.left, other.left):
        raise Refusal("record-merged", _("其中一份档案已并入另一人：请刷新后再办。"))
    if other.left != Left.HERE:
        raise Refusal("other-has-left", _("要并入的档案已标记去世或迁出：请先恢复，再合并。"))
    if kept.home_id != other.home_id:
        raise Refusal(
            "registered-elsewhere", _("两份档案不在同一个县：请先由原登记县办理迁出，再合并。")
        )
    return kept, other


def _id(by):
    return by.pk if by is not None else None


def _values_taken(kept, other, choose, on):
    """{field: value of `other`} that `kept` takes over."""
    taken = {}
    for field in CHOOSABLE:
        mine, theirs = values.read(kept, field, on=on), values.read(other, field, on=on)
        if mine != theirs and theirs and (field in choose or not mine):
            taken[field] = theirs
    if "identity" in taken:  # which says the day of birth
        taken |= {"born_on": values.read(other, "born_on", on=on)}
    return taken


def _let_go_of_number(kept, other, told):
    """A number that goes over is known by `kept` from now on: it stands in one record only.

    A number of `kept` that gives way is looked up by the shell: a ledger that still writes it
    means the same person.
    """
    if "identity" not in told:
        return []
    numbers = [other.identity_index, kept.identity_index]
    Worker.objects.filter(pk=other.pk).update(identity_index=None)
    Worker.objects.filter(pk=kept.pk).update(identity_index=None)
    Worker.objects.filter(pk=other.pk).update(identity_index=numbers[1])
    return numbers


def _hand_over_account(giver, taker):
    account = giver.account_id
    if account is None or taker.account_id is not None:
        return None
    giver.account = None
    giver.save(update_fields=["account"])
    taker.account_id = account
    taker.save(update_fields=["account"])
    return account


def _one_current_answer(kept, other):
    """Of two current answers the later stays current."""
    current = Intention.objects.current().filter(worker__in=[kept, other])
    for answer in current.order_by("-asked_on", "-pk")[1:]:
        Intention.objects.filter(pk=answer.pk).update(superseded=True)


def _move(tables, giver, taker, only=None):
    """{"table.key": [rows that went over]}; a row that a constraint holds back stays."""
    moved = {}
    for name, key in tables:
        table = apps.get_model("workers", name)
        rows = table.objects.filter(**{key: giver})
        if only is not None:
            rows = rows.filter(pk__in=only.get(f"{name}.{key}", ()))
        went = [pk for pk in rows.order_by("pk").values_list("pk", flat=True)
                if _hand_over(table, key, pk, taker)]  # fmt: skip
        if went:
            moved[f"{name}.{key}"] = went
    return moved


def _hand_over(table, key, pk, taker):
    try:
        with transaction.atomic():
            return table.objects.filter(pk=pk).update(**{key: taker}) == 1
    except IntegrityError:
        return False


def _take_over(kept, told, origins, *, by, on, because, event):
    """The values taken from the other record, each with the origin that it had there."""
    taken = []
    for field, value in told.items():
        before, origin = values.read(kept, field, on=on), origins.get(field)
        values.write(kept, field, value, on=on)
        columns, rows = change_rows(
            [(kept.pk, {field: (before, value)})], on=on, by=by, because=because, event=event,
            channel=origin.channel if origin else "", source=origin.source if origin else "",
        )  # fmt: skip
        insert(Change, columns, rows)
        taken.append(rows[0][1])
    return taken


@transaction.atomic
def unmerge(merged, *, by, because, on):
    """They are two people after all: what came over goes back, what came since stays.

    A value that was changed again after the merge stays as it is now.
    """
    [merged] = lock([merged])
    if merged.undone_on:
        raise Refusal("already-undone", _("这次合并已经撤销过了。"))
    found = {worker.pk: worker for worker in lock([merged.kept, merged.other])}
    kept, other = found[merged.kept_id], found[merged.other_id]
    if kept.left == Left.MERGED:
        raise Refusal("record-merged", _("合并后的档案又并入了另一人：请先撤销后一次合并。"))
    other.left, other.left_on, other.merged_into = Left.HERE, None, None
    other.save(update_fields=["left", "left_on", "merged_into"])
    _give_back_rows(merged, kept, other)
    merged.undone_on, merged.undone_by_id, merged.undone_because = on, _id(by), because[:120]
    merged.save(update_fields=["undone_on", "undone_by_id", "undone_because"])
    record("worker.unmerged", kept, by=by, worker_id=kept.pk, merge=merged.pk, other=other.pk)
    _give_back_values(merged, kept, other, by=by, on=on, because=because)
    return other


def _give_back_rows(merged, kept, other):
    tables = [tuple(place.split(".")) for place in merged.moved["rows"]]
    _move(tables, kept, other, only=merged.moved["rows"])
    _newest_is_current(kept, other)
    if merged.moved["account"] and kept.account_id == merged.moved["account"]:
        _hand_over_account(kept, other)


def _give_back_values(merged, kept, other, *, by, on, because):
    back = {}
    for change in Change.objects.filter(code__in=merged.moved["changes"], worker=kept):
        if values.same(
            change.field, values.read(kept, change.field, on=on), json.loads(change.after)
        ):
            back[change.field] = json.loads(change.before)
    if "identity" in back:
        Worker.objects.filter(pk=other.pk).update(identity_index=None)
    set_values(kept, back, by=by, on=on, because=because)
    if "identity" in back:
        Worker.objects.filter(pk=other.pk).update(identity_index=merged.moved["numbers"][0])


@transaction.atomic
def split(worker, *, person, by, because, on, moving=None, clearing=()):
    """The record holds two people: `person` gets a record of his or her own.

    `moving` names the rows that are the newcomer's ({"Intention.worker": [keys], …}),
    `clearing` the values of the old record that were the newcomer's and are emptied. Somebody
    who is registered already is refused: then the two records are merged or corrected.
    """
    [worker] = lock([worker])
    if worker.left == Left.MERGED:
        raise Refusal("record-merged", _("这份档案已并入另一人：请打开合并后的那个人办理。"))
    for field in clearing:
        set_values(worker, {field: None}, by=by, on=on, because=because)
    kept = keep_person(person, on=on, by=by, source="split")
    if kept.outcome != "new":
        raise Refusal("person-known", _("拆出的这个人已经登记过：请改用“更正”或“合并”。"))
    newcomer = Worker.objects.get(pk=kept.worker_id)
    moving = moving or {}
    tables = [place for place in HANGING if ".".join(place) in moving]
    moved = {"rows": _move(tables, worker, newcomer, only=moving)}
    _newest_is_current(worker, newcomer)
    parted = Split.objects.create(worker=worker, newcomer=newcomer, because=because[:120],
                                  by_id=_id(by), done_on=on, moved=moved)  # fmt: skip
    record("worker.split", worker, by=by, worker_id=worker.pk, split=parted.pk,
           newcomer=newcomer.pk)  # fmt: skip
    return parted


def _newest_is_current(*people):
    """Whose current answer went to somebody else goes by the latest that is left."""
    for worker in people:
        asked = Intention.objects.filter(worker=worker)
        if asked and not asked.current().exists():
            asked.filter(pk=asked.latest("asked_on", "pk").pk).update(superseded=False)


@transaction.atomic
def unsplit(parted, *, by, because, on):
    """The two were one person after all: the newcomer is merged back, and may be unmerged."""
    [parted] = lock([parted])
    if parted.undone_on:
        raise Refusal("already-undone", _("这次拆分已经撤销过了。"))
    merged = merge(parted.worker, parted.newcomer, by=by, because=because, on=on)
    parted.undone_on, parted.undone_by_id, parted.undone_because = on, _id(by), because[:120]
    parted.save(update_fields=["undone_on", "undone_by_id", "undone_because"])
    return merged
