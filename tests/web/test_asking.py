"""One form at all doors: what is told is what differs from what the page had shown."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jiedui.accounts.actions import open_account
from jiedui.workers import actions
from jiedui.workers.models import Conflict, Consent, Intention, Response
from tests.web import telephone
from tests.web.conftest import signed_in
from tests.web.test_surveys import filled
from tests.workers.survey import AWAY, give_all, helper_of, person, say, wave_under_way

PLAIN = {"agreed": "yes", "employment": "none", "plan": "none", "why_not": "family"}


@pytest.fixture
def helper(officer):
    return helper_of(officer)


@pytest.fixture
def wave(six, officer, helper):
    today = timezone.localdate()
    drawn = wave_under_way(officer, opens_on=today, until=today.replace(year=today.year + 1))
    give_all(drawn, helper, officer)
    return drawn


@pytest.fixture(params=["desk", "village"])
def page(request, wave, officer, helper):
    """(a browser, the address of one person's form, what else the page must be told) of a door."""
    code = person("陈").code
    if request.param == "desk":
        address = reverse("desk:wave_ask", args=[wave.pk, code])
        return signed_in(officer), address, {"channel": "phone"}
    address = reverse("village:person", args=[wave.pk, code])
    return signed_in(helper), address, {"language": "mandarin"}


@pytest.fixture
def other(officer):
    return helper_of(officer, "other", "帮办员乙")


def values():
    return Response.objects.get(worker=person("陈")).values


def test_a_field_left_alone_leaves_what_somebody_else_wrote(page, wave, other):
    browser, address, own = page
    say(wave, person("陈"), {"plan": "away", "least_pay": 4500}, by=other)
    sent = filled(browser, address, said="早上来过") | own
    say(wave, person("陈"), {"least_pay": 6000}, by=other, base=1)

    browser.post(address, sent)

    assert (values()["least_pay"], values()["said"]) == (6000, "早上来过")
    assert not Conflict.objects.exists()


def test_a_field_that_two_have_touched_is_a_conflict(page, wave, other):
    browser, address, own = page
    say(wave, person("陈"), {"plan": "away", "least_pay": 4500}, by=other)
    sent = filled(browser, address, least_pay="5000") | own
    say(wave, person("陈"), {"least_pay": 6000}, by=other, base=1)

    browser.post(address, sent)

    ours, theirs = Conflict.objects.open().get().sides
    assert (ours["value"], theirs["value"]) == (6000, 5000)
    assert values()["least_pay"] == 6000


def test_a_field_touched_and_set_back_says_nothing(page, wave, other):
    """The page comes back with an error; what was typed by mistake is undone before it goes."""
    browser, address, own = page
    say(wave, person("陈"), {"plan": "away", "least_pay": 4500}, by=other)
    again = browser.post(address, filled(browser, address, least_pay="5000", phone="12") | own)
    form = again.context["form"]
    assert form.errors
    traces = {name: form[name].value() for name in ("mark", "seen", "shown")}
    say(wave, person("陈"), {"least_pay": 6000}, by=other, base=1)

    typed = {"q-least_pay": " 4500 ", "q-plan": "away", "q-phone": ""}
    browser.post(address, traces | typed | own)

    assert values()["least_pay"] == 6000
    assert not Conflict.objects.exists()


def test_an_emptied_field_takes_the_answer_back(page, wave, other):
    browser, address, own = page
    say(wave, person("陈"), {"plan": "away", "least_pay": 4500}, by=other)
    browser.post(address, filled(browser, address, least_pay="") | own)
    assert values()["least_pay"] is None


def test_what_appears_meanwhile_on_nobodys_page_is_not_taken_back(page, wave, other):
    """A question that was not on the page yet comes back without an answer: that says nothing."""
    browser, address, own = page
    say(wave, person("陈"), {"plan": "none"}, by=other)
    sent = filled(browser, address, said="早上来过") | own
    assert "q-lodging" not in sent
    told = {"plan": "away", "places": ["pair"], "lodging": "yes"}
    say(wave, person("陈"), told, by=other, base=1)

    browser.post(address, sent)

    assert values() | told == values()
    assert not Conflict.objects.exists()


def test_no_page_hides_an_answer(page, wave, other):
    """A number least of all: neither as a value nor in what the page brings back."""
    browser, address, _own = page
    say(wave, person("陈"), {"phone": "13800007777", "said": "想去老乡那里"}, by=other)
    form = browser.get(address).context["form"]
    assert "13800007777" not in browser.get(address).content.decode()
    hidden = "".join(str(form[name].value()) for name in ("mark", "seen", "shown"))
    assert "老乡" not in hidden
    # The same answer of somebody else leaves another trace.
    say(wave, person("德"), {"said": "想去老乡那里"}, by=other)
    elsewhere = browser.get(address.replace(person("陈").code, person("德").code))
    here, there = (one.initial["shown"]["said"] for one in (form, elsewhere.context["form"]))
    assert here
    assert here != there


def test_a_number_left_empty_stays(page, wave, other):
    browser, address, own = page
    say(wave, person("陈"), {"phone": "13800007777"}, by=other)
    browser.post(address, filled(browser, address, said="早上来过") | own)
    assert values()["phone"] == "13800007777"


def test_what_was_said_last_time_is_confirmed_unless_somebody_has_answered(wave, officer, other):
    """At the desk last year's answers stand in the fields; saving confirms what is still open."""
    desk = signed_in(officer)
    address = reverse("desk:wave_ask", args=[wave.pk, person("陈").code])
    page = desk.get(address).context["form"]
    shown = {q["name"] for q in page.questions if page.initial["shown"][q["name"]]}
    assert {"least_pay", "plan"} <= shown  # the ledger knew a wish
    sent = filled(desk, address, employment="none") | {"channel": "phone"}
    say(wave, person("陈"), {"least_pay": 9000}, by=other)

    desk.post(address, sent)

    assert values()["least_pay"] == 9000
    assert values()["plan"] == page.initial["q-plan"]
    assert not Conflict.objects.exists()


def test_a_page_that_was_tampered_with_is_refused(page, wave):
    browser, address, own = page
    for broken in ("", "[1]", "{"):
        sent = filled(browser, address, employment="none") | own | {"shown": broken}
        assert browser.post(address, sent).context["form"].errors["shown"]
    assert not Response.objects.exclude(version=0).exists()


# --- by oneself, signed in ---------------------------------------------------------------------


@pytest.fixture
def me(wave, officer):
    actions.correct(person("尔"), phone="13800004321", by=officer, on=timezone.localdate())
    return telephone.signed_in(person("尔"), open_account)


def survey(name, wave, *of):
    return reverse(f"me:survey_{name}", args=[wave.pk, *of])


def tell(me, wave, **answers):
    for name, value in answers.items():
        address = survey("question", wave, name)
        went = me.post(address, filled(me, address, **{name: value}))
    return went


def test_the_home_page_asks_and_the_form_is_answered(me, wave, pairing):
    first = survey("question", wave, "agreed")
    home = me.get("/me/").content.decode()
    assert "九寨沟县人社局想问问您" in home
    assert f'href="{first}"' in home

    went = tell(me, wave, **AWAY)
    assert went["Location"].startswith(f"/me/survey/{wave.pk}/")
    assert "4500" in me.get(survey("check", wave)).content.decode()
    done = me.post(survey("check", wave), follow=True)
    assert "收到了" in done.content.decode()
    assert "想问问您" not in done.content.decode()

    response = Response.objects.get()
    wish = Intention.objects.current().get(worker=person("尔"))
    assert (response.stage, response.channel, wish.channel) == ("finished", "self", "self")
    assert response.finished_by == person("尔").account
    assert Consent.objects.live().get(worker=person("尔")).heard_by == "本人登记"


def test_the_same_as_last_time_is_one_tap_from_home(me, wave, officer):
    tell(me, wave, **PLAIN)
    me.post(survey("check", wave))
    today = timezone.localdate()
    later = wave_under_way(officer, title="下一次", opens_on=today, until=today)

    home = me.get("/me/").content.decode()
    assert f'action="{survey("last", later)}"' in home
    assert "家里走不开" in home
    me.post(survey("last", later))

    kept = Response.objects.get(wave=later)
    assert (kept.unchanged, kept.channel, kept.stage) == (True, "self", "finished")


def test_who_was_never_asked_is_offered_no_single_tap(me, wave):
    assert "没有变化" not in me.get("/me/").content.decode()
    went = me.post(survey("last", wave))
    assert went["Location"] == survey("question", wave, "agreed")
    assert not Response.objects.exclude(version=0).exists()


def test_handing_in_too_early_says_what_is_missing(me, wave):
    page = me.post(survey("check", wave)).content.decode()
    assert "必答题没有回答" in page
    assert Response.objects.get().stage == "draft"


def test_what_two_others_told_differently_is_asked_again(me, wave, officer, helper, other):
    tell(me, wave, **PLAIN)
    say(wave, person("尔"), {"said": "甲听见的"}, by=helper, base=Response.objects.get().version)
    say(wave, person("尔"), {"said": "乙听见的"}, by=other)
    page = me.get(survey("check", wave)).content.decode()
    assert "还有 1 题要回答" in page
    tell(me, wave, said="我自己说的")
    assert not Conflict.objects.open().exists()
    me.post(survey("check", wave))
    assert Response.objects.get().stage == "finished"
    assert Response.objects.get().values["said"] == "我自己说的"


def test_saying_no_is_kept_and_nobody_asks_again(me, wave):
    assert tell(me, wave, agreed="no")["Location"] == survey("no", wave)
    me.post(survey("no", wave))
    response = Response.objects.get()
    assert (response.outcome, response.values, response.channel) == ("refused", {}, "self")
    assert not Consent.objects.live().exists()
    assert "想问问您" not in me.get("/me/").content.decode()
    assert me.get(survey("question", wave, "plan"))["Location"] == "/me/"


def test_only_a_wave_under_way_here_is_answered(me, wave, officer, neighbour):
    elsewhere = wave_under_way(neighbour, title="邻县摸排")
    assert me.get(survey("question", elsewhere, "agreed")).status_code == 404
    actions.close_wave(wave, by=officer)
    assert "想问问您" not in me.get("/me/").content.decode()
    assert me.get(survey("question", wave, "agreed"))["Location"] == "/me/"


def test_somebody_else_is_led_to_the_telephone(wave, client, desk):
    address = survey("question", wave, "agreed")
    assert client.get(address)["Location"] == reverse("me:signin")
    assert desk.get(address).status_code == 403


def test_asking_costs_home_a_fixed_number_of_queries(me, wave, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as seen:
        me.get("/me/")
    asked_nothing = len(seen)
    tell(me, wave, **AWAY)
    with django_assert_max_num_queries(asked_nothing):
        me.get("/me/")
