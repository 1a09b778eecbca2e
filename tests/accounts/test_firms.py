"""Firms that come in, their papers, and the half-yearly look."""

from datetime import timedelta

import pytest

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Organisation, Registration, Verification
from jiedui.accounts.roles import Role
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from tests.web import firms

pytestmark = pytest.mark.django_db
ON = firms.ON


@pytest.fixture
def employer(eastern_officer):
    return firms.approved(eastern_officer, on=ON)


def told(verb):
    return Event.objects.filter(verb=verb).count()


def test_nothing_of_a_registration_lies_open(eastern_officer):
    registration = firms.registered()
    kept = Registration.objects.values_list("phone", "address_index").get(pk=registration.pk)
    assert "84000000" not in kept[0]
    assert "192.0.2.7" not in kept[1]
    assert Registration.objects.get().phone == "0573-84000000"
    facts = str(list(Event.objects.values_list("facts", flat=True)))
    assert "云帆" not in facts
    assert "84000000" not in facts


def test_a_person_with_a_waiting_request_makes_no_second(eastern_officer):
    registration = firms.registered()
    more = {name: value for name, value in firms.told().items()
            if name not in {"username", "password", "full_name"}}  # fmt: skip
    with pytest.raises(Refusal) as refused:
        accounts.register_again(registration.user, **more)
    assert refused.value.code == "nothing-to-mend"


def test_the_same_code_is_not_tried_without_end(eastern_officer):
    for name in ("a1111", "b2222", "c3333"):
        firms.registered(username=name)
    with pytest.raises(Refusal) as refused:
        firms.registered(username="d4444")
    assert refused.value.code == "too-many-requests"


def test_a_place_that_no_bureau_serves_is_refused(eastern_officer, neighbour):
    far = Organisation(region_id=440300).region
    with pytest.raises(Refusal) as refused:
        firms.registered(region=far)
    assert refused.value.code == "no-bureau-there"


def test_only_officers_of_the_region_decide(officer, eastern_officer):
    registration = firms.registered()
    assert not Registration.objects.visible_to(officer).exists()
    with pytest.raises(Refusal) as refused:
        accounts.approve_firm(registration, note=firms.NOTE, on=ON, by=registration.user)
    assert refused.value.code == "not-your-role"


def test_a_decision_is_made_once(eastern_officer, employer):
    with pytest.raises(Refusal) as refused:
        accounts.return_firm(Registration.objects.get(), because="x", on=ON, by=eastern_officer)
    assert refused.value.code == "already-decided"


def test_a_verification_needs_its_how(eastern_officer):
    with pytest.raises(Refusal) as refused:
        accounts.approve_firm(firms.registered(), note=" ", on=ON, by=eastern_officer)
    assert refused.value.code == "no-note"
    assert not Verification.objects.exists()
    assert Registration.objects.get().user.role == Role.APPLICANT


def test_the_right_to_post_ends_within_six_months(employer):
    firm = employer.organisation
    assert accounts.may_post(firm, on=ON + timedelta(days=180))
    assert not accounts.may_post(firm, on=ON + timedelta(days=181))


def test_firms_are_warned_once_and_told_once_that_it_is_over(employer):
    early = ON + timedelta(days=150)
    assert accounts.warn_of_licences(on=early) == []
    late = ON + timedelta(days=165)
    assert len(accounts.warn_of_licences(on=late)) == 1
    assert accounts.warn_of_licences(on=late + timedelta(days=1)) == []
    over = ON + timedelta(days=181)
    assert accounts.lapse_licences(on=over - timedelta(days=1)) == []
    assert len(accounts.lapse_licences(on=over)) == 1
    assert accounts.lapse_licences(on=over + timedelta(days=1)) == []
    assert (told("licence.expiring"), told("licence.lapsed")) == (1, 1)


def test_a_second_look_gives_another_half_year(eastern_officer, employer):
    later = ON + timedelta(days=170)
    accounts.verify_again(employer.organisation, note=firms.NOTE, on=later, by=eastern_officer)
    assert accounts.may_post(employer.organisation, on=ON + timedelta(days=300))
    assert accounts.warn_of_licences(on=ON + timedelta(days=175)) == []
    assert Verification.objects.count() == 2
