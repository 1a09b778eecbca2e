"""The bell, the messages of each door, the outbox, and what comes in from the wires."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiedui.accounts.models import Organisation, OrganisationKind, User
from jiedui.accounts.roles import Role
from jiedui.core.events import record
from jiedui.core.fields import blind
from jiedui.gateways.fakes.wechat import signed
from jiedui.notices import actions as notices
from jiedui.notices.models import Notice, OptOut, Stage
from jiedui.web.kit.inbox import LEADS, LISTS
from tests.town import enrol
from tests.web.conftest import signed_in

pytestmark = pytest.mark.django_db
PHONE = "13800001111"


@pytest.fixture
def achu(six):
    worker = six["阿"]
    worker.phone, worker.phone_index = PHONE, blind("phone", PHONE)
    worker.account = User.objects.create(username="p1", full_name="阿初", role=Role.SELF)
    worker.save()
    return worker


@pytest.fixture
def phone(achu):
    """阿初's own telephone, signed in."""
    return signed_in(achu.account)


@pytest.fixture
def firm(east, eastern_officer):
    house = Organisation.objects.create(
        name="嘉善云帆实业有限公司", kind=OrganisationKind.EMPLOYER, region=east
    )
    return signed_in(enrol("firm", "云帆", house, Role.EMPLOYER))


def about(subject):
    return record("call.sent", subject, by=None)


def tell_officers(officer, many, first=0):
    for number in range(first, first + many):
        notices.tell(
            "call_asked_back", user=officer, values={"title": f"函{number}", "office": "嘉善县"},
            at=timezone.now(), about=about(officer), place={"call": 1},
        )  # fmt: skip


def tell_worker(worker, many=1, first=0):
    return [
        notices.tell(
            "application_received", worker=worker, values={"post": f"缝纫工{number}"},
            at=timezone.now(), about=about(worker),
        )[-1]
        for number in range(first, first + many)
    ]  # fmt: skip


