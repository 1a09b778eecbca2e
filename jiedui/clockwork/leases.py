"""Nobody works on a row that somebody else has: taking, keeping and giving back a hold.

A hold lasts `LASTING` and is renewed by a heartbeat every `BEAT`. Whoever is killed with
`kill -9` simply stops renewing; the next worker finds the hold run out and takes over.
Taking, renewing and giving back are single conditional updates on the value of `until` that
was read, so of two workers who try at once exactly one succeeds on any database.
"""

import logging
import threading
from contextlib import contextmanager
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from jiedui.clockwork.models import Lease

LASTING = timedelta(seconds=30)
BEAT = 8.0  # seconds

log = logging.getLogger("jiedui.clockwork")


def take(kind, row_id):
    """A hold on this row, or None if somebody else has it."""
    now = timezone.now()
    lease, is_new = Lease.objects.get_or_create(
        kind=kind, row_id=row_id, defaults={"until": now + LASTING}
    )
    if is_new:
        return lease
    if lease.until > now:
        return None
    # Neither given back nor renewed: the worker before us fell over or was killed.
    return lease if _swap(lease, until=now + LASTING, falls=lease.falls + 1) else None


def renew(lease):
    """Hold it for longer; False if it was lost in between."""
    return _swap(lease, until=timezone.now() + LASTING)


def give_back(lease):
    """The row is finished or left for now: no hold remains."""
    return Lease.objects.filter(pk=lease.pk, until=lease.until).delete()[0] == 1


def leave(lease, pause):
    """Keep others away from the row for a while; the next to take it counts a fall."""
    return _swap(lease, until=timezone.now() + pause)


def _swap(lease, **new):
    if not Lease.objects.filter(pk=lease.pk, until=lease.until).update(**new):
        return False
    for name, value in new.items():
        setattr(lease, name, value)
    return True


@contextmanager
def heartbeat(lease):
    """Renew the hold from another thread while a long step runs.

    Inside a transaction of ours a test cannot use a second connection, and there no step is
    long: then nothing beats.
    """
    done = threading.Event()
    beating = threading.Thread(target=_beat, args=(lease, done), daemon=True)
    if not connection.in_atomic_block:
        beating.start()
    try:
        yield
    finally:
        done.set()
        if beating.is_alive():
            beating.join()


def _beat(lease, done):
    try:
        while not done.wait(BEAT):
            try:
                with transaction.atomic():
                    if not renew(lease):
                        return
            except OperationalError:
                # The step itself holds the only writing place of SQLite, so nobody else can
                # take the row either; the next beat tries again.
                log.info("heartbeat of %s waits for the database", lease)
    finally:
        connection.close()
