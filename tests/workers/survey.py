"""A wave under way in the standing town, for the tests of surveys."""

import io
import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from PIL import Image

from jiedui.accounts.roles import Role
from jiedui.workers import actions
from jiedui.workers.models import Household, Link, QuestionSet, Worker
from jiedui.workers.models.surveys import link_index
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


def addresses(officer, worker):
    """What the addresses of the desk's pages about a wave are made of, by their names."""
    wave = wave_under_way(officer)
    say(wave, worker, {"plan": "away"}, by=officer)
    out, mark = io.BytesIO(), uuid.uuid4()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    out.seek(0)
    actions.attach(worker.responses.get(), photo=out, by=officer, at=AT, submission=mark)
    body = [{"name": "mu", "type": "number", "label": {"zh": "家里种几亩地？"}}]
    region = officer.organisation.region
    ours = actions.keep_questions(region, code="ours", title="本县题", body=body, by=officer)
    pages = ("wave", "wave_people", "wave_assign", "wave_village", "wave_conflicts",
             "wave_questions")  # fmt: skip
    return {page: [wave.pk] for page in pages} | {
        "wave_ask": [wave.pk, worker.code],
        "wave_photo": [mark],
        "question_set": [ours.pk],
        "question_set_form": [ours.pk],
    }


def settle(officer, *, token):
    """A wave under way for tests in a browser: given out, partly answered, once disagreed about;
    somebody holds a link with this token."""
    today = timezone.localdate()
    helper, other = helper_of(officer), helper_of(officer, "helper2", "帮办员乙")
    wave = wave_under_way(officer, opens_on=today, until=today.replace(year=today.year + 1, day=1))
    give_all(wave, helper, officer)
    people = list(Worker.objects.order_by("pk")[:4])
    for worker in people[:2]:
        say(wave, worker, AWAY, by=helper)
        actions.finish(worker.responses.get(), by=helper, on=today)
    say(wave, people[2], {"least_pay": 4500, "employment": "farming"}, by=helper)
    say(wave, people[2], {"least_pay": 6000}, by=other, channel="phone")
    actions.make_link(wave, people[3], by=officer, at=timezone.now())
    Link.objects.update(token_index=link_index(token))
    keep = {"code": "ours", "title": "本县补充题", "by": officer}
    body = [{"name": "mu", "type": "number", "label": {"zh": "家里种几亩地？"}}]
    actions.keep_questions(officer.organisation.region, body=body, **keep)
    return wave
