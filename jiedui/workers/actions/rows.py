"""Keys and days of many rows that are written at once (core/rows.py)."""

from django.db import connection

from jiedui.core.rows import insert, update

__all__ = ["claim_ids", "insert", "text", "update"]

# Placeholders of one statement; SQLite allows more, but long lists gain nothing.
AT_ONCE = 900


def quoted(name):
    return connection.ops.quote_name(name)


def claim_ids(model, many):
    """Primary keys for rows that will be written in this transaction.

    SQLite holds the write lock already (its transactions begin immediately), so nobody else
    can take the same numbers; PostgreSQL hands them out of the sequence.
    """
    if not many:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, model._meta.pk.column, many],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        used = cursor.fetchone()
        cursor.execute(f"SELECT MAX({quoted(model._meta.pk.column)}) FROM {quoted(table)}")
        last = max(used[0] if used else 0, cursor.fetchone()[0] or 0)
    return list(range(last + 1, last + 1 + many))


def text(day):
    """A date as the database writes it."""
    return day.isoformat() if day is not None else None
