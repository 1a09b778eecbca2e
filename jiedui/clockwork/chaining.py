"""The clock closes the blocks of the log: no event waits for its block longer than a minute."""

import time

from django.conf import settings

from jiedui.core.chain import AT_ONCE, SIZE, close_blocks, publish

EVERY = 60.0  # seconds
HEADS = "heads"


class Chaining:
    """Closes blocks when their time has come, and on while a long log is behind."""

    def __init__(self):
        self.due = 0.0

    def chain(self):
        """How many events were chained, if it was time."""
        if time.monotonic() < self.due:
            return 0
        chained = close_blocks()
        if chained < SIZE * AT_ONCE:
            self.due = time.monotonic() + EVERY
        return chained


def chain_all():
    """Close blocks until nothing is left, as before a command ends."""
    while close_blocks():
        pass


def publish_head(on):
    """The head of the chain as that of this day, and in a file to be carried out of the house."""
    chain_all()
    head = publish(on)
    if head is None:
        return None
    place = settings.HOME / HEADS / f"{on:%Y-%m-%d}.txt"
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.write_text(f"{head.day} {head.digest} {head.last}\n")
    return head
