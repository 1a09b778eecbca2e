"""Whose records are read while a page is made: noted where rows come out of the database, so
that no page can forget to say so."""

from contextlib import contextmanager
from contextvars import ContextVar

_NOTED = ContextVar("whose records are being read", default=None)


@contextmanager
def looking():
    """{key: code} of everybody whose record is read inside."""
    noted = {}
    token = _NOTED.set(noted)
    try:
        yield noted
    finally:
        _NOTED.reset(token)


def note(worker):
    noted = _NOTED.get()
    if noted is not None:
        noted[worker.pk] = worker.__dict__.get("code", "")
