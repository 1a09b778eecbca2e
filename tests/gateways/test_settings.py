"""A provider that is chosen and not fully told stops the start; production keeps no outbox."""

import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

SETTINGS = Path(__file__).resolve().parents[2] / "jiedui" / "config" / "settings.py"
ALIYUN = {
    "JIEDUI_SMS": "aliyun",
    "JIEDUI_ALIYUN_KEY_ID": "id",
    "JIEDUI_ALIYUN_KEY_SECRET": "secret",
    "JIEDUI_WIRE_TEMPLATES": "wires.toml",
}
TENCENT = {
    "JIEDUI_SMS": "tencent",
    "JIEDUI_TENCENT_SECRET_ID": "id",
    "JIEDUI_TENCENT_SECRET_KEY": "key",
    "JIEDUI_TENCENT_SMS_APP": "1400006666",
    "JIEDUI_WIRE_TEMPLATES": "wires.toml",
}
WECHAT = {
    "JIEDUI_WECHAT_APP_ID": "wx1",
    "JIEDUI_WECHAT_APP_SECRET": "secret",
    "JIEDUI_WECHAT_TOKEN": "token",
    "JIEDUI_WIRE_TEMPLATES": "wires.toml",
    "JIEDUI_SITE": "https://jiedui.example.gov.cn/",
}


@pytest.fixture
def start(monkeypatch):
    def start(**environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return start


@pytest.mark.parametrize("production", ["", "1"])
@pytest.mark.parametrize("told", [ALIYUN, TENCENT, WECHAT], ids=["aliyun", "tencent", "wechat"])
def test_each_provider_needs_all_of_its_keys(start, told, production, monkeypatch):
    monkeypatch.setenv("JIEDUI_PRODUCTION", production)
    start(**told)
    for name in told:
        if name not in {"JIEDUI_SMS", "JIEDUI_WECHAT_APP_ID"}:
            with pytest.raises(ImproperlyConfigured, match=name):
                start(**told | {name: ""})


def test_at_a_desk_nothing_leaves_and_codes_can_be_read(start):
    laid = start(JIEDUI_PRODUCTION="", JIEDUI_SMS="outbox")
    assert (laid["SMS"], laid["WECHAT"], laid["OUTBOX_SHOWS_CODES"]) == ("outbox", "outbox", True)


def test_production_has_no_outbox_and_shows_no_code(start, monkeypatch):
    monkeypatch.delenv("JIEDUI_SMS", raising=False)
    laid = start(JIEDUI_PRODUCTION="1")
    assert (laid["SMS"], laid["WECHAT"], laid["OUTBOX_SHOWS_CODES"]) == ("off", "off", False)
    assert not start(JIEDUI_PRODUCTION="1", **ALIYUN)["OUTBOX_SHOWS_CODES"]
    with pytest.raises(ImproperlyConfigured, match="outbox"):
        start(JIEDUI_PRODUCTION="1", JIEDUI_SMS="outbox")


def test_a_provider_that_we_do_not_know_is_a_mistake(start):
    with pytest.raises(ImproperlyConfigured, match="pigeon"):
        start(JIEDUI_SMS="pigeon")


def test_no_client_writes_addresses_into_the_log(start):
    loggers = start()["LOGGING"]["loggers"]
    assert loggers["httpx"]["level"] == loggers["httpcore"]["level"] == "WARNING"
