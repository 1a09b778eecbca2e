"""A wave under way in the standing town, for the tests of surveys."""

import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

from jiedui.accounts.roles import Role
from jiedui.workers import actions
from jiedui.workers.models import Household, QuestionSet, Worker
from tests.town import enrol

ON = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
# What somebody at the kitchen table says who wants to go away: enough to finish the form.
AWAY = {
    "agreed": "yes",
    "employment": "none",
    "education": "3",
    "plan": "away",
    "places": ["pair"],
    "occupations": ["security", "public"],
    "employers": ["public"],
    "least_pay": 4500,
    "lodging": "yes",
    "when": "now",
}


def questions():
    actions.load_questions()
    return QuestionSet.objects.get(code="labour")


def wave_under_way(officer, *, title="2026年春季摸排", opens_on=ON, until=date(2026, 4, 30)):
    wave = actions.draw_wave(
        officer.organisation.region,
        title=title,
        opens_on=opens_on,
        closes_on=until,
        questions=questions(),
        by=officer,
    )
    return actions.open_wave(wave, by=officer, on=opens_on)


def helper_of(officer, username="helper", full_name="帮办员甲"):
    return enrol(username, full_name, officer.organisation, Role.HELPER)


def give_all(wave, helper, officer):
    return actions.assign(wave, Household.objects.all(), helper=helper, by=officer)


def say(wave, worker, told, *, by, base=0, at=AT, submission=None, channel="visit", device=None):
    """Send these answers, each with the version of the form that the sender had seen."""
    return actions.take_answers(
        wave,
        worker,
        answers={question: (base, value) for question, value in told.items()},
        by=by,
        at=at,
        channel=channel,
        device=device,
        submission=submission or uuid.uuid4(),
    )


def person(first):
    return Worker.objects.get(name__startswith=first)
