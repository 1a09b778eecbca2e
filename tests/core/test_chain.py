"""Whoever touches the log is found: what was done, in which block, to which event."""

import json
import random
import time
from datetime import date
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from jiedui.core import chain
from jiedui.core.chain import GENESIS, SIZE, Block, Head, close_blocks, publish
from jiedui.core.events import Event, event, record, record_all
from jiedui.core.proof import What, verify

pytestmark = pytest.mark.django_db

TOUCHED = {
    "verb": "region.forgotten",
    "by_id": 77,
    "subject_kind": "catalog.other",
    "subject_id": 99,
    "worker_id": 12,
    "candidacy_id": 13,
    "facts": '{"how":"otherwise"}',
    "at": "2001-01-01 00:00:00.000",
}


@pytest.fixture
def ten(west, unguarded):
    """Ten events in two blocks; before them are numbers that nobody bears."""
    record_all(event("region.named", west, by=None, n=n) for n in range(6))
    sql("DELETE FROM core_event WHERE id IN (SELECT id FROM core_event ORDER BY id LIMIT 2)")
    close_blocks()
    record_all(event("region.named", west, by=None, n=n, 名="九寨沟") for n in range(6))
    close_blocks()
    return list(Event.objects.order_by("id").values_list("pk", flat=True))


@pytest.fixture
def unguarded(catalogue):
    """As for somebody who owns the database: the triggers are gone, and the log is empty."""
    for table in (chain.EVENTS, "core_block", "core_head"):
        if connection.vendor == "postgresql":
            sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            sql(f"DROP TRIGGER {table}_no_update")
            sql(f"DROP TRIGGER {table}_no_delete")
        sql(f"DELETE FROM {table}")


def sql(words, *told):
    with connection.cursor() as cursor:
        cursor.execute(words, told)


def found():
    return [(fault.what, fault.block, fault.events) for fault in verify().faults]


def test_the_log_as_it_was_written_is_whole(ten):
    report = verify()

    assert report.faults == ()
    assert (report.events, report.blocks, report.unchained) == (10, 2, 0)
    assert report.head == Block.objects.get(number=2).digest


def test_numbers_that_nobody_bears_are_part_of_the_block(ten):
    block = Block.objects.get(number=1)

    assert block.first == 1
    assert block.absent == f"1-{ten[0] - 1}"
    assert Block.objects.get(number=2).previous == block.digest


@pytest.mark.parametrize("column", sorted(TOUCHED))
def test_a_changed_column_is_found(ten, column):
    sql(f'UPDATE core_event SET "{column}" = %s WHERE id = %s', TOUCHED[column], ten[5])

    assert found() == [(What.EDITED, 2, (ten[5],))]


def test_a_deleted_event_is_found(ten):
    sql("DELETE FROM core_event WHERE id = %s", ten[1])

    assert found() == [(What.DELETED, 1, (ten[1],))]


@pytest.mark.parametrize("place", [-1, 1])
def test_an_event_slipped_in_where_nobody_stood_is_found(ten, west, place):
    Event.objects.create(pk=place, verb="region.named", subject_kind="x", subject_id=1)

    assert found() == [(What.INSERTED, 1 if place == 1 else 0, (place,))]


def test_two_events_that_changed_places_are_found(ten):
    for here, there in ((ten[0], -5), (ten[3], ten[0]), (-5, ten[3])):
        sql("UPDATE core_event SET id = %s WHERE id = %s", there, here)

    assert found() == [(What.EDITED, 1, (ten[0], ten[3]))]


def test_a_block_that_was_written_anew_no_longer_fits_the_next(ten):
    """The owner of the database changes an event and makes its block right again."""
    sql("UPDATE core_event SET verb = 'x' WHERE id = %s", ten[1])
    leaves = [(row[0], chain.leaf(row)) for row in chain.events_between(ten[0], ten[3])]
    anew = chain.build(None, leaves)
    sql("UPDATE core_block SET digest = %s, prints = %s WHERE number = 1", anew.digest, anew.prints)

    assert found() == [(What.LINK, 2, ())]


def test_a_log_written_anew_as_a_whole_is_betrayed_by_what_was_published(ten):
    head = publish(date(2026, 3, 2))
    sql("DELETE FROM core_block")
    sql("DELETE FROM core_head")
    sql("UPDATE core_event SET by_id = 5 WHERE id = %s", ten[1])
    close_blocks()

    assert verify().faults == ()
    assert [fault.what for fault in verify(head.digest).faults] == [What.HEAD]


