"""The auditor reads the log and nothing else: codes, never names; and whose data somebody saw."""

from datetime import datetime, timedelta
from io import BytesIO
from urllib.parse import urlencode

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiedui.accounts.roles import VERBS, Role
from jiedui.clockwork.chaining import chain_all, publish_head
from jiedui.core.events import Event, event, record, record_all
from jiedui.workers import actions as workers
from tests.town import TODAY, enrol
from tests.web import counted
from tests.web.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(officer):
    return signed_in(enrol("auditor", "测试审", officer.organisation, Role.AUDITOR))


def page(client, name="log", **told):
    return client.get(f"{reverse(f'desk:{name}')}?{urlencode(told)}")


def shown(client, **told):
    return [line.event.verb for line in page(client, **told).context["lines"]]


def test_only_the_auditor_reads_the_log(auditor, desk, eastern_desk, watchers_desk):
    for name in ("log", "log_seen", "log_export"):
        assert page(auditor, name).status_code == 200
        for client in (desk, eastern_desk, watchers_desk):
            assert page(client, name).status_code == 403


def test_the_auditor_sees_no_people_and_changes_nothing(auditor, officer):
    [worker] = counted.people(1, by=officer)
    assert {verb for verb, roles in VERBS.items() if Role.AUDITOR in roles} == {
        "figures.see", "log.see",
    }  # fmt: skip
    for name in ("people", "books", "runs", "waves", "erasures", "outbox"):
        assert auditor.get(reverse(f"desk:{name}")).status_code == 403
    assert auditor.get(reverse("desk:person", args=[worker.code])).status_code == 403
    assert auditor.get(reverse("desk:home")).status_code == 200


def test_the_log_is_searched_by_day_verb_officer_and_person(auditor, desk, officer):
    first, second = counted.people(2, by=officer)
    workers.correct(first, remark="会弹琴", on=TODAY, by=officer, because="来电")
    desk.get(reverse("desk:person", args=[second.code]))
    today = timezone.localdate()

    assert shown(auditor, verb="worker.corrected") == ["worker.corrected"]
    assert set(shown(auditor, person=second.code)) == {"person.seen", "worker.registered"}
    assert "worker.corrected" in shown(auditor, officer="west", since=today, until=today)
    assert shown(auditor, officer="nobody") == []
    assert shown(auditor, since=today + timedelta(days=1)) == []
    assert shown(auditor, until=today - timedelta(days=1)) == []


def test_codes_are_shown_and_names_never(auditor, desk, officer):
    people = counted.people(3, by=officer)
    desk.get(reverse("desk:people"))
    desk.post(reverse("desk:people"), {"named": "卓玛"}, follow=True)
    for name, told in (("log", {}), ("log_seen", {"officer": "west"})):
        text = page(auditor, name, **told).content.decode()
        assert people[0].code in text
        for worker in people:
            assert worker.name not in text
        assert "卓玛" not in text


def test_whose_data_an_account_saw(auditor, desk, officer):
    first, second, third = counted.people(3, by=officer)
    desk.get(reverse("desk:people"))
    desk.get(reverse("desk:person", args=[first.code]))
    desk.get(reverse("desk:person", args=[first.code]))
    workers.reveal(second, number="phone", reason="contact", by=officer)

    told = page(auditor, "log_seen", officer="west").context["people"]
    assert told == [(second.code, 0, 1, 1), (first.code, 2, 1, 0), (third.code, 0, 1, 0)]
    assert page(auditor, "log_seen").context["people"] == []


def test_an_auditor_of_another_county_sees_nothing_of_ours(neighbour, desk, officer):
    [worker] = counted.people(1, by=officer)
    desk.get(reverse("desk:person", args=[worker.code]))
    other = signed_in(enrol("auditor2", "测试审二", neighbour.organisation, Role.AUDITOR))

    assert shown(other, person=worker.code) == []
    assert page(other, "log_seen", officer="west").context["people"] == []


def test_an_export_holds_what_was_found_and_is_itself_recorded(auditor, officer):
    counted.people(3, by=officer)
    answer = page(auditor, "log_export", verb="worker.registered")

    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert sheet.max_row == 4
    assert Event.objects.filter(verb="log.exported", facts__rows=3).count() == 1


def test_the_page_shows_how_far_the_chain_goes_and_what_was_published(auditor, west):
    chain_all()
    head = publish_head(TODAY)

    assert head.digest in page(auditor).content.decode()


def test_a_page_costs_the_same_for_ten_and_twenty_events(auditor, officer):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert page(auditor).status_code == 200
        return len(seen)

    counted.people(10, by=officer)
    queries()
    ten = queries()
    counted.people(10, by=officer)
    assert queries() == ten


def test_days_are_found_by_halving(west):
    """However many events there are, a day costs a few look-ups and no reading through."""
    record_all(event("region.named", west, by=None) for _ in range(3000))
    first = Event.objects.order_by("id").first()
    now = timezone.now()
    with CaptureQueriesContext(connection) as seen:
        found = Event.objects.between(now - timedelta(minutes=5), now + timedelta(minutes=5))
        assert found.filter(verb="region.named").count() == 3000
    assert len(seen) < 40
    assert Event.objects.between(None, first.at - timedelta(days=1)).count() == 0
    assert Event.objects.between(now + timedelta(days=1), None).count() == 0
    late = timezone.make_aware(datetime(2026, 3, 2, 12))
    assert Event.objects.between(late, late).count() == 0
    assert record("region.named", west, by=None) in Event.objects.between(first.at, None)
