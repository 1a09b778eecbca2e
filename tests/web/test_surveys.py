"""Survey waves at the desk and behind the one-time link."""

import io
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiedui.core.events import Event
from jiedui.notices.models import Notice
from jiedui.sheets.questions import write_questions
from jiedui.workers import actions
from jiedui.workers.models import (
    Assignment,
    Conflict,
    Consent,
    Household,
    Intention,
    Link,
    QuestionSet,
    Response,
    Wave,
    Worker,
)
from tests.web import counted
from tests.web.test_lists import queries_of
from tests.workers.survey import AWAY, helper_of, questions, say, wave_under_way

AT = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def wave(six, officer):
    today = timezone.localdate()
    return wave_under_way(officer, opens_on=today, until=today.replace(year=today.year + 1))


@pytest.fixture
def helper(officer):
    return helper_of(officer)


def placed(answers):
    return {f"q-{name}": value for name, value in answers.items()}


def filled(client, address, **answers):
    """The page as it was sent, with these answers changed."""
    form = client.get(address).context["form"]
    own = {name: form[name].value() for name in ("mark", "seen", "shown")}
    shown = {name: form[name].value() for name in form.fields if name.startswith("q-")}
    return {k: v for k, v in (own | shown).items() if v is not None} | placed(answers)


def person(first):
    return Worker.objects.get(name__startswith=first)


def test_an_officer_draws_gives_out_and_opens_a_wave(six, officer, helper, desk):
    kept = questions()
    drawn = desk.post(
        reverse("desk:wave_draw"),
        {
            "title": "春季摸排", "region": "513225", "opens_on": "2026-03-01",
            "closes_on": "2099-04-30", "questions": kept.pk,
        },
    )  # fmt: skip
    wave = Wave.objects.get()
    assert drawn["Location"] == reverse("desk:wave_assign", args=[wave.pk])
    page = desk.get(drawn["Location"]).content.decode()
    assert "帮办员甲" in page
    desk.post(drawn["Location"], {"all": "1"})
    assert Assignment.objects.filter(helper=helper).count() == 6
    desk.post(reverse("desk:wave_open", args=[wave.pk]))
    assert Wave.objects.get().stage == "open"
    desk.post(reverse("desk:wave_close", args=[wave.pk]))
    assert Wave.objects.get().stage == "closed"


def test_villages_and_single_roofs_are_given_by_hand(wave, officer, helper, desk):
    other = helper_of(officer, "h2", "帮办员乙")
    desk.post(reverse("desk:wave_assign", args=[wave.pk]), {"v:|": helper.pk})
    assert Assignment.objects.filter(helper=helper).count() == 6
    address = reverse("desk:wave_village", args=[wave.pk]) + "?of=%7C"
    page = desk.get(address).content.decode()
    roof = person("阿").household
    assert "阿初" in page
    desk.post(address, {"roof": [roof.pk], "helper": other.pk})
    assert Assignment.objects.get(household=roof).helper == other
    desk.post(address, {"roof": [roof.pk], "helper": ""})
    assert not Assignment.objects.filter(household=roof).exists()


def test_every_number_of_the_progress_opens_to_its_people(wave, officer, helper, desk):
    actions.assign(wave, Household.objects.all(), helper=helper, by=officer)
    say(wave, person("阿"), AWAY, by=helper)
    actions.finish(Response.objects.get(), by=helper, on=date(2026, 3, 2))
    page = desk.get(reverse("desk:wave", args=[wave.pk])).content.decode()

    addresses = re.findall(r'href="([^"]*/people/\?[^"]*state=finished)"', page)
    assert len(addresses) == 2  # the figure above and the village's own
    for address in addresses:
        opened = desk.get(address.replace("&amp;", "&")).content.decode()
        assert "阿初" in opened
        assert "白玉" not in opened


def test_the_officer_asks_by_telephone(wave, desk, officer):
    address = reverse("desk:wave_ask", args=[wave.pk, person("陈").code])
    page = desk.get(address).content.decode()
    assert "上次的回答" in page  # the ledger knew a wish
    said = filled(desk, address, **(AWAY | {"plan": "none"})) | {"channel": "phone"}
    assert desk.post(address, said).status_code == 302
    response = Response.objects.get()
    assert response.channel == "phone"
    # Asked on: why not is asked now, where to go is not.
    page = desk.get(address).content.decode()
    assert 'name="q-why_not"' in page
    assert 'name="q-places"' not in page
    ended = {"channel": "phone", "finish": "1"}
    refused = desk.post(address, filled(desk, address) | ended, follow=True)
    assert "为什么暂时不想" in str(next(iter(refused.context["messages"])))
    done = desk.post(address, filled(desk, address, why_not="family") | ended)
    assert done.status_code == 302
    assert Response.objects.get().stage == "finished"
    assert Intention.objects.current().get(worker=person("陈")).wants_work is False


