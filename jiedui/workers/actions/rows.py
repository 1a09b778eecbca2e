"""Many rows at once, without building a model for each: some twenty times as fast."""

from django.db import connection

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


def insert(model, columns, rows):
    """Write rows whose values are ready for the database (dates as text, seals closed)."""
    if not rows:
        return
    names = ", ".join(quoted(name) for name in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({marks})", rows
        )


def update(model, columns, rows):
    """Write these columns of many rows; each row is its new values and then its key."""
    if not rows:
        return
    names = ", ".join(f"{quoted(name)} = %s" for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quoted(model._meta.db_table)} SET {names} "
            f"WHERE {quoted(model._meta.pk.column)} = %s",
            rows,
        )


def text(day):
    """A date as the database writes it."""
    return day.isoformat() if day is not None else None
