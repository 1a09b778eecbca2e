"""The hand of the clock: takes unfinished rows one bounded step further, tells the followers.

There is no queue beside the rows: a book or a run says by its own stage what is to be done
next, and a hold (`leases`) says who is doing it. A worker that dies leaves the row at the
stage it had reached; another takes over when the hold has run out.
"""

import logging
import signal
import threading
from datetime import timedelta

from django.db import OperationalError, close_old_connections, connection

from jiedui.clockwork import leases
from jiedui.clockwork.chaining import Chaining, chain_all
from jiedui.clockwork.couriers import Couriers, carry_beside
from jiedui.clockwork.switchboard import Switchboard, at_once
from jiedui.clockwork.timetable import keep_time
from jiedui.matching import actions as matching
from jiedui.matching.models import Run
from jiedui.sheets import actions as sheets
from jiedui.sheets.models import Book
from jiedui.workers import actions as workers
from jiedui.workers.models import Sifting

PAUSE = 1.0  # seconds between looks when there is nothing to do
# So often in a row a step may fall over, or take its worker down with it, before the row is
# given up and shown as such.
FALLS = 5

log = logging.getLogger("jiedui.clockwork")

# model → (one step further, give up)
PIPELINES = {
    Book: (sheets.step, sheets.give_up),
    Run: (matching.step, matching.give_up),
    Sifting: (workers.sift, workers.give_up_sifting),
}


def work(until_idle=False, stopping=None):
    """Work until told to stop, or until nothing is left that can be done now."""
    stopping = stopping or threading.Event()
    if until_idle:
        _until_idle(stopping)
        return
    with carry_beside(stopping):
        switchboard, chaining = Switchboard(), Chaining()
        while not stopping.is_set():
            if not _round(switchboard, stopping, chaining):
                stopping.wait(PAUSE)


def _until_idle(stopping):
    """One after the other, in this thread, until nothing is left that anybody waits for."""
    switchboard, couriers = Switchboard(at_once()), Couriers()
    while not stopping.is_set() and _round(switchboard, stopping) + couriers.carry():
        pass
    chain_all()


def _round(switchboard, stopping, chaining=None):
    """One step on every row that is free; how much was moved."""
    try:
        if not connection.in_atomic_block:
            close_old_connections()
        moved = sum(
            advance(model, pk)
            for model in PIPELINES
            for pk in model.objects.unfinished().order_by("pk").values_list("pk", flat=True)
            if not stopping.is_set()
        )
        if chaining is not None:
            moved += chaining.chain()
        return moved + switchboard.deliver() + len(keep_time())
    except OperationalError as error:
        # A database that is busy or being moved is waited for, not died of.
        log.warning("the database does not answer (%s)", type(error).__name__)
        stopping.wait(PAUSE)
        return 0


def advance(model, pk):
    """Take one row one step further if nobody else has it; True if it was moved."""
    lease = leases.take(model._meta.label_lower, pk)
    if lease is None:
        return False
    # Read after taking: whoever had it before may just have finished it.
    row = model.objects.unfinished().filter(pk=pk).first()
    if row is None:
        leases.give_back(lease)
        return False
    step, give_up = PIPELINES[model]
    if lease.falls >= FALLS:
        give_up(row, because={"code": "broke"})
        leases.give_back(lease)
        return True
    try:
        with leases.heartbeat(lease):
            step(row)
    except Exception as error:  # the outermost loop: one row must not stop the others
        log.error("%s %s fell over %s", model._meta.label, pk, _place(error))
        leases.leave(lease, timedelta(seconds=2 * 2**lease.falls))
        return True
    leases.give_back(lease)
    return True


def _place(error):
    """`ValueError at jiedui/sheets/book.py:120`; the words of the error could name a person."""
    at, trace = "", error.__traceback__
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if "jiedui" in name:
            at = f" at jiedui{name.rpartition('jiedui')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__}{at}"


def stop_on_signals():
    """An event that is set when the system asks us to end: the step under way is finished."""
    stopping = threading.Event()
    for wish in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wish, lambda *_: stopping.set())
    return stopping
