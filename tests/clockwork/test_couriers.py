"""Couriers carry what is due to real servers on this machine, and survive their own death."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from jiedui.clockwork import runner
from jiedui.clockwork.couriers import Couriers, Shelf, approved, wires
from jiedui.clockwork.models import Pass
from jiedui.core.fields import blind
from jiedui.gateways.fakes.aliyun import FakeAliyun
from jiedui.gateways.fakes.wechat import FakeWeChat
from jiedui.gateways.outbox import Outbox
from jiedui.gateways.sms import Aliyun
from jiedui.gateways.wechat import Layout, OfficialAccount
from jiedui.gateways.wire import Wire
from jiedui.notices import actions as notices
from jiedui.notices.models import Channel, Notice, Stage

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE = "13800001111"
TEMPLATES = {"signin_code": "SMS_1", "application_received": "SMS_2"}


@pytest.fixture
def aliyun():
    with FakeAliyun() as fake:
        yield fake


@pytest.fixture
def couriers(aliyun):
    wire = Wire(aliyun.address, to_answer=0.5)
    gateway = Aliyun(
        key_id="id", key_secret="secret", signature="结对", templates=TEMPLATES,
        endpoint=aliyun.address, wire=wire,
    )  # fmt: skip
    yield Couriers({Channel.SMS: gateway})
    wire.close()


@pytest.fixture
def achu(six):
    worker = six["阿"]
    worker.phone, worker.phone_index = PHONE, blind("phone", PHONE)
    worker.save()
    return worker


def told(worker, post="缝纫工"):
    return notices.tell("application_received", worker=worker, values={"post": post}, at=NOON)[-1]


def again(notice):
    return Notice.objects.get(pk=notice.pk)


def test_what_is_due_is_carried_once(achu, couriers, aliyun):
    notice = told(achu)

    assert couriers.carry(NOON) == 1
    assert couriers.carry(NOON) == 0
    notice = again(notice)
    assert (notice.stage, notice.provider) == (Stage.SENT, "aliyun")
    assert notice.provider_id.startswith("9006195")
    assert aliyun.delivered == {notice.code: 1}


def test_codes_go_first(achu, couriers, aliyun):
    told(achu)
    code = notices.send_code("13900002222", "482913", at=NOON)
    couriers.carry(NOON)

    assert list(aliyun.delivered) == [code.code]


def test_a_provider_that_throttles_rests_and_nothing_is_lost(achu, couriers, aliyun):
    first, second = told(achu), told(achu, "保安员")
    aliyun.moods = ["throttled", "ok"]

    couriers.carry(NOON)
    assert len(aliyun.requests) == 1, "the second waits until the wire has rested"
    couriers.carry(NOON)
    assert len(aliyun.requests) == 1
    couriers.carry(NOON + timedelta(minutes=2))
    assert aliyun.delivered == {first.code: 1, second.code: 1}


def test_a_provider_that_is_down_gets_everything_once_when_it_is_back(achu, couriers, aliyun):
    notice = told(achu)
    address, couriers.gateways[Channel.SMS].endpoint = aliyun.address, "http://127.0.0.1:9"
    couriers.gateways[Channel.SMS].wire.origins |= {"http://127.0.0.1:9"}
    now = NOON
    for _try in range(3):
        couriers.carry(now)
        now = max(again(notice).not_before, now + timedelta(minutes=1))
    assert (again(notice).stage, again(notice).trouble) == (Stage.WAITING, "not-reached")

    couriers.gateways[Channel.SMS].endpoint = address
    couriers.carry(now)
    assert again(notice).stage == Stage.SENT
    assert aliyun.delivered == {notice.code: 1}


@pytest.mark.parametrize("mood", ["taken-silent", "broken", "cut"])
def test_what_may_have_been_taken_waits_for_a_person(achu, couriers, aliyun, mood):
    notice = told(achu)
    aliyun.moods = [mood, "ok"]
    for hour in range(3):
        couriers.carry(NOON + timedelta(hours=hour))

    assert again(notice).stage == Stage.UNKNOWN
    assert len(aliyun.requests) == 1


def test_a_message_that_breaks_the_courier_stops_nobody_else(achu, couriers, aliyun, monkeypatch):
    first, second = told(achu), told(achu, "保安员")
    send = couriers.gateways[Channel.SMS].send

    def fall(parcel):
        if parcel.code == first.code:
            raise ValueError(PHONE)
        return send(parcel)

    monkeypatch.setattr(couriers.gateways[Channel.SMS], "send", fall)
    couriers.carry(NOON)
    assert (again(first).stage, again(second).stage) == (Stage.UNKNOWN, Stage.SENT)


def test_the_words_of_a_broken_courier_are_not_in_the_log(achu, couriers, monkeypatch, caplog):
    told(achu)

    def fall(parcel):
        raise ValueError(PHONE)

    monkeypatch.setattr(couriers.gateways[Channel.SMS], "send", fall)
    couriers.carry(NOON)
    assert "ValueError" in caplog.text
    assert PHONE not in caplog.text


def test_wechat_after_silence_is_asked_again_and_delivers_once(achu):
    with FakeWeChat() as fake:
        fake.followers.add("oABC")
        word = notices.ask_wechat(achu, at=NOON, by=None)
        notices.bind_wechat(word, "oABC", at=NOON)
        wire = Wire(fake.address, to_answer=0.5)
        account = OfficialAccount(
            app_id="wxid", app_secret="wxsecret", shelf=Shelf(), endpoint=fake.address, wire=wire,
            layouts={"application_received": Layout("T", {"thing1": "post"})},
            link="https://jiedui.example.cn/me/",
        )  # fmt: skip
        couriers = Couriers({Channel.WECHAT: account})
        notice = told(achu)
        fake.moods = ["taken-silent", "ok"]
        couriers.carry(NOON)
        couriers.carry(NOON + timedelta(minutes=2))
        wire.close()

        assert again(notice).stage == Stage.SENT
        assert fake.delivered == {notice.code: 1}
        assert fake.tokens_given == 1


def test_the_pass_of_a_provider_is_sealed_shared_and_ends():
    shelf, other = Shelf(), Shelf()
    shelf.put("wechat", "token-1", NOON + timedelta(hours=1))
    shelf.put("wechat", "token-2", NOON + timedelta(hours=2))

    assert other.get("wechat", NOON + timedelta(minutes=90)) == "token-2"
    assert other.get("wechat", NOON + timedelta(hours=2)) == ""
    [(raw,)] = Pass.objects.extra(select={"raw": "value"}).values_list("raw")
    assert "token" not in raw
    shelf.drop("wechat")
    assert other.get("wechat", NOON) == ""


def test_without_settings_nothing_leaves_the_house(settings):
    laid = wires()
    assert {type(gateway) for gateway in laid.values()} == {Outbox}

    settings.SMS = settings.WECHAT = "off"
    assert {gateway.name for gateway in wires().values()} == {"none"}


def test_a_file_of_templates_names_only_ours(settings, tmp_path):
    settings.WIRE_TEMPLATES = str(tmp_path / "wires.toml")
    good = '[aliyun]\nsignin_code = "SMS_1"\n"signin_code.en" = "SMS_2"\n'
    good += '[wechat.put_forward]\nid = "T"\ndata = { thing1 = "post" }\n'
    Path(settings.WIRE_TEMPLATES).write_text(good)
    assert approved()["aliyun"]["signin_code.en"] == "SMS_2"

    for wrong in ('[aliyun]\nsignin = "x"\n', '[wechat.put_forward]\nid = "T"\ndata = {a = "b"}\n'):
        Path(settings.WIRE_TEMPLATES).write_text(wrong)
        with pytest.raises(ImproperlyConfigured):
            approved()


def test_the_runner_carries_too(achu):
    notices.send_code(PHONE, "482913", at=timezone.now())
    runner.work(until_idle=True)
    assert Notice.objects.get(kind="code").stage == Stage.SENT


# A house of its own, with couriers that are really killed

CARRY = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from jiedui.clockwork.couriers import Couriers
couriers = Couriers()
couriers.carry(timezone.now() + timedelta(minutes={minutes}))
"""
SETTLE = """
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
from jiedui.notices import actions as notices
call_command("migrate", verbosity=0)
for number in range(5):
    notices.send_code(f"1390000000{number}", "482913", at=timezone.now())
"""
STANDING = """
import django; django.setup()
from jiedui.notices.models import Notice
for notice in Notice.objects.order_by("pk"):
    print(notice.code, notice.stage)
"""


