"""The journey of a call through the pages, what each side sees of it, and what nobody may see."""

import json
from datetime import date

import pytest
from django.urls import reverse

from jiedui.accounts.models import Organisation, OrganisationKind
from jiedui.accounts.roles import Role
from jiedui.candidacies import actions as candidacies
from jiedui.catalog.models import EmployerKind
from jiedui.core.events import Event
from jiedui.matching import actions as matching
from jiedui.matching.models import Answer, Call, CallStage, Forwarding, Question
from jiedui.web.desk.calls import letter_of
from jiedui.web.kit.letters import printed
from tests import registry
from tests.matching import called
from tests.town import enrol
from tests.web.conftest import signed_in
from tests.web.test_lists import queries_of


@pytest.fixture(autouse=True)
def policies(catalogue):
    matching.load_policies()


LONG = {"valid_until": date(2099, 6, 30)}


@pytest.fixture
def police(east):
    """A public body of the pair that can hire on contract."""
    return Organisation.objects.create(
        name="嘉善县公安局", kind=OrganisationKind.EMPLOYER, region=east,
        employer_kind=EmployerKind.objects.get(code="public"),
    )  # fmt: skip


@pytest.fixture
def firm(police):
    return signed_in(enrol("police", "警务招聘", police, Role.EMPLOYER))


def auxiliary(police, by):
    return registry.vacancy(by, "辅警", employer_name=police.name, openings=5, **LONG)


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_call_goes_east_and_comes_back_met(
    officer, eastern_officer, desk, eastern_desk, police, firm
):
    workers = called.graduates(6, veterans=3)
    page = text(desk.get(reverse("desk:brief"), {"group": "veterans"}))
    assert "机关事业单位编外岗位" in page

    desk.post(reverse("desk:brief_draw"), {"group": ""})
    call = Call.objects.get()
    [request] = call.requests.all()
    assert (request.asked, call.stage) == (6, CallStage.DRAFTED)
    assert eastern_desk.get(reverse("desk:call", args=[call.pk])).status_code == 404

    desk.post(
        reverse("desk:call_mend", args=[call.pk, request.pk]),
        {"asked": 5, "wording": "辅警、文员等编外岗位，嘉善或嘉兴", "remark": "其中退役军人 3 人"},
    )
    desk.post(
        reverse("desk:call_send", args=[call.pk]),
        {"title": "毕业生用工需求", "contact": called.CONTACT, "reply_by": "2099-01-01"},
    )
    call.refresh_from_db()
    assert (call.stage, call.number) == (CallStage.SENT, f"九寨沟劳协函〔{call.sent_at.year}〕1号")

    assert "毕业生用工需求" in text(eastern_desk.get(reverse("desk:calls")))
    assert "辅警、文员" in text(eastern_desk.get(reverse("desk:call", args=[call.pk])))
    assert police.name in text(eastern_desk.get(reverse("desk:call_request", args=[request.pk])))
    eastern_desk.post(reverse("desk:call_ask", args=[request.pk]), {"question": "能上夜班吗？"})
    question = Question.objects.get()
    assert "能上夜班吗" in text(desk.get(reverse("desk:call", args=[call.pk])))
    desk.post(reverse("desk:call_explain", args=[call.pk, question.pk]), {"reply": "多数人可以。"})
    eastern_desk.post(reverse("desk:call_forward", args=[request.pk]), {"chosen": [police.pk]})

    assert "辅警、文员" in text(firm.get(reverse("employer:calls")))
    vacancy = auxiliary(police, eastern_officer)
    firm.post(reverse("employer:call", args=[request.pk]), {"code": vacancy.code})
    call.refresh_from_db()
    assert call.stage == CallStage.ANSWERED

    candidacies.propose([(workers[0], vacancy)], because="officer", by=officer)
    page = desk.get(reverse("desk:call", args=[call.pk]))
    assert [count for count, _label in page.context["figures"]] == [5, 5, 0, 6, 1, 0]
    page = eastern_desk.get(reverse("desk:call", args=[call.pk]))
    assert [count for count, _label in page.context["figures"]] == [5, 5, 0, 1, 0]

    desk.post(reverse("desk:call_close", args=[call.pk]), {"because": "已推荐 1 人"})
    call.refresh_from_db()
    assert (call.stage, call.closed_because) == (CallStage.CLOSED, "已推荐 1 人")
    assert firm.get(reverse("employer:call", args=[request.pk])).status_code == 404


