"""With JIEDUI_TEST_GUARD=1 on PostgreSQL: every request of a test is made behind the second wall.

A test prepares as the house itself. While it asks for a page, the connection is the
application's role and the server shows what the person may see; the transactions of rooms,
which in a test are savepoints, open the wall as they do in the product.
"""

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.transaction import Atomic

from jiedui.accounts import rls
from jiedui.web.kit.guard import GuardMiddleware


@pytest.fixture(autouse=True)
def _behind_the_wall(request, monkeypatch):
    if not {"db", "transactional_db"} & set(request.fixturenames):
        monkeypatch.setattr(settings, "ROW_GUARD", False)  # there is no database to guard
        return
    if "transactional_db" in request.fixturenames or _commits(request):
        pytest.skip("what commits is guarded as in the product: tests/accounts/test_rls.py")
    request.getfixturevalue("db")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE jiedui_application")
    rls._set(house="on")
    base = []
    _open_in_requests(monkeypatch, base)
    _open_in_transactions(monkeypatch, base)


def _commits(request):
    marked = request.node.get_closest_marker("django_db")
    return marked is not None and marked.kwargs.get("transaction", False)


def _open_in_requests(monkeypatch, base):
    usual = GuardMiddleware.__call__

    def asked(self, request):
        base.append(len(connection.atomic_blocks))
        try:
            return usual(self, request)
        finally:
            base.pop()
            if not connection.needs_rollback:
                rls._set(house="on")

    monkeypatch.setattr(GuardMiddleware, "__call__", asked)


def _open_in_transactions(monkeypatch, base):
    enter, leave = Atomic.__enter__, Atomic.__exit__

    def is_outermost():
        return base and len(connection.atomic_blocks) == base[-1] + 1

    def entered(self):
        enter(self)
        if is_outermost():
            rls._set(house="on")

    def left(self, kind, error, trace):
        if kind is None and is_outermost() and not transaction.get_rollback():
            rls._set(house="")
        leave(self, kind, error, trace)

    monkeypatch.setattr(Atomic, "__enter__", entered)
    monkeypatch.setattr(Atomic, "__exit__", left)
