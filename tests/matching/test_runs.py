"""A run from question to result: who takes part, who is put forward, and who is not and why."""

import io
import json
from datetime import UTC, date, datetime

import numpy as np
import pytest

from jiedui.accounts.models import Pairing
from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import Stage as CandidacyStage
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.matching import actions, bridge
from jiedui.matching.models import (
    Exhibit,
    Obstacle,
    Proposal,
    Run,
    Shortage,
    Stage,
    Unfilled,
    Unmatched,
    Verdict,
    Waiting,
)
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies.models import Vacancy
from jiedui.vacancies.queries import Objection
from jiedui.workers.models import Intention
from tests.registry import ON, occupation, person, seeker, vacancy, wish

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SEX = Objection("sex", "prohibit", "限女性", "-", "不限性别")


def ask(officer, west, **told):
    return actions.ask(
        **{"west": west, "as_of": ON, "seed": 20260302, "by": officer, "at": AT} | told
    )


def finished(run):
    for _ in range(3):
        run = actions.step(run)
    assert run.stage == Stage.PUBLISHED, run.trouble
    return run


def seats(run):
    return dict(Proposal.objects.filter(run=run).values_list("worker_id", "vacancy_id"))


def obstacles(run):
    return dict(Unmatched.objects.filter(run=run).values_list("worker_id", "obstacle"))


def shortages(run):
    return dict(Unfilled.objects.filter(run=run).values_list("vacancy_id", "obstacle"))


def test_a_run_goes_through_its_stages_and_proves_its_answer(officer, eastern_officer, west):
    post, worker = vacancy(eastern_officer), seeker(least_pay=4000)
    run = ask(officer, west)

    stages = [run.stage]
    for _ in range(4):
        run = actions.step(run)
        stages.append(run.stage)

    assert stages == ["asked", "gathered", "solved", "published", "published"]
    assert (run.verdict, run.progress, len(run.digest)) == (Verdict.STABLE, 100, 64)
    assert seats(run) == {worker.pk: post.pk}
    assert {name: run.counts[name] for name in ("people", "proposed", "openings", "filled")} == {
        "people": 1,
        "proposed": 1,
        "openings": 2,
        "filled": 1,
    }
    verbs = Event.objects.of(run).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["run.asked", "run.gathered", "run.solved", "run.published"]


def test_everybody_is_accounted_for(officer, eastern_officer, west):
    post = vacancy(eastern_officer, openings=9)
    taken_on, put_forward = seeker(), seeker()
    offered, _proposed = candidacies.propose(
        [(taken_on, post), (put_forward, post)], because="officer", by=officer
    )
    candidacies.advance(offered, to=CandidacyStage.OFFERED, by=officer)
    silent, content = person(), seeker(wants_work=False)
    child = seeker(born=date(2010, 3, 3))
    just_sixteen = seeker(born=date(2010, 3, 2))

    run = finished(ask(officer, west))

    assert obstacles(run) == {
        taken_on.pk: Obstacle.PLACED,
        put_forward.pk: Obstacle.STANDING,
        silent.pk: Obstacle.NO_INTENTION,
        content.pk: Obstacle.NOT_SEEKING,
        child.pk: Obstacle.UNDER_AGE,
    }
    assert seats(run) == {just_sixteen.pk: post.pk}
    assert (run.counts["people"], run.counts["left_out"], run.counts["openings"]) == (6, 5, 7)


def test_vacancies_of_the_pair_take_part_while_the_pairing_lasts(
    officer, eastern_officer, west, east
):
    vacancy(eastern_officer)
    seeker()
    Pairing.objects.update(valid_until=date(2026, 3, 1))

    run = finished(ask(officer, west))

    assert run.counts["vacancies"] == 0
    assert list(obstacles(run).values()) == [Obstacle.NO_VACANCIES]


def test_a_vacancy_that_cannot_take_part_says_why(officer, west):
    home = {"region": west.code, "employer_name": "九寨沟县云上客栈有限公司"}
    draft = vacancy(officer, "服务员", is_open=False, duties="", valid_until=None, **home)
    unlawful = vacancy(officer, "保洁员", is_open=False, breaches=(SEX,), **home)
    full = vacancy(officer, "保安", openings=1, **home)
    candidacies.propose([(seeker(), full)], because="officer", by=officer)

    run = finished(ask(officer, west))

    assert shortages(run) == {
        draft.pk: Shortage.DRAFT,
        unlawful.pk: Shortage.PROHIBITED,
        full.pk: Shortage.TAKEN,
    }
    told = {one.vacancy_id: one.reasons for one in Unfilled.objects.filter(run=run)}
    assert told == {
        draft.pk: [{"code": "missing", "elements": ["duties", "validity"]}],
        unlawful.pk: [{"code": "prohibited", "words": "限女性", "rewording": "不限性别"}],
        full.pk: [],
    }


