"""A test that commits wipes the database afterwards; the log forbids that, so for this moment
its triggers are taken down and put up again as they were."""

from django.db.backends.base.operations import BaseDatabaseOperations

LOG = ("core_event", "core_block", "core_head")


def _past_the_triggers(wipe):
    def wiped(self, sql_list):
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "sqlite":
                cursor.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
                    f"AND tbl_name IN ({', '.join(['%s'] * len(LOG))})",
                    LOG,
                )
                triggers = cursor.fetchall()
                down = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
                up = [sql for _, sql in triggers]
            else:
                down = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in LOG]
                up = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in LOG]
        return wipe(self, [*down, *sql_list, *up])

    return wiped


BaseDatabaseOperations.execute_sql_flush = _past_the_triggers(
    BaseDatabaseOperations.execute_sql_flush
)
