"""The standing town: two paired counties, their bureaus, six workers, three vacancies.

Drawn on docs/map.md with the right answers beside it. Learn it by heart; invent people in a
test only when the town cannot say what the test needs.
"""

from datetime import date

import pytest

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Organisation, OrganisationKind, Pairing
from jiedui.accounts.roles import Role
from jiedui.catalog import queries as catalogue_words
from jiedui.catalog.models import Region
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies.models import Vacancy
from jiedui.vacancies.queries import Posting
from jiedui.workers import actions as workers
from jiedui.workers.models import HouseholdClass, Worker
from jiedui.workers.queries import Person, Wish
from tests.ready import load_catalogue

TODAY = date(2026, 3, 2)
PASSWORD = "nine-villages-1"


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
