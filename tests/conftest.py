"""What every test stands on: a home of its own, known keys, and the standing town."""

import os
import tempfile

import pytest
from django.conf import settings
from django.utils import translation

# Before Django reads its settings: no test touches the keys or the database of a desk.
os.environ["JIEDUI_HOME"] = tempfile.mkdtemp(prefix="jiedui-test-")
os.environ["JIEDUI_SECRET_KEY"] = "tests-only"
os.environ["JIEDUI_FIELD_KEYS"] = "t1:" + "11" * 32
os.environ["JIEDUI_INDEX_KEY"] = "22" * 32
os.environ["JIEDUI_DATABASE"] = os.environ.get("JIEDUI_TEST_POSTGRES", "")
os.environ["JIEDUI_ROW_GUARD"] = os.environ.get("JIEDUI_TEST_GUARD", "")
# Playwright keeps an event loop in the process that drives the browser; the tests that share
# the process are not asynchronous for that.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

if bool(os.environ["JIEDUI_DATABASE"]) != ("postgresql" in settings.DATABASES["default"]["ENGINE"]):
    raise pytest.UsageError("tests on a server are started by `python -m tests.cluster pytest …`")

pytest_plugins = ["tests.ready", "tests.town", "tests.wiping"]
if os.environ["JIEDUI_ROW_GUARD"]:
    pytest_plugins.append("tests.guarded")


@pytest.fixture(autouse=True)
def _in_chinese():
    """A page that was asked for in English does not change the language of the next test."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def own_files(settings, tmp_path):
    """A folder of files of this test alone; the others share one."""
    own = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": own}
