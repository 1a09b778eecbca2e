"""A call from draft to close: each step once, each refusal with its code and nothing recorded."""

from datetime import date

import pytest

from jiedui.accounts.models import Organisation, OrganisationKind
from jiedui.accounts.roles import Role
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.matching import actions, bridge
from jiedui.matching.bridge import Grasp
from jiedui.matching.models import Call, CallStage, Request, Wisher
from jiedui.matching.queries import forwarded_to, suggested_employers, suggested_vacancies
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies.models import Vacancy
from tests import registry
from tests.matching import called
from tests.town import enrol

pytestmark = pytest.mark.usefixtures("pairing")


def refused(code, action, *args, **told):
    before = Event.objects.count()
    with pytest.raises(Refusal) as refusal:
        action(*args, **told)
    assert (refusal.value.code, Event.objects.count()) == (code, before)


def verbs():
    return list(
        Event.objects.filter(subject_kind__in=["matching.call", "matching.request"])
        .order_by("pk")
        .values_list("verb", flat=True)
    )


@pytest.fixture
def public(east):
    return Organisation.objects.create(
        name="嘉善县公安局", kind=OrganisationKind.EMPLOYER, region=east, employer_kind_id="public"
    )


@pytest.fixture
def draft(officer):
    called.graduates(6, veterans=3)
    return called.drafted(by=officer)


@pytest.fixture
def request_sent(draft, officer):
    actions.send_call(draft, by=officer, at=called.AT, title="需求", contact=called.CONTACT)
    return Request.objects.select_related("call__west", "call__east__parent").get()


def post(by, house, title="辅警", **told):
    return registry.vacancy(by, title, employer_name=house.name, openings=4, **told)


def test_a_draft_holds_counts_and_knows_who_is_behind_it(draft):
    [request] = draft.requests.all()

    assert (request.people, request.asked, request.pay, request.accept) == (6, 6, 4500, 100)
    assert request.remark == "其中退役军人 3 人、大专及以上 6 人"
    assert Wisher.objects.filter(request=request).count() == 6
    assert verbs() == ["call.drafted"]


def test_nothing_is_drawn_up_for_too_few(officer):
    called.graduates(2)

    refused("nothing-to-ask", called.drafted, by=officer)
    assert Call.objects.count() == 0


def test_a_number_is_only_lowered(draft, officer):
    [request] = draft.requests.all()
    told = {"wording": request.wording, "remark": "", "by": officer}

    refused("more-than-found", actions.mend_request, request, asked=7, **told)
    refused("more-than-found", actions.mend_request, request, asked=0, **told)
    assert actions.mend_request(request, asked=4, **told).asked == 4


def test_a_call_may_go_under_the_title_it_was_drawn_with(officer, pairing):
    called.graduates(3)
    draft = called.drafted(by=officer)

    sent = actions.send_call(
        draft, by=officer, at=called.AT, title=draft.title, contact=called.CONTACT
    )
    assert sent.title == "九寨沟县2026年3月用工需求"


@pytest.mark.parametrize(
    "words",
    ["鸢尾坪村的岗位", "请联系 138-5555-6666", "513225199605011234", "藏金鸟甲想去", "雪鸮格桑丙"],
)
def test_no_words_tell_of_somebody(draft, officer, words):
    [request] = draft.requests.all()

    refused(
        "tells-of-somebody", actions.mend_request, request, asked=3, wording="文员", remark=words,
        by=officer,
    )  # fmt: skip
    refused(
        "tells-of-somebody", actions.send_call, draft, by=officer, at=called.AT, title=words,
        contact=called.CONTACT,
    )  # fmt: skip


def test_a_sent_call_changes_no_more(request_sent, officer):
    call = request_sent.call

    refused(
        "already-sent", actions.mend_request, request_sent, asked=3, wording="文员", remark="",
        by=officer,
    )  # fmt: skip
    refused(
        "already-sent", actions.send_call, call, by=officer, at=called.AT, title="又", contact="股"
    )
    refused("already-sent", actions.drop_request, request_sent, by=officer)


def test_numbers_follow_each_other_and_are_used_once(officer):
    called.graduates(4)
    first, second = (called.sent(by=officer) for _two in range(2))
    third = called.drafted(by=officer)

    assert [first.number, second.number] == ["九寨沟劳协函〔2026〕1号", "九寨沟劳协函〔2026〕2号"]
    refused(
        "number-taken", actions.send_call, third, by=officer, at=called.AT, title="需求",
        contact=called.CONTACT, number=first.number,
    )  # fmt: skip


def test_the_stage_says_what_the_requests_say(officer, eastern_officer, public):
    called.graduates(4)
    called.graduates(4, kind="state")
    call = called.sent(by=officer)
    first, second = call.requests.all()

    def stage():
        call.refresh_from_db()
        return call.stage

    asked = actions.ask_back(first, question="几时能来？", by=eastern_officer, at=called.AT)
    assert stage() == CallStage.ASKED_BACK
    actions.explain(asked, reply="三月以后。", by=officer, at=called.AT)
    assert stage() == CallStage.SENT
    actions.decline(first, because="没有计划", by=eastern_officer)
    assert stage() == CallStage.SENT
    actions.decline(second, because="没有计划", by=eastern_officer)
    assert stage() == CallStage.DECLINED
    actions.answer_with(second, post(eastern_officer, public), by=eastern_officer)
    assert stage() == CallStage.ANSWERED
    actions.close_call(call, because="都有了着落", by=officer)
    assert stage() == CallStage.CLOSED
    refused("call-not-open", actions.decline, first, because="晚了", by=eastern_officer)
    assert verbs() == [
        "call.drafted", "call.sent", "request.asked_back", "call.asked_back", "request.explained",
        "call.sent", "request.declined", "request.declined", "call.declined", "request.answered",
        "call.answered", "call.closed",
    ]  # fmt: skip


