"""Is a person's request to be forgotten met at once, or must records of recruitment be kept?"""

import json
from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.roles import require
from jiedui.candidacies.actions.standing import end
from jiedui.candidacies.models import WORKER_LEFT, Candidacy, Declined, Help, Stage
from jiedui.candidacies.queries import owed_until
from jiedui.core.refusal import Refusal
from jiedui.workers import actions as workers
from jiedui.workers.models import Erasure, Left, Worker


@transaction.atomic
def decide_erasure(asked, *, years, on, by) -> Erasure:
    """Erase; what the duty to keep records of recruitment (`years` after the last step) still
    needs is locked away until then. Somebody in the middle of a placement is not forgotten."""
    require(by, "people.erase")
    return _erase(asked, years=years, on=on, by=by)


def forget_left(*, before, years, on, most=200) -> int:
    """Who died or moved away before that day is forgotten by the clock; how many, at most so
    many in one turn. Whoever still stands in the middle of something waits."""
    gone = Worker.objects.filter(left__in=[Left.DECEASED, Left.MOVED], left_on__lt=before)
    done = 0
    for worker in gone.order_by("left_on", "pk")[:most]:
        with suppress(Refusal), transaction.atomic():
            asked = workers.ask_erasure(worker, on=on, by=None)
            _erase(asked, years=years, on=on, by=None)
            done += 1
    return done


def _erase(asked, *, years, on, by):
    _end_what_waits(asked.worker, by=by)
    keep_until = owed_until(asked.worker, years=years)
    if keep_until is None or keep_until < on:
        return workers.erase(asked, on=on, by=by)
    return workers.erase(asked, kept=_record_of(asked.worker), keep_until=keep_until, on=on, by=by)


def forget_due(*, on) -> int:
    """What was locked away and whose day has passed is destroyed; how many."""
    due = list(Erasure.objects.due(on))
    for limited in due:
        workers.destroy_kept(limited, on=on)
    return len(due)


@transaction.atomic
def follow_erasure(event) -> None:
    """Words of the person's calls for help, and what was said no to; told twice, once done."""
    for called in Help.objects.filter(worker=event.worker_id):
        called.words = called.answer = ""
        called.save(update_fields=["words", "answer"])
    Declined.objects.filter(worker=event.worker_id).delete()
    Candidacy.objects.filter(worker=event.worker_id).exclude(ended_because="").update(
        ended_because=WORKER_LEFT
    )


def _end_what_waits(worker, *, by):
    live = Candidacy.objects.live().filter(worker=worker)
    if live.exclude(stage__in=[Stage.PROPOSED, Stage.REGISTERED]).exists():
        raise Refusal(
            "still-under-way",
            _("此人正在面试、录用或在岗：请先办完、结束推荐，或写明原因不予删除。"),
        )
    for candidacy in live:
        end(candidacy, because=WORKER_LEFT, by=by)


def _record_of(worker):
    """Who was put forward for what, and how far: what an inspection may ask for, no more."""
    stood = Candidacy.objects.filter(worker=worker).select_related("vacancy__employer")
    return json.dumps(
        {
            "name": worker.name,
            "identity": worker.identity,
            "phone": worker.phone,
            "candidacies": [
                {"vacancy": one.vacancy.code, "title": one.vacancy.title,
                 "employer": str(one.vacancy.employer), "ended": one.ended_because}
                for one in stood
            ],
        },
        ensure_ascii=False,
    )  # fmt: skip