def page(client, name, **query):
    answer = client.get(reverse(name), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_bell_counts_what_is_new_and_is_still_when_all_was_seen(officer, desk):
    assert "bell--rings" not in page(desk, "desk:home")
    tell_officers(officer, 2)
    assert 'bell__count"><span class="said-only">未读</span> 2<' in page(desk, "desk:home")

    assert "函1" in page(desk, "desk:messages")
    assert desk.post(reverse("desk:messages")).status_code == 302
    assert "bell--rings" not in page(desk, "desk:messages")


def test_the_bell_is_one_query(officer, desk):
    with CaptureQueriesContext(connection) as captured:
        page(desk, "desk:home")
    assert len([query for query in captured if 'read_at" IS NULL' in query["sql"]]) == 1


def test_messages_cost_the_same_for_ten_and_twenty(officer, desk):
    costs = []
    for first in (0, 10):
        tell_officers(officer, 10, first)
        with CaptureQueriesContext(connection) as captured:
            page(desk, "desk:messages")
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_each_door_shows_its_own_messages(achu, phone, firm, desk):
    tell_worker(achu)
    assert "您报名的缝纫工0，我们收到了" in page(phone, "me:messages")
    assert "缝纫工0" not in page(firm, "employer:messages")
    assert "缝纫工0" not in page(desk, "desk:messages")
    assert phone.get(reverse("desk:messages")).status_code == 403


def test_a_message_is_in_the_language_of_the_page(officer):
    tell_officers(officer, 1)
    english = Client(headers={"accept-language": "en"})
    english.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    assert "asks something about" in page(english, "desk:messages")


def test_a_message_leads_to_what_it_is_about(officer, desk):
    tell_officers(officer, 1)
    assert f'href="{reverse("desk:call", args=[1])}"' in page(desk, "desk:messages")


@pytest.mark.parametrize(
    ("door", "name", "address"),
    [(door, *lead) for door, leads in LEADS.items() for lead in leads.items()],
)
def test_every_lead_leads_somewhere(door, name, address):
    asked = [] if name in LISTS else ["1" if name in {"call", "request"} else "c-1"]
    assert reverse(address, args=asked).startswith("/")


def test_the_outbox_shows_who_was_told_and_hides_the_number(achu, desk):
    notice = tell_worker(achu)[0]
    text = page(desk, "desk:outbox")

    assert "阿初" in text
    assert notice.text in text
    assert "1111" in text
    assert PHONE not in text


def test_the_outbox_of_the_next_county_is_another(achu, neighbours_desk, eastern_desk, phone):
    notice = tell_worker(achu)[0]
    assert notice.text not in page(neighbours_desk, "desk:outbox")
    again = reverse("desk:outbox_resend", args=[notice.pk])
    assert neighbours_desk.post(again).status_code == 404
    assert eastern_desk.get(reverse("desk:outbox")).status_code == 403
    assert phone.get(reverse("desk:outbox")).status_code == 403


def test_the_outbox_costs_the_same_for_ten_and_twenty(achu, desk):
    costs = []
    for first in (0, 10):
        tell_worker(achu, 10, first)
        with CaptureQueriesContext(connection) as captured:
            page(desk, "desk:outbox")
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_codes_are_read_in_a_trial_and_nowhere_else(desk, settings):
    notices.send_code("13900002222", "482913", at=timezone.now())
    assert "482913" in page(desk, "desk:outbox")

    settings.OUTBOX_SHOWS_CODES = False
    assert "482913" not in page(desk, "desk:outbox")


def test_what_was_sent_to_one_person_is_found_by_the_person(achu, six, desk):
    tell_worker(achu)
    tell_worker(six["白"])
    person = desk.get(reverse("desk:person", args=[achu.code])).content.decode()
    assert f'href="{reverse("desk:outbox")}?person={achu.code}"' in person
    text = page(desk, "desk:outbox", person=achu.code)

    assert "发给 阿初 的短信和微信" in text
    assert "白玉" not in text
    assert desk.get(reverse("desk:outbox"), {"person": "nobody"}).status_code == 404
    assert desk.get(reverse("desk:outbox"), {"part": "x"}).status_code == 404


def failed(achu):
    notice = tell_worker(achu)[0]
    now = timezone.now().replace(hour=4)  # noon in the county
    Notice.objects.filter(pk=notice.pk).update(not_before=now)
    taken = notices.take_up(notice, at=now)
    return notices.note_failed(taken, provider="aliyun", trouble="isv.X", at=now)


def test_an_officer_sends_again_what_failed(achu, desk):
    notice = failed(achu)
    assert "条消息没有送到本人" in page(desk, "desk:home")
    assert "服务商退回，代号 isv.X" in page(desk, "desk:outbox", part="trouble")
    Notice.objects.filter(pk=notice.pk).update(trouble="isv.MOBILE_NUMBER_ILLEGAL")
    assert "号码不对：核对后更正，再重发" in page(desk, "desk:outbox", part="trouble")
    assert "重发" in page(desk, "desk:outbox", part="trouble")
    assert desk.post(reverse("desk:outbox_resend", args=[notice.pk])).status_code == 302
    notice.refresh_from_db()
    assert notice.stage == Stage.WAITING
    assert "/resend/" not in page(desk, "desk:outbox", part="waiting")


def test_a_watcher_sends_nothing_again(achu, watchers_desk):
    address = reverse("desk:outbox_resend", args=[failed(achu).pk])
    assert watchers_desk.post(address).status_code == 403


def test_somebody_chooses_what_comes_to_the_telephone(achu, phone):
    text = page(phone, "me:wanted")
    assert text.count("checked") == 4, "everything comes until somebody says no"
    assert "登录验证码" not in text.replace("登录验证码不算", "")

    phone.post(reverse("me:wanted"), {"kinds": ["progress"]})
    assert set(OptOut.objects.values_list("kind", flat=True)) == {"survey", "news", "answer"}
    assert page(phone, "me:wanted").count("checked") == 1


def test_what_a_reply_stopped_comes_again_when_it_is_wanted_at_the_own_door(achu, phone):
    notices.obey_reply(PHONE, "T", at=timezone.now())
    assert page(phone, "me:wanted").count("checked") == 0

    phone.post(reverse("me:wanted"), {"kinds": ["progress", "news"]})
    assert page(phone, "me:wanted").count("checked") == 2


def test_a_telephone_without_a_name_has_no_choices_yet(achu):
    nameless = User.objects.create(username="p2", full_name="", role=Role.SELF)
    answer = signed_in(nameless).get(reverse("me:wanted"))
    assert (answer.status_code, answer["location"]) == (302, reverse("me:home"))


# What comes in from the wires

KEY = "k" * 40


@pytest.fixture
def sent(achu):
    notice = tell_worker(achu)[0]
    Notice.objects.filter(pk=notice.pk).update(
        stage=Stage.SENT, provider="aliyun", provider_id="b1^0"
    )
    return notice


def post(client, provider, told, key=KEY):
    address = reverse("public:hook_sms", args=[provider, key])
    return client.post(address, json.dumps(told), content_type="application/json")


def test_aliyun_reports_and_is_thanked(client, sent, settings):
    settings.HOOK_KEY = KEY
    report = {
        "phone_number": PHONE, "send_time": "2026-03-02 12:00:00", "success": True,
        "report_time": "2026-03-02 12:00:03", "err_code": "DELIVERED", "err_msg": "用户接收成功",
        "sms_size": "1", "biz_id": "b1^0", "out_id": sent.code,
    }  # fmt: skip
    answer = post(client, "aliyun", [report])

    assert answer.json() == {"code": 0, "msg": "OK"}
    sent.refresh_from_db()
    assert sent.stage == Stage.DELIVERED


def test_tencent_reports_by_its_own_number(client, sent, settings):
    settings.HOOK_KEY = KEY
    report = {
        "user_receive_time": "2015-10-17 08:03:04", "nationcode": "86", "mobile": PHONE,
        "report_status": "FAIL", "errmsg": "MK:0001 阿初", "description": "空号", "sid": "b1^0",
    }  # fmt: skip
    assert post(client, "tencent", [report]).json() == {"result": 0, "errmsg": "OK"}
    sent.refresh_from_db()
    assert (sent.stage, sent.trouble) == (Stage.FAILED, "MK:0001 ")


@pytest.mark.parametrize(
    ("provider", "reply"),
    [
        ("aliyun", [{"phone_number": f"86{PHONE}", "content": "退订", "sign_name": "结对"}]),
        ("tencent", {"mobile": PHONE, "nationcode": "86", "text": "T", "time": 1, "extend": "1"}),
    ],
)
def test_a_reply_stops_the_messages(client, achu, settings, provider, reply):
    settings.HOOK_KEY = KEY
    assert post(client, provider, reply).status_code == 200
    assert OptOut.objects.get().phone_index == achu.phone_index


@pytest.mark.parametrize("key", ["x" * 40, "k"])
def test_without_the_key_there_is_nothing_here(client, sent, settings, key):
    report = [{"success": True, "out_id": sent.code}]
    settings.HOOK_KEY = ""
    assert post(client, "aliyun", report).status_code == 404
    settings.HOOK_KEY = "k" if key == "k" else KEY  # too short a key opens nothing
    assert post(client, "aliyun", report, key).status_code == 404
    settings.HOOK_KEY = KEY
    assert post(client, "nobody", report).status_code == 404
    sent.refresh_from_db()
    assert sent.stage == Stage.SENT


@pytest.mark.parametrize(
    "told", ["[", '"x"', "[1, null]", '[{"success": true}]', "[" + "1," * 2000]
)
def test_nonsense_from_outside_breaks_nothing(client, settings, told):
    settings.HOOK_KEY = KEY
    address = reverse("public:hook_sms", args=["aliyun", KEY])
    answer = client.post(address, told, content_type="application/json")
    assert answer.status_code in {200, 400}


TOKEN = "our-token"


def wechat(client, words, who="oABC", **told):
    parts = {"ToUserName": "gh_1", "FromUserName": who, "MsgType": "text", "Content": words} | told
    body = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in parts.items())
    return client.post(
        f"{reverse('public:hook_wechat')}?{signed(TOKEN)}",
        f"<xml>{body}</xml>",
        content_type="text/xml",
    )


