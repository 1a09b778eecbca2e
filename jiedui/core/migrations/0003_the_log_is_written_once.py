"""Triggers: what is in the log, and what speaks for it, is neither changed nor taken away.

Whoever owns the database can drop a trigger; then the digests tell. On PostgreSQL the writers
of events also share a lock until they commit, so that the chain never passes a number that is
still being written.
"""

from django.db import migrations

TABLES = ("core_event", "core_block", "core_head")
WRITERS = 7046181


def sqlite():
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the log is written once'); END"
        for table in TABLES
        for verb in ("UPDATE", "DELETE")
    ]


def postgresql():
    return [
        "CREATE FUNCTION core_written_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'the log is written once' USING ERRCODE = '23000'; END $$",
        *(
            f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION core_written_once()"
            for table in TABLES
        ),
        "CREATE FUNCTION core_event_is_written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"PERFORM pg_advisory_xact_lock_shared({WRITERS}); RETURN NULL; END $$",
        "CREATE TRIGGER core_event_is_written BEFORE INSERT ON core_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION core_event_is_written()",
    ]


def forbid(apps, schema_editor):
    for sql in {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]():
        schema_editor.execute(sql)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_written_once ON {table}")
    schema_editor.execute("DROP TRIGGER core_event_is_written ON core_event")
    schema_editor.execute("DROP FUNCTION core_written_once()")
    schema_editor.execute("DROP FUNCTION core_event_is_written()")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_events_are_chained_in_blocks"),
    ]

    operations = [
        migrations.RunPython(forbid, allow),
    ]
