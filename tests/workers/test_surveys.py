"""Answers of a survey: merged field by field, kept once, finished into the registry."""

import uuid

import pytest
from django.db import connection

from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.workers import actions
from jiedui.workers.models import (
    Assignment,
    Conflict,
    Consent,
    Contact,
    Intention,
    Response,
    Submission,
    Worker,
)
from jiedui.workers.queries import progress_by_village, todays_round, with_state
from tests.workers.survey import AT, AWAY, ON, give_all, helper_of, person, say, wave_under_way


@pytest.fixture
def wave(six, officer):
    return wave_under_way(officer)


@pytest.fixture
def helper(officer):
    return helper_of(officer)


@pytest.fixture
def other(officer):
    return helper_of(officer, "helper2", "帮办员乙")


def form(worker):
    return Response.objects.get(worker=worker)


def test_answers_are_kept_with_who_told_them(wave, helper):
    taken = say(wave, person("阿"), {"plan": "away", "least_pay": "4,500"}, by=helper)

    kept = form(person("阿")).told
    assert (taken.version, taken.accepted) == (1, ("plan", "least_pay"))
    assert kept["least_pay"]["value"] == 4500
    assert kept["plan"] == {
        "value": "away", "version": 1, "by": helper.pk, "at": "2026-03-02 10:00:00+08:00",
        "channel": "visit", "device": "",
    }  # fmt: skip


def test_a_copy_of_the_database_tells_no_answer(wave, helper, other):
    say(wave, person("阿"), {"said": "想跟表妹去嘉善"}, by=helper)
    say(wave, person("阿"), {"said": "哪里都不想去"}, by=other)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.answers, c.ours, c.theirs FROM workers_response r "
            "JOIN workers_conflict c ON c.response_id = r.id"
        )
        [columns] = cursor.fetchall()
    assert all("嘉善" not in column and "不想去" not in column for column in columns)
    assert not Event.objects.filter(facts__icontains="嘉善").exists()


def test_two_helpers_on_different_fields_lose_nothing(wave, helper, other):
    worker = person("阿")
    say(wave, worker, {"plan": "away", "employment": "farming"}, by=helper)
    taken = say(wave, worker, {"least_pay": 5000}, by=other)

    assert taken.conflicts == ()
    assert form(worker).values == {"plan": "away", "employment": "farming", "least_pay": 5000}


def test_a_field_written_by_somebody_else_since_is_a_conflict_and_stays(wave, helper, other):
    worker = person("阿")
    say(wave, worker, {"least_pay": 4500}, by=helper)
    taken = say(wave, worker, {"least_pay": 6000}, by=other)

    conflict = Conflict.objects.get()
    assert (taken.accepted, taken.conflicts) == ((), ("least_pay",))
    assert form(worker).values == {"least_pay": 4500}
    ours, theirs = conflict.sides
    assert (ours["value"], ours["by"]) == (4500, helper.pk)
    assert (theirs["value"], theirs["by"]) == (6000, other.pk)


def test_whoever_has_seen_the_answer_may_change_it(wave, helper, other):
    worker = person("阿")
    seen = say(wave, worker, {"least_pay": 4500}, by=helper).version
    taken = say(wave, worker, {"least_pay": 6000}, by=other, base=seen)

    assert taken.accepted == ("least_pay",)
    assert form(worker).values == {"least_pay": 6000}


def test_the_same_answer_from_two_people_is_no_conflict(wave, helper, other):
    worker = person("阿")
    say(wave, worker, {"occupations": ["security", "garment"]}, by=helper)
    taken = say(wave, worker, {"occupations": ["garment", "security"]}, by=other)

    assert (taken.same, taken.conflicts) == (("occupations",), ())
    assert not Conflict.objects.exists()


def test_taking_an_answer_back_is_an_answer_others_must_have_seen(wave, helper, other):
    worker = person("阿")
    seen = say(wave, worker, {"least_pay": 4500}, by=helper).version
    say(wave, worker, {"least_pay": None}, by=helper, base=seen)
    taken = say(wave, worker, {"least_pay": 6000}, by=other, base=seen)

    assert taken.conflicts == ("least_pay",)


