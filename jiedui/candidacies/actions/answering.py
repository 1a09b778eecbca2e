"""What the person says to a vacancy: yes, not for me because, let me think again."""

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiedui.candidacies.actions.standing import end, record_stage, refuse_closed, refuse_full
from jiedui.candidacies.models import DECLINED, PLACED, Candidacy, Declined, Stage, Unfit
from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.workers.models import Left

# Each application holds a place that others then cannot have.
AT_ONCE = 5
# Later than this somebody has already been called to an interview: a person must be told.
EARLY = (Stage.PROPOSED, Stage.REGISTERED)


@transaction.atomic
def apply(worker, vacancy, *, by, because="self") -> Candidacy:
    """The person says yes: a proposal becomes an application, or a new application is made.

    The vacancy is locked, so that applications and proposals together never outnumber the
    openings; the person is locked, so that two taps make one application.
    """
    [worker], [vacancy] = lock([worker]), lock([vacancy])
    _refuse_gone(worker)
    refuse_closed([vacancy])
    held = lock(Candidacy.objects.live().filter(worker=worker))
    mine = [one for one in held if one.stage != Stage.ENDED]  # ended while we waited for it
    standing = next((one for one in mine if one.vacancy_id == vacancy.pk), None)
    _refuse_placed(mine)
    if standing is not None and standing.stage != Stage.PROPOSED:
        raise Refusal("already-applied", _("您已经报过这个岗位的名：请等用人单位约面试。"))
    _refuse_many(mine)
    Declined.objects.filter(worker=worker, vacancy=vacancy).delete()
    if standing is None:
        refuse_full([(worker, vacancy)], {vacancy.pk: vacancy})
        standing = Candidacy.objects.create(worker=worker, vacancy=vacancy, stage=Stage.REGISTERED)
        record_stage(standing, by, vacancy_id=vacancy.pk, because=because)
        return standing
    standing.move(Stage.REGISTERED)
    record_stage(standing, by, vacancy_id=vacancy.pk, was=Stage.PROPOSED.value, because=because)
    return standing


def _refuse_gone(worker):
    if worker.left != Left.HERE:
        raise Refusal(
            "worker-gone", _("这份档案已标记迁出、去世或并入别的档案：请联系户籍县人社部门。")
        )


def _refuse_placed(mine):
    if any(one.stage in PLACED for one in mine):
        raise Refusal(
            "worker-placed", _("您已被一个岗位录用或在岗：要换岗位，请先同经办人说好结束原来的。")
        )


def _refuse_many(mine):
    if sum(one.stage != Stage.PROPOSED for one in mine) >= AT_ONCE:
        raise Refusal(
            "too-many-applications",
            format_lazy(
                _("同时最多报{most}个岗位：请先在已报的里面选一个说“不去了”，再报新的。"),
                most=AT_ONCE,
            ),
        )


@transaction.atomic
def decline(worker, vacancy, *, reason, by) -> Declined:
    """Not for me because …: kept, and the vacancy is left out of what is looked for next.

    A proposal or an early application ends with it, and its place is free again.
    """
    [worker] = lock([worker])
    reason = Unfit(reason)
    live = Candidacy.objects.live().filter(worker=worker, vacancy=vacancy).first()
    if live is not None:
        if live.stage not in EARLY:
            raise Refusal(
                "too-far-to-decline",
                _("已经面试或录用：请先给经办人打电话说明，由经办人办理。"),
            )
        end(live, because=f"{DECLINED}-{reason}", by=by)
    declined, _made = Declined.objects.update_or_create(
        worker=worker, vacancy=vacancy, defaults={"reason": reason}
    )
    record(
        "vacancy.declined",
        declined,
        by=by,
        worker_id=worker.pk,
        vacancy_id=vacancy.pk,
        reason=reason.value,
    )
    return declined


@transaction.atomic
def think_again(declined, *, by) -> None:
    """The no is taken back: the vacancy may be put forward again. Twice is once."""
    worker, vacancy = declined.worker_id, declined.vacancy_id
    if Declined.objects.filter(pk=declined.pk).delete()[0]:
        record("vacancy.thought_again", declined, by=by, worker_id=worker, vacancy_id=vacancy)
