"""A few messages whose telephones behave as telephones do: one reached, one wrong, one stopped."""

from django.utils import timezone

from jiedui.notices import actions as notices
from jiedui.notices.models import Channel, Notice, Stage


def arrive():
    """What the networks would have reported of the first messages."""
    at = timezone.now()
    sent = Notice.objects.filter(channel=Channel.SMS, stage=Stage.SENT).order_by("pk")
    reports = ((True, ""), (False, "isv.MOBILE_NUMBER_ILLEGAL"), (True, ""))
    for notice, (delivered, trouble) in zip(sent[:3], reports, strict=False):
        notices.note_report(code=notice.code, delivered=delivered, trouble=trouble, at=at)
    other = Notice.objects.filter(channel=Channel.SMS, worker__isnull=False).order_by("-pk").first()
    if other and other.address:
        notices.opt_out("", phone=other.address, at=at, by=None, via="reply")