def test_what_is_told_after_a_refused_finish_is_kept(wave, desk, officer):
    """The page that says what is still missing is a new page, with a mark of its own."""
    address = reverse("desk:wave_ask", args=[wave.pk, person("陈").code])
    first = filled(desk, address, agreed="yes") | {"channel": "phone", "finish": "1"}
    again = desk.post(address, first)
    assert again["Location"] == address
    desk.post(address, filled(desk, address, least_pay="5100") | {"channel": "phone"})
    assert Response.objects.get().values["least_pay"] == 5100


def test_the_way_chosen_at_a_fair_holds_for_every_button_and_the_next_person(wave, desk, officer):
    first, second = (reverse("desk:wave_ask", args=[wave.pk, person(n).code]) for n in "陈德")
    desk.post(first, filled(desk, first, **AWAY) | {"channel": "fair", "finish": "1"})
    asked = Response.objects.get(worker=person("陈"))
    wish = Intention.objects.current().get(worker=person("陈"))
    assert (asked.stage, asked.channel, wish.channel) == ("finished", "fair", "fair")

    page = desk.get(second)
    assert page.context["way"]["channel"].value() == "fair"
    unmet = reverse("desk:wave_no_answer", args=[wave.pk, person("德").code])
    assert f'formaction="{unmet}"' in page.content.decode()
    desk.post(unmet, {"outcome": "refused", "channel": "fair"})
    assert Response.objects.get(worker=person("德")).channel == "fair"


def test_not_reached_and_unchanged_take_one_button(wave, desk, officer):
    code = person("德").code
    desk.post(reverse("desk:wave_no_answer", args=[wave.pk, code]), {"outcome": "empty"})
    assert Response.objects.get().outcome == "empty"
    # Without a consent nothing can be confirmed; with it, one button does.
    same = reverse("desk:wave_unchanged", args=[wave.pk, code])
    desk.post(same)
    assert Response.objects.get().stage == "draft"
    say(wave, person("德"), {"agreed": "yes", "employment": "none", "occupations": ["electrician"],
                             "places": ["pair"]}, by=officer)  # fmt: skip
    desk.post(same)
    assert Response.objects.get().stage == "finished"


def test_a_whole_telephone_number_is_shown_only_when_asked_for(wave, desk, officer):
    actions.correct(person("陈"), phone="13800009876", by=officer, on=date(2026, 3, 2))
    address = reverse("desk:wave_ask", args=[wave.pk, person("陈").code])
    assert "13800009876" not in desk.get(address).content.decode()
    assert "13800009876" in desk.post(address, {"show": "1"}).content.decode()
    assert Event.objects.filter(verb="number.revealed", worker_id=person("陈").pk).exists()


def test_conflicts_are_shown_side_by_side_and_decided(wave, officer, helper, desk):
    say(wave, person("阿"), {"least_pay": 4500}, by=helper)
    say(wave, person("阿"), {"least_pay": 6000}, by=officer, channel="phone")
    page = desk.get(reverse("desk:wave_conflicts", args=[wave.pk])).content.decode()
    assert "4500" in page
    assert "6000" in page
    assert "帮办员甲" in page
    desk.post(
        reverse("desk:wave_settle", args=[wave.pk, Conflict.objects.get().code]),
        {"side": "theirs"},
    )
    assert Response.objects.get().values == {"least_pay": 6000}


def test_a_countys_form_is_brought_and_taken_away(catalogue, desk, officer):
    out = io.BytesIO()
    write_questions(questions(), out)
    out.seek(0)
    out.name = "ours.xlsx"
    answer = desk.post(reverse("desk:question_sets"), {"form": out})
    kept = QuestionSet.objects.get(region=officer.organisation.region)
    assert answer["Location"] == reverse("desk:question_set", args=[kept.pk])
    assert kept.body == questions().body
    taken = desk.get(reverse("desk:question_set_form", args=[kept.pk]))
    assert b"".join(taken.streaming_content).startswith(b"PK")
    bad = io.BytesIO(b"not a form")
    bad.name = "bad.xlsx"
    page = desk.post(reverse("desk:question_sets"), {"form": bad}).content.decode()
    assert "这不是 .xlsx 文件" in page


