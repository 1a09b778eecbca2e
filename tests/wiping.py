"""A test that commits wipes the database afterwards; the log forbids that, so for this moment
its triggers are taken down and put up again as they were."""

from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

LOG = ("core_event", "core_block", "core_head")


def _down_and_up(cursor):
    """The statements that take the triggers of the log down, and those that put them up again."""
    if cursor.db.vendor != "sqlite":
        return (
            [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in LOG],
            [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in LOG],
        )
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
        f"AND tbl_name IN ({', '.join(['%s'] * len(LOG))})",
        LOG,
    )
    triggers = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _ in triggers], [sql for _, sql in triggers]


def _past_the_triggers(wipe):
    def wiped(self, sql_list):
        with self.connection.cursor() as cursor:
            down, up = _down_and_up(cursor)
        return wipe(self, [*down, *sql_list, *up])

    return wiped


def forget_events():
    """What was written while a test was prepared is not what it looks at."""
    with connection.cursor() as cursor:
        down, up = _down_and_up(cursor)
        for statement in [*down, "DELETE FROM core_event", *up]:
            cursor.execute(statement)


BaseDatabaseOperations.execute_sql_flush = _past_the_triggers(
    BaseDatabaseOperations.execute_sql_flush
)
