"""Put forward, moved on, ended; never more people than openings."""

import pytest
from django.db import IntegrityError, transaction

from jiedui.candidacies import actions
from jiedui.candidacies.models import Candidacy, Stage
from jiedui.candidacies.queries import free, taken
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from tests.registry import seeker, vacancy
from tests.wiping import forget_events

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(eastern_officer):
    return vacancy(eastern_officer, openings=2)


def propose(officer, *pairs):
    return actions.propose(pairs, because="officer", by=officer)


def refused(code, act, *args, **kwargs):
    """The refusal has this code, and leaves no trace."""
    before = (Event.objects.count(), Candidacy.objects.count())
    with pytest.raises(Refusal) as refusal:
        act(*args, **kwargs)
    assert refusal.value.code == code
    assert (Event.objects.count(), Candidacy.objects.count()) == before


def test_each_pair_becomes_a_candidacy_with_one_event(officer, post):
    one, two = seeker(), seeker()
    forget_events()

    made = propose(officer, (one, post), (two, post))

    assert [(c.worker, c.vacancy_id, c.stage) for c in made] == [
        (one, post.pk, Stage.PROPOSED),
        (two, post.pk, Stage.PROPOSED),
    ]
    happened = Event.objects.get(worker_id=one.pk)
    assert (happened.verb, happened.candidacy_id, happened.by_id) == (
        "candidacy.proposed",
        made[0].pk,
        officer.pk,
    )
    assert happened.facts == {"vacancy_id": post.pk, "because": "officer"}
    assert taken([post.pk]) == {post.pk: 2}
    assert free(post) == 0


def test_more_people_than_openings_are_refused_together(officer, post):
    refused("vacancy-full", propose, officer, *((seeker(), post) for _ in range(3)))


def test_places_already_taken_count(officer, post):
    propose(officer, (seeker(), post))

    refused("vacancy-full", propose, officer, (seeker(), post), (seeker(), post))


def test_an_ended_candidacy_gives_its_place_back(officer, post):
    first, _second = propose(officer, (seeker(), post), (seeker(), post))

    actions.end(first, because="本人放弃", by=officer)

    assert free(post) == 1
    assert len(propose(officer, (seeker(), post))) == 1


def test_nobody_stands_twice_for_one_vacancy(officer, post):
    worker = seeker()
    propose(officer, (worker, post))

    refused("already-standing", propose, officer, (worker, post))


def test_twice_in_one_list_is_refused(officer, post):
    worker = seeker()

    refused("already-standing", propose, officer, (worker, post), (worker, post))


def test_whoever_is_taken_on_is_not_put_forward_elsewhere(officer, eastern_officer, post):
    worker, other = seeker(), vacancy(eastern_officer, "质检员")
    [candidacy] = propose(officer, (worker, post))
    actions.advance(candidacy, to=Stage.OFFERED, by=officer, because="offer")

    refused("worker-placed", propose, officer, (worker, other))


def test_a_second_offer_waits_until_the_first_is_over(officer, eastern_officer, post):
    worker, other = seeker(), vacancy(eastern_officer, "质检员")
    first, second = propose(officer, (worker, post), (worker, other))
    actions.advance(first, to=Stage.OFFERED, by=officer)

    refused("worker-placed", actions.advance, second, to=Stage.OFFERED, by=officer)


def test_the_database_itself_knows_one_employer_at_a_time(officer, eastern_officer, post):
    worker, other = seeker(), vacancy(eastern_officer, "质检员")
    propose(officer, (worker, post), (worker, other))

    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        Candidacy.objects.update(stage=Stage.OFFERED)


def test_nobody_is_put_forward_for_a_draft(officer, eastern_officer):
    draft = vacancy(eastern_officer, is_open=False)

    refused("vacancy-not-open", propose, officer, (seeker(), draft))


def test_the_road_is_walked_step_by_step(officer, post):
    [candidacy] = propose(officer, (seeker(), post))

    for stage in (Stage.REGISTERED, Stage.INTERVIEWED, Stage.OFFERED, Stage.HIRED, Stage.WORKING):
        candidacy = actions.advance(candidacy, to=stage, by=officer, because="fair")

    assert candidacy.stage == Stage.WORKING
    last = Event.objects.filter(candidacy_id=candidacy.pk).latest("id")
    assert (last.verb, last.facts) == ("candidacy.working", {"was": "hired", "because": "fair"})


def test_steps_cannot_be_skipped(officer, post):
    [candidacy] = propose(officer, (seeker(), post))

    refused("wrong-stage", actions.advance, candidacy, to=Stage.WORKING, by=officer)


def test_a_candidacy_ends_once_and_says_why(officer, post):
    [candidacy] = propose(officer, (seeker(), post))

    ended = actions.end(candidacy, because="本人放弃", by=officer)

    assert (ended.stage, ended.ended_because) == (Stage.ENDED, "本人放弃")
    refused("already-ended", actions.end, candidacy, because="再次", by=officer)


def test_the_words_of_an_ending_stay_out_of_the_events(officer, post):
    [candidacy] = propose(officer, (seeker(), post))

    actions.end(candidacy, because="本人生病", by=officer)

    assert Event.objects.latest("id").facts == {"was": "proposed"}


def test_both_bureaus_see_it_and_the_neighbours_do_not(
    officer, eastern_officer, neighbour, watcher, post
):
    propose(officer, (seeker(), post))

    seen = Candidacy.objects.visible_to
    assert [seen(user).count() for user in (officer, eastern_officer, neighbour, watcher)] == [
        1,
        1,
        0,
        0,
    ]


def test_putting_many_forward_asks_no_more_questions_than_few(
    officer, eastern_officer, django_assert_max_num_queries
):
    few = vacancy(eastern_officer, openings=10)
    many = vacancy(eastern_officer, "质检员", openings=20)
    ten = [(seeker(), few) for _ in range(10)]
    twenty = [(seeker(), many) for _ in range(20)]

    with django_assert_max_num_queries(20) as first:
        propose(officer, *ten)
    with django_assert_max_num_queries(len(first)):
        propose(officer, *twenty)
