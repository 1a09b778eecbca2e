"""The clock chains the log within the minute, tells its head once a day, and the terminal looks."""

import json
from datetime import date

import pytest
from django.conf import settings
from django.db import connection

from jiedui.clockwork import chaining, runner
from jiedui.clockwork.terminal import audit, parser
from jiedui.core.chain import Block, Head
from jiedui.core.events import Event, record
from jiedui.core.proof import verify

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def asked(*argv):
    return audit.run(parser().parse_args(["audit", *argv]))


@pytest.fixture
def touched(west):
    """Somebody who owns the database changes what was done by whom."""
    record("region.named", west, by=None)
    chaining.chain_all()
    happened = Event.objects.order_by("id").last()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE core_event DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER core_event_no_update")
        cursor.execute("UPDATE core_event SET by_id = 9 WHERE id = %s", [happened.pk])
    return happened


def test_no_event_waits_longer_than_a_minute(west, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(chaining.time, "monotonic", lambda: now[0])
    clock = chaining.Chaining()
    record("region.named", west, by=None)
    assert clock.chain() == verify().events > 0

    record("region.named", west, by=None)
    now[0] += 59
    assert clock.chain() == 0
    now[0] += 1
    assert clock.chain() == 1


def test_a_command_leaves_nothing_unchained(west):
    record("region.named", west, by=None)
    runner.work(until_idle=True)

    assert verify().unchained == 0


def test_the_head_is_told_once_a_day_and_kept_in_a_file(west):
    record("region.named", west, by=None)
    head = chaining.publish_head(DAY)
    record("region.named", west, by=None)

    assert chaining.publish_head(DAY) == head
    told = (settings.HOME / "heads" / "2026-03-02.txt").read_text()
    assert told == f"2026-03-02 {head.digest} {head.last}\n"


def test_the_terminal_says_that_the_log_is_whole(west, capsys):
    assert asked("head") == 0
    head = capsys.readouterr().out.split()[1]
    record("region.named", west, by=None)

    assert asked("verify", "--head", head) == 0
    said = capsys.readouterr().out
    assert "✓" in said
    assert str(Head.objects.get().last) in said
    assert Block.objects.count() == 1


def test_the_terminal_names_the_event_that_was_touched(touched, capsys):
    assert asked("verify") == 1
    assert f"事件 {touched.pk} " in capsys.readouterr().out

    assert asked("verify", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["whole"] is False
    assert told["faults"][0]["events"] == [touched.pk]


def test_a_head_that_is_not_in_the_chain_is_told(west, capsys):
    assert asked("verify", "--head", "f" * 64) == 1
    assert "链头" in capsys.readouterr().out
