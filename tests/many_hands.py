"""Several officers at once: threads with connections of their own on a database in a file."""

import threading

import pytest
from django.db import connection

from tests.ready import another_copy, used_by_threads


@pytest.fixture
def file_database(django_db_setup, django_db_blocker, tmp_path):
    """The test database copied to a place of its own, written to as in the product: on SQLite
    a file (WAL, immediate transactions), on PostgreSQL another database of the server.

    Only threads started by `at_once` see the copy; the main thread keeps its own.
    """
    with (
        django_db_blocker.unblock(),
        another_copy(tmp_path / "town.sqlite3") as name,
        used_by_threads(name),
    ):
        yield name


def at_once(*acts):
    """Run each act in a thread, all starting together; their answers or errors, in order."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(at, act):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            answers[at] = act()
        except Exception as error:  # handed back to the test, which looks at it
            answers[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def alone(act):
    """One act on the file database, its answer handed back."""
    [answer] = at_once(act)
    if isinstance(answer, Exception):
        raise answer
    return answer
