"""The log cannot be changed unseen: its events are chained in blocks, by digests.

An event stays as it was written; nothing is added to it and writing it costs nothing more. A
block speaks for up to a thousand events that follow one another: its digest is taken over the
digest of the block before, its own bounds, the numbers that nobody bears (a transaction that
was rolled back leaves such) and the digest of each event. Whoever changes, removes, inserts or
swaps an event would have to write every later block anew, and the heads that were published
would no longer be found. `proof.verify` looks. docs/security.md tells how to do it by hand.
"""

import json
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring_ascii
from typing import Any

from django.db import IntegrityError, OperationalError, connection, models, transaction

EVENTS = "core_event"
COLUMNS = (
    "id", "at", "verb", "by_id", "subject_kind", "subject_id", "worker_id", "candidacy_id", "facts",
)  # fmt: skip
GENESIS = "0" * 64
SIZE = 1000
# So many blocks in one go: the rows are read first, then written in one short transaction.
AT_ONCE = 100
# Of each event's digest the block keeps so many bytes, to tell which of its events it was.
PRINT = 4
# On PostgreSQL writers of events share this lock until they commit (a trigger takes it).
WRITERS = 7_046_181

Row = tuple[Any, ...]


class Block(models.Model):
    """Up to a thousand events that follow one another, and the digest that speaks for them."""

    number = models.BigIntegerField("序号", primary_key=True)
    first = models.BigIntegerField("起始事件", unique=True)
    last = models.BigIntegerField("末尾事件", unique=True)
    # Numbers between the two that no event bears, as "17-19,23".
    absent = models.TextField("空号", blank=True)
    prints = models.BinaryField("各事件摘要的前四字节")
    previous = models.CharField("上一段摘要", max_length=64, unique=True)
    digest = models.CharField("摘要", max_length=64, unique=True)

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return f"{self.number}: {self.first}-{self.last}"


class Head(models.Model):
    """The end of the chain as it was told to the outside on a day."""

    day = models.DateField("日期", unique=True)
    block = models.BigIntegerField("段号")
    last = models.BigIntegerField("末尾事件")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return f"{self.day} {self.digest}"


def close_blocks() -> int:
    """Chain what has been committed since the last block; how many events were chained.

    Whoever comes second (two processes at once) finds the place taken and leaves it.
    """
    until = _settled()
    tip = Block.objects.order_by("number").last()
    blocks: list[Block] = []
    for rows in _in_blocks(tip.last if tip else 0, until):
        tip = build(tip, [(row[0], leaf(row)) for row in rows])
        blocks.append(tip)
        if len(blocks) == AT_ONCE:
            break
    try:
        with transaction.atomic():
            Block.objects.bulk_create(blocks)
    except IntegrityError:
        return 0
    return sum(len(block.prints) // PRINT for block in blocks)


def publish(day: date) -> Head | None:
    """Keep the head of the chain as that of this day; None while nothing is chained."""
    tip = Block.objects.order_by("number").last()
    if tip is None:
        return None
    head, _ = Head.objects.get_or_create(
        day=day, defaults={"block": tip.number, "last": tip.last, "digest": tip.digest}
    )
    return head


def build(previous: Block | None, leaves: list[tuple[int, bytes]]) -> Block:
    """The block of these events, each its number and its digest, after the block before."""
    number = previous.number + 1 if previous else 1
    first = previous.last + 1 if previous else 1
    before = previous.digest if previous else GENESIS
    ids = [pk for pk, _ in leaves]
    absent = _absent(first, ids)
    return Block(
        number=number,
        first=first,
        last=ids[-1],
        absent=absent,
        prints=b"".join(digest[:PRINT] for _, digest in leaves),
        previous=before,
        digest=digest_of(number, first, ids[-1], absent, before, [one for _, one in leaves]),
    )


def digest_of(
    number: int, first: int, last: int, absent: str, previous: str, leaves: list[bytes]
) -> str:
    told = f"{previous}\n{number},{first},{last},{absent}\n".encode()
    return sha256(told + b"".join(leaves)).hexdigest()


def leaf(row: Row) -> bytes:
    """The digest of one event: SHA-256 over its columns as one JSON list in ASCII."""
    pk, at, verb, by, kind, subject, worker, candidacy, facts = row
    told = (
        f"[{_number(pk)},{_text(_moment(at))},{_text(verb)},{_number(by)},{_text(kind)},"
        f"{_number(subject)},{_number(worker)},{_number(candidacy)},{_text(_plain(facts))}]"
    )
    return sha256(told.encode()).digest()


def events_between(low: int, high: int | None, limit: int | None = None) -> list[Row]:
    """The events from `low` to `high`, as the database has them, in their order."""
    names = ", ".join(_column(name) for name in COLUMNS)
    sql, told = f"SELECT {names} FROM {EVENTS} WHERE id >= %s", [low]
    if high is not None:
        sql, told = f"{sql} AND id <= %s", [*told, high]
    sql = f"{sql} ORDER BY id"
    if limit is not None:
        sql = f"{sql} LIMIT {int(limit)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return list(cursor.fetchall())


def numbers_due(first: int, last: int, absent: str) -> Iterator[range]:
    """The numbers from `first` to `last` without the absent ones ("17-19,23"), as ranges."""
    due = first
    for part in filter(None, absent.split(",")):
        low, _, high = part.partition("-")
        yield range(due, int(low))
        due = int(high or low) + 1
    yield range(due, last + 1)


def _in_blocks(after: int, until: int | None) -> Iterator[list[Row]]:
    if until is None:
        return
    while rows := events_between(after + 1, until, SIZE):
        yield rows
        after = rows[-1][0]


def _settled() -> int | None:
    """The last event below which nobody is still writing; None if there is none, or if
    somebody has been writing for so long that we come again later.

    SQLite has one writer, who hands out the numbers in the order of committing. On
    PostgreSQL numbers are given before, so we wait until no writer is under way.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL lock_timeout = '500ms'")
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])
            cursor.execute(f"SELECT MAX(id) FROM {EVENTS}")
            found = cursor.fetchone()
    except OperationalError:
        return None
    return found[0] if found else None


def _absent(first: int, ids: list[int]) -> str:
    spans, due = [], first
    for pk in ids:
        if pk > due:
            spans.append(f"{due}-{pk - 1}" if pk - 1 > due else f"{due}")
        due = pk + 1
    return ",".join(spans)


def _column(name: str) -> str:
    quoted = connection.ops.quote_name(name)
    if connection.vendor == "postgresql":
        if name == "at":
            return f"to_char({quoted} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        if name == "facts":
            return f"{quoted}::text"
    return quoted


def _moment(at: Any) -> str:
    """2026-03-02 04:05:06.123000 in UTC, however many digits the database keeps."""
    second, _, rest = str(at).partition(".")
    return f"{second}.{rest:0<6}"


def _number(value: Any) -> str:
    """As JSON; a column that no longer holds a number does not look like one."""
    return str(value) if type(value) is int else "null" if value is None else _text(repr(value))


def _text(value: Any) -> str:
    return encode_basestring_ascii(value if type(value) is str else repr(value))


def _whole(told: str) -> int | float:
    """1.0 as 1: one database keeps the point and another does not."""
    value = float(told)
    return int(value) if value.is_integer() else value


_read = json.JSONDecoder(parse_float=_whole).decode
_write = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False).encode


@lru_cache(maxsize=10_000)
def _plain(facts: Any) -> str:
    """The facts written in one way only, whichever database has had them in between."""
    try:
        return _write(_read(facts))
    except (TypeError, ValueError):
        return repr(facts)
