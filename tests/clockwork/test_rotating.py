"""A new key takes over while the house is running; the old one goes when nothing needs it."""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from jiedui.clockwork import rotating
from jiedui.clockwork.terminal import parser
from jiedui.clockwork.terminal import rotating as terminal
from jiedui.core.fields import SealedField, key_names, seal_bytes, unseal_bytes
from jiedui.core.refusal import Refusal
from jiedui.workers import actions as workers
from jiedui.workers.models import Change, Worker
from tests.town import TODAY
from tests.web import counted

# All files of the house are sealed anew: those of the tests beside this one are not.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
OLD = key_names()[0]
NEW = "t2:" + "33" * 32


@pytest.fixture
def sealed(officer):
    """People, changes and rows of a sheet sealed under the old key, and a photo on the disk."""
    people = counted.people(5, by=officer)
    for worker in people:
        workers.correct(worker, remark="会弹琴", on=TODAY, by=officer, because="来电")
    counted.reviewed_book(by=officer)
    photo = seal_bytes(b"jpg", "attachments:rotated")
    default_storage.save("attachments/rotated", ContentFile(photo))
    yield {one.pk: (one.identity, one.phone) for one in Worker.objects.all()}
    default_storage.delete("attachments/rotated")


@pytest.fixture
def two_keys(settings, sealed):
    key = settings.FIELD_KEYS
    settings.FIELD_KEYS = f"{NEW},{key if ':' in key else f'{OLD}:{key}'}"
    return sealed


def asked(*argv):
    return terminal.run(parser().parse_args(["rotate-keys", *argv]))


def numbers():
    return {one.pk: (one.identity, one.phone) for one in Worker.objects.all()}


def heads():
    """Under which keys the raw texts of all sealed columns stand."""
    found = set()
    with connection.cursor() as cursor:
        for column in rotating.columns():
            table, name = column.model._meta.db_table, column.field.column
            cursor.execute(f'SELECT "{name}" FROM "{table}" WHERE "{name}" <> %s', [""])
            found |= {text.partition(":")[0] for (text,) in cursor.fetchall()}
    return found


def test_both_keys_open_and_the_new_one_alone_afterwards(two_keys, settings):
    assert numbers() == two_keys
    assert heads() == {OLD}
    assert rotating.rotate() >= 5 * 2 + 5 * 2 + 3

    assert heads() == {"t2"}
    settings.FIELD_KEYS = NEW
    assert numbers() == two_keys
    assert {json.loads(one.after) for one in Change.objects.filter(field="remark")} == {"会弹琴"}
    with default_storage.open("attachments/rotated") as file:
        assert unseal_bytes(file.read(), "attachments:rotated") == b"jpg"


def test_stopped_half_way_it_goes_on_with_what_is_left(two_keys, monkeypatch):
    monkeypatch.setattr(rotating, "BATCH", 2)
    batch, calls = rotating._batch, []

    def killed(*told):
        calls.append(told)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return batch(*told)

    monkeypatch.setattr(rotating, "_batch", killed)
    with pytest.raises(KeyboardInterrupt):
        rotating.rotate()
    assert heads() == {OLD, "t2"}
    assert numbers() == two_keys

    monkeypatch.setattr(rotating, "_batch", batch)
    rotating.rotate()
    assert heads() == {"t2"}
    assert rotating.rotate() == 0


def test_who_writes_meanwhile_wins(two_keys, officer, monkeypatch):
    worker, real = Worker.objects.first(), rotating.unseal

    def while_reading(closed, place):
        if place.endswith(worker.code) and "phone" in place:
            workers.correct(
                Worker.objects.get(pk=worker.pk), phone="13911112222", on=TODAY, by=officer
            )
        return real(closed, place)

    monkeypatch.setattr(rotating, "unseal", while_reading)
    rotating.rotate()

    assert Worker.objects.get(pk=worker.pk).phone == "13911112222"
    assert heads() == {"t2"}


def test_a_key_in_use_is_not_dropped(two_keys, capsys):
    with pytest.raises(Refusal) as refused:
        asked("--drop", OLD)
    assert refused.value.code == "key-in-use"

    assert asked() == 0
    assert asked("--drop", OLD) == 0
    assert "可以" in capsys.readouterr().out
    with pytest.raises(Refusal) as refused:
        asked("--drop", "t2")
    assert refused.value.code == "newest-key"


def test_a_key_that_is_missing_is_named(sealed, settings, capsys):
    settings.FIELD_KEYS = NEW

    assert asked("--check", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["newest"], told["missing"]) == ("t2", [OLD])
    assert told["in_use"][OLD] > 20


def test_every_sealed_column_is_found():
    found = {column.name for column in rotating.columns()}

    assert {"workers_worker.identity", "sheets_row.raw", "notices_notice.text"} <= found
    assert all(isinstance(column.field, SealedField) for column in rotating.columns())