def test_the_neighbour_and_the_east_see_nothing(wave, neighbours_desk, eastern_desk):
    code = person("阿").code
    for address in (
        reverse("desk:wave", args=[wave.pk]),
        reverse("desk:wave_people", args=[wave.pk]),
        reverse("desk:wave_ask", args=[wave.pk, code]),
        reverse("desk:wave_assign", args=[wave.pk]),
        reverse("desk:wave_conflicts", args=[wave.pk]),
    ):
        assert neighbours_desk.get(address).status_code == 404, address
        assert eastern_desk.get(address).status_code == 403, address
    assert "春季摸排" not in neighbours_desk.get(reverse("desk:waves")).content.decode()


def many_asked(many, wave, officer, helper):
    counted.people(many, by=officer)
    actions.assign(wave, Household.objects.all(), helper=helper, by=officer)
    for worker in Worker.objects.order_by("-pk")[:many]:
        say(wave, worker, {"least_pay": 4500}, by=helper)
        say(wave, worker, {"least_pay": 6000}, by=officer, channel="phone")


@pytest.mark.parametrize("name", ["wave", "wave_people", "wave_assign", "wave_conflicts"])
def test_the_lists_of_a_wave_cost_the_same_for_ten_and_twenty(name, officer, helper, desk):
    counted.people(1, by=officer)
    today = timezone.localdate()
    wave = wave_under_way(officer, opens_on=today, until=today.replace(year=today.year + 1))
    many_asked(10, wave, officer, helper)
    ten = queries_of(desk, reverse(f"desk:{name}", args=[wave.pk]))
    many_asked(10, wave, officer, helper)
    assert queries_of(desk, reverse(f"desk:{name}", args=[wave.pk])) == ten


def test_the_list_of_waves_costs_the_same_for_ten_and_twenty(six, officer, desk):
    for number in range(10):
        wave_under_way(officer, title=f"第{number}次")
    ten = queries_of(desk, reverse("desk:waves"))
    for number in range(10):
        wave_under_way(officer, title=f"第二轮{number}")
    assert queries_of(desk, reverse("desk:waves")) == ten


# --- the own telephone ----------------------------------------------------------------------


@pytest.fixture
def visited(wave, officer):
    """A telephone on which the link has been opened, and the link."""
    worker = person("尔")
    actions.correct(worker, phone="13800004321", by=officer, on=date(2026, 3, 2))
    token = actions.make_link(wave, worker, by=officer, at=timezone.now())
    phone = Client()
    answer = phone.get(reverse("public:answer_link", args=[token]))
    assert answer["Location"] == reverse("public:answer")
    return phone, Link.objects.holding(token).get()


def known(phone):
    return phone.post(reverse("public:answer"), {"born_on": "1995-05-01"})


def tell(phone, name, value):
    address = reverse("public:answer_question", args=[name])
    return phone.post(address, filled(phone, address, **{name: value}))


def test_the_desk_makes_a_link_that_is_shown_once_and_sent(wave, desk, officer):
    worker = person("陈")
    actions.correct(worker, phone="13800009876", by=officer, on=date(2026, 3, 2))
    page = desk.post(
        reverse("desk:wave_link", args=[wave.pk, worker.code]), {"channel": "sms", "send": "1"}
    ).content.decode()
    token = re.search(r"/a/([A-Za-z0-9_-]+)/", page)[1]
    assert "<svg" in page
    assert "style=" not in page
    assert Link.objects.holding(token).get().worker == worker
    assert Notice.objects.filter(worker=worker, template="survey_link").exists()
    for told in (worker.name, worker.code, "13800009876"):
        assert told not in f"/a/{token}/"


def test_nothing_is_shown_before_the_person_is_known(visited):
    phone, _link = visited
    page = phone.get(reverse("public:answer")).content.decode()
    assert "尔*" in page
    assert "尔古" not in page
    assert "6000" not in page
    for name in ("answer_last", "answer_check", "answer_no"):
        assert phone.get(reverse(f"public:{name}"))["Location"] == reverse("public:answer")
    about = phone.get(reverse("public:answer_question", args=["plan"]))
    assert about["Location"] == reverse("public:answer")
    wrong = phone.post(reverse("public:answer"), {"born_on": "1990-01-01"}).content.decode()
    assert "还可以试 4 次" in wrong
    for _guess in range(4):
        phone.post(reverse("public:answer"), {"born_on": "1990-01-01"})
    assert phone.get(reverse("public:answer")).status_code == 404


