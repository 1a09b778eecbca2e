"""One address says which database the house stands on."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from jiedui.config.database import database

HOME = Path("/srv/jiedui")


def test_without_an_address_it_is_a_file_in_the_home():
    told = database("", HOME)

    assert told["ENGINE"] == "django.db.backends.sqlite3"
    assert told["NAME"] == "/srv/jiedui/jiedui.sqlite3"
    assert told["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_a_path_is_a_file():
    assert database("/data/county.sqlite3", HOME)["NAME"] == "/data/county.sqlite3"


def test_an_address_of_a_server_is_read_whole():
    told = database("postgresql://jiedui:p%40ss@db.local:5433/county?sslmode=verify-full", HOME)

    assert told["ENGINE"] == "jiedui.config.postgresql"
    assert [told[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "county", "jiedui", "p@ss", "db.local", "5433",
    ]  # fmt: skip
    assert told["OPTIONS"]["sslmode"] == "verify-full"
    assert "lock_timeout=30s" in told["OPTIONS"]["options"]


def test_a_socket_is_an_address_too():
    assert database("postgresql:///county?host=/run/postgresql", HOME)["HOST"] == "/run/postgresql"


@pytest.mark.parametrize(
    "told",
    ["postgresql://db.local", "mysql://db.local/county", "postgresql://u:sec%ret@h:x:y/n?bad"],
)
def test_what_cannot_be_read_is_refused_without_its_password(told):
    with pytest.raises(ImproperlyConfigured, match="JIEDUI_DATABASE") as refused:
        database(told, HOME)

    assert "sec" not in str(refused.value)
