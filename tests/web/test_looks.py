"""Who looked at whom is on record: every page and file that shows people, every whole number."""

import pytest
from django.urls import reverse

from jiedui.accounts.actions import open_account
from jiedui.core.events import Event
from jiedui.workers.models import Reveal, Worker
from tests.web import counted
from tests.web.telephone import signed_in
from tests.web.visiting import Phone, helper, households, wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_people(officer):
    return counted.people(3, by=officer)


def looks():
    return list(Event.objects.filter(verb__in=["person.seen", "people.listed"]).order_by("id"))


def test_opening_a_person_is_one_event(desk, officer, three_people):
    desk.get(reverse("desk:person", args=[three_people[0].code]))

    [look] = looks()
    assert (look.verb, look.worker_id, look.by_id) == (
        "person.seen", three_people[0].pk, officer.pk,
    )  # fmt: skip
    assert look.facts["page"] == "desk:person"


def test_a_list_says_how_many_and_under_which_filters_but_no_words(desk, officer, three_people):
    found = desk.post(reverse("desk:people"), {"named": "卓玛", "kind": "general"}, follow=True)
    assert found.status_code == 200
    desk.get(reverse("desk:people"), {"group": "veterans;卓玛", "wish": "seeking"})
    assert desk.get(reverse("desk:people")).status_code == 200

    told = [look.facts for look in looks()]
    assert told[0]["filters"] == {"kind": "general", "searched": ""}
    assert told[1]["filters"] == {"group": "", "wish": "seeking"}
    assert told[-1]["many"] == 3
    assert sorted(told[-1]["people"]) == sorted(one.pk for one in three_people)
    assert "卓玛" not in str(told)


def test_a_page_costs_one_insert(desk, officer, three_people, django_assert_max_num_queries):
    address = reverse("desk:people")
    with django_assert_max_num_queries(30) as seen:
        desk.get(address)

    assert len([q for q in seen.captured_queries if "INSERT" in q["sql"]]) == 1


def test_an_export_is_recorded_with_whom_it_holds(desk, officer, three_people):
    desk.get(reverse("desk:people_export"))

    [look] = looks()
    assert (look.facts["page"], look.facts["many"]) == ("desk:people_export", 3)


def test_what_is_refused_or_leads_on_shows_nobody(desk, neighbours_desk, three_people):
    neighbours_desk.get(reverse("desk:person", args=[three_people[0].code]))
    desk.post(
        reverse("desk:person_left", args=[three_people[0].code]),
        {"why": "moved", "on": "2026-03-01", "because": "迁出"},
    )

    assert looks() == []


def test_nobody_is_recorded_for_ones_own_record(three_people):
    me = signed_in(three_people[0], open_account)
    assert me.get(reverse("me:home")).status_code == 200

    assert looks() == []


def test_what_a_helpers_phone_takes_along_is_recorded(officer):
    roofs = households(by=officer)
    walks = helper(officer)
    wave(by=officer, helper=walks, roofs=roofs)
    assert Phone(walks).round().status_code == 200

    [look] = looks()
    assert (look.verb, look.by_id, look.facts["many"]) == ("people.listed", walks.pk, 6)


@pytest.mark.parametrize("number", ["identity", "phone"])
def test_a_whole_number_is_shown_once_for_a_reason(desk, officer, three_people, number):
    worker = Worker.objects.get(pk=three_people[0].pk)
    address = reverse(f"desk:person_{number}", args=[worker.code])
    whole = getattr(worker, number)
    assert whole not in desk.get(address).content.decode()
    assert whole not in desk.post(address, {}).content.decode()
    assert Reveal.objects.count() == 0

    page = desk.post(address, {"reason": "check", "words": "带着户口本来的"})
    assert whole in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert whole not in desk.get(address).content.decode()
    [shown] = Event.objects.filter(verb="number.revealed")
    assert (shown.by_id, shown.worker_id, shown.facts) == (
        officer.pk, worker.pk, {"fields": [number], "reason": "check"},
    )  # fmt: skip
    assert Reveal.objects.get().words == "带着户口本来的"
    road = desk.get(reverse("desk:person", args=[worker.code])).content.decode()
    assert "带着户口本来的" in road
    assert whole not in road


def test_another_reason_must_be_said(desk, three_people):
    address = reverse("desk:person_phone", args=[three_people[0].code])

    assert "请写明为什么" in desk.post(address, {"reason": "other"}).content.decode()
    assert not Event.objects.filter(verb="number.revealed").exists()


def test_who_looked_does_not_bury_the_road(desk, three_people):
    address = reverse("desk:person", args=[three_people[0].code])
    before = len(desk.get(address).context["history"])

    assert len(desk.get(address).context["history"]) == before
