from datetime import datetime, time

import pytest
from django.db import OperationalError
from django.utils import timezone

from jiedui.clockwork.timetable import TIMETABLE, keep_time

pytestmark = pytest.mark.django_db

SHANGHAI = timezone.get_default_timezone()


def at(day, hour):
    return datetime(2026, 3, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def turns():
    return []


@pytest.fixture
def timetable(turns):
    def morning(on):
        turns.append(("morning", on.day))

    def evening(on):
        turns.append(("evening", on.day))

    return [(time(6), morning), (time(20), evening)]


def test_an_entry_has_its_turn_once_a_day_after_its_hour(timetable, turns):
    for hour in (5, 6, 7, 19, 21, 23):
        keep_time(at(2, hour), timetable)
    keep_time(at(3, 7), timetable)

    assert turns == [("morning", 2), ("evening", 2), ("morning", 3)]


def test_a_turn_that_was_slept_through_is_made_up_for(timetable, turns):
    keep_time(at(2, 23), timetable)

    assert turns == [("morning", 2), ("evening", 2)]


def test_a_turn_broken_off_by_a_busy_database_is_taken_again(timetable, turns):
    def busy(on):
        raise OperationalError("database is locked")

    busy.__name__ = "morning"
    with pytest.raises(OperationalError):
        keep_time(at(2, 7), [(time(6), busy)])

    assert keep_time(at(2, 8), timetable) == ["morning"]
    assert turns == [("morning", 2)]


def test_an_entry_with_a_bug_stops_nobody_and_is_tried_again_tomorrow(timetable, turns):
    tried = []

    def broken(on):
        tried.append(on.day)
        raise ValueError

    told = [(time(5), broken), *timetable]
    for day, hour in ((2, 7), (2, 8), (3, 7)):
        keep_time(at(day, hour), told)

    assert tried == [2, 3]
    assert turns == [("morning", 2), ("morning", 3)]


def test_the_names_of_the_entries_tell_them_apart():
    names = [entry.__name__ for _hour, entry in TIMETABLE]
    assert sorted(names) == sorted(set(names))
