"""Scarce things are locked together, once, late, in a fixed order."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import models, transaction

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
        fresh += table.select_for_update(of=("self",)).filter(pk__in=part).order_by("pk")
    return fresh
