"""Lists: found by name and pinyin, turned by key, and no dearer for more rows."""

import re
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiedui.web.kit.paging import page_of
from jiedui.workers.models import Worker
from tests.web import counted


def queries_of(client, address):
    client.get(address)  # what is noted once in a while (that somebody is here) is noted now
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_of_people_costs_the_same_for_ten_and_twenty(officer, desk):
    counted.people(10, by=officer)
    ten = queries_of(desk, reverse("desk:people"))
    counted.people(10, by=officer)

    assert queries_of(desk, reverse("desk:people")) == ten


def test_the_list_of_vacancies_costs_the_same_for_ten_and_twenty(eastern_officer, eastern_desk):
    counted.posts(10, by=eastern_officer)
    ten = queries_of(eastern_desk, reverse("desk:vacancies"))
    counted.posts(10, by=eastern_officer)

    assert queries_of(eastern_desk, reverse("desk:vacancies")) == ten


def test_the_list_of_proposals_costs_the_same_for_ten_and_twenty(officer, eastern_officer, desk):
    # More people than places in both, so that both have every kind of reason.
    counted.posts(5, by=eastern_officer)
    counted.people(12, by=officer)
    small = counted.finished_run(by=officer)
    counted.posts(5, by=eastern_officer)
    counted.people(12, by=officer)
    large = counted.finished_run(by=officer)

    assert (small.proposals.count(), large.proposals.count()) == (10, 20)
    assert queries_of(desk, reverse("desk:run", args=[small.pk])) == queries_of(
        desk, reverse("desk:run", args=[large.pk])
    )


def test_the_review_of_a_sheet_costs_the_same_for_ten_and_twenty(officer, desk):
    small = counted.reviewed_book(by=officer, file=counted.ledger(10, 500, name="小.xlsx"))
    large = counted.reviewed_book(by=officer, file=counted.ledger(20, 600, name="大.xlsx"))
    desk.get(reverse("desk:book", args=[small.pk]))  # names of the catalogue are kept

    assert queries_of(desk, reverse("desk:book", args=[small.pk])) == queries_of(
        desk, reverse("desk:book", args=[large.pk])
    )


@pytest.mark.parametrize("words", ["扎西", "zhaxi", "zxzm", "卓玛"])
def test_people_are_found_by_characters_and_pinyin(officer, desk, words):
    counted.people(6, by=officer)

    answer = desk.post(reverse("desk:people"), {"named": words, "kind": ""}, follow=True)
    page = answer.content.decode()
    assert "共 1 人" in page
    assert "扎西·卓玛" in page
    assert "王小兰" not in page


def test_a_name_that_is_looked_for_stays_out_of_every_address(officer, desk):
    counted.people(6, by=officer)
    answer = desk.post(reverse("desk:people"), {"named": "扎西", "wish": "seeking"})
    page = desk.get(answer["location"]).content.decode()

    assert answer.status_code == 303
    assert "wish=seeking" in answer["location"]
    addresses = [*re.findall(r'(?:href|action|hx-[a-z]+)="([^"]*)"', page), answer["location"]]
    assert not any("扎西" in unquote(address) or "named=" in address for address in addresses)
    assert "共 6 人" in desk.get(reverse("desk:people"), {"named": "扎西"}).content.decode()


def test_the_words_of_somebody_else_are_not_shown(officer, desk, eastern_desk, neighbours_desk):
    counted.people(6, by=officer)
    address = desk.post(reverse("desk:people"), {"named": "扎西"})["location"]

    assert "扎西" not in neighbours_desk.get(address).content.decode()


def test_people_are_chosen_by_the_words_of_the_sentence(officer, desk):
    counted.people(4, by=officer)
    counted.people(3, by=officer, asked=False)

    def total(**words):
        page = desk.get(reverse("desk:people"), words).content.decode()
        return int(page.split("共 ")[1].split(" ")[0])

    assert total() == 7
    assert total(wish="seeking") == 4
    assert total(wish="unasked") == 3
    assert total(kind="lifted") == 3
    assert total(step="proposed") == 0
    assert total(step="free", wish="seeking", kind="general") == 2
    assert total(wish="nonsense") == 7


def turned(rows, size, **asked):
    request = RequestFactory().get("/", {name: str(key) for name, key in asked.items()})
    return page_of(rows, request, size=size)


def test_turning_forth_and_back_shows_everybody_once(officer):
    keys = [worker.pk for worker in counted.people(7, by=officer)]
    rows = Worker.objects.all()

    first = turned(rows, 3)
    second = turned(rows, 3, after=first.after)
    third = turned(rows, 3, after=second.after)

    assert [w.pk for page in (first, second, third) for w in page] == keys
    assert (first.before, third.after) == (None, None)
    assert [w.pk for w in turned(rows, 3, before=third.before)] == [w.pk for w in second]
    assert turned(rows, 3, before=second.before).before is None


def test_newest_first_is_turned_the_other_way(officer):
    keys = [worker.pk for worker in counted.people(5, by=officer)]
    request = RequestFactory().get("/")

    page = page_of(Worker.objects.all(), request, size=2, newest_first=True)
    assert [worker.pk for worker in page] == keys[::-1][:2]


@pytest.mark.parametrize("key", ["-1", "x", "９", "9" * 30, "1.5", ""])
def test_a_key_that_is_no_number_is_the_beginning(officer, key):
    counted.people(2, by=officer)

    assert len(turned(Worker.objects.all(), 5, after=key)) == 2
