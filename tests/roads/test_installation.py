"""From an empty folder to a running site with an invented county pair, and back again."""

import re
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest

from tests.roads.conftest import ROOT


@pytest.fixture(scope="module")
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(port, path):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    except OSError:
        return None, ""
    finally:
        connection.close()


def wait_until(true, seconds):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.2)


def clockworks(house):
    """Process ids of the clockwork that serves this house."""
    found = []
    listed = subprocess.run(
        ["pgrep", "-f", "manage.py clockwork"], capture_output=True, text=True, check=False
    )
    for pid in listed.stdout.split():
        try:
            environment = open(f"/proc/{pid}/environ", "rb")  # noqa: SIM115 (closed below)
        except OSError:
            continue
        with environment:
            if f"JIEDUI_HOME={house.home}\0".encode() in environment.read():
                found.append(int(pid))
    return found


def test_the_invented_pair_goes_through_the_doors_of_the_house(house):
    made = house.manage("demo")

    assert made.returncode == 0, made.stderr
    assert re.search(r"^west +[0-9a-f-]{14} ", made.stdout, re.MULTILINE)
    books = house.ask("SELECT kind, stage FROM sheets_book ORDER BY id")
    assert books == [
        ("people", "committed"),
        ("vacancies", "committed"),
        ("vacancies", "committed"),
        ("people", "reviewed"),
    ]
    [(people,)] = house.ask("SELECT count(*) FROM workers_worker")
    assert 700 < people < 1000
    assert house.ask("SELECT stage, verdict FROM matching_run") == [("published", "stable")]
    [(candidacies,)] = house.ask("SELECT count(*) FROM candidacies_candidacy")
    [(waiting,)] = house.ask("SELECT count(*) FROM matching_proposal WHERE candidacy_id IS NULL")
    assert candidacies > 50
    assert waiting > 50
    drafts = house.ask("SELECT count(*) FROM vacancies_vacancy WHERE stage = 'draft'")
    assert drafts > [(3,)]
    verdicts = {verdict for (verdict,) in house.ask("SELECT DISTINCT verdict FROM sheets_row")}
    assert {"new", "changed", "same", "doubtful", "refused"} <= verdicts


def test_it_is_made_once_reset_on_demand_and_never_in_production(house):
    assert house.manage("demo").returncode == 0
    everybody = house.ask("SELECT count(*) FROM accounts_user")
    assert everybody > [(3,)]
    passwords = (house.home / "demo" / "sign-ins.json").read_text()
    assert (house.home / "demo" / "sign-ins.json").stat().st_mode & 0o077 == 0

    again = house.manage("demo")
    assert again.returncode == 1
    assert "make demo-reset" in again.stderr
    keys = {"JIEDUI_SECRET_KEY": "x", "JIEDUI_FIELD_KEYS": "k:" + "1" * 64,
            "JIEDUI_INDEX_KEY": "2" * 64}  # fmt: skip
    refused = house.manage("demo", "--reset", JIEDUI_PRODUCTION="1", **keys)
    assert refused.returncode == 1
    assert house.ask("SELECT count(*) FROM accounts_user") == everybody

    assert house.manage("demo", "--reset").returncode == 0
    assert (house.home / "demo" / "sign-ins.json").read_text() != passwords
    assert house.ask("SELECT count(*) FROM accounts_user") == everybody


def test_a_house_with_real_people_is_not_reset(house):
    assert house.manage("demo").returncode == 0
    (house.home / "demo" / "sign-ins.json").unlink()

    refused = house.manage("demo", "--reset")
    assert refused.returncode == 1
    assert house.database.exists()


def test_the_whole_house_is_up_survives_its_clockwork_and_ends_on_a_signal(house, port):
    with (house.home / "serve.log").open("w") as log:
        serving = subprocess.Popen(
            [sys.executable, ROOT / "manage.py", "serve", "--port", str(port)],
            cwd=house.home, env=house.env, stdout=log, stderr=log,
        )  # fmt: skip
    house.started.append(serving)
    wait_until(lambda: fetch(port, "/signin/")[0] == 200, 90)
    styles = re.findall(r'href="(/static/[^"]+\.css)"', fetch(port, "/signin/")[1])
    assert styles
    assert [fetch(port, style)[0] for style in styles] == [200] * len(styles)

    wait_until(lambda: clockworks(house), 30)
    [first] = clockworks(house)
    subprocess.run(["kill", "-9", str(first)], check=True)
    wait_until(lambda: clockworks(house) not in ([], [first]), 30)
    assert fetch(port, "/signin/")[0] == 200
    taken = house.manage("serve", "--port", str(port))
    assert taken.returncode == 1

    serving.send_signal(signal.SIGTERM)
    assert serving.wait(timeout=40) == 0
    assert clockworks(house) == []
    assert fetch(port, "/signin/")[0] is None
