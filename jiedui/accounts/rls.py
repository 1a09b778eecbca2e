"""The second wall: on PostgreSQL the server itself shows nobody the people of another county.

`visible_to` is the rule, and every door asks it first. Should a query forget to, row-level
security says the same for the application's role: the policies (a migration of clockwork) read
who is looking from the session, and the middleware tells it at the beginning of each request.
Whoever was not told, or is not signed in, sees no person at all. docs/postgresql.md tells how
the roles are made; without them, and on SQLite, nothing here does anything.
"""

from contextlib import contextmanager

from django.conf import settings
from django.db import connection

TOLD = ("role", "person", "office", "low", "high", "one")


def see_as(user):
    """From now on this connection reads with the eyes of this person."""
    if not settings.ROW_GUARD:
        return
    if not user.is_authenticated:
        see_nobody()
        return
    low, high = user.organisation.region.interval() if user.organisation_id else (0, 0)
    _tell(role=user.role, person=user.pk, office=user.organisation_id or 0, low=low, high=high)


def see_one(worker_id):
    """Whoever holds a one-time link sees the one person it was made for."""
    if settings.ROW_GUARD:
        _tell(role="link", one=worker_id)


def see_nobody():
    if settings.ROW_GUARD:
        _tell()


@contextmanager
def as_the_house():
    """For numbers that count people of other counties too, and never show one."""
    if not settings.ROW_GUARD:
        yield
        return
    before = _house()
    _set(house="on")
    try:
        yield
    finally:
        _set(house=before)


def _tell(**told):
    _set(house="", **{name: told.get(name, "") for name in TOLD})


def _house():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('jiedui.house', true)")
        return cursor.fetchone()[0] or ""


def _set(**told):
    parts = ", ".join("set_config(%s, %s, false)" for _ in told)
    values = [word for name, value in told.items() for word in (f"jiedui.{name}", str(value))]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}", values)
