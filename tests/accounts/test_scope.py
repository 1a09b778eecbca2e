from datetime import date

import pytest

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Organisation, OrganisationKind, Pairing
from jiedui.accounts.roles import VERBS, Role
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.workers.models import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(west):
    return Worker.objects.create(code="W-1", name="测试", born_on=date(1990, 1, 1), home=west)


def test_an_officer_sees_the_people_of_the_own_county_only(person, officer, neighbour):
    assert list(Worker.objects.visible_to(officer)) == [person]
    assert list(Worker.objects.visible_to(neighbour)) == []


def test_the_pair_sees_no_people_before_there_is_a_candidacy(person, eastern_officer):
    assert list(Worker.objects.visible_to(eastern_officer)) == []


def test_a_watcher_sees_no_people(person, watcher):
    assert list(Worker.objects.visible_to(watcher)) == []


def test_a_pairing_that_has_ended_shares_nothing(officer, eastern_officer):
    theirs = eastern_officer.organisation
    assert theirs in Organisation.objects.visible_to(officer)

    Pairing.objects.update(valid_until=date(2021, 12, 31))

    assert theirs not in Organisation.objects.visible_to(officer)


def test_a_pairing_is_in_force_between_its_days(pairing):
    Pairing.objects.update(valid_until=date(2025, 12, 31))

    assert pairing in Pairing.objects.in_force(date(2025, 12, 31))
    assert pairing not in Pairing.objects.in_force(date(2026, 1, 1))
    assert pairing not in Pairing.objects.in_force(date(2020, 12, 31))


def test_a_pairing_that_is_only_remembered_shares_nothing(officer, eastern_officer):
    Pairing.objects.update(confidence="recalled")

    assert eastern_officer.organisation not in Organisation.objects.visible_to(officer)


def test_a_credit_code_with_a_wrong_check_digit_is_refused(east):
    before = Event.objects.count()

    with pytest.raises(Refusal) as refused:
        accounts.open_organisation(
            name="某厂",
            kind=OrganisationKind.EMPLOYER,
            region=east,
            credit_code="91330421MA2CXXXX11",
            by=None,
        )

    assert refused.value.code == "bad-credit-code"
    assert Event.objects.count() == before


def test_an_organisation_is_known_by_its_credit_code(east):
    first = {"kind": OrganisationKind.EMPLOYER, "region": east, "by": None}
    accounts.open_organisation(name="甲厂", credit_code="91110000600037341L", **first)

    with pytest.raises(Refusal) as refused:
        accounts.open_organisation(name="乙厂", credit_code="91110000600037341L", **first)

    assert refused.value.code == "organisation-known"


def test_many_organisations_are_opened_in_few_queries(east, django_assert_num_queries):
    with django_assert_num_queries(5):
        answers = accounts.open_organisations(
            [accounts.Opening(f"第{n % 9}厂", OrganisationKind.EMPLOYER, east) for n in range(10)],
            by=None,
        )

    assert [answer.code for answer in answers if isinstance(answer, Refusal)] == [
        "organisation-known"
    ]
    assert Organisation.objects.filter(region=east).count() == 9
    assert Event.objects.filter(verb="organisation.opened").count() == 9


def test_every_verb_belongs_to_somebody():
    assert all(roles and roles <= set(Role) for roles in VERBS.values())


def test_the_password_is_kept_as_argon2(officer):
    assert officer.password.startswith("argon2")
