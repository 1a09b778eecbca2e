from datetime import date

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from jiedui.core.fields import blind, seal, unseal
from jiedui.workers.models import Worker

NUMBER = "513225199001011234"


@pytest.fixture
def sealed(west):
    return Worker.objects.create(
        code="W-SEALED", name="测试", identity=NUMBER, born_on=date(1990, 1, 1), home=west
    )


def stored(worker):
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity FROM workers_worker WHERE id = %s", [worker.pk])
        return cursor.fetchone()[0]


def test_the_database_does_not_hold_the_number(sealed):
    assert NUMBER not in stored(sealed)
    assert Worker.objects.get(pk=sealed.pk).identity == NUMBER


def test_a_seal_moved_to_another_row_does_not_open(sealed, west):
    other = Worker.objects.create(
        code="W-OTHER", name="旁人", identity="", born_on=date(1990, 1, 1), home=west
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workers_worker SET identity = %s WHERE id = %s", [stored(sealed), other.pk]
        )

    with pytest.raises(InvalidTag):
        _ = Worker.objects.get(pk=other.pk).identity


def test_saving_again_keeps_an_unopened_seal(sealed):
    before = stored(sealed)
    again = Worker.objects.get(pk=sealed.pk)
    again.village = "一村"
    again.save()

    assert stored(sealed) == before


def test_a_plain_text_cannot_slip_past_the_seal(sealed):
    with pytest.raises(TypeError, match="sealed"):
        Worker.objects.filter(pk=sealed.pk).update(identity=NUMBER)


def test_an_old_key_still_opens_after_rotation(settings):
    closed = seal("secret", "here")
    settings.FIELD_KEYS = "t2:" + "33" * 32 + "," + settings.FIELD_KEYS

    assert unseal(closed, "here") == "secret"
    assert seal("secret", "here").startswith("t2:")


def test_a_blind_index_is_the_same_for_the_same_value_only():
    assert blind("identity", NUMBER) == blind("identity", NUMBER)
    assert blind("identity", NUMBER) != blind("phone", NUMBER)
