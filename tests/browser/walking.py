"""A house with a wave under way, and a helper's phone in a real Chromium that can be killed."""

import os
import re
import shutil
import signal
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from playwright.sync_api import Error

from tests.browser.conftest import CHROMIUM, FLAGS, House
from tests.town import PASSWORD

PIN = "482915"
# The clock that every page of this phone sees.
WRONG_CLOCK = """
const Right = Date, off = %d * 86400000;
globalThis.Date = class extends Right {
  constructor(...told) { told.length ? super(...told) : super(Right.now() + off); }
  static now() { return Right.now() + off; }
};
"""


class RoundHouse(House):
    """Three families to visit; its site can be stopped and started again."""

    kind, clockwork = "round", False

    def __init__(self, home, like=None):
        """`like`: a house that was settled before and is copied rather than filled again."""
        self.home, self.started, self.copied = home, [], like is not None
        if like:
            shutil.copytree(like, home, dirs_exist_ok=True)
        super().__init__(home, self.kind, clockwork=self.clockwork)

    def _run(self, *command):
        if not self.copied:
            super()._run(*command)

    def _start(self, *command):
        self.started.append(command)
        super()._start(*command)

    def stop(self):
        child = self.children.pop(0)
        child.terminate()
        child.wait(timeout=15)

    def start(self):
        super()._start(*self.started[0])
        self._wait()

    def ask(self, query, *values):
        """A look into the database beside the site."""
        with closing(sqlite3.connect(self.home / "jiedui.sqlite3")) as base:
            return base.execute(query, values).fetchall()

    def one(self, query, *values):
        ((answer,),) = self.ask(query, *values)
        return answer


class RoadHouse(RoundHouse):
    """Everything that moves without a hand moves here too."""

    kind, clockwork = "road", True

    def lets_ten_minutes_pass(self):
        """What has just happened settled ten minutes ago; then the clockwork has its turn."""
        self._until("SELECT count(*) FROM notices_tip", 3)
        with closing(sqlite3.connect(self.home / "jiedui.sqlite3", timeout=20)) as base, base:
            base.execute("UPDATE notices_tip SET since = datetime(since, '-10 minutes')")
        self._until("SELECT count(*) FROM notices_tip WHERE notice_key > ''", 3)

    def _until(self, query, many):
        for _ in range(100):
            if self.one(query) == many:
                return
            time.sleep(0.2)
        raise AssertionError(f"{query}: {self.one(query)}, not {many}")


class Handset:
    """A helper's phone: a browser profile on a disk, so that killing the browser is real."""

    def __init__(self, browser, house, folder, *, width=360, days_off=0):
        self.kind, self.house, self.folder, self.width = browser.browser_type, house, folder, width
        self.complaints, self.is_offline, self.days_off = [], False, days_off
        self.switch_on()

    def switch_on(self):
        self.context = self.kind.launch_persistent_context(
            str(self.folder), executable_path=CHROMIUM, args=FLAGS, locale="zh-CN",
            viewport={"width": self.width, "height": 740}, base_url=self.house.url, has_touch=True,
        )  # fmt: skip
        self.context.set_default_timeout(30_000)
        self.context.add_init_script(WRONG_CLOCK % self.days_off)
        self.context.set_offline(self.is_offline)
        self.page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message):
        # The browser itself reports every request that met no network.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def offline(self, yes=True):
        self.is_offline = yes
        self.context.set_offline(yes)

    def kill_tab(self):
        """The page goes and another one is opened, whatever the network."""
        fresh = self.context.new_page()
        self.page.close()
        self.page = fresh
        fresh.on("pageerror", lambda error: self.complaints.append(str(error)))
        fresh.on("console", self._heard)

    def kill(self):
        """The whole browser goes at once, as when a cheap phone needs its memory.

        Closing it politely would let go of the pretended network first, and an app that is
        still there for a moment rightly sends.
        """
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        with suppress(Error):
            self.context.close()
        self.switch_on()

    def _processes(self):
        """Those that live on this profile's folder, and no other browser's."""
        mine = f"--user-data-dir={self.folder}".encode()
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                if mine in path.read_bytes().split(b"\0"):
                    yield int(path.parent.name)

    def close(self):
        self.context.close()

    def see(self, text):
        self.page.get_by_text(text, exact=False).first.wait_for()

    def tap(self, label, **told):
        self.page.get_by_role("button", name=label, **told).first.click()

    def follow(self, label, **told):
        self.page.get_by_role("link", name=label, **told).first.click()

    # The steps of a helper's day

    def set_up(self, username="helper", pin=PIN):
        page = self.page
        page.goto("/signin/?next=/village/app/")
        page.fill("#id_username", username)
        page.fill("#id_password", PASSWORD)
        page.click("main button[type=submit]")
        self.see("启用这部手机")
        page.fill("#pin", pin)
        page.fill("#pin2", pin)
        self.tap("启用", exact=True)
        self.see("今天要走的户")
        page.get_by_text("已全部发送").first.wait_for()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return self

    def open(self, pin=PIN):
        self.page.goto("/village/app/")
        self.page.fill("#pin", pin)
        self.tap("打开", exact=True)
        self.see("今天要走的户")
        return self

    def list(self):
        self.page.goto("/village/app/#/round")
        self.see("今天要走的户")

    def house_of(self, head):
        self.list()
        self.follow(re.compile(head))
        self.page.get_by_role("heading", name=head).wait_for()

    def person(self, head, name):
        self.house_of(head)
        self.page.locator("main").get_by_role("link", name=re.compile(name)).first.click()

    def turn(self, act):
        """The next screen: whatever the tap does, its heading is another one."""
        before = self.page.locator("main h1").inner_text()
        act()
        self.page.wait_for_function(
            "before => document.querySelector('main h1').innerText !== before", arg=before
        )

    def agree(self, language="普通话"):
        self.see("请把下面的话念给")
        self.page.get_by_label("用什么话念的").select_option(language)
        self.turn(lambda: self.tap("同意", exact=True))

    def pass_over(self):
        on = self.page.locator("main").get_by_role("button", name=re.compile("跳过|下一题"))
        self.turn(on.first.click)

    def answer(self, question, choice):
        """Skip on to this question and give this answer."""
        while question not in self.page.locator("main h1").inner_text():
            self.pass_over()
        self.turn(lambda: self.tap(choice, exact=True))

    def write(self, question, said):
        """Skip on to this question and write this answer."""
        while question not in self.page.locator("main h1").inner_text():
            self.pass_over()
        self.page.fill("#answer", str(said))
        self.pass_over()

    def tick(self, question, *choices):
        """Skip on to this question and tick these answers."""
        while question not in self.page.locator("main h1").inner_text():
            self.pass_over()
        for choice in choices:
            self.page.get_by_label(choice, exact=True).check()
        self.pass_over()

    def finish(self):
        done = self.page.get_by_role("button", name="完成", exact=True)
        while not done.count():
            self.pass_over()
        done.click()
        self.see("已存好")

    def short_form(self, doing="没有工作", why="家里走不开"):
        """Whoever does not want to leave home is asked little."""
        self.answer("您现在在做什么", doing)
        self.answer("接下来您想怎么干", "暂时不想找工作")
        self.answer("为什么暂时不想", why)
        self.finish()

    def all_sent(self):
        self.page.locator("#line", has_text="已全部发送").wait_for(timeout=20_000)
        assert self.page.locator("#many").inner_text() == ""