def test_sending_twice_is_sending_once(wave, helper):
    worker, mark = person("阿"), uuid.uuid4()
    first = say(wave, worker, {"least_pay": 4500}, by=helper, submission=mark)
    say(wave, worker, {"least_pay": 5000}, by=helper, base=1)
    again = say(wave, worker, {"least_pay": 4500}, by=helper, submission=mark)

    assert again == first
    assert form(worker).values == {"least_pay": 5000}
    assert Submission.objects.count() == 2
    assert not Conflict.objects.exists()


def test_the_mark_of_one_form_opens_no_other(wave, helper):
    mark = uuid.uuid4()
    say(wave, person("阿"), {"least_pay": 4500}, by=helper, submission=mark)
    with pytest.raises(Refusal, match="编号已经用过"):
        say(wave, person("白"), {"least_pay": 4500}, by=helper, submission=mark)
    assert not Submission.objects.filter(response__worker=person("白")).exists()


def test_a_version_nobody_has_seen_overwrites_nothing(wave, helper):
    say(wave, person("阿"), {"least_pay": 4500}, by=helper)
    with pytest.raises(Refusal) as refused:
        say(wave, person("阿"), {"least_pay": 1}, by=helper, base=99)
    assert refused.value.code == "base-unknown"
    assert form(person("阿")).values == {"least_pay": 4500}


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("plan", "elsewhere"),
        ("places", ["pair", "moon"]),
        ("places", "pair"),
        ("least_pay", "⑺"),
        ("least_pay", 499),
        ("least_pay", True),
        ("graduated", "25"),
        ("phone", "12345"),
        ("agreed", "maybe"),
    ],
)
def test_what_is_no_answer_is_refused(wave, helper, question, value):
    with pytest.raises(Refusal) as refused:
        say(wave, person("阿"), {question: value}, by=helper)
    assert refused.value.code == "answer-invalid"
    assert not Response.objects.exists()


def test_a_question_nobody_asks_and_people_from_elsewhere_are_refused(wave, helper, neighbour):
    with pytest.raises(Refusal) as refused:
        say(wave, person("阿"), {"married": "yes"}, by=helper)
    assert refused.value.code == "question-unknown"
    elsewhere = wave_under_way(neighbour, title="邻县摸排")
    with pytest.raises(Refusal) as refused:
        say(elsewhere, person("阿"), {"plan": "away"}, by=helper)
    assert refused.value.code == "not-in-wave"


def test_a_closed_wave_takes_nothing_until_it_is_opened_again(wave, helper, officer):
    actions.close_wave(wave, by=officer)
    with pytest.raises(Refusal) as refused:
        say(wave, person("阿"), {"plan": "away"}, by=helper)
    assert refused.value.code == "wave-shut"
    actions.open_wave(wave, by=officer, on=ON)
    assert say(wave, person("阿"), {"plan": "away"}, by=helper).accepted == ("plan",)


def test_a_decided_conflict_keeps_who_told_the_answer(wave, helper, other, officer):
    worker = person("阿")
    say(wave, worker, {"least_pay": 4500}, by=helper)
    say(wave, worker, {"least_pay": 6000}, by=other)
    conflict = Conflict.objects.get()

    actions.settle(conflict, value=6000, by=officer, at=AT)
    entry = form(worker).told["least_pay"]
    assert (entry["value"], entry["by"], entry["version"]) == (6000, other.pk, 2)
    assert not Conflict.objects.open().exists()
    with pytest.raises(Refusal) as refused:
        actions.settle(conflict, value=4500, by=officer, at=AT)
    assert refused.value.code == "already-settled"


def test_the_same_clash_sent_again_is_one_conflict(wave, helper, other):
    say(wave, person("阿"), {"least_pay": 4500}, by=helper)
    for _time in range(3):
        say(wave, person("阿"), {"least_pay": 6000}, by=other)
    assert Conflict.objects.count() == 1


