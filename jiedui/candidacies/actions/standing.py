"""Candidacies put forward, moved on and ended."""

from collections import Counter

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiedui.candidacies.models import PLACED, Candidacy, Stage
from jiedui.candidacies.queries import taken
from jiedui.core.events import event, record, record_all
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.vacancies.models import Stage as VacancyStage
from jiedui.workers.models import Worker

PART = 500


@transaction.atomic
def propose(pairs, *, because, by) -> list[Candidacy]:
    """Put each worker forward for the vacancy beside: all of these pairs, or none.

    People and then vacancies are locked together in the order of their keys, so that live
    candidacies never outnumber the openings however many officers confirm at once, and nobody
    is put forward who is being merged or has just left. `because` is a short stable code
    (matching, officer), kept with the event.
    """
    pairs = list(pairs)
    lock([worker for worker, _vacancy in pairs])
    vacancies = {vacancy.pk: vacancy for vacancy in lock([vacancy for _worker, vacancy in pairs])}
    refuse_closed(vacancies.values())
    refuse_absent(pairs)
    refuse_standing(pairs)
    refuse_full(pairs, vacancies)
    candidacies = Candidacy.objects.bulk_create(
        [Candidacy(worker=worker, vacancy=vacancies[vacancy.pk]) for worker, vacancy in pairs],
        batch_size=PART,
    )
    record_all(
        event(
            "candidacy.proposed",
            candidacy,
            by=by,
            worker_id=candidacy.worker_id,
            candidacy_id=candidacy.pk,
            vacancy_id=candidacy.vacancy_id,
            because=because,
        )
        for candidacy in candidacies
    )
    return candidacies


def refuse_closed(vacancies):
    for vacancy in vacancies:
        if vacancy.stage != VacancyStage.OPEN:
            raise Refusal(
                "vacancy-not-open",
                format_lazy(
                    _("岗位“{title}”不在招聘中：请先发布，或另选岗位。"), title=vacancy.title
                ),
            )


def refuse_absent(pairs):
    """Who has died, moved away or been merged since the list was drawn is not put forward."""
    keys = sorted({worker.pk for worker, _vacancy in pairs})
    for start in range(0, len(keys), PART):
        if Worker.objects.filter(pk__in=keys[start : start + PART]).exclude(left="").exists():
            raise Refusal(
                "worker-left",
                _("名单中有人已去世、迁出或并入另一份档案：请把此人移出名单，重新匹配。"),
            )


def refuse_standing(pairs):
    """Twice for one vacancy is once too often; and who has been taken on is not put forward."""
    wanted = Counter((worker.pk, vacancy.pk) for worker, vacancy in pairs)
    standing = set()
    keys = sorted({worker.pk for worker, _vacancy in pairs})
    for start in range(0, len(keys), PART):
        live = Candidacy.objects.live().filter(worker__in=keys[start : start + PART])
        for worker_id, vacancy_id, stage in live.values_list("worker", "vacancy", "stage"):
            if stage in PLACED:
                raise Refusal(
                    "worker-placed",
                    _("名单中有人已被录用或在岗：请先结束原来的推荐，或把此人移出名单。"),
                )
            standing.add((worker_id, vacancy_id))
    if standing & set(wanted) or max(wanted.values(), default=0) > 1:
        raise Refusal("already-standing", _("名单中有人已被推荐到同一岗位：请把此人移出名单。"))


def refuse_full(pairs, vacancies):
    counted = taken(vacancies)
    for vacancy_id, more in Counter(vacancy.pk for _worker, vacancy in pairs).items():
        vacancy = vacancies[vacancy_id]
        left = max(0, vacancy.openings - counted.get(vacancy_id, 0))
        if more > left:
            raise Refusal(
                "vacancy-full",
                format_lazy(
                    _("岗位“{title}”只剩{left}个名额，这次要推荐{more}人：请减少人数或另选岗位。"),
                    title=vacancy.title,
                    left=left,
                    more=more,
                ),
            )


@transaction.atomic
def advance(candidacy, *, to, by, because="") -> Candidacy:
    """The next stage on the road. `because` is a short stable code (fair, offer, contract)."""
    if to == Stage.ENDED:
        raise ValueError("a candidacy ends through end(), which says why")
    lock([Worker(pk=candidacy.worker_id)])  # two employers who say yes at the same moment
    [candidacy] = lock([candidacy])
    if to in PLACED and candidacy.stage not in PLACED:
        _refuse_second_place(candidacy)
    before = candidacy.stage
    candidacy.move(to)
    record_stage(candidacy, by, was=before, because=because)
    return candidacy


def _refuse_second_place(candidacy):
    others = Candidacy.objects.placed().filter(worker=candidacy.worker_id)
    if others.exclude(pk=candidacy.pk).exists():
        raise Refusal("worker-placed", _("此人已被另一岗位录用或在岗：请先结束那一个推荐。"))


@transaction.atomic
def end(candidacy, *, because, by) -> Candidacy:
    """The candidacy is over, whatever the stage; its place is free again."""
    [candidacy] = lock([candidacy])
    before = candidacy.stage
    if not candidacy.can_move(Stage.ENDED):
        raise Refusal("already-ended", _("这个推荐已经结束。"))
    candidacy.stage, candidacy.ended_because = Stage.ENDED, because[:120]
    candidacy.save(update_fields=["stage", "ended_because"])
    record_stage(candidacy, by, was=before)
    return candidacy


def record_stage(candidacy, by, **facts):
    record(
        f"candidacy.{candidacy.stage}",
        candidacy,
        by=by,
        worker_id=candidacy.worker_id,
        candidacy_id=candidacy.pk,
        **facts,
    )
