"""Gathering reads from a snapshot and keeps nobody from writing meanwhile."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from jiedui.matching.actions.runs import at_one_moment

sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite locks the file")


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_reading_begins_without_the_lock_for_writing():
    with CaptureQueriesContext(connection) as told, at_one_moment():
        pass
    with CaptureQueriesContext(connection) as after, transaction.atomic():
        pass

    assert told[0]["sql"] == "BEGIN DEFERRED"
    assert after[0]["sql"] == "BEGIN IMMEDIATE"


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_reading_that_falls_over_leaves_writing_as_it_was():
    with pytest.raises(ZeroDivisionError), at_one_moment():
        raise ZeroDivisionError

    assert connection.transaction_mode == "IMMEDIATE"
