"""What stands on two records of one person stands on one, and goes back when they part again."""

from django.db import IntegrityError, transaction

from jiedui.candidacies.actions.standing import end
from jiedui.candidacies.models import MERGED, PLACED, Candidacy, Declined, Help, Stage
from jiedui.candidacies.queries import free
from jiedui.core.events import Event, record
from jiedui.core.locks import lock
from jiedui.workers.models import Worker

ORDER = {stage: place for place, stage in enumerate(Stage)}


@transaction.atomic
def follow_merge(event):
    """Told of worker.merged and worker.unmerged, in their order; twice is once.

    One follower for both verbs: two could overtake each other.
    """
    other, merge = event.facts.get("other"), event.facts.get("merge")
    if other is None:  # nothing was brought together
        return
    lock([Worker(pk=event.worker_id), Worker(pk=other)])
    if event.verb == "worker.merged":
        _bring_together(event.worker_id, other, merge)
    else:
        _part(event.worker_id, other, merge)


def _bring_together(kept, other, merge):
    for candidacy in Candidacy.objects.filter(worker=other).order_by("pk"):
        for one in _in_the_way(candidacy, kept):
            _end_of_two(one, candidacy, merge)
        Candidacy.objects.filter(pk=candidacy.pk).update(worker=kept)
        _moved(candidacy, kept, other, merge)
    for table in (Declined, Help):
        for row in table.objects.filter(worker=other).order_by("pk"):
            if _handed_over(table, row.pk, kept):
                _moved(row, kept, other, merge)


def _in_the_way(candidacy, kept):
    """Live threads of the other record that the database would not let stand beside this one."""
    if candidacy.stage == Stage.ENDED:
        return []
    theirs = Candidacy.objects.live().filter(worker=kept)
    return [
        one
        for one in theirs
        if one.vacancy_id == candidacy.vacancy_id
        or (one.stage in PLACED and candidacy.stage in PLACED)
    ]


def _end_of_two(one, candidacy, merge):
    """The one that has come less far ends."""
    loser = min((one, candidacy), key=lambda thread: (ORDER[thread.stage], -thread.pk))
    was = loser.stage
    if was == Stage.ENDED:
        return
    end(loser, because=MERGED, by=None)
    record("candidacy.doubled", loser, by=None, worker_id=loser.worker_id,
           candidacy_id=loser.pk, merge=merge, was=was)  # fmt: skip
    loser.refresh_from_db()
    candidacy.refresh_from_db()


def _handed_over(table, pk, worker):
    try:
        with transaction.atomic():
            return table.objects.filter(pk=pk).update(worker=worker) == 1
    except IntegrityError:  # both said no to one vacancy: the second no stays where it is
        return False


def _moved(row, worker, was, merge):
    record("candidacy.moved", row, by=None, worker_id=worker, merge=merge, was=was,
           candidacy_id=row.pk if isinstance(row, Candidacy) else None)  # fmt: skip


def _part(kept, other, merge):
    """What came with the other record goes back; what ended only for being double stands again
    where its place is still free."""
    tables = {table._meta.label_lower: table for table in (Candidacy, Declined, Help)}
    for moved in Event.objects.filter(
        verb="candidacy.moved", worker_id=kept, facts__merge=merge
    ).order_by("pk"):
        table = tables[moved.subject_kind]
        table.objects.filter(pk=moved.subject_id, worker=kept).update(worker=other)
    for doubled in Event.objects.filter(
        verb="candidacy.doubled", worker_id__in=[kept, other], facts__merge=merge
    ):
        _stand_again(doubled)


def _stand_again(doubled):
    """Not a move along the road: the end is taken back with the merging that caused it."""
    found = Candidacy.objects.filter(
        pk=doubled.subject_id, stage=Stage.ENDED, ended_because=MERGED
    ).select_related("vacancy")
    for candidacy in found:
        [vacancy] = lock([candidacy.vacancy])
        if not free(vacancy):
            continue
        try:
            with transaction.atomic():
                Candidacy.objects.filter(pk=candidacy.pk).update(
                    stage=doubled.facts["was"], ended_because=""
                )
        except IntegrityError:  # placed elsewhere meanwhile: the end stands
            continue
        record("candidacy.restored", candidacy, by=None, worker_id=candidacy.worker_id,
               candidacy_id=candidacy.pk)  # fmt: skip
