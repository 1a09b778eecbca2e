"""Row-level security: for the application's role the server says what `visible_to` says.

Owner and clockwork are not bound by it. `jiedui.*` are told by the doors (accounts/rls.py);
inside a transaction the house itself acts and sees everything.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION jiedui_told(name text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT NULLIF(current_setting('jiedui.' || name, true), '')
$$;
CREATE FUNCTION jiedui_number(name text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT jiedui_told(name)::bigint
$$;
CREATE FUNCTION jiedui_sees_all() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT jiedui_told('house') = 'on' OR NOT EXISTS (
        SELECT FROM pg_roles
        WHERE rolname = 'jiedui_application' AND pg_has_role(current_user, oid, 'member')
    )
$$;
CREATE FUNCTION jiedui_roofs() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT assigned.household_id FROM workers_assignment assigned
    JOIN workers_wave wave ON wave.id = assigned.wave_id
    WHERE assigned.helper_id = jiedui_number('person') AND wave.stage = 'open'
$$;
CREATE FUNCTION jiedui_oneself() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT id FROM workers_worker WHERE account_id = jiedui_number('person')
$$;
CREATE FUNCTION jiedui_standing_here() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT standing.worker_id FROM candidacies_candidacy standing
    JOIN vacancies_vacancy post ON post.id = standing.vacancy_id
    WHERE post.region_id >= jiedui_number('low') AND post.region_id < jiedui_number('high')
$$;
"""

ALL = "(SELECT jiedui_sees_all())"
ROLE = "(SELECT jiedui_told('role'))"


def here(region):
    """In the region tree of whoever looks."""
    return (
        f"({region} >= (SELECT jiedui_number('low')) AND {region} < (SELECT jiedui_number('high')))"
    )


def own(person):
    """Whom one sees with everything that is known: the bureau, the helper, oneself, the link."""
    return (
        f"(({ROLE} IN ('west', 'watcher') AND {here(f'{person}.home_id')})"
        f" OR ({ROLE} = 'helper' AND {person}.household_id IN (SELECT jiedui_roofs()))"
        f" OR ({ROLE} = 'self' AND ({person}.account_id = (SELECT jiedui_number('person'))"
        f" OR {person}.merged_into_id = (SELECT jiedui_oneself())))"
        f" OR ({ROLE} = 'link' AND {person}.id = (SELECT jiedui_number('one'))))"
    )


def of_own(table):
    return (
        f"EXISTS (SELECT FROM workers_worker person WHERE person.id = {table}.worker_id"
        f" AND {own('person')})"
    )


POLICIES = {
    # A candidacy for a post here opens the person to the bureau of the place of work.
    "workers_worker": (
        f"{own('workers_worker')}"
        f" OR ({ROLE} IN ('east', 'west') AND id IN (SELECT jiedui_standing_here()))"
    ),
    "candidacies_candidacy": (
        f"{of_own('candidacies_candidacy')} OR ({ROLE} IN ('east', 'west') AND EXISTS ("
        "SELECT FROM vacancies_vacancy post WHERE post.id = candidacies_candidacy.vacancy_id"
        f" AND {here('post.region_id')}))"
    ),
    **{
        table: of_own(table)
        for table in (
            "workers_certificate", "workers_experience", "workers_language", "workers_care",
            "workers_spell", "workers_consent", "workers_contact", "workers_intention",
            "workers_change", "workers_response", "candidacies_declined", "candidacies_help",
        )
    },
    "matching_run": f"{ROLE} IN ('west', 'watcher') AND {here('west_id')}",
    **{
        table: "run_id IN (SELECT id FROM matching_run)"
        for table in ("matching_proposal", "matching_waiting", "matching_unmatched")
    },
    "sheets_book": "office_id = (SELECT jiedui_number('office'))",
    "sheets_row": "book_id IN (SELECT id FROM sheets_book)",
}


def guard(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTIONS)
    for table, shown in POLICIES.items():
        schema_editor.execute(f"CREATE POLICY seen ON {table} USING ({ALL} OR {shown})")
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in POLICIES:
        schema_editor.execute(f"DROP POLICY seen ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for function in ("standing_here()", "oneself()", "roofs()", "sees_all()", "number(text)",
                     "told(text)"):  # fmt: skip
        schema_editor.execute(f"DROP FUNCTION jiedui_{function}")


class Migration(migrations.Migration):
    dependencies = [
        ("clockwork", "0003_followers_know_how_far_events_are_settled"),
        ("workers", "0007_records_that_may_be_one_person"),
        ("vacancies", "0004_open_vacancies_are_found_on_postgresql"),
        ("candidacies", "0002_people_answer_for_themselves"),
        ("matching", "0003_obstacles_of_consent_and_kind"),
        ("sheets", "0001_initial"),
    ]

    operations = [migrations.RunPython(guard, let_go)]
