"""Both clients against the providers' published examples, and against their stand-ins."""

import logging
import socket
from datetime import UTC, datetime, timedelta

import pytest

from jiedui.gateways.fakes.aliyun import FakeAliyun
from jiedui.gateways.fakes.tencent import FakeTencent
from jiedui.gateways.parcels import Outcome, Parcel
from jiedui.gateways.sms import Aliyun, Tencent, acs3_authorization, tc3_authorization
from jiedui.gateways.wire import NotAllowed, Wire
from tests.gateways.conftest import wire_to

NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
PARCEL = Parcel(
    code="c0de" * 6,
    to="13800001111",
    template="put_forward",
    language="zh",
    text="【结对】人社局推荐您去嘉善县做缝纫工。",
    values={"place": "嘉善县 & 周边", "post": "缝纫工（夜班）*~/+"},
)
TEMPLATES = {"put_forward": "SMS_1"}


def test_aliyun_signs_the_published_example():
    """help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature."""
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": NOTHING,
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai"
    assert acs3_authorization(
        key_id="YourAccessKeyId", key_secret="YourAccessKeySecret", method="POST", path="/",
        query=query, headers=headers, body_hash=NOTHING,
    ) == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
        "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature="
        "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )  # fmt: skip


DESCRIBE = (
    rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
)
CVM = {"content-type": "application/json; charset=utf-8", "host": "cvm.tencentcloudapi.com"}
ACTION = {"x-tc-action": "describeinstances"}


@pytest.mark.parametrize(
    ("key", "headers", "signature"),
    [
        # The worked example in three editions of the page: cloud.tencent.com/document/api/213/30654
        (
            "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
            CVM,
            "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
        ),
        (
            "Gu5t9xGARNpq86cd98joQYCN3*******",
            CVM | ACTION,
            "be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3",
        ),
        (
            "*" * 32,
            CVM | ACTION,
            "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
        ),
    ],
)
def test_tencent_signs_the_published_example(key, headers, signature):
    signed = tc3_authorization(
        secret_id="AKID", secret_key=key, service="cvm", headers=headers, body=DESCRIBE,
        timestamp=1551113065,
    )  # fmt: skip
    assert signed.startswith("TC3-HMAC-SHA256 Credential=AKID/2019-02-25/cvm/tc3_request, ")
    assert signed.endswith(f"Signature={signature}")


def aliyun(fake, **told):
    wire = wire_to(fake)
    told = {"key_id": "id", "key_secret": "secret"} | told
    return Aliyun(signature="结对", templates=TEMPLATES, endpoint=fake.address, wire=wire, **told)


def tencent(fake, **told):
    wire = wire_to(fake)
    told = {"secret_id": "AKIDid", "secret_key": "key"} | told
    return Tencent(
        app_id="1400006666", signature="结对", templates=TEMPLATES, endpoint=fake.address,
        wire=wire, **told,
    )  # fmt: skip


BOTH = pytest.mark.parametrize(
    ("provider", "client"),
    [(FakeAliyun, aliyun), (FakeTencent, tencent)],
    ids=["aliyun", "tencent"],
)


@BOTH
def test_a_message_is_taken_and_numbered(provider, client):
    with provider() as fake:
        receipt = client(fake).send(PARCEL)

        assert (receipt.outcome, fake.faults) == (Outcome.TAKEN, [])
        assert receipt.number
        assert fake.delivered == {PARCEL.code: 1}


@BOTH
def test_a_provider_that_throttles_is_left_alone_for_a_while(provider, client):
    with provider() as fake:
        for mood in ("throttled", "limit"):
            fake.moods = [mood]
            receipt = client(fake).send(PARCEL)
            assert receipt.outcome is Outcome.LATER, mood
            assert receipt.rest > 0
        assert not fake.delivered


@BOTH
def test_a_wrong_number_is_never_taken(provider, client):
    with provider() as fake:
        fake.moods = ["refused"]
        assert client(fake).send(PARCEL).outcome is Outcome.NEVER