def test_no_person_crosses_before_a_candidacy(
    officer, eastern_officer, desk, eastern_desk, watchers_desk, police, firm
):
    """Every page, letter and event that the east can reach is read for the canaries."""
    workers = called.graduates(7, veterans=3)
    call = called.sent(by=officer, group="近两年毕业生", filters={"village": called.VILLAGE})
    [request] = call.requests.all()
    matching.forward(request, [police], by=eastern_officer, at=called.AT)
    matching.ask_back(request, question="几人能上夜班？", by=eastern_officer, at=called.AT)
    vacancy = auxiliary(police, eastern_officer)
    matching.answer_with(request, vacancy, by=eastern_officer)
    canaries = {called.VILLAGE, called.PHONE, called.IDENTITY, called.IDENTITY[-4:]}
    canaries |= {worker.name for worker in workers} | {worker.code for worker in workers}

    read = [
        text(eastern_desk.get(reverse("desk:home"))),
        text(eastern_desk.get(reverse("desk:calls"))),
        text(eastern_desk.get(reverse("desk:call", args=[call.pk]))),
        text(eastern_desk.get(reverse("desk:call_request", args=[request.pk]))),
        text(eastern_desk.get(reverse("desk:vacancies"))),
        text(eastern_desk.get(reverse("desk:vacancy", args=[vacancy.code]))),
        text(firm.get(reverse("employer:calls"))),
        text(firm.get(reverse("employer:call", args=[request.pk]))),
        repr(letter_of(call)),
        json.dumps(list(Event.objects.values_list("verb", "facts")), ensure_ascii=False),
        json.dumps(list(call.requests.values("wording", "remark", "terms")), ensure_ascii=False),
    ]
    told = {canary for page in read for canary in canaries if canary in page}
    assert told == set()
    # Neither do addresses that are not theirs open to them.
    for name, args in (("brief", []), ("call_mend", [call.pk, request.pk]), ("people", [])):
        assert eastern_desk.get(reverse(f"desk:{name}", args=args)).status_code == 403
    assert firm.get(reverse("desk:call", args=[call.pk])).status_code == 403


