"""The standing town: two paired counties, their bureaus, six workers, three vacancies.

Drawn on docs/map.md with the right answers beside it. Learn it by heart; invent people in a
test only when the town cannot say what the test needs.
"""

from datetime import date

import pytest

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Organisation, OrganisationKind, Pairing
from jiedui.accounts.roles import Role
from jiedui.catalog import actions as catalog
from jiedui.catalog.models import Region

TODAY = date(2026, 3, 2)
PASSWORD = "nine-villages-1"


def _load_catalogue():
    if not Region.objects.exists():
        catalog.load_catalogue()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The catalogue is loaded once; tests that flush the database bring it back themselves."""
    with django_db_blocker.unblock():
        _load_catalogue()


@pytest.fixture
def catalogue(db):
    _load_catalogue()


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