@BOTH
@pytest.mark.parametrize("mood", ["silent", "taken-silent", "broken", "page", "cut"])
def test_what_may_have_been_taken_is_never_called_untaken(provider, client, mood):
    with provider() as fake:
        fake.moods = [mood]
        receipt = client(fake).send(PARCEL)

        assert receipt.outcome is Outcome.UNKNOWN
        assert receipt.rest > 0


@BOTH
def test_handed_in_twice_is_delivered_twice_so_the_client_says_so(provider, client):
    with provider() as fake:
        sms = client(fake)
        sms.send(PARCEL)
        sms.send(PARCEL)

        assert fake.delivered[PARCEL.code] == 2
        assert not sms.knows_repeats("put_forward")


@BOTH
def test_no_connection_is_certainly_not_taken(provider, client):
    with socket.socket() as taken, provider() as fake:
        taken.bind(("127.0.0.1", 0))
        fake.address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        assert client(fake).send(PARCEL).outcome is Outcome.LATER


@BOTH
def test_a_template_that_the_provider_has_not_approved_is_not_tried(provider, client):
    with provider() as fake:
        other = Parcel("c", "13800001111", "survey_link", "zh", "", {"url": "x"})
        receipt = client(fake).send(other)

        assert (receipt.outcome, receipt.trouble) == (Outcome.NEVER, "no-template")
        assert not fake.requests


@pytest.mark.parametrize(
    ("provider", "client", "fault"),
    [
        (FakeAliyun, lambda fake: aliyun(fake, key_secret="other"), "SignatureDoesNotMatch"),
        (FakeAliyun, lambda fake: aliyun(fake, key_id="nobody"), "InvalidAccessKeyId.NotFound"),
        (FakeTencent, lambda fake: tencent(fake, secret_key="x"), "AuthFailure.SignatureFailure"),
        (FakeTencent, lambda fake: tencent(fake, secret_id="x"), "AuthFailure.SecretIdNotFound"),
    ],
)
def test_wrong_keys_are_ours_to_mend_and_lose_no_message(provider, client, fault):
    with provider() as fake:
        receipt = client(fake).send(PARCEL)

        assert (receipt.outcome, receipt.trouble) == (Outcome.LATER, fault)
        assert fake.faults == [fault]


@pytest.mark.parametrize(
    ("provider", "client", "age", "fault"),
    [
        (FakeAliyun, aliyun, 16, "InvalidTimeStamp.Expired"),
        (FakeTencent, tencent, 6, "AuthFailure.SignatureExpire"),
    ],
)
def test_a_clock_that_is_wrong_is_told(provider, client, age, fault):
    with provider() as fake:
        late = client(fake, clock=lambda: datetime.now(UTC) - timedelta(minutes=age))
        assert late.send(PARCEL).trouble == fault


@BOTH
def test_the_stand_in_catches_a_request_changed_on_the_way(provider, client):
    with provider() as fake:
        sms = client(fake)
        post = sms.wire.post

        def meddle(url, *, headers, content=b""):
            return post(
                url.replace("13800001111", "13800002222"), headers=headers,
                content=content.replace(b"13800001111", b"13800002222"),
            )  # fmt: skip

        sms.wire.post = meddle
        sms.send(PARCEL)
        assert len(fake.faults) == 1
        assert not fake.delivered


@BOTH
@pytest.mark.parametrize("mood", ["ok", "silent", "broken", "cut"])
def test_neither_number_nor_words_nor_keys_reach_a_log(provider, client, mood, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    with provider() as fake:
        fake.moods = [mood]
        receipt = client(fake).send(PARCEL)

    said = caplog.text + repr(receipt) + repr(PARCEL)
    for secret in ("13800001111", "缝纫工", "secret", "%E7%BC%9D"):
        assert secret not in said


def test_a_host_that_is_not_on_the_list_is_not_asked():
    wire = Wire("https://dysmsapi.aliyuncs.com")
    with pytest.raises(NotAllowed):
        wire.post("https://dysmsapi.aliyuncs.com.example.com/?x=1", headers={})
    with pytest.raises(NotAllowed):
        wire.post("http://dysmsapi.aliyuncs.com/", headers={})


def test_nothing_leaves_the_machine_in_the_clear():
    with pytest.raises(NotAllowed):
        Wire("http://sms.example.com")
