"""Who has died or moved away is not waited for any longer."""

from django.db import transaction

from jiedui.candidacies.actions.standing import end
from jiedui.candidacies.models import WORKER_LEFT, Candidacy, Stage
from jiedui.workers.models import Left


@transaction.atomic
def follow_leaving(event):
    """Proposals that nobody will answer end, and their places are free; told twice, once done.

    Who has applied, was taken on or works keeps the thread: an officer ends it, who knows what
    is still owed. A mark taken back before this was told changes nothing.
    """
    waiting = Candidacy.objects.filter(worker=event.worker_id, stage=Stage.PROPOSED)
    for candidacy in waiting.exclude(worker__left=Left.HERE).order_by("pk"):
        end(candidacy, because=WORKER_LEFT, by=None)
