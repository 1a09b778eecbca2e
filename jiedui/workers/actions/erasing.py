"""The person's right to be forgotten: asked for, decided, done; counts and the log stay valid.

What is left of somebody is a row that nobody can be recognised by: county, five years of birth,
sex, education. Names, numbers, free words, answers, changes, files go in one transaction;
the rooms above destroy what is theirs when they hear `worker.erased`.
"""

import secrets
from datetime import date

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.accounts import actions as accounts
from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.workers.models import (
    Attachment,
    Conflict,
    Contact,
    Erasure,
    ErasureStage,
    Household,
    Intention,
    Left,
    Likeness,
    Link,
    Merge,
    Response,
    Reveal,
    Split,
    Submission,
    WishedOccupation,
    WishedPlace,
    Worker,
)

GONE = "（已删除）"
YEARS_KEPT = 5  # of the day of birth only these five years remain
# Rows that say nothing once the person is not known any more.
DESTROYED = (
    "certificates", "experiences", "spoken", "cares", "spells", "consents", "changes",
)  # fmt: skip
EMPTIED = (
    "spelling", "identity", "phone", "ethnicity", "village", "relation", "workplace",
    "employer_name", "disability", "languages", "remark",
)  # fmt: skip
NULLED = (
    "identity_index", "phone_index", "town", "household", "graduated_in", "account",
    "merged_into",
)  # fmt: skip


@transaction.atomic
def ask_erasure(worker, *, on, by) -> Erasure:
    """The person asks, somebody for the person, or the clock; asked twice is asked once."""
    [worker] = lock([worker])
    if worker.left == Left.ERASED:
        raise Refusal("already-erased", _("这份档案的个人信息已经删除。"))
    if open_one := Erasure.objects.waiting().filter(worker=worker).first():
        return open_one
    asked = Erasure.objects.create(
        worker=worker,
        asked_on=on,
        asked_by_id=by.pk if by is not None else None,
        by_oneself=by is not None and worker.account_id == by.pk,
    )
    record("erasure.asked", asked, by=by, worker_id=worker.pk, oneself=asked.by_oneself)
    return asked


@transaction.atomic
def withdraw_erasure(asked, *, on, by) -> Erasure:
    """The person has thought again."""
    return _close(asked, ErasureStage.WITHDRAWN, on=on, by=by)


@transaction.atomic
def refuse_erasure(asked, *, because, on, by) -> Erasure:
    """With the reason, which the person reads."""
    if not because.strip():
        raise Refusal("say-why", _("请写明为什么不能删除：本人会看到。"))
    asked.because = because.strip()[:200]
    asked.save(update_fields=["because"])
    return _close(asked, ErasureStage.REFUSED, on=on, by=by)


@transaction.atomic
def erase(asked, *, kept="", keep_until=None, on, by) -> Erasure:
    """Destroy everything now; what must still be kept is locked away until its day."""
    [asked] = lock([asked])
    if not asked.by_oneself and by is not None and asked.asked_by_id == by.pk:
        raise Refusal("four-eyes", _("代为提出的删除要由另一位经办人决定。"))
    asked.keep_until, asked.kept = keep_until, kept
    people = _records(asked.worker)
    until = keep_until.isoformat() if keep_until else ""
    for worker in people:
        _anonymise(worker, on=on, by=by)
        record("worker.erased", worker, by=by, worker_id=worker.pk, kept_until=until)
    _forget_regroupings(people)
    to = ErasureStage.LIMITED if keep_until else ErasureStage.ERASED
    return _close(asked, to, on=on, by=by)


@transaction.atomic
def destroy_kept(limited, *, on) -> Erasure:
    """The day has come: nothing is left of what was locked away."""
    [limited] = lock([limited])
    limited.kept, limited.keep_until = "", None
    return _close(limited, ErasureStage.ERASED, on=on, by=None)


def _close(asked, to, *, on, by):
    [fresh] = lock([asked])
    if not fresh.can_move(to):
        raise Refusal("already-decided", _("这件申请已经有了结果：请刷新页面。"))
    asked.stage, asked.decided_on = to, on
    asked.decided_by_id = by.pk if by is not None else asked.decided_by_id
    asked.save()
    record(f"erasure.{to.value}", asked, by=by, worker_id=asked.worker_id)
    return asked


def _records(worker):
    """The person's record and those that were merged into it, locked."""
    found = [worker]
    while more := list(Worker.objects.filter(merged_into__in=found, left=Left.MERGED)
                       .exclude(pk__in=[one.pk for one in found])):  # fmt: skip
        found += more
    return lock(found)


def _anonymise(worker, *, on, by):
    account, household = worker.account, worker.household
    for name in DESTROYED:
        getattr(worker, name).all().delete()
    _forget_words(worker)
    _forget_surveys(worker)
    for name in EMPTIED:
        setattr(worker, name, "")
    for name in NULLED:
        setattr(worker, name, None)
    born = worker.born_on.year
    worker.born_on = date(born - born % YEARS_KEPT, 1, 1)
    worker.code, worker.name = f"X{secrets.token_hex(5)}", GONE
    worker.left, worker.left_on = Left.ERASED, on
    worker.save()
    if account is not None:
        accounts.close_account(account, by=by)
    if household is not None:
        _forget_roof(household)


def _forget_words(worker):
    """The person's own words, and what others said of this person."""
    intentions = Intention.objects.filter(worker=worker)
    intentions.update(partner=None, partner_said="", training_wish="", remark="", asked_by="")
    Intention.objects.filter(partner=worker).update(partner=None, partner_said="")
    for table in (WishedOccupation, WishedPlace):
        table.objects.filter(intention__worker=worker).update(said="")
    Contact.objects.filter(worker=worker).update(note="")
    for shown in Reveal.objects.filter(worker=worker):
        shown.words = ""
        shown.save(update_fields=["words"])
    Likeness.objects.filter(one=worker).delete()
    Likeness.objects.filter(other=worker).delete()
    Link.objects.filter(worker=worker).delete()


def _forget_surveys(worker):
    """That somebody was asked stays, for the figures of the wave; what was said goes."""
    Conflict.objects.filter(response__worker=worker).delete()
    Submission.objects.filter(response__worker=worker).update(taken={})
    _forget_photos(Attachment.objects.filter(response__worker=worker))
    for response in Response.objects.filter(worker=worker):
        response.answers = ""
        response.save(update_fields=["answers"])


def _forget_photos(photos):
    """The files go when the rows are surely gone; what a crash leaves the clock takes away."""
    names = list(photos.values_list("file", flat=True))
    photos.delete()
    for name in names:
        transaction.on_commit(lambda name=name: default_storage.delete(name), robust=True)


def _forget_roof(household):
    """Under a roof where nobody is left, the roof is forgotten too."""
    if Worker.objects.filter(household=household).exists():
        return
    _forget_photos(Attachment.objects.filter(household=household))
    Household.objects.filter(pk=household.pk).update(
        code=f"x{secrets.token_hex(8)}", village="", town=None
    )


def _forget_regroupings(people):
    """Why records were merged or parted is told in words, and may name somebody."""
    for merged in Merge.objects.filter(kept__in=people) | Merge.objects.filter(other__in=people):
        Merge.objects.filter(pk=merged.pk).update(because="", undone_because="", moved={})
    Split.objects.filter(worker__in=people).update(because="", undone_because="", moved={})
    Split.objects.filter(newcomer__in=people).update(because="", undone_because="", moved={})
