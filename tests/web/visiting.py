"""A wave under way in the county, a helper with roofs on the way, and a phone that speaks for
the helper as the app does."""

import json
import uuid
from datetime import date, datetime, timedelta

from django.test import Client
from django.utils import timezone

from jiedui.accounts import actions as accounts
from jiedui.accounts.roles import Role
from jiedui.workers import actions as workers
from jiedui.workers.models import Household, QuestionSet, Response, Worker
from jiedui.workers.queries import Person
from tests.town import enrol

FAMILIES = [
    ("杨家", [("杨德山", 1968), ("杨秀兰", 1970), ("杨小军", 1999)]),
    ("扎西家", [("扎西·多吉", 1975), ("卓玛·央金", 1980)]),
    ("何家", [("何大勇", 1988)]),
]


def households(*, by, families=FAMILIES):
    """Families of the county, as a ledger told of them."""
    entries = [
        Person(
            name=name, born_on=date(born, 6, 1), home=513225, household=house,
            village="漳扎村", phone=f"1380001{born:04d}", education=3, employment="none",
        )
        for house, members in families
        for name, born in members
    ]  # fmt: skip
    workers.keep_people(entries, on=date(2025, 3, 1), by=by)
    return list(Household.objects.filter(code__in=[house for house, _ in families]).order_by("pk"))


def asked_last_year(roofs, *, by, answers=None, ago=365):
    """An earlier wave in which everybody of these roofs has answered."""
    year_ago = timezone.now() - timedelta(days=ago)
    on = year_ago.date()
    last = draw(by=by, title="去年摸排", opens_on=on, closes_on=on + timedelta(days=9))
    workers.open_wave(last, by=by, on=on)
    for one in Worker.objects.filter(household__in=roofs):
        workers.take_answers(
            last, one, by=by, at=year_ago, channel="visit", submission=uuid.uuid4(),
            answers={name: (0, value) for name, value in (answers or SHORT).items()},
        )  # fmt: skip
        workers.finish(Response.objects.get(wave=last, worker=one), by=by, on=on)
    workers.close_wave(last, by=by)
    return on


def draw(*, by, **told):
    workers.load_questions()
    questions = QuestionSet.objects.newest().get(code="labour")
    return workers.draw_wave(by.organisation.region, questions=questions, by=by, **told)


def helper(officer, username="helper", full_name="罗帮办"):
    return enrol(username, full_name, officer.organisation, Role.HELPER)


def wave(*, by, helper, roofs, title="冬季摸排"):
    """Open today, every roof on this helper's way."""
    today = timezone.localdate()
    drawn = draw(
        by=by, title=title, opens_on=today - timedelta(days=1), closes_on=today + timedelta(days=20)
    )
    workers.assign(drawn, roofs, helper=helper, by=by)
    return workers.open_wave(drawn, by=by, on=today)


class Phone:
    """What the app sends, without a browser."""

    def __init__(self, user, name="红米"):
        self.device, self.key = accounts.enrol_device(user, name=name, at=timezone.now(), by=user)
        self.client = Client(headers={"accept-language": "zh-CN"}, enforce_csrf_checks=True)

    @property
    def headers(self):
        return {"authorization": f"Device {self.key}"}

    def round(self, waiting=0):
        return self.client.get(f"/village/app/round/?waiting={waiting}", headers=self.headers)

    def send(self, *papers, sent_at=None):
        body = {"sent_at": (sent_at or timezone.now()).isoformat(), "papers": list(papers)}
        return self.client.post(
            "/village/app/papers/", json.dumps(body), "application/json", headers=self.headers
        )

    def standing(self):
        """What the app hears while it is still locked."""
        return self._say("standing").json()["is"]

    def says_wiped(self):
        return self._say("wiped")

    def _say(self, what):
        body = json.dumps({"device": self.device.code})
        return self.client.post(f"/village/app/{what}/", body, "application/json")

    def answers(self, *papers, **told):
        return self.send(*papers, **told).json()["papers"]


def paper(kind, **told):
    made = told.pop("made_at", None) or timezone.now()
    stamp = made.isoformat() if isinstance(made, datetime) else made
    return {"id": str(uuid.uuid4()), "kind": kind, "made_at": stamp, "skew": 0} | told


# What somebody says who does not want to leave home: few questions, all required ones told.
SHORT = {"agreed": "yes", "employment": "none", "plan": "none", "why_not": "family"}


def person(name):
    return Worker.objects.get(name=name)
