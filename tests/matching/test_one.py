"""One person asks for oneself: the same rules as for the whole county, nothing kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import Candidacy
from jiedui.core.events import Event
from jiedui.matching import actions as matching
from jiedui.matching.bridge import fits, lacking
from jiedui.matching.models import Run
from jiedui.matching.queries import said
from tests.registry import EAST, ON, occupation, person, seeker, vacancy
from tests.web.counted import AT

pytestmark = pytest.mark.django_db
JIASHAN = (EAST, EAST + 1)


@pytest.fixture(autouse=True)
def policies(catalogue):
    matching.load_policies()


@pytest.fixture
def posts(eastern_officer):
    """Three posts for sewers, the second pays best; one for guards."""
    sewing = occupation().code
    return [
        vacancy(eastern_officer, "缝纫工", occupation=sewing, pay_low=5000, pay_high=6000),
        vacancy(eastern_officer, "车工", occupation=sewing, pay_low=6500, pay_high=7000),
        vacancy(eastern_officer, "锁边工", occupation=sewing, pay_low=4000, pay_high=4500),
        vacancy(eastern_officer, "保安员", occupation=occupation("保安员").code),
    ]


def sewer(**wishes):
    wanted = {"occupations": [occupation().interval()], "places": [JIASHAN]}
    return seeker(**(wanted | wishes))


def found(worker, **told):
    return [one.vacancy for one in fits(worker, on=ON, **told).fits]


def test_what_fits_comes_in_the_persons_own_order(posts):
    assert found(sewer()) == [posts[1].pk, posts[0].pk, posts[2].pk]


def test_asking_keeps_nothing_and_puts_nobody_forward(posts):
    events = Event.objects.count()
    fits(sewer(), on=ON)

    assert (Event.objects.count(), Run.objects.count(), Candidacy.objects.count()) == (events, 0, 0)


def test_the_order_is_that_of_a_run_for_the_county(officer, west, posts):
    one = sewer()
    run = matching.ask(west=west, as_of=ON, seed=7, by=officer, at=AT, title="春")
    while run.stage != "published":
        run = matching.step(run)

    seat = run.proposals.get(worker=one)
    first = fits(one, on=ON).fits[0]
    assert first.vacancy == seat.vacancy_id
    assert first.reasons == seat.reasons


def test_reasons_are_said_to_the_person(posts):
    first = fits(sewer(least_pay=5000), on=ON).fits[0]

    assert said(first.reasons, "worker") == [
        "这是您的第1意向工种、第1意向地区",
        "月薪6500—7000元，您要求不低于5000元",
    ]


def test_at_most_so_many(posts):
    assert len(found(sewer(), limit=2)) == 2


def test_what_somebody_said_no_to_is_left_out(posts):
    one = sewer()
    said_no = candidacies.decline(one, posts[1], reason="far", by=None)
    assert found(one) == [posts[0].pk, posts[2].pk]

    candidacies.think_again(said_no, by=None)
    assert found(one)[0] == posts[1].pk


def test_a_no_to_a_proposal_can_be_taken_back(officer, posts):
    one = sewer()
    candidacies.propose([(one, posts[1])], because="officer", by=officer)
    said_no = candidacies.decline(one, posts[1], reason="far", by=None)
    candidacies.think_again(said_no, by=None)

    assert found(one)[0] == posts[1].pk


def test_a_full_vacancy_is_not_shown(officer, eastern_officer, posts):
    candidacies.propose([(sewer(), posts[1]), (sewer(), posts[1])], because="officer", by=officer)

    assert found(sewer()) == [posts[0].pk, posts[2].pk]


def test_who_stands_for_one_vacancy_may_look_at_others(officer, posts):
    one = sewer()
    candidacies.apply(one, posts[0], by=None)

    assert posts[1].pk in found(one)


def test_who_is_at_work_is_shown_nothing_and_told_why(officer, posts):
    one = sewer()
    made = candidacies.apply(one, posts[0], by=None)
    for stage in ("interviewed", "offered"):
        candidacies.advance(made, to=stage, by=officer)

    nothing = fits(one, on=ON)
    assert (nothing.fits, nothing.obstacle) == ([], "placed")


def test_who_was_never_asked_sees_what_there_is(posts):
    assert set(found(person(education=3))) == {post.pk for post in posts}


def test_where_nothing_fits_the_reasons_say_what_would_help(posts):
    nothing = fits(sewer(least_pay=7500), on=ON)

    assert (nothing.fits, nothing.obstacle) == ([], "pay")
    assert "最低工资放低500元，您就多1个岗位可选" in said(nothing.reasons, "worker")


def test_what_one_vacancy_asks_for_and_the_person_lacks(eastern_officer):
    post = vacancy(eastern_officer, "电工", certificates=("electrician-low",), education=5)

    assert lacking(sewer(), post, on=ON) == ["occupation", "education", "certificates"]
    assert lacking(person(education=6), post, on=ON) == ["certificates"]


def test_neither_sex_nor_people_nor_faith_changes_the_order(posts):
    one = sewer()
    before = fits(one, on=ON)
    type(one).objects.filter(pk=one.pk).update(sex="female", ethnicity="藏族")

    assert fits(one, on=ON) == before


def questions(one):
    with CaptureQueriesContext(connection) as asked:
        fits(one, on=ON)
    return len(asked)


def test_the_number_of_questions_does_not_grow(posts, eastern_officer):
    one = sewer()
    fits(one, on=ON)  # what the catalogue keeps in memory is read once
    few = questions(one)
    for number in range(10):
        vacancy(eastern_officer, f"缝纫工{number}", occupation=occupation().code)

    assert questions(one) == few
