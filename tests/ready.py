"""The databases that tests stand on: made ready once an edition, and copied from then on.

On SQLite the ready-made one is a file kept between runs; on PostgreSQL a template database in
the server of the run. Either holds every table and the catalogue.
"""

import io
import os
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from jiedui.catalog import actions as catalog
from jiedui.catalog.models import Region
from jiedui.clockwork import blank
from jiedui.clockwork.management.commands.grant_roles import ROLES


def load_catalogue():
    """Bring the catalogue back if a test that flushes the database has run before."""
    if not Region.objects.exists():
        catalog.load_catalogue()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Copy the ready-made database instead of migrating an empty one."""
    copied = _copied_in_server if on_server() else _copied_in_memory
    if on_server() or _file().exists():
        connection.creation.create_test_db = copied


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The catalogue is loaded once; tests that flush the database bring it back themselves."""
    with django_db_blocker.unblock():
        load_catalogue()
        if not on_server() and not _file().exists():
            _keep_file()


def on_server():
    return connection.vendor == "postgresql"


@contextmanager
def another_copy(place):
    """A database of its own beside that of the tests, for as long as it is needed: its name."""
    if on_server():
        name = f"{connection.settings_dict['NAME']}_beside"
        _copy_in_server(name)
        try:
            yield name
        finally:
            _tell_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        return
    load_catalogue()
    with closing(sqlite3.connect(place)) as copy:
        connection.connection.backup(copy)
    yield str(place)


@pytest.fixture
def own_database(django_db_setup, django_db_blocker):
    """What a process is told so that it works in an empty database of its own; on SQLite that is
    the file in the home that it is given."""
    if not on_server():
        yield {"JIEDUI_DATABASE": ""}
        return
    with django_db_blocker.unblock():
        name = f"{connection.settings_dict['NAME']}_own"
        _tell_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        _tell_server(f'CREATE DATABASE "{name}"')
    try:
        yield {"JIEDUI_DATABASE": address_of(name)}
    finally:
        with django_db_blocker.unblock():
            _tell_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def address_of(name):
    """Where another process finds this database of the server."""
    told = {key: quote(connection.settings_dict[key], safe="") for key in ("USER", "PASSWORD")}
    host = quote(connection.settings_dict["HOST"], safe="")
    port = connection.settings_dict["PORT"] or 5432
    return f"postgresql://{told['USER']}:{told['PASSWORD']}@{host}:{port}/{name}"


@contextmanager
def used_by_threads(name):
    """Threads begun meanwhile work in this database; the main thread keeps its own."""
    usual = connections.settings["default"]
    connections.settings["default"] = usual | {"NAME": name}
    try:
        yield name
    finally:
        connections.settings["default"] = usual


# ---- SQLite: a file kept between runs -----------------------------------------------------------


def _file():
    return blank.ROOT / "var" / "cache" / f"town-{blank.edition()}.sqlite3"


def _copied_in_memory(*_args, **_kwargs):
    name = _enter(connection.creation._get_test_db_name())
    with closing(sqlite3.connect(_file())) as ready:
        ready.backup(connection.connection)
    return name


def _enter(name):
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name


def _keep_file():
    """Several processes may do this at once: each writes its own draft and puts it in place."""
    made = _file()
    made.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=made.parent, suffix=".draft")
    os.close(handle)
    with closing(sqlite3.connect(draft)) as copy:
        connection.connection.backup(copy)
    for old in made.parent.glob("town-*.sqlite3"):
        old.unlink(missing_ok=True)
    os.replace(draft, made)


# ---- PostgreSQL: a template in the server of the run --------------------------------------------


def _template():
    return f"jiedui_town_{blank.edition()}"


def _copied_in_server(*_args, **_kwargs):
    name = connection.creation._get_test_db_name()
    _copy_in_server(name)
    return _enter(name)


def _copy_in_server(name):
    """Processes take turns: the first makes the template, and one copies it at a time."""
    with connection._nodb_cursor() as turn:
        turn.execute("SELECT pg_advisory_lock(hashtext('jiedui town'))")
        turn.execute("SELECT FROM pg_database WHERE datname = %s", [_template()])
        if turn.fetchone() is None:
            _make_template(turn)
        turn.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        turn.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_template()}"')


def _make_template(cursor):
    draft, usual = f"{_template()}_draft", connection.settings_dict["NAME"]
    cursor.execute(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{draft}"')
    _enter(draft)
    call_command("migrate", verbosity=0, interactive=False)
    load_catalogue()
    for role in ROLES:
        _tell_server(
            f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
    call_command("grant_roles", stdout=io.StringIO())
    _enter(usual)
    cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{_template()}"')


def _tell_server(statement):
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
