from datetime import timedelta

import pytest

from jiedui.core.events import Event, record
from jiedui.core.refusal import Refusal
from jiedui.notices import actions as notices
from jiedui.notices.models import Channel, Notice, Stage
from jiedui.notices.queries import inbox, shown, unread_count
from tests.notices.conftest import NOON, PHONE

pytestmark = pytest.mark.django_db
PUT_FORWARD = {"place": "嘉善县", "post": "缝纫工"}


def told(worker, about=None, at=NOON):
    return notices.tell("put_forward", worker=worker, values=PUT_FORWARD, about=about, at=at)


@pytest.fixture
def event(achu):
    return record("candidacy.proposed", achu, by=None)


def test_a_worker_is_told_inside_the_house_and_by_sms(achu, event):
    inside, sms = told(achu, event)

    assert (inside.channel, inside.stage) == (Channel.IN_APP, Stage.SENT)
    assert (sms.channel, sms.stage, sms.address) == (Channel.SMS, Stage.WAITING, PHONE)
    assert sms.text.startswith("【结对】人社局推荐您去嘉善县做缝纫工。")
    assert Event.objects.filter(verb="notice.told", worker_id=achu.pk).count() == 1


def test_told_twice_is_once(achu, event):
    first = told(achu, event)
    events = Event.objects.count()

    assert told(achu, event, at=NOON + timedelta(days=1)) == first
    assert Notice.objects.count() == 2
    assert Event.objects.count() == events


def test_the_same_words_without_an_event_are_told_once_a_day(achu):
    told(achu)
    told(achu)
    assert Notice.objects.count() == 2

    told(achu, at=NOON + timedelta(days=1))
    assert Notice.objects.count() == 4


def test_who_has_no_telephone_is_told_inside_the_house_and_that_is_seen(baiyu, event):
    inside, sms = told(baiyu, event)

    assert inside.stage == Stage.SENT
    assert (sms.stage, sms.trouble) == (Stage.REFUSED, "no-address")


def test_neither_text_nor_number_can_be_read_in_the_database(achu, event):
    _inside, sms = told(achu, event)
    raw = Notice.objects.filter(pk=sms.pk).extra(select={"t": "text", "a": "address"})
    [(text, address)] = raw.values_list("t", "a")

    assert "缝纫工" not in text
    assert PHONE not in address
    assert not [
        event
        for event in Event.objects.all()
        if PHONE in str(event.facts) or "缝纫" in str(event.facts)
    ]


def test_a_value_that_the_template_does_not_declare_is_a_bug(achu):
    with pytest.raises(ValueError, match="put_forward takes"):
        notices.tell("put_forward", worker=achu, values={"post": "缝纫工"}, at=NOON)
    with pytest.raises(ValueError, match="put_forward takes"):
        notices.tell("put_forward", worker=achu, values=PUT_FORWARD | {"id": 1}, at=NOON)


def test_everybody_of_an_office_who_may_act_is_told(officer, watcher, event):
    values = {"title": "2026年春季", "office": "嘉善县人社局"}
    told = notices.tell_organisation(
        "call_asked_back", officer.organisation, verb="matching.confirm", values=values,
        at=NOON, about=event, place={"call": 7},
    )  # fmt: skip

    assert [notice.user for notice in told] == [officer]
    assert (unread_count(officer), unread_count(watcher)) == (1, 0)
    assert inbox(officer).get().place == {"call": 7}


def test_a_message_is_read_in_the_language_of_the_reader(achu, event):
    from django.utils import translation  # noqa: PLC0415 -- beside its only use

    inside, _sms = told(achu, event)
    with translation.override("en"):
        assert shown(inside).heading == "The bureau has put you forward"
    assert shown(inside).heading == "人社局推荐了您"


def test_messages_looked_at_are_no_longer_new(officer, event):
    notices.tell_organisation(
        "call_declined", officer.organisation, verb="matching.confirm",
        values={"title": "春季", "office": "嘉善"}, at=NOON, about=event,
    )  # fmt: skip

    assert notices.read_all(officer, at=NOON, by=officer) == 1
    assert notices.read_all(officer, at=NOON, by=officer) == 0
    assert unread_count(officer) == 0


def test_a_worker_who_signs_in_finds_what_was_told_before(achu, event, django_user_model):
    told(achu, event)
    self = django_user_model.objects.create(username="p1", full_name="阿初", role="self")
    assert unread_count(self) == 0

    achu.account = self
    achu.save(update_fields=["account"])
    assert unread_count(self) == 1


def test_a_code_goes_to_a_bare_telephone_and_only_there():
    notice = notices.send_code(PHONE, "482913", at=NOON)

    assert notice.text == "【结对】验证码 482913，10分钟内有效。只在结对网页上填，不要告诉任何人。"
    assert notice.expires_at == NOON + timedelta(minutes=10)
    assert Notice.objects.count() == 1
    assert "482913" not in notice.key + notice.code


def test_codes_run_out(settings):
    for second in range(3):
        notices.send_code(PHONE, f"00000{second}", at=NOON + timedelta(seconds=second))
    with pytest.raises(Refusal) as refused:
        notices.send_code(PHONE, "000009", at=NOON + timedelta(seconds=9))
    assert refused.value.code == "too-many-codes"

    for minute in range(7):
        notices.send_code(PHONE, f"10000{minute}", at=NOON + timedelta(minutes=5 + minute))
    with pytest.raises(Refusal):
        notices.send_code(PHONE, "000009", at=NOON + timedelta(hours=9))
    assert Notice.objects.count() == 10


def test_without_a_way_to_send_sms_no_code_is_promised(settings):
    settings.SMS = "off"
    with pytest.raises(Refusal) as refused:
        notices.send_code(PHONE, "482913", at=NOON)
    assert refused.value.code == "sms-off"


def test_a_code_that_has_had_its_time_is_wiped():
    notice = notices.send_code(PHONE, "482913", at=NOON)
    assert notices.forget_codes(before=NOON) == 0
    assert notices.forget_codes(before=NOON + timedelta(hours=1)) == 1

    notice = Notice.objects.get()
    assert (notice.text, notice.values) == ("", {})
