"""The person's rights at the own door, and their decision at the desk."""

import json
import time

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiedui.accounts.actions import open_account
from jiedui.accounts.roles import Role
from jiedui.core.events import Event
from jiedui.web.me.holding import NAMES, holding, keyed_tables
from jiedui.workers import actions as workers
from jiedui.workers.models import Erasure, Worker
from tests.town import TODAY, enrol
from tests.web import counted
from tests.web.conftest import signed_in as at_desk
from tests.web.telephone import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(officer):
    counted.people(2, by=officer)
    worker = Worker.objects.order_by("pk").first()
    workers.correct(worker, remark="会弹六弦琴", on=TODAY, by=officer, because="来电")
    return Worker.objects.get(pk=worker.pk)


@pytest.fixture
def me(person):
    return signed_in(person, open_account)


def asked(person, by):
    return workers.ask_erasure(person, on=TODAY, by=by)


def test_a_copy_holds_everything_in_seconds_and_no_whole_number(me, person, officer, run):
    began = time.perf_counter()
    answer = me.get(reverse("me:copy"))
    assert time.perf_counter() - began < 10
    told = json.loads(answer.content)
    text = answer.content.decode()

    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    names = {table["name"] for table in told["held"]}
    assert {"登记的资料", "就业意愿", "改过的内容", "登录账号"} <= names
    assert any(name.startswith("匹配") for name in names)
    assert "会弹六弦琴" in text
    assert {"worker.registered", "worker.corrected"} <= {event["what"] for event in told["log"]}
    fresh = Worker.objects.get(pk=person.pk)
    assert fresh.identity not in text
    assert fresh.phone not in text
    assert fresh.identity_index not in text
    assert officer.full_name not in json.dumps(told["log"], ensure_ascii=False)
    assert str(officer.organisation) in text


def test_nothing_of_anybody_else_is_in_it(me, person):
    other = Worker.objects.exclude(pk=person.pk).first()
    text = me.get(reverse("me:copy")).content.decode()

    assert other.name not in text
    assert other.code not in text


def test_every_table_that_hangs_on_a_person_has_its_name():
    """A new table is in the copy by itself; here it gets a name that people understand."""
    unnamed = {model._meta.label for model in keyed_tables()} - set(NAMES)
    assert unnamed == set()
    assert set(NAMES) <= {model._meta.label for model in apps.get_models()}


def test_the_page_shows_what_the_file_holds(me, person):
    page = me.get(reverse("me:everything")).content.decode()
    for _table, name, lines in holding(person):
        assert name in page
        for line in lines:
            assert all(str(label) in page for label in line)


def test_a_request_is_made_seen_and_taken_back(me, person):
    assert "全部销毁" in me.get(reverse("me:forget")).content.decode()
    assert not Erasure.objects.exists()
    me.post(reverse("me:forget"))
    me.post(reverse("me:forget"))

    request = Erasure.objects.get()
    assert request.by_oneself
    assert request.code in me.get(reverse("me:rights")).content.decode()
    me.post(reverse("me:stay"))
    assert Erasure.objects.get().stage == "withdrawn"
    assert Worker.objects.get(pk=person.pk).name == person.name


def test_an_officer_sees_what_will_happen_and_erases(me, desk, officer, person):
    me.post(reverse("me:forget"))
    request = Erasure.objects.get()
    assert person.name in desk.get(reverse("desk:erasures")).content.decode()
    address = reverse("desk:erasure", args=[request.code])
    assert "不能撤销" in desk.get(address).content.decode()
    desk.post(address)

    assert Erasure.objects.get().stage == "erased"
    assert Worker.objects.get(pk=person.pk).name == "（已删除）"
    assert desk.get(reverse("desk:person", args=[person.code])).status_code == 404
    assert me.get(reverse("me:home")).status_code == 302
    page = desk.get(reverse("desk:erasures")).content.decode()
    assert request.code in page
    assert person.name not in page


def test_a_refusal_says_why_and_the_person_reads_it(me, desk, person):
    me.post(reverse("me:forget"))
    request = Erasure.objects.get()
    desk.post(reverse("desk:erasure_refuse", args=[request.code]), {"because": ""})
    assert Erasure.objects.get().stage == "asked"

    desk.post(reverse("desk:erasure_refuse", args=[request.code]), {"because": "补贴还没发完"})
    assert "补贴还没发完" in me.get(reverse("me:rights")).content.decode()


def test_who_registers_for_somebody_does_not_decide(desk, officer, person):
    desk.post(reverse("desk:person_erase", args=[person.code]))
    request = Erasure.objects.get()
    said = desk.post(reverse("desk:erasure", args=[request.code]), follow=True).content.decode()
    assert "另一位经办人" in said
    assert Erasure.objects.get().stage == "asked"

    second = at_desk(enrol("west2", "测试西二", officer.organisation, Role.WEST))
    second.post(reverse("desk:erasure", args=[request.code]))
    assert Erasure.objects.get().stage == "erased"


def test_another_county_decides_nothing(
    neighbours_desk, eastern_desk, watchers_desk, officer, person
):
    code = asked(person, officer).code
    for client in (neighbours_desk, eastern_desk, watchers_desk):
        for name in ("erasure", "erasure_refuse"):
            answer = client.post(reverse(f"desk:{name}", args=[code]), {"because": "x"})
            assert answer.status_code in {403, 404}
    assert neighbours_desk.get(reverse("desk:erasure", args=[code])).status_code == 404
    assert Erasure.objects.get().stage == "asked"


def test_the_list_costs_the_same_for_ten_and_twenty(desk, officer):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(reverse("desk:erasures")).status_code == 200
        return len(seen)

    for worker in counted.people(10, by=officer):
        asked(worker, officer)
    queries()
    ten = queries()
    for worker in counted.people(10, by=officer)[10:]:
        asked(worker, officer)
    assert queries() == ten
    assert Event.objects.filter(verb="erasure.asked").count() == 20