@pytest.fixture
def own_house(tmp_path, aliyun, own_database):
    templates = tmp_path / "wires.toml"
    templates.write_text('[aliyun]\nsignin_code = "SMS_1"\n')
    return (
        os.environ
        | own_database
        | {
            "JIEDUI_HOME": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "jiedui.config.settings",
            "PYTHONPATH": str(ROOT),
            "JIEDUI_SMS": "aliyun",
            "JIEDUI_SMS_ENDPOINT": aliyun.address,
            "JIEDUI_ALIYUN_KEY_ID": "id",
            "JIEDUI_ALIYUN_KEY_SECRET": "secret",
            "JIEDUI_WIRE_TEMPLATES": str(templates),
        }
    )


def run(house, program):
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, env=house, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    return [line.split() for line in done.stdout.splitlines()]


def test_a_courier_killed_on_the_way_sends_nothing_twice(own_house, aliyun):
    """Killed while the provider has the third message and has not answered yet."""
    run(own_house, SETTLE)
    aliyun.moods = ["ok", "ok", "taken-silent"]
    courier = subprocess.Popen(
        [sys.executable, "-c", CARRY.format(minutes=0)], env=own_house, cwd=ROOT
    )
    deadline = time.monotonic() + 60
    while len(aliyun.requests) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    courier.send_signal(signal.SIGKILL)
    courier.wait()
    assert [stage for _code, stage in run(own_house, STANDING)] == [
        "sent", "sent", "sending", "waiting", "waiting",
    ]  # fmt: skip

    aliyun.moods = ["ok"]
    run(own_house, CARRY.format(minutes=5))

    assert [stage for _code, stage in run(own_house, STANDING)] == [
        "sent", "sent", "unknown", "sent", "sent",
    ]  # fmt: skip
    assert sorted(aliyun.delivered.values()) == [1] * 5


def test_many_couriers_at_once_carry_each_message_once(own_house, aliyun):
    run(own_house, SETTLE)
    aliyun.moods = ["ok"]
    program = [sys.executable, "-c", CARRY.format(minutes=0)]
    fleet = [subprocess.Popen(program, env=own_house, cwd=ROOT) for _courier in range(3)]
    assert [courier.wait(timeout=120) for courier in fleet] == [0, 0, 0]

    assert [stage for _code, stage in run(own_house, STANDING)] == ["sent"] * 5
    assert sorted(aliyun.delivered.values()) == [1] * 5
