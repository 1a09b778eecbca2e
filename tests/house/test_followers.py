"""Followers are told at least once: of everything on the switchboard, told twice must be once."""

from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import transaction

from jiedui.accounts.models import Licence, Organisation, OrganisationKind, Registration
from jiedui.accounts.roles import Role
from jiedui.candidacies import actions as candidacies
from jiedui.clockwork.switchboard import FOLLOWS
from jiedui.core.events import Event
from jiedui.matching import actions as matching
from jiedui.matching.models import Call, Request
from jiedui.notices.models import Notice, Tip
from jiedui.workers import actions as workers
from jiedui.workers.models import Merge
from tests.town import TODAY, enrol

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def firm(east, eastern_officer):
    return Organisation.objects.get(name="嘉善云帆实业有限公司")


@pytest.fixture
def subjects(six, three, officer, eastern_officer, west, east, firm):
    """Something real for each family of verbs; a new family needs its line here."""
    matching.load_policies()
    enrol("firm", "云帆", firm, Role.EMPLOYER)
    [candidacy] = candidacies.propose([(six["阿"], three["缝纫工"])], because="test", by=officer)
    asked = Registration.objects.create(
        code="r1", user=eastern_officer, name="新来的厂", kind=OrganisationKind.EMPLOYER,
        region=east, credit_code="91330421MA2B8XYZ1A", phone="13800001111", made_at=AT,
        address_index="a",
    )  # fmt: skip
    licence = Licence.objects.create(
        code="l1", organisation=firm, kind="business", media="image/png", size=1,
        uploaded_at=AT, uploaded_by=eastern_officer,
    )  # fmt: skip
    call = Call.objects.create(
        stage="sent", west=west, east=east, title="春季", as_of=TODAY, drawn_by=officer,
        drawn_at=AT, sent_at=AT, sent_by_id=officer.pk,
    )  # fmt: skip
    request = Request.objects.create(call=call, position=1, people=3, asked=3, wording="辅警")
    called = candidacies.ask_help(six["白"], about="choose", at=AT, by=None)
    called = candidacies.answer_help(called, answer="可以先看缝纫工。", at=AT, by=officer)
    workers.merge(six["尔"], six["扶"], by=officer, because="同一人", on=TODAY)
    return {
        "candidacy": candidacy,
        "vacancy": three["缝纫工"],
        "licence": licence,
        "employer": asked,
        "call": call,
        "request": request,
        "help": called,
        "worker": six["尔"],
    }


def tables():
    """Every row of every table of ours, as it stands."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_config.name.startswith("jiedui.")
        and model._meta.app_label not in {"catalog", "clockwork"}
    }


def event_of(verb, subjects, firm):
    subject = subjects[verb.partition(".")[0]]
    merge = Merge.objects.first()
    return Event.objects.create(
        at=AT,
        verb=verb,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        worker_id=subject.pk if verb.startswith("worker.") else None,
        facts={
            "organisation_id": firm.pk, "vacancy_id": subjects["vacancy"].pk, "was": "registered",
            "last_day": "2026-06-30", "merge": merge.pk, "other": merge.other_id, "why": "moved",
        },
    )  # fmt: skip


PAIRS = [(verb, react) for verb, reactions in FOLLOWS.items() for react in reactions]


@contextmanager
def undone():
    """Whatever is written in here is as if it had not been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_told_twice_is_once(subjects, firm):
    wrong = []
    for verb, react in PAIRS:
        with undone():
            event = event_of(verb, subjects, firm)
            react(event)
            after_once = tables()
            react(event)
            if tables() != after_once:
                wrong.append((verb, react.__name__))
    assert wrong == []


def test_nobody_falls_over_what_is_gone(catalogue):
    wrong = []
    for verb, react in PAIRS:
        with undone():
            event = Event.objects.create(
                at=AT, verb=verb, subject_kind="nothing.here", subject_id=1, worker_id=1,
                facts={"merge": 1, "other": 2},
            )  # fmt: skip
            before = tables()
            react(event)
            if tables() != before:
                wrong.append((verb, react.__name__))
    assert wrong == []


def test_whoever_is_to_be_told_is_told(subjects, firm):
    """The law above must not hold only because nothing happens at all."""
    silent = []
    for verb, react in PAIRS:
        if react.__module__ == "jiedui.notices.actions.following":
            with undone():
                react(event_of(verb, subjects, firm))
                if not Notice.objects.exists():
                    silent.append(verb)
    assert silent == []


def test_a_vacancy_that_meets_a_wish_is_kept_for_the_person(subjects, three, firm, six):
    [gather] = [react for verb, react in PAIRS if react.__name__ == "gather_tips"]
    gather(event_of("vacancy.published", subjects, firm))
    assert {tip.worker.name for tip in Tip.objects.all()} <= {"白玉", "陈山"}
    assert Tip.objects.filter(worker=six["白"], vacancy=three["缝纫工"]).exists()


def test_a_planted_follower_that_counts_twice_is_found(subjects, firm):
    def counts(event):
        Tip.objects.update(notice_key=f"{Tip.objects.first().notice_key}x")

    Tip.objects.create(worker=subjects["worker"], vacancy=subjects["vacancy"], since=AT)
    event = event_of("call.sent", subjects, firm)
    counts(event)
    once = tables()
    counts(event)
    assert tables() != once
