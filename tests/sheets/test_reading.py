"""A long book, read ahead by a second process, is the same book."""

import os
import signal

import pytest

from jiedui.accounts.models import Organisation
from jiedui.catalog.models import Region
from jiedui.sheets import actions, reading
from tests.many_hands import alone, file_database  # noqa: F401 -- a fixture
from tests.sheets.conftest import AT
from tests.sheets.making import HEADER, bring, line, xlsx
from tests.town import TODAY, enrol

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("long books")]


@pytest.fixture
def stepped(file_database, monkeypatch):  # noqa: F811 -- the fixture above
    """Take a book in, its office's own, in steps of ten rows; every stored row opened."""
    monkeypatch.setattr(actions, "BATCH", 10)

    def step_through(file, name, *, between=lambda: None):
        def act():
            home = Region.objects.get(code=513225)
            office = Organisation.objects.create(name=name, kind="bureau", region=home)
            book = bring(file, enrol(name, "测试", office, "west"), on=TODAY, at=AT)
            while book.stage in ("brought", "read"):
                book = actions.step(book)
                between()
            reading.forget_readings()
            rows = book.rows.order_by("number")
            return book.counts, [
                (row.number, row.cells(), row.values(), row.remarks, row.verdict) for row in rows
            ]

        return alone(act)

    return step_through


def sheet():
    people = [line(number) for number in range(1, 64)]
    odd = [line(3), line(70, 身份证号="1"), line(71, 姓名=""), line(72, 联系电话="12")]
    odd.append(line(5, 姓名="别人"))
    return xlsx(HEADER, *people, *odd, ["合计：", "68人"])


def test_two_processes_store_what_one_stores(stepped, monkeypatch):
    by_one = stepped(sheet(), "one")
    seconds = []
    monkeypatch.setattr(reading, "LONG", 10)

    def look():
        seconds.extend(type(r) for r in reading._open_readings.values())

    by_two = stepped(sheet(), "one-more", between=look)

    assert reading.ReadingAhead in seconds
    assert by_two == by_one
    assert sum(by_one[0].values()) == len(by_one[1]) == 69


def test_the_first_process_reads_on_when_the_second_is_killed(stepped, monkeypatch):
    by_one = stepped(sheet(), "one")
    monkeypatch.setattr(reading, "LONG", 10)
    killed = []

    def kill():
        for one in reading._open_readings.values():
            if isinstance(one, reading.ReadingAhead) and not killed:
                killed.append(one.second.pid)
                os.kill(one.second.pid, signal.SIGKILL)

    by_two = stepped(sheet(), "one-more", between=kill)

    assert killed
    assert by_two == by_one


def test_a_book_left_alone_takes_its_second_process_with_it(stepped, monkeypatch):
    monkeypatch.setattr(reading, "LONG", 10)
    found = []

    def leave():
        for one in list(reading._open_readings.values()):
            found.append(one.second)
            reading.forget_readings()

    stepped(sheet(), "one", between=leave)

    assert found
    assert not any(second.is_alive() for second in found)
