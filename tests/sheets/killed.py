"""Run by test_killed: import a sheet while being killed (SIGKILL) at one statement after another.

Forks a child for every life; the child steps the book until its n-th write and is killed there
by the kernel, in the middle of whatever it was doing. The next child goes on.
"""

import json
import os
import signal
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "jiedui.config.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from jiedui.accounts.actions import enrol_user, open_organisation  # noqa: E402
from jiedui.catalog.actions import load_catalogue  # noqa: E402
from jiedui.catalog.models import Region  # noqa: E402
from jiedui.catalog.queries import certificate_names, wish_reader  # noqa: E402
from jiedui.core.events import Event  # noqa: E402
from jiedui.sheets import actions, reading  # noqa: E402
from jiedui.sheets.models import Book, Row  # noqa: E402
from jiedui.workers.models import Intention, Worker  # noqa: E402

ON = date(2026, 3, 2)


def live(life):
    """Step on; die at the life-th statement of the transaction that does the work."""
    seen = 0

    def deadly(execute, sql, params, many, context):
        nonlocal seen
        if sql.split(None, 1)[0] in {"INSERT", "UPDATE", "DELETE"}:
            seen += 1
            if seen == life:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(deadly):
        book = Book.objects.get()
        while book.stage in ("brought", "read", "accepted"):
            book = actions.step(book)


def lives(stage, longest):
    """Children one after another until the book has left its stages; how many were killed.

    The lives are of every length up to `longest` writes, the short ones too short to finish
    a single batch.
    """
    killed = 0
    while Book.objects.get().stage in stage:
        connection.close()
        child = os.fork()
        if child == 0:
            live(1 + killed * 5 % longest)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            raise SystemExit(f"a child failed: {status}")
    return killed


def main(path, rows_of_a_long_book):
    reading.LONG = int(rows_of_a_long_book)
    call_command("migrate", verbosity=0)
    load_catalogue()
    # The children inherit the catalogue's indexes instead of building them at every birth.
    wish_reader(), certificate_names()
    actions.BATCH = 25
    west = Region.objects.get(code=513225)
    office = open_organisation(name="测试局", kind="bureau", region=west, by=None)
    user = enrol_user(
        username="w", password="kill-me-often-1", full_name="测试", organisation=office,
        role="west", by=None,
    )  # fmt: skip
    with Path(path).open("rb") as file:
        actions.bring(file, kind="people", by=user, at=datetime(2026, 3, 2, tzinfo=UTC), on=ON)
    while_reading = lives({"brought", "read"}, 6)
    book = Book.objects.get()
    reviewed = book.counts
    actions.accept(book, by=user)
    committing = lives({"accepted"}, 23)
    sound = "ok"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            sound = cursor.fetchone()[0]
    sys.stdout.write(json.dumps({
        "killed_reading": while_reading,
        "killed_committing": committing,
        "reviewed": reviewed,
        "counts": Book.objects.get().counts,
        "rows": Row.objects.count(),
        "numbers": Row.objects.values("number").distinct().count(),
        "workers": Worker.objects.count(),
        "intentions": Intention.objects.count(),
        "events": Event.objects.filter(worker_id__isnull=False).count(),
        "sound": sound,
    }))  # fmt: skip


main(*sys.argv[1:])