def test_wechat_tries_the_address(client, settings):
    settings.WECHAT_TOKEN = TOKEN
    address = reverse("public:hook_wechat")
    assert client.get(f"{address}?{signed(TOKEN)}&echostr=77").content == b"77"
    assert client.get(f"{address}?{signed('other')}&echostr=77").status_code == 404
    assert client.get(address).status_code == 404
    settings.WECHAT_TOKEN = ""
    assert client.get(f"{address}?{signed('')}&echostr=77").status_code == 404


def test_a_wechat_is_bound_stopped_and_loosened(client, achu, phone, settings):
    settings.WECHAT_TOKEN = TOKEN
    text = phone.post(reverse("me:wechat")).content.decode()
    word = text.partition('class="mail__word">')[2].partition("<")[0]
    assert "绑好了" in wechat(client, word).content.decode()
    assert "消息现在发到您的微信" in page(phone, "me:wanted")

    assert "不再发了" in wechat(client, "退订").content.decode()
    assert OptOut.objects.get().worker == achu
    assert "再发给您" in wechat(client, "恢复").content.decode()
    assert "您好" in wechat(client, "在吗").content.decode()
    assert "您好" in wechat(client, "退订", who="oSTRANGER").content.decode()

    assert wechat(client, "", MsgType="event", Event="unsubscribe").content == b"success"
    assert "关注公众号" in page(phone, "me:wanted")


def test_wechat_reports_delivery(client, sent, settings):
    settings.WECHAT_TOKEN = TOKEN
    Notice.objects.filter(pk=sent.pk).update(provider_id="200163836")
    wechat(
        client, "", MsgType="event", Event="TEMPLATESENDJOBFINISH", MsgID="200163836",
        Status="failed:user block",
    )  # fmt: skip
    sent.refresh_from_db()
    assert (sent.stage, sent.trouble) == (Stage.FAILED, "wechat-blocked")


def test_an_old_code_is_wiped_by_the_clock(settings):
    notices.send_code(PHONE, "482913", at=timezone.now() - timedelta(hours=3))
    assert notices.forget_codes(before=timezone.now() - timedelta(hours=1)) == 1