def test_finishing_makes_the_answers_what_the_registry_knows(wave, helper, pairing):
    worker = person("尔")
    before = Intention.objects.current().get(worker=worker)
    say(wave, worker, AWAY | {"care": ["pupil"], "covered": "yes", "mandarin": "talk",
                              "certificates": ["forklift"], "phone": "138 0000 1234"},
        by=helper)  # fmt: skip
    actions.finish(form(worker), by=helper, on=ON)

    worker.refresh_from_db()
    wish = Intention.objects.current().get(worker=worker)
    assert (worker.employment, worker.education, worker.phone) == ("none", 3, "13800001234")
    assert (wish.least_pay, wish.needs_lodging, wish.channel) == (4500, True, "visit")
    assert (wish.asked_by, wish.asked_on, wish.available_from) == ("帮办员甲", ON, ON)
    assert {(p.low, p.high) for p in wish.places.all()} == {(330421, 330422)}
    assert {o.said for o in wish.occupations.all()} == {"保安", "编外"}
    assert [kind.pk for kind in wish.employer_kinds.all()] == ["public"]
    assert [c.kind_id for c in worker.certificates.all()] == ["forklift"]
    assert [(s.tongue, s.level) for s in worker.spoken.all()] == [("mandarin", "talk")]
    assert [(c.kind, c.covered) for c in worker.cares.all()] == [("pupil", True)]
    # The earlier wish stays as history.
    before.refresh_from_db()
    assert before.superseded
    consent = Consent.objects.live().get(worker=worker)
    assert (consent.purpose, consent.heard_by) == ("registry", "帮办员甲")
    assert "您同意吗" in consent.wording


def test_finishing_twice_is_finishing_once(wave, helper):
    say(wave, person("阿"), AWAY, by=helper)
    actions.finish(form(person("阿")), by=helper, on=ON)
    many = Event.objects.count()
    again = actions.finish(form(person("阿")), by=helper, on=ON)
    assert again.stage == "finished"
    assert Event.objects.count() == many


def test_what_must_be_asked_must_be_answered(wave, helper, other):
    worker = person("阿")
    say(wave, worker, {"agreed": "yes", "employment": "none", "plan": "away"}, by=helper)
    with pytest.raises(Refusal) as refused:
        actions.finish(form(worker), by=helper, on=ON)
    assert refused.value.code == "answers-missing"
    assert "愿意去哪里" in str(refused.value)
    # Somebody who is not looking is not asked where to go, but why.
    say(wave, worker, {"plan": "none", "why_not": "family"}, by=helper, base=1)
    actions.finish(form(worker), by=helper, on=ON)
    wish = Intention.objects.current().get(worker=worker)
    assert (wish.wants_work, wish.remark) == (False, "暂不找工作：家里走不开")


def test_no_consent_no_form(wave, helper):
    say(wave, person("阿"), AWAY | {"agreed": "no"}, by=helper)
    with pytest.raises(Refusal) as refused:
        actions.finish(form(person("阿")), by=helper, on=ON)
    assert refused.value.code == "not-agreed"


def test_a_form_with_open_conflicts_is_not_finished(wave, helper, other):
    say(wave, person("阿"), AWAY, by=helper)
    say(wave, person("阿"), {"least_pay": 8000}, by=other)
    with pytest.raises(Refusal) as refused:
        actions.finish(form(person("阿")), by=helper, on=ON)
    assert refused.value.code == "conflicts-open"


def test_what_arrives_late_reaches_the_registry_too(wave, helper, other):
    worker = person("阿")
    say(wave, worker, AWAY, by=helper)
    actions.finish(form(worker), by=helper, on=ON)
    taken = say(wave, worker, {"training": ["sewing"], "least_pay": 9000}, by=other)

    wish = Intention.objects.current().get(worker=worker)
    assert (taken.accepted, taken.conflicts) == (("training",), ("least_pay",))
    assert (wish.training_wish, wish.least_pay) == ("缝纫", 4500)
    actions.settle(Conflict.objects.get(), value=9000, by=helper, at=AT)
    assert Intention.objects.current().get(worker=worker).least_pay == 9000


def test_answers_that_no_longer_stand_do_not_reach_the_registry(wave, helper):
    worker = person("阿")
    say(wave, worker, AWAY, by=helper)
    say(wave, worker, {"plan": "local"}, by=helper, base=1)
    actions.finish(form(worker), by=helper, on=ON)

    wish = Intention.objects.current().get(worker=worker)
    assert {(p.low, p.high) for p in wish.places.all()} == {(513225, 513226)}


def test_last_years_answers_are_dated_anew_in_one_tap(wave, helper, officer):
    worker = person("尔")
    say(wave, worker, AWAY, by=helper)
    actions.finish(form(worker), by=helper, on=ON)
    later = ON.replace(year=2027)
    next_wave = wave_under_way(
        officer, title="2027年春季摸排", opens_on=later, until=later.replace(month=4)
    )
    actions.nothing_changed(next_wave, worker, by=helper, on=later, channel="phone")

    kept = Response.objects.get(worker=worker, wave=next_wave)
    wish = Intention.objects.current().get(worker=worker)
    assert (kept.stage, kept.unchanged, kept.values["places"]) == ("finished", True, ["pair"])
    assert (wish.asked_on, wish.channel, wish.least_pay) == (later, "phone", 4500)
    assert Intention.objects.filter(worker=worker).count() == 3
    # The same words were agreed to already: one consent, not two.
    assert Consent.objects.filter(worker=worker).count() == 1


