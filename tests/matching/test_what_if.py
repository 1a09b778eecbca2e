"""What if? An earlier question with one thing changed, reckoned beside it."""

from datetime import UTC, date, datetime

import pytest

from jiedui.core.refusal import Refusal
from jiedui.matching import actions, bridge
from jiedui.matching.models import Exhibit, Proposal, Run, Unmatched
from jiedui.matching.queries import supposition
from tests.registry import ON, person, seeker, vacancy

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def finished(officer, west, **told):
    run = actions.ask(**{"west": west, "as_of": ON, "seed": 7, "by": officer, "at": AT} | told)
    for _ in range(3):
        run = actions.step(run)
    return run


def seats(run):
    return dict(Proposal.objects.filter(run=run).values_list("worker_id", "vacancy_id"))


def beside(officer, west, run, **what_if):
    return finished(officer, west, beside=run, what_if=what_if)


def test_asking_less_pay_or_paying_more_opens_the_vacancy(officer, eastern_officer, west):
    post, worker = vacancy(eastern_officer), seeker(least_pay=7200)
    run = finished(officer, west)

    assert seats(run) == {}
    assert seats(beside(officer, west, run, least_pay_less=100)) == {}
    assert seats(beside(officer, west, run, least_pay_less=200)) == {worker.pk: post.pk}
    assert seats(beside(officer, west, run, pay_more=200)) == {worker.pk: post.pk}


def test_stated_ages_show_whom_they_would_keep_out(officer, eastern_officer, west):
    post = vacancy(eastern_officer, age_min=18, age_max=25)
    worker = seeker(born=date(1980, 1, 1))
    run = finished(officer, west)

    assert seats(run) == {worker.pk: post.pk}
    assert seats(beside(officer, west, run, ages="stated")) == {}


def test_dropping_all_upper_ages_lets_everybody_in(officer, eastern_officer, west):
    post = vacancy(eastern_officer, age_max=25, age_reason="现役辅警年龄规定")
    worker = seeker(born=date(1980, 1, 1))
    run = finished(officer, west)

    assert seats(run) == {}
    assert seats(beside(officer, west, run, ages="none")) == {worker.pk: post.pk}


def test_more_openings_seat_more_people(officer, eastern_officer, west):
    post = vacancy(eastern_officer, openings=1)
    seeker(), seeker()
    run = finished(officer, west)

    more = beside(officer, west, run, openings={post.pk: 2})

    assert (run.counts["filled"], more.counts["filled"]) == (1, 2)


def test_other_weights_change_who_goes_first(officer, eastern_officer, west):
    vacancy(eastern_officer, openings=1)
    learned, helped = seeker(education=5), seeker(klass="lifted", education=2)
    run = finished(officer, west)

    other = beside(officer, west, run, weights={"priority": [0, 0, 0]})

    assert (list(seats(run)), list(seats(other))) == ([helped.pk], [learned.pk])


def test_the_registry_may_change_but_the_supposition_keeps_its_people(
    officer, eastern_officer, west
):
    vacancy(eastern_officer)
    seeker(), person()
    run = finished(officer, west)
    seeker()

    other = beside(officer, west, run, pay_more=100)

    assert other.counts["people"] == run.counts["people"] == 2
    assert Unmatched.objects.filter(run=other).count() == 1
    assert other.digest != run.digest


def test_the_supposition_is_told_in_words(officer, eastern_officer, west):
    post = vacancy(eastern_officer)
    run = finished(officer, west)

    other = beside(officer, west, run, pay_more=100, ages="none", openings={post.pk: 9})

    assert [str(words) for words in supposition(other)] == [
        "每个岗位月薪提高100元",
        "取消所有年龄上限",
        "改变1个岗位的招聘人数",
    ]
    assert supposition(run) == []


@pytest.mark.parametrize(
    "what_if",
    [
        None,
        {},
        {"sex": "male"},
        {"pay_more": 0},
        {"pay_more": "300"},
        {"ages": "young"},
        {"openings": {}},
        {"openings": {"x": 3}},
        {"openings": {"1": -1}},
        {"weights": {}},
    ],
)
def test_an_unclear_supposition_is_refused(officer, west, what_if):
    run = finished(officer, west)
    before = Run.objects.count()

    with pytest.raises(Refusal) as refused:
        beside(officer, west, run, **(what_if or {}))

    assert refused.value.code == "what-if-unclear"
    assert Run.objects.count() == before


@pytest.mark.parametrize(
    ("weights", "code"),
    [({"luck": 3}, "policy-incomplete"), ({"pay": -1}, "policy-out-of-range")],
)
def test_weights_that_cannot_be_are_refused(officer, west, weights, code):
    run = finished(officer, west)
    before = Run.objects.count()

    with pytest.raises(Refusal) as refused:
        beside(officer, west, run, weights=weights)

    assert refused.value.code == code
    assert Run.objects.count() == before


def test_nothing_is_supposed_beside_an_unfinished_run(officer, west):
    run = actions.ask(west=west, as_of=ON, seed=7, by=officer, at=AT)

    with pytest.raises(Refusal) as refused:
        beside(officer, west, run, pay_more=300)

    assert refused.value.code == "beside-unfinished"


def test_openings_below_the_reserve_lower_the_reserve(officer, eastern_officer, west):
    post = vacancy(eastern_officer, openings=3, reserved=2)
    run = finished(officer, west)
    question = bridge.read_question(Exhibit.objects.get(run=run).question)

    fewer = bridge.supposing(
        question, {"openings": {str(post.pk): 1}}, weights=run.weights, seed=run.seed
    )

    assert fewer.problem.vacancies.reserved.tolist() == [1]
