"""Which events a follower is told next: each once, none overtaken by one that it should follow.

On SQLite whoever writes is alone, so events stand in the order of their numbers. On PostgreSQL
many write at once and numbers are handed out before anybody knows who will be done first: an
event may appear after one with a higher number. There a follower goes forward in windows of
transactions that are all over (`since` ≤ transaction < `until`); inside a window nothing can
appear any more, and the order of the numbers is the order of what led to what.
"""

from django.db import connection

from jiedui.clockwork.models import Follower
from jiedui.core.events import Event

BATCH = 200
# A window in which nothing concerned the follower is written down only when it has become wide.
WIDE = 20_000


def follower_of(name):
    return Follower.objects.get_or_create(name=name)[0]


def due(follower, verbs):
    """The next events of these verbs, in their order."""
    if connection.vendor != "postgresql":
        return list(_after(follower.seen, verbs))
    return _in_window(follower, verbs) or _in_next_window(follower, verbs)


def take(follower, event):
    """Write down that the follower is told of this event; False if another process has told it.

    In the transaction of the telling: whoever comes second waits here, and is not needed.
    """
    held = Follower.objects.filter(pk=follower.pk, since=follower.since, seen__lt=event.pk)
    return held.update(seen=event.pk) == 1


def _after(seen, verbs):
    return Event.objects.filter(verb__in=verbs, id__gt=seen).order_by("id")[:BATCH]


def _in_window(follower, verbs):
    if follower.since == follower.until:
        return []
    inside = Event.objects.extra(
        where=["xact >= %s AND xact < %s"], params=[follower.since, follower.until]
    )
    return list(inside.filter(verb__in=verbs, id__gt=follower.seen).order_by("id")[:BATCH])


def _in_next_window(follower, verbs):
    was, over = follower.until, _over()
    if over <= was:
        return []
    follower.since, follower.until, follower.seen = was, over, 0
    found = _in_window(follower, verbs)
    if found or over - was >= WIDE:
        moved = Follower.objects.filter(pk=follower.pk, until=was).update(
            since=was, until=over, seen=0
        )
        if not moved:  # another process is ahead of us: its window holds
            return []
    return found


def _over():
    """Every transaction below this number has ended. Inside one of ours, it counts as ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_current_xact_id()::text::bigint + 1"
            if connection.in_atomic_block
            else "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        )
        return cursor.fetchone()[0]
