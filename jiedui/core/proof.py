"""Is the log as it was written? Every block is worked out again from its events."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import connection

from jiedui.core.chain import (
    EVENTS,
    GENESIS,
    PRINT,
    Block,
    Head,
    digest_of,
    events_between,
    leaf,
    numbers_due,
)


class What(StrEnum):
    """What was done to the log."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    # The block does not answer to its digest, and which event it was cannot be told.
    BLOCK = "block"
    # A block is gone, or does not follow the one before it.
    LINK = "link"
    # What was published is not in the chain: it was written anew as a whole, or cut short.
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Fault:
    what: What
    block: int
    events: tuple[int, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and what was found; `unchained` have been written since the last
    block, and `waiting_since` tells for how long."""

    blocks: int
    events: int
    head: str
    unchained: int
    waiting_since: str
    vouched: int | None
    faults: tuple[Fault, ...]


def verify(published: str = "", progress: Callable[[int, int], None] | None = None) -> Report:
    """Look at every event and every block. `published` is a head that was told to the
    outside; `vouched` is then the last event that it speaks for."""
    faults: list[Fault] = []
    events = blocks = 0
    known = {published: 0} if published else {}
    heads = {(head.block, head.digest): head for head in Head.objects.order_by("day")}
    unseen = dict(heads)
    before: Block | None = None
    many = Block.objects.count()
    for block in Block.objects.order_by("number").iterator(chunk_size=500):
        faults += _loose(before, block)
        found, seen = _faults_in(block)
        faults += found
        events, blocks = events + seen, blocks + 1
        unseen.pop((block.number, block.digest), None)
        if block.digest in known:
            known[block.digest] = block.last
        before = block
        if progress:
            progress(blocks, many)
    faults += [Fault(What.HEAD, head.block, day=head.day) for head in unseen.values()]
    if published and not known[published]:
        faults.append(Fault(What.HEAD, 0))
    faults += _before_the_first()
    unchained, since = _after(before.last if before else 0)
    return Report(
        blocks=blocks,
        events=events,
        head=before.digest if before else GENESIS,
        unchained=unchained,
        waiting_since=since,
        vouched=known.get(published) or None,
        faults=tuple(faults),
    )


def _loose(before: Block | None, block: Block) -> Iterator[Fault]:
    """Does this block follow the one before it?"""
    number = before.number + 1 if before else 1
    first = before.last + 1 if before else 1
    previous = before.digest if before else GENESIS
    if (block.number, block.first, block.previous) != (number, first, previous):
        yield Fault(What.LINK, block.number)


def _faults_in(block: Block) -> tuple[list[Fault], int]:
    rows = events_between(block.first, block.last)
    leaves = {row[0]: leaf(row) for row in rows}
    digest = digest_of(
        block.number, block.first, block.last, block.absent, block.previous, list(leaves.values())
    )
    prints = b"".join(one[:PRINT] for one in leaves.values())
    if (digest, prints) == (block.digest, bytes(block.prints)):
        return [], len(rows)
    return _which(block, leaves), len(rows)


def _which(block: Block, leaves: dict[int, bytes]) -> list[Fault]:
    """Which events were touched, as far as the block's own notes tell."""
    ranges = list(numbers_due(block.first, block.last, block.absent))
    if sum(map(len, ranges)) * PRINT != len(block.prints):
        return [Fault(What.BLOCK, block.number)]
    prints, due = bytes(block.prints), [pk for span in ranges for pk in span]
    noted = {pk: prints[at * PRINT : (at + 1) * PRINT] for at, pk in enumerate(due)}
    told = {
        What.EDITED: [pk for pk in due if pk in leaves and leaves[pk][:PRINT] != noted[pk]],
        What.DELETED: [pk for pk in due if pk not in leaves],
        What.INSERTED: [pk for pk in leaves if pk not in noted],
    }
    faults = [Fault(what, block.number, tuple(pks)) for what, pks in told.items() if pks]
    return faults or [Fault(What.BLOCK, block.number)]


def _before_the_first() -> list[Fault]:
    """Numbers are given from one upwards: nothing stands below."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {EVENTS} WHERE id < 1 ORDER BY id")
        found = tuple(pk for (pk,) in cursor.fetchall())
    return [Fault(What.INSERTED, 0, found)] if found else []


def _after(last: int) -> tuple[int, str]:
    """How many events wait for their block, and since when."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), MIN(at) FROM {EVENTS} WHERE id > %s", [last])
        many, since = cursor.fetchone()
    return many, str(since or "")
