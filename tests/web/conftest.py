"""Pages are tested through Django's own client, in Chinese, and with no forgiving templates."""

import pytest
from django.template import engines
from django.test import Client

from tests.web import counted


class Missing(str):
    """Stands where a template names something that does not exist: the test fails."""

    def __contains__(self, part):
        return part == "%s"

    def __mod__(self, name):
        raise AssertionError(f"the template names an unknown variable: {name}")


@pytest.fixture(autouse=True)
def no_unknown_variables(monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Missing("%s"))


def signed_in(user):
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def desk(officer):
    return signed_in(officer)


@pytest.fixture
def eastern_desk(eastern_officer):
    return signed_in(eastern_officer)


@pytest.fixture
def neighbours_desk(neighbour):
    return signed_in(neighbour)


@pytest.fixture
def watchers_desk(watcher):
    return signed_in(watcher)


@pytest.fixture
def run(officer, eastern_officer):
    """Six people, two posts of two places each, and a matching of them."""
    counted.people(6, by=officer)
    counted.posts(2, by=eastern_officer)
    return counted.finished_run(by=officer)
