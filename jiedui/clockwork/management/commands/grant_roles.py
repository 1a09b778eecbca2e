"""`manage.py grant_roles`: what the roles of PostgreSQL may do. The owner runs it after migrate."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

ROLES = ("jiedui_application", "jiedui_clockwork")
# The log is written once: no role but the owner's may change what stands in it.
WRITTEN_ONCE = ("core_event", "core_block", "core_head")


class Command(BaseCommand):
    help = (
        "Lets jiedui_application (the site, behind row-level security) and jiedui_clockwork (the "
        "clockwork) read and write the tables, and own none. docs/postgresql.md makes the roles."
    )

    def handle(self, **options):
        if connection.vendor != "postgresql":
            raise CommandError("JIEDUI_DATABASE is no PostgreSQL: there are no roles.")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES)])
            there = sorted(name for (name,) in cursor.fetchall())
            if missing := sorted(set(ROLES) - set(there)):
                raise CommandError(f"No such role: {', '.join(missing)}; see docs/postgresql.md.")
            tables = set(connection.introspection.table_names(cursor))
            for role in ROLES:
                grant(cursor, role, sorted(tables & set(WRITTEN_ONCE)))
        self.stdout.write(f"granted to {', '.join(ROLES)}")


def grant(cursor, role, written_once):
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    cursor.execute(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role}")
    for table in written_once:
        cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {role}")
