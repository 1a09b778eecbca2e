"""At the desk: what people did for themselves, and the answers they are given."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import Help
from tests.web import counted, visiting
from tests.web.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(officer):
    return counted.people(4, by=officer)


@pytest.fixture
def posts(eastern_officer):
    return counted.posts(3, by=eastern_officer)


def asked(worker, **told):
    return candidacies.ask_help(
        worker, at=timezone.now(), by=None, **({"about": "travel", "words": "几号有车？"} | told)
    )


def text(door, address):
    page = door.get(address)
    assert page.status_code == 200
    return page.content.decode()


def test_both_bureaus_see_who_applied_and_how(desk, eastern_desk, officer, people, posts):
    candidacies.apply(people[0], posts[0], by=None)
    [proposed] = candidacies.propose([(people[1], posts[1])], because="officer", by=officer)
    candidacies.advance(proposed, to="registered", by=officer)

    for door in (desk, eastern_desk):
        page = text(door, "/desk/applications/")
        assert page.count("本人报名") == 1
        assert page.count("经办人推荐") == 1
        assert "扎西·卓玛" in page
        assert "人报了名，等面试" in text(door, "/desk/")


def test_the_neighbour_and_the_watcher_see_no_applications(
    neighbours_desk, watchers_desk, people, posts
):
    candidacies.apply(people[0], posts[0], by=None)

    assert "扎西" not in text(neighbours_desk, "/desk/applications/")
    assert watchers_desk.get("/desk/applications/").status_code == 403


def test_a_call_for_help_is_answered_at_the_desk(desk, officer, people):
    called = asked(people[0])
    assert "几号有车？" in text(desk, "/desk/helps/")
    assert "件求助等人答复" in text(desk, "/desk/")

    desk.post(f"/desk/helps/{called.code}/", {"answer": "三月八号，县车站。"})
    called.refresh_from_db()
    assert (called.stage, called.answer, called.answered_by) == (
        "answered",
        "三月八号，县车站。",
        officer,
    )


def test_an_empty_answer_leaves_the_call_waiting(desk, people):
    called = asked(people[0])
    page = desk.post(f"/desk/helps/{called.code}/", {"answer": " "}, follow=True)

    assert "请写下答复" in page.content.decode()
    assert Help.objects.get().stage == "asked"


def test_nobody_answers_for_another_county(neighbours_desk, eastern_desk, people):
    called = asked(people[0])

    for door in (neighbours_desk, eastern_desk):
        answer = door.post(f"/desk/helps/{called.code}/", {"answer": "是我"})
        assert answer.status_code in {403, 404}
    assert Help.objects.get().stage == "asked"


def test_a_helper_answers_for_the_round_and_for_nobody_else(officer, people):
    helper = visiting.helper(officer)
    roofs = visiting.households(by=officer)
    visiting.wave(by=officer, helper=helper, roofs=roofs)
    mine, strange = asked(visiting.person("何大勇")), asked(people[0])
    door = signed_in(helper)

    page = text(door, "/village/helps/")
    assert page.count("几号有车？") == 1
    door.post(f"/village/helps/{mine.code}/", {"answer": "三月八号。"})
    assert door.post(f"/village/helps/{strange.code}/", {"answer": "是我"}).status_code == 404
    assert {one.code: one.answer for one in Help.objects.all()} == {
        mine.code: "三月八号。",
        strange.code: "",
    }


def questions(door, address):
    door.get(address)
    with CaptureQueriesContext(connection) as found:
        door.get(address)
    return len(found)


def test_more_rows_ask_the_database_no_more(desk, officer, people, posts):
    candidacies.apply(people[0], posts[0], by=None)
    asked(people[0], vacancy=posts[0])
    few = [questions(desk, page) for page in ("/desk/applications/", "/desk/helps/")]
    for one, post in zip(people[1:], posts, strict=True):
        candidacies.apply(one, post, by=None)
        asked(one, vacancy=post)

    assert few == [questions(desk, page) for page in ("/desk/applications/", "/desk/helps/")]
