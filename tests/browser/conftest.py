"""A house with its own server and clockwork, and Debian's Chromium to walk through it."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.town import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("JIEDUI_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PICTURES = ROOT / "var" / "screenshots"


def pytest_collection_modifyitems(items):
    """One worker process walks all pages, so that one house serves them; the long walk through
    the English pages goes beside it, through a house of its own."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            group = "browser-en" if "[en-GB" in item.name else "browser"
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(group))


# What fills an empty house, and with what words it is told how far.
SETTLERS = {
    "bare": ("tests.browser.settle", "bare"),
    "busy": ("tests.browser.settle", "busy"),
    "round": ("tests.browser.settle_round",),
    "road": ("tests.browser.settle_road",),
}


class House:
    """One installation as on a server: its folder, its site, its clockwork."""

    def __init__(self, home, kind, *, clockwork):
        self.env = os.environ | {
            "JIEDUI_HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "jiedui.config.settings",
        }
        home.mkdir(parents=True, exist_ok=True)
        self.home, self.children = home, []
        self._run(sys.executable, "-m", *SETTLERS[kind])
        self._run(sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0")
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._start(
            sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws",
            "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1",
            "--blocking-threads", "4", "--log-level", "warning",
            "jiedui.config.wsgi:application",
        )  # fmt: skip
        if clockwork:
            self._start(sys.executable, "manage.py", "clockwork")
        self._wait()

    def session_of(self, name):
        """The key of a session that was made beforehand (handed.py)."""
        return (self.home / f"session-{name}").read_text()

    def addresses(self):
        """{name: address} of pages whose addresses the registry made up."""
        return json.loads((self.home / "addresses.json").read_text())

    def _run(self, *command):
        subprocess.run(command, cwd=ROOT, env=self.env, check=True, timeout=300)

    def _start(self, *command):
        self.children.append(subprocess.Popen(command, cwd=ROOT, env=self.env))

    def _wait(self):
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError("the site did not answer within half a minute")

    def close(self):
        for child in self.children:
            child.terminate()
        for child in self.children:
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                child.kill()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session", autouse=True)
def compiled_words():
    """The English of every room, as `make` compiles it."""
    for words in ROOT.glob("jiedui/**/locale"):
        command = [sys.executable, "-m", "babel.messages.frontend", "-q", "compile"]
        subprocess.run([*command, "-D", "django", "-d", words], check=True, cwd=ROOT)


@pytest.fixture(scope="session")
def chromium():
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is missing: apt-get install -y chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def busy_house(tmp_path_factory, compiled_words):
    house = House(tmp_path_factory.mktemp("busy"), "busy", clockwork=False)
    yield house
    house.close()


@pytest.fixture
def bare_house(tmp_path, compiled_words):
    house = House(tmp_path, "bare", clockwork=True)
    yield house
    house.close()


class Visitor:
    """Somebody at a browser. What the browser complains of is kept."""

    def __init__(self, browser, house, *, width=1280, locale="zh-CN", scripts=True):
        self.house = house
        self.complaints = []
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=locale,
            java_script_enabled=scripts,
            base_url=house.url,
        )
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message):
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def sign_in(self, name):
        self.page.goto("/signin/")
        self.page.fill("#id_username", name)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(re.compile("/(?:desk|employer|village)/$"))
        return self

    def come_with_session(self, name):
        """For those who sign in by a code that no browser can read here."""
        key = self.house.session_of(name)
        self.context.add_cookies([{"name": "sessionid", "value": key, "url": self.house.url}])
        return self


@pytest.fixture
def visitor(chromium):
    opened = []

    def visit(house, **told):
        opened.append(Visitor(chromium, house, **told))
        return opened[-1]

    yield visit
    for one in opened:
        one.context.close()