def test_a_log_cut_short_is_betrayed_by_what_was_published(ten):
    publish(date(2026, 3, 2))
    sql("DELETE FROM core_block WHERE number = 2")
    sql("DELETE FROM core_event WHERE id > %s", ten[3])

    [fault] = verify().faults
    assert (fault.what, fault.day) == (What.HEAD, date(2026, 3, 2))


def test_a_missing_block_is_found(ten):
    sql("DELETE FROM core_block WHERE number = 1")

    assert (What.LINK, 2, ()) in found()


@pytest.mark.parametrize(
    ("column", "value"),
    [("digest", "f" * 64), ("absent", "1-900000000000"), ("prints", b"1234"), ("last", 10**12)],
)
def test_a_changed_block_is_found(ten, column, value):
    sql(f"UPDATE core_block SET {column} = %s WHERE number = 2", value)

    assert (What.BLOCK, 2, ()) in found()


def test_any_change_of_any_event_at_random_is_found(ten):
    chance = random.Random(7)
    for _ in range(60):
        pk, column = chance.choice(ten), chance.choice(sorted(TOUCHED))
        with transaction.atomic():
            sql(f'UPDATE core_event SET "{column}" = %s WHERE id = %s', TOUCHED[column], pk)
            assert [events for what, _, events in found() if what == What.EDITED] == [(pk,)]
            transaction.set_rollback(True)


def test_a_published_head_says_up_to_where_it_speaks(ten, west):
    head = publish(date(2026, 3, 2))
    record("region.named", west, by=None)
    close_blocks()

    report = verify(head.digest)
    assert (report.vouched, report.faults) == (ten[-1], ())
    assert publish(date(2026, 3, 2)).digest == head.digest, "a day's head stays"


def test_what_waits_for_its_block_is_counted(ten, west):
    record("region.named", west, by=None)

    report = verify()
    assert (report.unchained, report.faults) == (1, ())
    assert report.waiting_since


def test_the_digest_can_be_worked_out_by_hand(west, unguarded):
    """As docs/security.md tells it, without a line of ours."""
    record("region.named", west, by=None, worker_id=7, b=2, a="九")
    close_blocks()
    happened, block = Event.objects.get(), Block.objects.get()
    told = json.dumps(
        [happened.pk, f"{happened.at:%Y-%m-%d %H:%M:%S.%f}", "region.named", None,
         "catalog.region", west.pk, 7, None, '{"a":"\\u4e5d","b":2}'],
        separators=(",", ":"),
    )  # fmt: skip
    leaf = sha256(told.encode()).digest()
    head = f"{GENESIS}\n1,1,{happened.pk},{block.absent}\n".encode()

    assert block.digest == sha256(head + leaf).hexdigest()


@pytest.mark.parametrize("table", ["core_event", "core_block", "core_head"])
@pytest.mark.parametrize("words", ["DELETE FROM {}", "UPDATE {} SET digest = 'x'"])
def test_the_database_itself_refuses(west, table, words):
    record("region.named", west, by=None)
    close_blocks()
    publish(date(2026, 3, 2))
    column = "verb" if table == "core_event" else "digest"

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        sql(words.format(table).replace("digest", column))


def test_the_triggers_stand_after_all_migrations():
    """A later migration that rebuilds a table of the log must put them up again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        names = {name for (name,) in cursor.fetchall() if name.startswith("core_")}
    assert len(names) == (6 if connection.vendor == "sqlite" else 4)
    assert Event._meta.db_table == chain.EVENTS


@pytest.mark.django_db(transaction=True)
def test_a_bulk_write_is_chained_as_soon_as_it_is_committed(west):
    with transaction.atomic():
        record_all(event("region.named", west, by=None) for _ in range(SIZE + 5))
        assert not Block.objects.exists()

    assert verify().unchained == 0
    assert Block.objects.count() == 2


def test_who_comes_second_leaves_it(west, unguarded, monkeypatch):
    """Two processes at once: the numbers of the blocks are given once."""
    record("region.named", west, by=None)
    assert close_blocks() == 1
    tip = Block.objects.get()
    record("region.named", west, by=None)
    built = chain.build(
        tip, [(row[0], chain.leaf(row)) for row in chain.events_between(tip.last + 1, None)]
    )
    monkeypatch.setattr(chain, "build", lambda *told: (built.save(force_insert=True), built)[1])

    assert close_blocks() == 0
    assert verify().faults == ()


def test_a_hundred_thousand_events_are_checked_in_seconds(west):
    for _ in range(10):
        record_all(event("region.named", west, by=None, n=n) for n in range(10_000))
    while close_blocks():
        pass
    began = time.perf_counter()
    report = verify()

    assert (report.events >= 100_000, report.faults) == (True, ())
    assert time.perf_counter() - began < 10
    assert not Head.objects.exists()
