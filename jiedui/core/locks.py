"""Scarce things are locked together, once, late, in a fixed order."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import connection, models, transaction

Row = TypeVar("Row", bound=models.Model)


def lock(rows: Iterable[Row]) -> list[Row]:
    """Fresh, locked copies of these rows (all of one table), in the order of their keys.

    The fixed order is what keeps two officers who confirm overlapping lists from waiting
    for each other for ever.
    """
    rows = list(rows)
    if not rows:
        return []
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a lock lives only inside a transaction")
    table = type(rows[0])._default_manager
    keys = sorted({row.pk for row in rows})
    fresh: list[Row] = []
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        fresh += _locked(table).filter(pk__in=part).order_by("pk")
    return fresh


def hold(table: type[models.Model], keys: Iterable[int]) -> None:
    """Lock rows whose content is read by other means, in the order of their keys.

    On SQLite whoever writes has been alone since the transaction began.
    """
    if connection.vendor == "sqlite":
        return
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), 5000):
        part = _locked(table._default_manager).filter(pk__in=wanted[start : start + 5000])
        list(part.order_by("pk").values_list("pk", flat=True))


def one_at_a_time(what: str, *places: object) -> None:
    """Whoever does the same in the same places waits until this transaction has ended.

    For what no row stands for yet: two offices that register the same newcomer at once. Taken
    after the locks on rows. On SQLite whoever writes is alone anyway.
    """
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        for place in sorted({str(place) for place in places}):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{what}:{place}"]
            )


def _locked(table: "models.Manager[Row]") -> "models.QuerySet[Row]":
    """Held against writers; a new row may still refer to them, so inserting waits for nobody."""
    return table.select_for_update(of=("self",), no_key=True)
