from django.db import migrations, models

# On PostgreSQL numbers are handed out before transactions end, so an event may appear after one
# with a higher number. Whoever follows the events goes by transactions that are all over.
COLUMN = """
ALTER TABLE core_event
    ADD COLUMN xact bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)
"""


def add_the_column(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(COLUMN)
        schema_editor.execute("CREATE INDEX events_by_transaction ON core_event (xact)")


def take_it_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE core_event DROP COLUMN xact")


class Migration(migrations.Migration):
    dependencies = [("clockwork", "0002_passes_of_providers_are_shared"), ("core", "0001_initial")]

    operations = [
        migrations.AddField("follower", "since", models.BigIntegerField(default=0)),
        migrations.AddField("follower", "until", models.BigIntegerField(default=0)),
        migrations.RunPython(add_the_column, take_it_away),
    ]
