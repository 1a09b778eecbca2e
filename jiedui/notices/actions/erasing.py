"""What was told to somebody who is to be forgotten: that it was told stays, the words go."""

from django.db import transaction
from django.db.models import Q

from jiedui.notices.models import DUE, Binding, Notice, OptOut, Stage, Tip

EMPTY = {"address": "", "text": "", "sealed_values": ""}


@transaction.atomic
def follow_erasure(event) -> None:
    """Told twice, once done. What still waited is not sent."""
    mine = Notice.objects.filter(worker=event.worker_id)
    mine.filter(stage__in=DUE).update(stage=Stage.REFUSED, trouble="erased")
    _wipe(mine)
    Tip.objects.filter(worker=event.worker_id).delete()
    Binding.objects.filter(worker=event.worker_id).delete()
    OptOut.objects.filter(worker=event.worker_id).delete()


def forget_words(*, before) -> int:
    """Words and addresses of messages settled before that moment; how many there were."""
    old = Notice.objects.filter(settled_at__lt=before).exclude(text="", address="")
    return _wipe(old)


def _wipe(notices):
    held = notices.exclude(Q(address="") & Q(text="") & Q(sealed_values=""))
    wiped = 0
    for notice in held.only("pk", "code").iterator(chunk_size=500):
        for name, value in EMPTY.items():
            setattr(notice, name, value)
        notice.address_index = None
        notice.save(update_fields=[*EMPTY, "address_index"])
        wiped += 1
    return wiped
