"""Yes, not for me because, let me think again; and asking a person for help."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from jiedui.candidacies import actions
from jiedui.candidacies.models import Candidacy, Declined, Help, Stage
from jiedui.candidacies.queries import compatriots, free
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.vacancies import actions as vacancies
from tests.candidacies.test_many_hands import an_office
from tests.many_hands import alone, at_once, file_database  # noqa: F401 -- a fixture
from tests.registry import person, seeker, vacancy
from tests.wiping import forget_events

AT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = pytest.mark.django_db


@pytest.fixture
def post(eastern_officer):
    return vacancy(eastern_officer, openings=1)


def refused(code, act, *args, **kwargs):
    before = (Event.objects.count(), Candidacy.objects.count(), Declined.objects.count())
    with pytest.raises(Refusal) as refusal:
        act(*args, **kwargs)
    assert refusal.value.code == code
    assert before == (Event.objects.count(), Candidacy.objects.count(), Declined.objects.count())


def last():
    return Event.objects.order_by("-pk")[0]


def test_a_yes_is_an_application_with_one_event(post):
    one = seeker()
    forget_events()

    made = actions.apply(one, post, by=None, because="self")

    assert (made.stage, made.worker, made.vacancy) == (Stage.REGISTERED, one, post)
    happened = Event.objects.get()
    assert (happened.verb, happened.worker_id, happened.candidacy_id) == (
        "candidacy.registered",
        one.pk,
        made.pk,
    )
    assert happened.facts == {"vacancy_id": post.pk, "because": "self"}


def test_a_yes_to_a_proposal_takes_no_second_place(officer, post):
    one = seeker()
    [proposed] = actions.propose([(one, post)], because="officer", by=officer)

    assert actions.apply(one, post, by=None) == proposed
    assert Candidacy.objects.get().stage == Stage.REGISTERED
    assert last().facts["was"] == "proposed"


def test_twice_yes_is_told(post):
    one = seeker()
    actions.apply(one, post, by=None)

    refused("already-applied", actions.apply, one, post, by=None)


def test_the_head_count_holds_for_those_who_apply_themselves(post):
    actions.apply(seeker(), post, by=None)

    refused("vacancy-full", actions.apply, seeker(), post, by=None)


def test_a_closed_vacancy_takes_nobody(eastern_officer, post):
    vacancies.close(post, because="已招满", by=eastern_officer)

    refused("vacancy-not-open", actions.apply, seeker(), post, by=None)


def test_who_has_been_taken_on_does_not_apply(officer, eastern_officer, post):
    one = seeker()
    [other] = actions.propose(
        [(one, vacancy(eastern_officer, "电工"))], because="officer", by=officer
    )
    actions.advance(other, to=Stage.OFFERED, by=officer)

    refused("worker-placed", actions.apply, one, post, by=None)


def test_nobody_holds_more_than_five_places(eastern_officer, post):
    one = seeker()
    for title in ("电工", "焊工", "保安员", "保洁员", "厨师"):
        actions.apply(one, vacancy(eastern_officer, title), by=None)

    refused("too-many-applications", actions.apply, one, post, by=None)


def test_a_record_that_has_left_does_not_apply(post):
    refused("worker-gone", actions.apply, person(left="moved", left_on=AT.date()), post, by=None)


def test_a_no_is_kept_with_its_reason(post):
    one = seeker()
    said = actions.decline(one, post, reason="pay", by=None)

    assert (said.worker, said.vacancy, said.reason) == (one, post, "pay")
    assert (last().verb, last().facts) == (
        "vacancy.declined",
        {"vacancy_id": post.pk, "reason": "pay"},
    )


def test_a_no_to_a_proposal_frees_its_place(officer, post):
    one = seeker()
    [proposed] = actions.propose([(one, post)], because="officer", by=officer)
    actions.decline(one, post, reason="far", by=None)

    proposed.refresh_from_db()
    assert (proposed.stage, proposed.ended_because) == (Stage.ENDED, "declined-far")
    assert free(post) == 1


def test_a_second_no_changes_the_reason(post):
    one = seeker()
    actions.decline(one, post, reason="pay", by=None)
    actions.decline(one, post, reason="far", by=None)

    assert Declined.objects.get().reason == "far"


def test_after_an_interview_a_person_must_be_told(officer, post):
    one = seeker()
    made = actions.apply(one, post, by=None)
    actions.advance(made, to=Stage.INTERVIEWED, by=officer)

    refused("too-far-to-decline", actions.decline, one, post, reason="pay", by=None)


def test_a_reason_that_does_not_exist_is_no_reason(post):
    with pytest.raises(ValueError, match="because"):
        actions.decline(seeker(), post, reason="because", by=None)


def test_a_yes_takes_the_no_back(post):
    one = seeker()
    actions.decline(one, post, reason="pay", by=None)
    actions.apply(one, post, by=None)

    assert not Declined.objects.exists()


def test_thinking_again_leaves_nothing_but_the_memory(post):
    said = actions.decline(seeker(), post, reason="pay", by=None)
    actions.think_again(said, by=None)

    assert not Declined.objects.exists()
    assert last().verb == "vacancy.thought_again"


def test_compatriots_are_counted_from_three_and_without_oneself(officer, eastern_officer):
    posts = [vacancy(eastern_officer, title, openings=9) for title in ("电工", "焊工", "厨师")]
    people = [seeker() for _ in range(4)]
    stranger = seeker(home=513224)
    for one, post in zip([*people, stranger], [*posts, posts[0], posts[0]], strict=True):
        made = actions.apply(one, post, by=None)
        actions.advance(made, to=Stage.INTERVIEWED, by=officer)
        actions.advance(made, to=Stage.OFFERED, by=officer)
    employer = posts[0].employer_id

    assert compatriots(seeker(), [employer]) == {employer: 4}
    assert compatriots(people[0], [employer]) == {employer: 3}
    assert compatriots(seeker(home=513224), [employer]) == {}


def test_help_is_asked_and_answered(officer, post):
    one = seeker()
    called = actions.ask_help(one, about="post", words="包吃吗", vacancy=post, at=AT, by=None)
    answered = actions.answer_help(called, answer="包三餐", at=AT, by=officer)

    assert (answered.stage, answered.words, answered.answer) == ("answered", "包吃吗", "包三餐")
    assert answered.answered_by == officer
    verbs = list(
        Event.objects.filter(worker_id=one.pk).order_by("pk").values_list("verb", flat=True)
    )
    assert verbs[-2:] == ["help.asked", "help.answered"]
    assert "包" not in str(list(Event.objects.values("facts")))


def test_the_words_are_sealed_in_the_database(post):
    actions.ask_help(seeker(), about="other", words="家里有病人", at=AT, by=None)

    assert "病人" not in str(Help.objects.values().get())


def test_an_empty_answer_is_none(officer):
    called = actions.ask_help(seeker(), about="papers", at=AT, by=None)

    refused("answer-empty", actions.answer_help, called, answer="  ", at=AT, by=officer)


def test_nobody_floods_the_desk_with_calls():
    one = seeker()
    for _again in range(5):
        actions.ask_help(one, about="other", at=AT, by=None)

    refused("help-waiting", actions.ask_help, one, about="other", at=AT, by=None)


def test_who_sees_which_call(officer, eastern_officer, neighbour):
    called = actions.ask_help(seeker(), about="other", at=AT, by=None)

    assert list(Help.objects.visible_to(officer)) == [called]
    assert not Help.objects.visible_to(eastern_officer).exists()
    assert not Help.objects.visible_to(neighbour).exists()


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_of_many_thumbs(file_database):  # noqa: F811
    def prepare():
        return vacancy(an_office(), openings=2), [seeker() for _ in range(6)]

    post, people = alone(prepare)
    answers = at_once(*[lambda one=one: actions.apply(one, post, by=None) for one in people])

    assert sum(isinstance(one, Candidacy) for one in answers) == 2
    assert {one.code for one in answers if isinstance(one, Refusal)} == {"vacancy-full"}


@pytest.mark.django_db(transaction=True)
def test_two_taps_are_one_application(file_database):  # noqa: F811
    def prepare():
        return vacancy(an_office(), openings=5), seeker()

    post, one = alone(prepare)
    answers = at_once(*[lambda: actions.apply(one, post, by=None)] * 4)

    assert sum(isinstance(each, Candidacy) for each in answers) == 1
    assert alone(Candidacy.objects.count) == 1
