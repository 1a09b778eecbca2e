"""The standing town: two paired counties, their bureaus, six workers, three vacancies.

Drawn on docs/map.md with the right answers beside it. Learn it by heart; invent people in a
test only when the town cannot say what the test needs.
"""

import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import date

import pytest
from django.conf import settings
from django.db import connection

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Organisation, OrganisationKind, Pairing
from jiedui.accounts.roles import Role
from jiedui.catalog import actions as catalog
from jiedui.catalog import queries as catalogue_words
from jiedui.catalog.models import Region
from jiedui.clockwork import blank
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies.models import Vacancy
from jiedui.vacancies.queries import Posting
from jiedui.workers import actions as workers
from jiedui.workers.models import HouseholdClass, Worker
from jiedui.workers.queries import Person, Wish

TODAY = date(2026, 3, 2)
PASSWORD = "nine-villages-1"


def load_catalogue():
    """Bring the catalogue back if a test that flushes the database has run before."""
    if not Region.objects.exists():
        catalog.load_catalogue()


def ready_made():
    """The test database of this edition, tables and catalogue: made once, copied afterwards."""
    return blank.ROOT / "var" / "cache" / f"town-{blank.edition()}.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Copy the ready-made database instead of migrating an empty one, where there is one."""
    made, creation = ready_made(), connection.creation
    if not made.exists():
        return

    def create_test_db(*args, **kwargs):
        name = creation._get_test_db_name()
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        connection.ensure_connection()
        with closing(sqlite3.connect(made)) as ready:
            ready.backup(connection.connection)
        return name

    creation.create_test_db = create_test_db


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The catalogue is loaded once; tests that flush the database bring it back themselves."""
    with django_db_blocker.unblock():
        load_catalogue()
        if not (made := ready_made()).exists():
            keep_ready(made)


def keep_ready(made):
    """Several processes may do this at once: each writes its own draft and puts it in place."""
    made.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=made.parent, suffix=".draft")
    os.close(handle)
    with closing(sqlite3.connect(draft)) as copy:
        connection.connection.backup(copy)
    for old in made.parent.glob("town-*.sqlite3"):
        old.unlink(missing_ok=True)
    os.replace(draft, made)


@pytest.fixture
def catalogue(db):
    load_catalogue()


@pytest.fixture
def west(catalogue):
    """九寨沟县, a key county in the mountains of Sichuan."""
    return Region.objects.get(code=513225)


@pytest.fixture
def east(catalogue):
    """嘉善县, its pair in Zhejiang."""
    return Region.objects.get(code=330421)


@pytest.fixture
def pairing(west, east):
    return Pairing.objects.create(
        east=east, west=west, valid_from=date(2021, 1, 1), confidence="sourced"
    )


def bureau(region):
    return Organisation.objects.create(
        name=f"{region.name}人力资源和社会保障局", kind=OrganisationKind.BUREAU, region=region
    )


def enrol(username, full_name, organisation, role):
    return accounts.enrol_user(
        username=username,
        password=PASSWORD,
        full_name=full_name,
        organisation=organisation,
        role=role,
        by=None,
    )


@pytest.fixture
def officer(west, pairing):
    """The western officer: surveys, imports, matches."""
    return enrol("west", "测试西", bureau(west), Role.WEST)


@pytest.fixture
def eastern_officer(east, pairing):
    """The eastern officer: collects vacancies, receives people."""
    return enrol("east", "测试东", bureau(east), Role.EAST)


@pytest.fixture
def watcher(officer):
    """Sees figures, not people."""
    return enrol("watcher", "测试看", officer.organisation, Role.WATCHER)


@pytest.fixture
def neighbour(catalogue):
    """An officer of the next county, who must see nothing of ours."""
    return enrol("neighbour", "测试邻", bureau(Region.objects.get(code=513224)), Role.WEST)


def _wished(*titles):
    reader = catalogue_words.wish_reader()
    return tuple(
        (rank, low, high, title)
        for rank, title in enumerate(titles, start=1)
        for low, high in reader.work(title)[0].intervals
    )


def _person(name, born, work, least_pay, **told):
    jiaxing = (1, 330400, 330500, "嘉兴")
    wish = Wish(
        asked_on=date(2026, 2, 20),
        occupations=_wished(*work),
        places=(jiaxing,),
        least_pay=least_pay,
        needs_lodging=True,
    )
    return Person(
        name=name, born_on=date(born, 5, 1), home=513225, education=3, household=name,
        wish=wish, **told,
    )  # fmt: skip


@pytest.fixture
def six(officer):
    """The six workers of the town, by their first character. Who they are: docs/map.md."""
    sewing = catalogue_words.occupations_for("缝纫工")[0].occupation.code
    entries = [
        _person("阿初", 1990, ["缝纫工"], 4500, household_classes=(HouseholdClass.LIFTED,)),
        _person("白玉", 1985, ["缝纫工"], 4500, experience=((sewing, 4),)),
        _person("陈山", 1998, ["缝纫工", "保安员"], 4000),
        _person("德吉", 1992, ["电工"], 6000, certificates=("electrician-low",)),
        _person("尔古", 1995, ["电工"], 6000),
        _person("扶苏", 1980, ["保安员"], 6000),
    ]
    workers.keep_people(entries, on=TODAY, by=officer, source="town")
    return {worker.name[0]: worker for worker in Worker.objects.all()}


def _posting(title, openings, low, high, **told):
    return Posting(
        employer_name="嘉善云帆实业有限公司",
        region=330421,
        title=title,
        openings=openings,
        occupation=catalogue_words.occupations_for(title)[0].occupation.code,
        pay_low=low,
        pay_high=high,
        lodging=True,
        conditions="不限",
        duties=title,
        valid_until=date(2026, 6, 30),
        **told,
    )


@pytest.fixture
def three(eastern_officer):
    """The three vacancies of the town, published, by title."""
    entries = [
        _posting("缝纫工", 2, 5000, 7000, reserved=1),
        _posting("保安员", 1, 4000, 4500),
        _posting("电工", 1, 6000, 8000, certificates=("electrician-low",)),
    ]
    kept = vacancies.keep_vacancies(entries, on=TODAY, by=eastern_officer)
    found = Vacancy.objects.filter(pk__in=[one.vacancy_id for one in kept])
    vacancies.publish_many(found, by=eastern_officer)
    return {vacancy.title: vacancy for vacancy in found.all()}