def test_drafts_take_part_on_request_but_never_prohibited_words(officer, west):
    home = {"region": west.code, "employer_name": "九寨沟县云上客栈有限公司"}
    draft = vacancy(officer, "服务员", is_open=False, **home)
    unlawful = vacancy(officer, "保洁员", is_open=False, breaches=(SEX,), **home)
    worker = seeker()

    run = finished(ask(officer, west, with_drafts=True))

    assert seats(run) == {worker.pk: draft.pk}
    assert shortages(run)[unlawful.pk] == Shortage.PROHIBITED
    with pytest.raises(Refusal) as refused:
        actions.confirm(Proposal.objects.filter(run=run), by=officer)
    assert refused.value.code == "vacancy-not-open"


def test_a_list_of_vacancies_and_people_is_matched_whatever_the_pairing(
    officer, eastern_officer, west
):
    far = vacancy(eastern_officer, region=440305, is_open=False)
    vacancy(eastern_officer)
    guest, local = seeker(home=510107), seeker()

    run = finished(
        ask(officer, west, vacancies=[far.pk], people=[guest.pk, local.pk], with_drafts=True)
    )

    assert seats(run) == {guest.pk: far.pk, local.pk: far.pk}
    assert run.counts["vacancies"] == 1


def test_wishes_are_read_as_intervals_and_ranks(officer, eastern_officer, west):
    sewing, guard = occupation("缝纫工"), occupation("保安")
    first = vacancy(eastern_officer, occupation=sewing.code)
    second = vacancy(eastern_officer, "保安", occupation=guard.code, region=330402)
    worker = seeker(
        occupations=[guard.interval(), sewing.interval()],
        places=[(330421, 330422), (330000, 340000)],
    )
    other = seeker(occupations=[guard.interval()], places=[(440000, 450000)])

    run = finished(ask(officer, west, vacancies=[first.pk, second.pk]))

    proposal = Proposal.objects.get(run=run)
    assert (proposal.worker_id, proposal.vacancy_id) == (worker.pk, second.pk)
    assert (proposal.occupation_rank, proposal.place_rank) == (0, 1)
    assert obstacles(run) == {other.pk: Obstacle.PLACE}


@pytest.mark.parametrize(
    ("terms", "wishes", "obstacle"),
    [
        ({"education": 5}, {}, Obstacle.EDUCATION),
        ({"certificates": ("welder",)}, {}, Obstacle.CERTIFICATES),
        ({"experience": 2}, {}, Obstacle.EXPERIENCE),
        ({}, {"least_pay": 9000}, Obstacle.PAY),
        ({"lodging": False}, {"needs_lodging": True}, Obstacle.LODGING),
        ({}, {"needs_couple_room": True}, Obstacle.COUPLE_ROOM),
        (
            {"latest_start": date(2026, 4, 1)},
            {"available_from": date(2026, 5, 1)},
            Obstacle.START,
        ),
        ({"age_max": 25, "age_reason": "现役辅警年龄规定"}, {}, Obstacle.AGE),
    ],
)
def test_each_hard_condition_is_named(officer, eastern_officer, west, terms, wishes, obstacle):
    vacancy(eastern_officer, **terms)
    worker = seeker(**wishes)

    assert obstacles(finished(ask(officer, west))) == {worker.pk: obstacle}


def test_an_upper_age_without_a_reason_keeps_nobody_out(officer, eastern_officer, west):
    post = vacancy(eastern_officer, age_min=18, age_max=25)
    worker = seeker(born=date(1980, 1, 1))

    assert seats(finished(ask(officer, west))) == {worker.pk: post.pk}


