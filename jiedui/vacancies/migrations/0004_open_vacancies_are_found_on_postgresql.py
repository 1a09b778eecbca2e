from django.db import migrations

# The words are ready (letters, pairs, sounds), so the dictionary that changes nothing keeps them.
# Four weights are all there are: titles, other names, places, and duties with sounds.
TABLE = """
CREATE TABLE vacancies_search (
    rowid bigint PRIMARY KEY,
    title text NOT NULL,
    alias text NOT NULL,
    place text NOT NULL,
    duties text NOT NULL,
    sound text NOT NULL,
    found tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, title), 'A')
        || setweight(to_tsvector('simple'::regconfig, alias), 'B')
        || setweight(to_tsvector('simple'::regconfig, place), 'C')
        || setweight(to_tsvector('simple'::regconfig, duties || ' ' || sound), 'D')
    ) STORED
)
"""


def make_the_table(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TABLE)
        schema_editor.execute(
            "CREATE INDEX vacancies_search_found ON vacancies_search USING gin (found)"
        )


def take_it_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TABLE vacancies_search")


class Migration(migrations.Migration):
    dependencies = [("vacancies", "0003_employers_write_and_officers_decide")]

    operations = [migrations.RunPython(make_the_table, take_it_away)]
