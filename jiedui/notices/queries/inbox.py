"""What somebody finds at the own door."""

from jiedui.notices.models import Channel, Notice
from jiedui.workers.models import Worker


def inbox(person):
    """Messages to this user or this worker inside the house, newest first."""
    if isinstance(person, Worker):
        return Notice.objects.filter(worker=person, channel=Channel.IN_APP).order_by("-pk")
    return Notice.objects.to_person(person).order_by("-pk")


def unread_count(person):
    return inbox(person).unread().order_by().count()
