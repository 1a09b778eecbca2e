from datetime import datetime, time

import pytest
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


def test_the_names_of_the_entries_tell_them_apart():
    names = [entry.__name__ for _hour, entry in TIMETABLE]
    assert sorted(names) == sorted(set(names))