def test_somebody_answers_one_question_a_page_and_hands_it_in(visited, pairing):
    phone, link = visited
    first = known(phone)
    assert first["Location"] == reverse("public:answer_question", args=["agreed"])
    assert "您同意吗" in phone.get(first["Location"]).content.decode()
    tell(phone, "agreed", "yes")
    for name, value in AWAY.items():
        tell(phone, name, value)
    page = phone.get(reverse("public:answer_check")).content.decode()
    assert "4500" in page
    done = phone.post(reverse("public:answer_check"))
    assert "收到了" in done.content.decode()

    response = Response.objects.get()
    wish = Intention.objects.current().get(worker=person("尔"))
    assert (response.stage, response.channel, wish.channel) == ("finished", "sms", "sms")
    assert {place.low for place in wish.places.all()} == {330421}
    consent = Consent.objects.live().get(worker=person("尔"))
    assert (consent.channel, consent.by_id) == ("sms", None)
    link.refresh_from_db()
    assert link.used_at
    assert phone.get(reverse("public:answer")).status_code == 404


def test_last_years_answers_are_confirmed_in_one_tap(visited, wave, officer):
    phone, _link = visited
    later = wave_under_way(
        officer, title="下一次", opens_on=timezone.localdate(), until=date(2099, 1, 1)
    )
    say(wave, person("尔"), AWAY, by=officer)
    actions.finish(Response.objects.get(), by=officer, on=timezone.localdate())
    token = actions.make_link(later, person("尔"), by=officer, at=timezone.now(), channel="wechat")
    phone.get(reverse("public:answer_link", args=[token]))
    known(phone)
    page = phone.get(reverse("public:answer_last")).content.decode()
    assert "没有变化" in page
    assert "跟我们结对的东部县市" in page
    assert "收到了" in phone.post(reverse("public:answer_last")).content.decode()
    kept = Response.objects.get(wave=later)
    assert (kept.unchanged, kept.channel, kept.stage) == (True, "wechat", "finished")


def test_saying_no_keeps_the_no_and_nothing_else(visited):
    phone, _link = visited
    known(phone)
    answer = tell(phone, "agreed", "no")
    assert answer["Location"] == reverse("public:answer_no")
    assert "不影响" in phone.get(answer["Location"]).content.decode()
    phone.post(answer["Location"])
    response = Response.objects.get()
    assert (response.outcome, response.values) == ("refused", {})
    assert not Consent.objects.live().exists()
    no = Consent.objects.get(worker=person("尔"))
    assert (no.purpose, no.channel, no.by_id) == ("registry", "sms", None)
    assert "您同意吗" in no.wording
    assert phone.get(reverse("public:answer")).status_code == 404


def test_what_the_person_says_ends_a_disagreement(visited, wave, officer, helper):
    phone, _link = visited
    known(phone)
    address = reverse("public:answer_question", args=["least_pay"])
    told = filled(phone, address, least_pay="4500")
    say(wave, person("尔"), {"least_pay": 9000}, by=helper)  # in the meantime, at the house
    phone.post(address, told)

    assert Response.objects.get().values["least_pay"] == 4500
    assert not Conflict.objects.open().exists()


def test_a_link_never_made_and_one_used_up_look_the_same(db):
    strange = Client().get(reverse("public:answer_link", args=["A" * 24]))
    without = Client().get(reverse("public:answer"))
    assert (strange.status_code, without.status_code) == (404, 404)
    body = re.compile(r'csrfmiddlewaretoken" value="[^"]*"|name="next" value="[^"]*"')
    assert body.sub("", strange.content.decode()) == body.sub("", without.content.decode())


def test_the_page_is_light_and_needs_no_script(visited, settings):
    phone, _link = visited
    known(phone)
    answer = phone.get(
        reverse("public:answer_question", args=["agreed"]), headers={"accept-encoding": "gzip"}
    )
    assert len(answer.content) < 8_000
    assert "no-store" in answer["Cache-Control"]
    assert "unsafe" not in answer["Content-Security-Policy"]