def test_figures_beyond_all_bounds_break_nothing(officer, eastern_officer, west):
    post = vacancy(eastern_officer, experience=300, latest_start=date(9999, 12, 31))
    Vacancy.objects.filter(pk=post.pk).update(age_min=300, age_max=400, age_reason="x")
    vacancy(eastern_officer, "质检员", pay_low=900_000, pay_high=990_000)
    worker = seeker(least_pay=400_000, available_from=date(9999, 12, 31), born=date(1850, 1, 1))
    seeker(born=date(2027, 1, 1))

    run = finished(ask(officer, west))

    assert list(seats(run)) == [worker.pk]
    assert list(obstacles(run).values()) == [Obstacle.UNDER_AGE]


def test_the_class_of_the_day_decides_who_may_use_the_reserve(officer, eastern_officer, west):
    vacancy(eastern_officer, openings=1, reserved=1)
    seeker()
    helped = seeker(klass="unstable")

    run = finished(ask(officer, west))

    assert list(seats(run)) == [helped.pk]
    assert Proposal.objects.get(run=run).klass == 2
    waiting = Waiting.objects.get(run=run)
    assert waiting.place == 1


def test_a_class_that_ended_gives_nothing(officer, eastern_officer, west):
    vacancy(eastern_officer)
    helped = seeker(klass="unstable")
    helped.household.statuses.update(valid_until=date(2026, 3, 1))

    run = finished(ask(officer, west))

    assert Proposal.objects.get(run=run).klass == 0


def test_couples_stay_together_when_one_has_named_the_other(officer, eastern_officer, west):
    post = vacancy(eastern_officer, openings=2)
    wife = seeker()
    husband = seeker(partner=wife)

    run = finished(ask(officer, west))

    together = dict(Proposal.objects.filter(run=run).values_list("worker", "together_with"))
    assert together == {wife.pk: husband.pk, husband.pk: wife.pk}
    with pytest.raises(Refusal) as refused:
        actions.confirm(Proposal.objects.filter(worker=wife), by=officer)
    assert refused.value.code == "couple-apart"
    assert len(actions.confirm(Proposal.objects.filter(run=run), by=officer).candidacies) == 2
    assert post.openings == 2


@pytest.mark.parametrize("says_yes", [True, False])
def test_a_partner_who_names_somebody_else_is_no_couple(officer, west, says_yes):
    one, two, three = seeker(), seeker(), seeker()
    Intention.objects.filter(worker=one).update(partner=two)
    Intention.objects.filter(worker=two).update(partner=three)
    if says_yes:
        Intention.objects.filter(worker=three).update(partner=two)

    question = bridge.gather(ask(officer, west), classes={})

    number, partner = question.workers, question.problem.workers.partner
    couples = {int(number[row]): int(number[mate]) for row, mate in enumerate(partner) if mate >= 0}
    assert couples == {two.pk: three.pk, three.pk: two.pk}


def test_two_who_woo_the_same_person_both_go_alone(officer, west):
    one, two, three = seeker(), seeker(), seeker()
    Intention.objects.filter(worker__in=[one, two]).update(partner=three)

    question = bridge.gather(ask(officer, west), classes={})

    assert list(question.problem.workers.partner) == [-1, -1, -1]


def test_an_ended_candidacy_is_not_proposed_again(officer, eastern_officer, west):
    post, worker = vacancy(eastern_officer), seeker()
    [candidacy] = candidacies.propose([(worker, post)], because="officer", by=officer)
    candidacies.end(candidacy, because="未通过面试", by=officer)

    assert obstacles(finished(ask(officer, west))) == {worker.pk: Obstacle.BARRED}


def test_an_ending_because_the_vacancy_closed_bars_nobody(officer, eastern_officer, west):
    post, worker = vacancy(eastern_officer), seeker()
    [candidacy] = candidacies.propose([(worker, post)], because="officer", by=officer)
    candidacies.end(candidacy, because="vacancy-closed", by=officer)

    assert seats(finished(ask(officer, west))) == {worker.pk: post.pk}


def test_compatriots_are_those_taken_on_by_the_employer(officer, eastern_officer, west):
    post = vacancy(eastern_officer, openings=3)
    vacancy(eastern_officer, "质检员")
    [candidacy] = candidacies.propose([(seeker(), post)], because="officer", by=officer)
    candidacies.advance(candidacy, to=CandidacyStage.OFFERED, by=officer)
    seeker()

    question = bridge.gather(ask(officer, west), classes={})

    assert question.problem.compatriots.tolist() == [[1], [1]]


def test_no_people_is_a_result(officer, eastern_officer, west):
    post = vacancy(eastern_officer)

    run = finished(ask(officer, west))

    assert (run.verdict, run.counts["people"]) == (Verdict.STABLE, 0)
    assert shortages(run) == {post.pk: Shortage.NO_PEOPLE}