def test_the_letter_is_a_pdf_with_its_faces_inside(officer, desk, eastern_desk):
    called.graduates(4)
    call = called.sent(by=officer)

    answer = eastern_desk.get(reverse("desk:call_letter", args=[call.pk]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"NotoSerifSC" in answer.content
    assert answer["Cache-Control"] == "private, no-store"


def test_a_letter_prints_rare_han_and_reads_no_command(officer):
    called.graduates(4)
    call = called.sent(by=officer)
    call.requests.update(remark='𬭎㑇尕让·旺修 #panic(1) " \\ $x$')

    assert printed(letter_of(call)).startswith(b"%PDF-")


def test_the_neighbour_and_other_firms_see_nothing(
    officer, eastern_officer, neighbours_desk, police, east
):
    called.graduates(4)
    call = called.sent(by=officer)
    [request] = call.requests.all()
    other = Organisation.objects.create(
        name="嘉善县别家有限公司", kind=OrganisationKind.EMPLOYER, region=east
    )
    stranger = signed_in(enrol("other", "别家", other, Role.EMPLOYER))
    matching.forward(request, [police], by=eastern_officer, at=called.AT)

    for name, *keys in (
        ("call", call.pk), ("call_letter", call.pk), ("call_send", call.pk),
        ("call_mend", call.pk, 1), ("call_request", request.pk),
    ):  # fmt: skip
        answer = neighbours_desk.get(reverse(f"desk:{name}", args=keys))
        assert answer.status_code in {403, 404}, name
    assert call.title not in text(neighbours_desk.get(reverse("desk:calls")))
    assert stranger.get(reverse("employer:call", args=[request.pk])).status_code == 404
    assert request.wording not in text(stranger.get(reverse("employer:calls")))


def test_a_refusal_is_said_on_the_page(officer, eastern_officer, desk, eastern_desk):
    called.graduates(4)
    call = called.drafted(by=officer)
    [request] = call.requests.all()

    page = text(
        desk.post(
            reverse("desk:call_mend", args=[call.pk, request.pk]),
            {"asked": 4, "wording": "鸢尾坪村的岗位", "remark": ""},
        )
    )
    assert "请删去姓名" in page
    page = text(
        desk.post(reverse("desk:call_send", args=[call.pk]), {"title": "请", "contact": "  "})
    )
    assert "请写明" in page or "必填" in page or "field--wrong" in page
    assert Call.objects.get().stage == CallStage.DRAFTED


def test_an_eastern_officer_declines_with_a_reason(officer, eastern_officer, desk, eastern_desk):
    called.graduates(4)
    call = called.sent(by=officer)
    [request] = call.requests.all()
    eastern_desk.post(
        reverse("desk:call_decline", args=[request.pk]), {"because": "今年没有编外计划"}
    )

    call.refresh_from_db()
    assert call.stage == CallStage.DECLINED
    assert "今年没有编外计划" in text(desk.get(reverse("desk:call", args=[call.pk])))


def test_requests_are_joined_and_dropped_on_the_draft(officer, desk):
    called.graduates(4)
    called.graduates(4, kind="state")
    call = called.drafted(by=officer)
    first, second = call.requests.all()

    desk.post(reverse("desk:call_regroup", args=[call.pk]), {"chosen": [first.pk, second.pk]})
    [both] = call.requests.all()
    assert (both.people, both.wishers.count(), len(both.terms)) == (8, 8, 2)
    answer = desk.post(reverse("desk:call_regroup", args=[call.pk]), {"drop": both.pk}, follow=True)
    assert "最后一条需求" in text(answer)


def test_the_brief_says_what_stands_in_the_way(officer, eastern_officer, desk):
    registry.vacancy(eastern_officer, **LONG)
    called.graduates(5)
    page = text(desk.get(reverse("desk:brief")))

    assert "没有想要的单位类型" in page
    assert page.count('src="data:image/svg+xml;base64,') >= 3
    assert page.count("<img") == page.count("chart__picture")


@pytest.mark.parametrize("filters", [
    {"group": "women45"}, {"group": "graduates3"}, {"group": "over45"}, {"group": "under30"},
    {"kind": "lifted"}, {"village": "鸢尾"}, {"town": "nowhere"}, {"wave": "999"},
])  # fmt: skip
def test_any_words_of_the_sentence_give_a_page(officer, desk, filters):
    called.graduates(3)

    assert "看需求" in text(desk.get(reverse("desk:brief"), filters))


def test_the_lists_cost_the_same_for_two_and_six(
    officer, eastern_officer, desk, eastern_desk, police, firm
):
    called.graduates(4)
    called.graduates(4, kind="state")

    def one_more():
        call = called.sent(by=officer)
        for request in call.requests.all():
            matching.forward(request, [police], by=eastern_officer, at=called.AT)
            matching.ask_back(request, question="几人？", by=eastern_officer, at=called.AT)
        return call

    for _call in range(2):
        call = one_more()
    lists = [(desk, "desk:calls"), (eastern_desk, "desk:calls"), (firm, "employer:calls")]
    few = [queries_of(client, reverse(name)) for client, name in lists]
    for _call in range(4):
        one_more()
    assert [queries_of(client, reverse(name)) for client, name in lists] == few
    assert Forwarding.objects.count() == 12

    one = [queries_of(who, reverse("desk:call", args=[call.pk])) for who in (desk, eastern_desk)]
    first = call.requests.first()
    for title in ("辅警", "文员", "协管员"):
        vacancy = registry.vacancy(eastern_officer, title, employer_name=police.name, **LONG)
        matching.answer_with(first, vacancy, by=eastern_officer)
    answered = queries_of(desk, reverse("desk:call", args=[call.pk]))
    vacancy = registry.vacancy(eastern_officer, "门卫", employer_name=police.name, **LONG)
    matching.answer_with(first, vacancy, by=eastern_officer)
    assert queries_of(desk, reverse("desk:call", args=[call.pk])) == answered
    assert answered > one[0]  # whom they suit is asked only when there is something to suit
    assert Answer.objects.count() == 4
