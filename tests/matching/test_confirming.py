"""Nobody is placed by a machine: an officer confirms, singly or in bulk, or sets aside."""

from datetime import UTC, datetime

import pytest

from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import Candidacy
from jiedui.candidacies.models import Stage as CandidacyStage
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.matching import actions
from jiedui.matching.models import Proposal, Run, Stage
from jiedui.vacancies import actions as vacancies
from tests.registry import ON, seeker, vacancy

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def finished(officer, west, **told):
    run = actions.ask(west=west, as_of=ON, seed=7, by=officer, at=AT, **told)
    for _ in range(3):
        run = actions.step(run)
    return run


@pytest.fixture
def posts(eastern_officer):
    return vacancy(eastern_officer, openings=2), vacancy(eastern_officer, "质检员", openings=2)


@pytest.fixture
def run(officer, west, posts):
    for _ in range(4):
        seeker()
    found = finished(officer, west)
    assert Proposal.objects.filter(run=found).count() == 4
    return found


def refused(code, act, *args, **kwargs):
    before = Event.objects.count(), Candidacy.objects.count()
    with pytest.raises(Refusal) as refusal:
        act(*args, **kwargs)
    assert refusal.value.code == code
    assert (Event.objects.count(), Candidacy.objects.count()) == before


def test_each_confirmed_proposal_is_a_candidacy(officer, run):
    confirmed = actions.confirm(Proposal.objects.filter(run=run), by=officer)

    assert (len(confirmed.candidacies), confirmed.refused) == (4, [])
    assert Proposal.objects.confirmed().count() == 4
    for proposal in Proposal.objects.select_related("candidacy"):
        candidacy = proposal.candidacy
        assert (candidacy.worker_id, candidacy.vacancy_id) == (
            proposal.worker_id,
            proposal.vacancy_id,
        )
    told = Event.objects.filter(verb="candidacy.proposed")
    assert {event.facts["because"] for event in told} == {"matching"}
    assert Event.objects.filter(verb="proposal.confirmed", by_id=officer.pk).count() == 4


def test_a_vacancy_that_filled_up_meanwhile_is_refused_and_the_others_go_on(officer, run, posts):
    full, other = posts
    candidacies.propose([(seeker(), full)], because="officer", by=officer)

    confirmed = actions.confirm(Proposal.objects.filter(run=run), by=officer)

    assert [(vacancy, refusal.code) for vacancy, refusal in confirmed.refused] == [
        (full, "vacancy-full")
    ]
    assert {candidacy.vacancy_id for candidacy in confirmed.candidacies} == {other.pk}
    assert Proposal.objects.waiting().filter(vacancy=full).count() == 2


def test_if_nothing_can_be_done_the_reason_is_told(officer, run, posts):
    full = posts[0]
    candidacies.propose([(seeker(), full)], because="officer", by=officer)

    refused("vacancy-full", actions.confirm, Proposal.objects.filter(vacancy=full), by=officer)


def test_nothing_chosen_is_told(officer, run):
    refused("nothing-chosen", actions.confirm, [], by=officer)


def test_nobody_is_confirmed_twice(officer, run):
    chosen = Proposal.objects.filter(run=run)[:1]
    actions.confirm(chosen, by=officer)

    refused("already-confirmed", actions.confirm, chosen, by=officer)


def test_a_run_without_a_result_cannot_be_confirmed(officer, run):
    Run.objects.update(stage=Stage.SOLVED)

    refused("run-unfinished", actions.confirm, Proposal.objects.all(), by=officer)


def test_a_supposition_cannot_be_confirmed(officer, west, run):
    beside = finished(officer, west, beside=run, what_if={"pay_more": 500})

    refused("what-if-run", actions.confirm, Proposal.objects.filter(run=beside), by=officer)


def test_a_stale_result_gives_nobody_a_second_seat(officer, west, run):
    later = finished(officer, west)
    proposals = Proposal.objects.order_by("pk")
    stale, fresh = proposals.filter(run=run), proposals.filter(run=later)
    actions.confirm(fresh[:1], by=officer)
    person = fresh[0].worker

    with pytest.raises(Refusal) as refusal:
        actions.confirm(stale.filter(worker=person), by=officer)

    assert refusal.value.code == "standing-elsewhere"
    assert person.name in str(refusal.value)
    again = actions.confirm(stale.exclude(worker=person), by=officer)
    assert person.pk not in {candidacy.worker_id for candidacy in again.candidacies}
    standing = Candidacy.objects.live().values_list("worker_id", flat=True)
    assert len(standing) == len(set(standing))


def test_setting_aside_needs_a_reason_and_keeps_who(officer, run):
    proposal = Proposal.objects.filter(run=run).first()
    refused("no-reason", actions.set_aside, proposal, because=" ", by=officer)

    aside = actions.set_aside(proposal, because="本人改了主意", by=officer)

    assert (aside.set_aside_by_id, aside.set_aside_because) == (officer.pk, "本人改了主意")
    refused("already-set-aside", actions.confirm, [aside], by=officer)


def test_a_confirmed_proposal_is_not_set_aside(officer, run):
    proposal = Proposal.objects.filter(run=run).first()
    actions.confirm([proposal], by=officer)

    refused("already-confirmed", actions.set_aside, proposal, because="晚了", by=officer)


def test_a_closed_vacancy_withdraws_what_is_still_open_and_twice_is_once(officer, run, posts):
    post = posts[0]
    first, second = Proposal.objects.filter(vacancy=post)
    actions.confirm([first], by=officer)
    vacancies.close(post, because="企业停工", by=officer)
    closed = Event.objects.get(verb="vacancy.closed")

    actions.withdraw_proposals(closed)
    counted = Event.objects.count()
    actions.withdraw_proposals(closed)

    second.refresh_from_db()
    candidacy = Candidacy.objects.get(vacancy=post)
    assert second.set_aside_because == "vacancy-closed"
    assert str(second.set_aside_said) == str(candidacy.ended_said) == "岗位已结束"
    assert (candidacy.stage, candidacy.ended_because) == (CandidacyStage.ENDED, "vacancy-closed")
    assert Event.objects.count() == counted
    assert Proposal.objects.waiting().count() == 2


def test_whoever_has_gone_further_is_not_withdrawn(officer, run, posts):
    post = posts[0]
    first = Proposal.objects.filter(vacancy=post).first()
    [candidacy] = actions.confirm([first], by=officer).candidacies
    candidacies.advance(candidacy, to=CandidacyStage.REGISTERED, by=officer)
    vacancies.close(post, because="报名截止", by=officer)

    actions.withdraw_proposals(Event.objects.get(verb="vacancy.closed"))

    candidacy.refresh_from_db()
    assert candidacy.stage == CandidacyStage.REGISTERED


def test_an_old_event_does_not_touch_a_vacancy_that_is_open_again(officer, run, posts):
    post = posts[0]
    vacancies.close(post, because="企业停工", by=officer)
    vacancies.publish(post, by=officer)

    actions.withdraw_proposals(Event.objects.get(verb="vacancy.closed"))

    assert Proposal.objects.waiting().count() == 4