def test_nothing_at_all_is_a_result(officer, west):
    run = finished(ask(officer, west))

    assert run.counts["people"] == run.counts["vacancies"] == 0
    assert actions.recompute(run)


def test_least_pay_above_every_vacancy_is_a_result(officer, eastern_officer, west):
    post = vacancy(eastern_officer)
    worker = seeker(least_pay=50_000)

    run = finished(ask(officer, west))

    assert (seats(run), obstacles(run)) == ({}, {worker.pk: Obstacle.PAY})
    assert shortages(run) == {post.pk: Shortage.PAY}


def test_the_stored_question_gives_the_stored_answer_again(officer, eastern_officer, west):
    vacancy(eastern_officer, openings=3)
    for _ in range(6):
        seeker(klass="lifted")
    run = finished(ask(officer, west))
    Vacancy.objects.update(openings=1)
    wish(person())

    assert actions.recompute(run)


def test_another_answer_does_not_pass_for_the_stored_one(officer, eastern_officer, west):
    vacancy(eastern_officer, openings=1)
    seeker()
    run = finished(ask(officer, west))
    exhibit = Exhibit.objects.get(run=run)
    plan = bridge.read_answer(exhibit.answer)
    plan.seats[:] = -1
    Exhibit.objects.update(answer=bridge.write_answer(plan))

    assert not actions.recompute(run)


def test_the_seed_decides_among_equals_and_only_the_seed(officer, eastern_officer, west):
    vacancy(eastern_officer, openings=1)
    for _ in range(8):
        seeker()

    winners = [set(seats(finished(ask(officer, west, seed=seed)))) for seed in (1, 1, 2, 3, 4, 5)]

    assert winners[0] == winners[1]
    assert len({frozenset(winner) for winner in winners}) > 1


def test_the_order_of_the_lists_changes_nothing(officer, eastern_officer, west):
    """The same town entered twice, the second time from the other end."""
    told = [
        {
            "name": f"测试{n % 7}",
            "village": f"{n % 3}村",
            "identity": f"ID{n}",
            "klass": "lifted" if n % 4 == 0 else "",
            "least_pay": 5200 + 300 * (n % 4),
            "education": n % 4,
        }
        for n in range(24)
    ]
    titles = ["缝纫工", "质检员", "保安", "电工"]

    def outcome(people, posts):
        for title in posts:
            vacancy(eastern_officer, title, openings=3, reserved=1, pay_low=5000)
        entered = {}
        for one in people:
            one = dict(one)
            who = {name: one.pop(name) for name in ("name", "village", "identity")}
            worker = seeker(**one)
            vars(worker).update(who)
            worker.save()
            entered[worker.pk] = who["identity"]
        run = finished(ask(officer, west, people=list(entered)))
        seated = {
            entered[one.worker_id]: one.vacancy.title
            for one in Proposal.objects.filter(run=run).select_related("vacancy")
        }
        for post in Vacancy.objects.exclude(stage="closed"):
            vacancies.close(post, because="-", by=eastern_officer)
        return run.digest, seated

    first = outcome(told, titles)
    second = outcome(told[::-1], titles[::-1])

    assert len(first[1]) == 12
    assert first == second


def test_a_plan_with_faults_ends_the_run_loudly(
    officer, eastern_officer, west, monkeypatch, caplog
):
    vacancy(eastern_officer, openings=1)
    seeker(), seeker()
    honest = bridge.solved

    def greedy(question):
        plan = honest(question)
        seats = plan.seats.copy()
        seats[:] = 0
        return type(plan)(**{**vars(plan), "seats": seats, "occupation_ranks": seats * 0,
                             "place_ranks": seats * 0})  # fmt: skip

    monkeypatch.setattr(bridge, "solved", greedy)
    run = actions.step(actions.step(ask(officer, west)))

    assert (run.stage, run.verdict, run.trouble["code"]) == (
        Stage.FAILED,
        Verdict.FAULTY,
        "plan-faulty",
    )
    assert "quota" in {fault[0] for fault in run.trouble["faults"]}
    assert "unusable" in caplog.text
    assert Exhibit.objects.get(run=run).answer is None
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("stage", [0, 1, 2])
def test_a_stage_that_dies_before_its_end_leaves_nothing_and_is_repeated(
    officer, eastern_officer, west, monkeypatch, stage
):
    vacancy(eastern_officer)
    seeker(), person()
    run = ask(officer, west)
    for _ in range(stage):
        run = actions.step(run)
    before = run.stage, Exhibit.objects.count(), Event.objects.count()

    with monkeypatch.context() as dying:
        dying.setattr("jiedui.matching.actions.runs.record", _die)
        with pytest.raises(KeyboardInterrupt):
            actions.step(run)

    run = Run.objects.get(pk=run.pk)
    assert (run.stage, Exhibit.objects.count(), Event.objects.count()) == before
    assert Proposal.objects.count() == Unmatched.objects.count() == 0
    while run.stage != Stage.PUBLISHED:
        run = actions.step(run)
    assert (Proposal.objects.count(), Unmatched.objects.count()) == (1, 1)


