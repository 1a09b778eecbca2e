"""A house of its own for each journey: its own folder, database and processes, as on a server."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random

import pytest

from jiedui.clockwork.demo import people, posts, workbook

ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 3, 2)


class House:
    """One installation, reached only from outside: by commands, by its database file, by kill."""

    def __init__(self, home):
        self.home = home
        self.database = home / "jiedui.sqlite3"
        self.started = []
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "JIEDUI_HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "DJANGO_SETTINGS_MODULE": "jiedui.config.settings",
        }

    def jiedui(self, *words, stdin=None):
        command = [sys.executable, "-m", "jiedui.clockwork.terminal", *map(str, words)]
        return self.call(command, stdin=stdin)

    def manage(self, *words, **environment):
        return self.call([sys.executable, ROOT / "manage.py", *words], **environment)

    def python(self, script, *words):
        done = self.call([sys.executable, "-c", script, *map(str, words)])
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    def call(self, command, stdin=None, **environment):
        return subprocess.run(
            command, cwd=self.home, env=self.env | environment, input=stdin, text=True,
            encoding="utf-8", capture_output=True, timeout=180, check=False,
        )  # fmt: skip

    def start_clockwork(self):
        with (self.home / "clockwork.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, ROOT / "manage.py", "clockwork"],
                cwd=self.home, env=self.env, stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        self.started.append(process)
        return process

    def kill(self, process):
        process.send_signal(signal.SIGKILL)
        process.wait()

    def ask(self, question, *values):
        with closing(sqlite3.connect(self.database, timeout=30)) as database, database:
            return database.execute(question, values).fetchall()

    def let_holds_run_out(self):
        """As if half a minute had passed since the last worker was killed."""
        self.ask("UPDATE clockwork_lease SET until = '2020-01-01 00:00:00'")

    def close(self):
        for process in self.started:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def blank_shelf(tmp_path_factory):
    """The empty database is prepared once for all journeys of this process."""
    first = House(tmp_path_factory.mktemp("blank"))
    done = first.jiedui("read", "-", stdin="招普工10名")
    assert done.returncode == 0, done.stderr
    return first.home / "cache"


@pytest.fixture
def house(tmp_path, blank_shelf):
    home = tmp_path / "house"
    home.mkdir()
    (home / "cache").symlink_to(blank_shelf)
    house = House(home)
    yield house
    house.close()


@pytest.fixture(scope="session")
def sheets(tmp_path_factory):
    """A small county's two sheets: 60 households, a few employers of the pair."""
    folder = tmp_path_factory.mktemp("sheets")
    random = Random(5)
    workbook.write(
        folder / "people.xlsx", title="就业意愿台账", header=people.HEADER,
        rows=people.ledger(people.county(random, on=ON, number=60)), note="制表人：",
    )  # fmt: skip
    workbook.write(
        folder / "vacancies.xlsx", title="岗位信息表", header=posts.HEADER,
        rows=posts.market(random, on=ON, eastern=8, local=2),
    )  # fmt: skip
    return folder
