"""The official account against its stand-in: tokens, repeats, the error codes, words coming in."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from jiedui.gateways.fakes.wechat import FakeWeChat, signed
from jiedui.gateways.parcels import Outcome, Parcel
from jiedui.gateways.wechat import (
    Layout,
    OfficialAccount,
    Unreadable,
    answer_with,
    hear,
    is_from_wechat,
)
from tests.gateways.conftest import wire_to

OPEN_ID = "oABC-123_x"
LAYOUTS = {
    "put_forward": Layout("T1", {"thing1": "post", "thing2": "place"}),
    "vacancies_fit": Layout("T2", {"thing1": "post"}, subscribe=True),
}
PARCEL = Parcel(
    "c0de" * 6, OPEN_ID, "put_forward", "zh", "", {"place": "嘉善县", "post": "缝纫工" * 12}
)


class Pocket:
    """A shelf for one token."""

    def __init__(self):
        self.kept = {}

    def get(self, name, at):
        value, until = self.kept.get(name, ("", at))
        return value if at < until else ""

    def put(self, name, value, until):
        self.kept[name] = value, until

    def drop(self, name):
        self.kept.pop(name, None)


@pytest.fixture
def fake():
    with FakeWeChat() as fake:
        fake.followers.add(OPEN_ID)
        yield fake


def account(fake, shelf=None, **told):
    told = {"app_id": "wxid", "app_secret": "wxsecret"} | told
    return OfficialAccount(
        layouts=LAYOUTS, shelf=shelf or Pocket(), link="https://jiedui.example.cn/me/",
        endpoint=fake.address, wire=wire_to(fake), **told,
    )  # fmt: skip


def test_a_follower_gets_the_message_once_however_often_it_is_handed_in(fake):
    wechat = account(fake)
    first, again = wechat.send(PARCEL), wechat.send(PARCEL)

    assert first.outcome is again.outcome is Outcome.TAKEN
    assert first.number == again.number
    assert fake.delivered == {PARCEL.code: 1}
    assert wechat.knows_repeats("put_forward")


def test_a_subscription_message_is_not_recognised_when_repeated(fake):
    wechat = account(fake)
    parcel = Parcel("c", OPEN_ID, "vacancies_fit", "zh", "", {"post": "缝纫工"})
    wechat.send(parcel)
    wechat.send(parcel)

    assert fake.delivered == {"T2": 2}
    assert not wechat.knows_repeats("vacancies_fit")


def test_one_token_serves_all_until_it_ends(fake):
    now = [datetime(2026, 3, 2, tzinfo=UTC)]
    shelf = Pocket()
    one = account(fake, shelf, clock=lambda: now[0])
    other = account(fake, shelf, clock=lambda: now[0])
    one.send(PARCEL)
    other.send(PARCEL)
    assert fake.tokens_given == 1

    now[0] += timedelta(hours=1, minutes=54)
    other.send(PARCEL)
    assert fake.tokens_given == 1, "two hours less the margin are not over"
    now[0] += timedelta(minutes=2)
    other.send(PARCEL)
    assert fake.tokens_given == 2


def test_a_token_that_has_died_early_is_replaced_and_the_message_goes(fake):
    wechat = account(fake)
    wechat.send(PARCEL)
    fake.expire_token()

    assert wechat.send(PARCEL).outcome is Outcome.TAKEN
    assert (fake.tokens_given, fake.faults) == (2, ["40001"])


def test_a_wrong_secret_loses_no_message(fake):
    receipt = account(fake, app_secret="other").send(PARCEL)

    assert (receipt.outcome, receipt.trouble) == (Outcome.LATER, "token-40125")


@pytest.mark.parametrize(
    ("mood", "outcome", "trouble"),
    [
        ("throttled", Outcome.LATER, "wechat-45009"),
        ("unauthorised", Outcome.LATER, "wechat-48001"),
        ("refused", Outcome.NEVER, "wechat-47003"),
        ("busy", Outcome.UNKNOWN, "wechat-busy"),
        ("broken", Outcome.UNKNOWN, "http-500"),
        ("page", Outcome.UNKNOWN, "http-502"),
        ("silent", Outcome.UNKNOWN, "no-answer"),
        ("taken-silent", Outcome.UNKNOWN, "no-answer"),
        ("cut", Outcome.UNKNOWN, "no-answer"),
    ],
)
def test_each_trouble_has_its_answer(fake, mood, outcome, trouble):
    fake.moods = [mood]
    receipt = account(fake).send(PARCEL)

    assert (receipt.outcome, receipt.trouble, receipt.gone) == (outcome, trouble, False)


def test_after_silence_the_same_message_may_be_handed_in_again(fake):
    fake.moods = ["taken-silent", "ok"]
    wechat = account(fake)

    assert wechat.send(PARCEL).outcome is Outcome.UNKNOWN
    assert wechat.send(PARCEL).outcome is Outcome.TAKEN
    assert fake.delivered == {PARCEL.code: 1}


def test_who_has_left_is_gone(fake):
    fake.followers.clear()
    receipt = account(fake).send(PARCEL)

    assert (receipt.outcome, receipt.trouble, receipt.gone) == (Outcome.NEVER, "wechat-43004", True)


def test_only_wechat_knows_the_token():
    query = dict(part.split("=") for part in signed("our-token").split("&"))

    assert is_from_wechat(token="our-token", **query)
    assert not is_from_wechat(token="other", **query)
    assert not is_from_wechat(token="our-token", **(query | {"nonce": "1"}))
    assert not is_from_wechat(token="", **query)


def xml(**told):
    parts = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in told.items())
    return f"<xml>{parts}</xml>".encode()


def test_what_a_person_says_is_heard_and_answered():
    heard = hear(
        xml(ToUserName="gh_1", FromUserName=OPEN_ID, CreateTime="1", MsgType="text", Content="退订")
    )
    assert (heard.kind, heard.open_id, heard.words) == ("text", OPEN_ID, "退订")

    answer = ElementTree.fromstring(
        answer_with(heard, "好的 & 再见", at=datetime(2026, 3, 2, tzinfo=UTC))
    )
    assert {part.tag: part.text for part in answer} == {
        "ToUserName": OPEN_ID,
        "FromUserName": "gh_1",
        "CreateTime": "1772409600",
        "MsgType": "text",
        "Content": "好的 & 再见",
    }


def test_following_leaving_and_reports_are_heard():
    event = {"ToUserName": "gh_1", "FromUserName": OPEN_ID, "MsgType": "event"}
    assert hear(xml(**event, Event="unsubscribe")).kind == "unsubscribe"
    assert hear(xml(**event, Event="subscribe")).kind == "subscribe"
    report = hear(xml(**event, Event="TEMPLATESENDJOBFINISH", MsgID="77", Status="success"))
    assert (report.kind, report.number, report.arrived) == ("report", "77", True)
    failed = xml(**event, Event="TEMPLATESENDJOBFINISH", MsgID="77", Status="failed:user block")
    assert not hear(failed).arrived
    assert hear(xml(**event, Event="CLICK")).kind == "other"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<xml>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><xml>&b;</xml>',
        b"<xml><Content>" + b"x" * 70_000 + b"</Content></xml>",
    ],
    ids=["empty", "json", "torn", "entities", "long"],
)
def test_what_is_not_wechats_is_refused(body):
    with pytest.raises(Unreadable):
        hear(body)