def _die(*args, **kwargs):
    raise KeyboardInterrupt


@pytest.mark.parametrize("act", [actions.gather, actions.solve, actions.publish])
def test_a_stage_told_twice_is_done_once(officer, eastern_officer, west, act):
    vacancy(eastern_officer)
    seeker()
    run = ask(officer, west)
    order = [actions.gather, actions.solve, actions.publish]
    for earlier in order[: order.index(act) + 1]:
        earlier(run)
    counted = Event.objects.count(), Proposal.objects.count()

    act(run)

    assert (Event.objects.count(), Proposal.objects.count()) == counted


def test_a_run_that_is_given_up_says_why(officer, west):
    run = actions.give_up(ask(officer, west), because={"code": "broke"})

    assert (run.stage, run.trouble) == (Stage.FAILED, {"code": "broke"})
    assert Run.objects.unfinished().count() == 0


@pytest.mark.parametrize(
    ("told", "code"),
    [({"seed": -1}, "bad-seed"), ({"as_of": date(2015, 1, 1)}, "no-policy"),
     ({"what_if": {"pay_more": 300}}, "nothing-beside")],
)  # fmt: skip
def test_a_question_that_cannot_be_put_is_refused(officer, west, told, code):
    before = Event.objects.count()
    with pytest.raises(Refusal) as refused:
        ask(officer, west, **told)

    assert refused.value.code == code
    assert (Run.objects.count(), Event.objects.count()) == (0, before)


def test_the_question_survives_the_file_to_the_last_bit(officer, eastern_officer, west):
    vacancy(eastern_officer, certificates=("welder",), reserved=1)
    seeker(places=[(330000, 340000)]), person(), seeker(klass="lifted")
    question = bridge.gather(ask(officer, west), classes={"lifted": 1})

    again = bridge.read_question(bridge.write_question(question))

    assert again.problem.digest() == question.problem.digest()
    assert again.left_out == question.left_out
    assert np.array_equal(again.stated_age_max, question.stated_age_max)


def _refiled(filed, change):
    """The filed bytes with the words inside changed."""
    with np.load(io.BytesIO(filed)) as columns:
        told = {name: columns[name] for name in columns.files}
    rest = json.loads(told["rest"].tobytes())
    change(told, rest)
    told["rest"] = np.frombuffer(json.dumps(rest).encode(), np.uint8)
    held = io.BytesIO()
    np.savez_compressed(held, **told)
    return held.getvalue()


def test_a_question_of_the_first_edition_is_still_read(officer, eastern_officer, west):
    vacancy(eastern_officer)
    seeker()
    question = bridge.gather(ask(officer, west), classes={})

    def as_it_was(told, rest):
        told["workers.number"], told["vacancies.number"] = (
            told.pop("workers"),
            told.pop("vacancies"),
        )
        del rest["edition"], rest["shut_because"]

    again = bridge.read_question(_refiled(bridge.write_question(question), as_it_was))

    assert again.workers.tolist() == question.workers.tolist()
    assert again.vacancies.tolist() == question.vacancies.tolist()


def test_a_question_of_a_later_edition_is_not_guessed_at(officer, west):
    question = bridge.gather(ask(officer, west), classes={})
    later = _refiled(bridge.write_question(question), lambda told, rest: rest.update(edition=99))

    with pytest.raises(ValueError, match="edition 99"):
        bridge.read_question(later)


def test_runs_are_seen_by_their_own_county_only(officer, neighbour, watcher, west):
    ask(officer, west)

    seen = Run.objects.visible_to
    assert [seen(user).count() for user in (officer, neighbour, watcher)] == [1, 0, 0]