def test_answers_come_from_the_east_only(request_sent, eastern_officer, officer, public):
    local = registry.vacancy(officer, "辅警", region=registry.WEST, employer_name="九寨沟县公安局")
    closed = post(eastern_officer, public)
    vacancies.close(closed, because="已招满", by=eastern_officer)

    refused("vacancy-elsewhere", actions.answer_with, request_sent, local, by=eastern_officer)
    refused(
        "vacancy-closed", actions.answer_with, request_sent, Vacancy.objects.get(pk=closed.pk),
        by=eastern_officer,
    )  # fmt: skip


def test_an_employer_answers_only_what_came_to_it_and_with_its_own(
    request_sent, eastern_officer, public, east
):
    clerk = enrol("clerk", "招聘", public, Role.EMPLOYER)
    mine, other = post(eastern_officer, public), registry.vacancy(eastern_officer, "门卫")
    refused("not-forwarded", actions.answer_with, request_sent, mine, by=clerk)

    [forwarding] = actions.forward(request_sent, [public], by=eastern_officer, at=called.AT)
    assert actions.forward(request_sent, [public], by=eastern_officer, at=called.AT) == []
    assert list(forwarded_to(public)) == [forwarding]
    refused("not-forwarded", actions.answer_with, request_sent, other, by=clerk)

    answer = actions.answer_with(request_sent, mine, by=clerk)
    assert actions.answer_with(request_sent, mine, by=clerk) == answer  # twice is once
    assert forwarded_to(public).get().answers == 1


def test_a_bureau_is_no_employer(request_sent, eastern_officer):
    refused(
        "no-employer", actions.forward, request_sent, [eastern_officer.organisation],
        by=eastern_officer, at=called.AT,
    )  # fmt: skip
    refused("nobody-chosen", actions.forward, request_sent, [], by=eastern_officer, at=called.AT)


@pytest.mark.parametrize(
    ("code", "action", "told"),
    [
        ("no-reason", actions.decline, {"because": " "}),
        ("no-question", actions.ask_back, {"question": " ", "at": called.AT}),
    ],
)
def test_words_are_asked_for(request_sent, eastern_officer, code, action, told):
    refused(code, action, request_sent, by=eastern_officer, **told)


def test_a_reply_tells_of_nobody_and_is_given_once(request_sent, officer, eastern_officer):
    question = actions.ask_back(request_sent, question="谁？", by=eastern_officer, at=called.AT)

    told = {"by": officer, "at": called.AT}
    refused("tells-of-somebody", actions.explain, question, reply="有藏金鸟甲等人", **told)
    refused("no-reply", actions.explain, question, reply="", **told)
    actions.explain(question, reply="六名毕业生。", **told)
    refused("already-explained", actions.explain, question, reply="再说一遍", **told)


def test_how_far_a_request_is_met(request_sent, eastern_officer, officer, public):
    in_review = registry.vacancy(
        eastern_officer, "文员", employer_name=public.name, openings=2, is_open=False
    )
    far_too_low = post(eastern_officer, public, "保洁员", pay_low=2500, pay_high=2600)
    fits = post(eastern_officer, public)
    for vacancy in (in_review, far_too_low, fits):
        actions.answer_with(request_sent, vacancy, by=eastern_officer)

    grasp = bridge.grasp(request_sent.call, on=called.ON)
    assert grasp == {request_sent.pk: Grasp(offered=8, in_review=2, fitting=6)}
    later = bridge.grasp(request_sent.call, on=date(2027, 1, 1))
    assert later == {request_sent.pk: Grasp(in_review=2)}


def test_requests_put_together_are_counted_again(officer, draft):
    """Whoever has found work since the draft is no longer counted, in the request or behind it."""
    called.graduates(4, kind="state")
    call = called.drafted(by=officer)
    gone = Wisher.objects.filter(call=call).first().worker
    gone.intentions.update(wants_work=False)

    both = actions.regroup(call.requests.all(), by=officer)

    assert (both.people, both.asked, both.wishers.count()) == (9, 9, 9)
    assert both.wording.startswith("机关事业单位编外岗位、国有企业岗位，嘉兴市")
    assert call.requests.count() == 1
    refused("choose-several", actions.regroup, [both], by=officer)


def test_the_last_request_is_not_dropped(draft, officer):
    refused("last-request", actions.drop_request, draft.requests.get(), by=officer)


def test_who_could_answer(request_sent, eastern_officer, public, east):
    other = registry.vacancy(eastern_officer, employer_name="嘉善县云帆服饰有限公司")
    fits = post(eastern_officer, public)

    assert list(suggested_employers(request_sent)) == [public]
    assert list(suggested_vacancies(request_sent, on=called.ON)) == [fits]
    actions.forward(request_sent, [public], by=eastern_officer, at=called.AT)
    actions.answer_with(request_sent, fits, by=eastern_officer)
    assert list(suggested_employers(request_sent)) == []
    assert other not in suggested_vacancies(request_sent, on=called.ON)


def test_the_west_and_the_east_see_it_and_nobody_else(
    draft, officer, eastern_officer, neighbour, watcher
):
    def seen_by():
        return [
            bool(Call.objects.visible_to(user)) for user in (officer, eastern_officer, neighbour)
        ]

    assert seen_by() == [True, False, False]
    assert Wisher.objects.visible_to(eastern_officer).count() == 0
    assert Wisher.objects.visible_to(watcher).count() == 0
    actions.send_call(draft, by=officer, at=called.AT, title="需求", contact=called.CONTACT)
    assert seen_by() == [True, True, False]