def test_nothing_changed_still_asks_for_a_consent_never_given(wave, helper):
    with pytest.raises(Refusal) as refused:
        actions.nothing_changed(wave, person("扶"), by=helper, on=ON, channel="visit")
    assert refused.value.code == "answers-missing"
    assert not Response.objects.exists()


def test_what_the_ledger_knew_is_shown_as_the_last_answer(wave, helper, officer):
    give_all(wave, helper, officer)
    [roof] = [r for r in todays_round(helper, ON) if r.members[0].name == "扶苏"]
    last = roof.members[0].last

    assert (last["plan"], last["least_pay"], last["lodging"]) == ("away", 6000, "yes")
    assert last["education"] == "3"
    assert "occupations" not in last  # 保安员 of the ledger is not among the choices: not guessed


def test_the_round_is_what_this_helper_walks_and_nobody_elses(wave, helper, other, officer):
    give_all(wave, helper, officer)
    say(wave, person("阿"), {"least_pay": 4500}, by=helper)
    say(wave, person("阿"), {"least_pay": 6000}, by=other)

    rounds = todays_round(helper, ON)
    assert [roof.position for roof in rounds] == [1, 2, 3, 4, 5, 6]
    [member] = [m for roof in rounds for m in roof.members if m.name.startswith("阿")]
    assert member.answers == {"least_pay": (4500, 1)}
    assert [(c.question, c.ours, c.theirs) for c in member.conflicts] == [("least_pay", 4500, 6000)]
    assert todays_round(other, ON) == []
    assert Worker.objects.visible_to(helper).count() == 6
    assert Worker.objects.visible_to(other).count() == 0
    actions.close_wave(wave, by=officer)
    assert Worker.objects.visible_to(helper).count() == 0
    assert todays_round(helper, ON) == []


def test_the_round_takes_the_same_queries_for_any_number(
    wave, helper, officer, django_assert_num_queries
):
    actions.assign(wave, [person("阿").household], helper=helper, by=officer)
    with django_assert_num_queries(11):
        todays_round(helper, ON)
    give_all(wave, helper, officer)
    with django_assert_num_queries(11):
        todays_round(helper, ON)


def test_nobody_at_home_is_counted_and_remembered(wave, helper, officer):
    give_all(wave, helper, officer)
    roof = Assignment.objects.get(household=person("阿").household)
    actions.record_outcome(roof, outcome="absent", by=helper, at=AT)
    actions.record_outcome(roof, outcome="absent", by=helper, at=AT)

    roof.refresh_from_db()
    assert (roof.outcome, roof.tries) == ("absent", 2)
    assert Contact.objects.filter(worker=person("阿"), outcome="absent").count() == 2
    with pytest.raises(Refusal):
        actions.record_outcome(roof, outcome="reached", by=helper, at=AT)


def test_progress_says_where_everybody_stands(wave, helper, officer):
    actions.assign(
        wave, [person(first).household for first in "阿白陈德"], helper=helper, by=officer
    )
    say(wave, person("阿"), AWAY, by=helper)
    actions.finish(form(person("阿")), by=helper, on=ON)
    say(wave, person("白"), {"plan": "away"}, by=helper)
    actions.record_no_answer(
        wave, person("陈"), outcome="empty", by=officer, at=AT, channel="phone"
    )
    [village] = progress_by_village(wave)

    assert village.people == 6
    assert {state: many for state, many in village.counts.items() if many} == {
        "finished": 1, "draft": 1, "empty": 1, "waiting": 1, "unassigned": 2,
    }  # fmt: skip
    stood = dict(with_state(wave).values_list("name", "state"))
    assert stood["陈山"] == "empty"
    # Reached after all: the answer comes before the empty number.
    say(wave, person("陈"), {"plan": "away"}, by=officer, channel="phone")
    assert dict(with_state(wave).values_list("name", "state"))["陈山"] == "draft"
