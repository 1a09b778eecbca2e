"""Somebody is forgotten: not a word is left in any table, counts and the log stay as they were."""

import json
import uuid
from datetime import date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection
from PIL import Image

from jiedui.accounts.actions import open_account
from jiedui.accounts.models import User
from jiedui.accounts.roles import Role
from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import Candidacy, Help
from jiedui.clockwork.switchboard import Switchboard
from jiedui.core.chain import close_blocks
from jiedui.core.events import Event
from jiedui.core.proof import verify
from jiedui.core.refusal import Refusal
from jiedui.notices import actions as notices
from jiedui.notices.models import Notice
from jiedui.sheets import actions as sheets
from jiedui.sheets import erasing as sheet_cells
from jiedui.sheets.models import Row
from jiedui.workers import actions as workers
from jiedui.workers.actions.linking import link_account
from jiedui.workers.models import Erasure, Household, Left, Response, Worker
from tests.town import enrol
from tests.web import counted, visiting

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = AT.date()
CANARIES = (
    "扎西·卓玛",
    "卓玛",
    "13900000498",
    "漳扎村金丝猴组",
    "会弹六弦琴",
    "嘉善云帆旧厂",
    "zhuoma",
)


@pytest.fixture
def second(officer):
    return enrol("west2", "测试西二", officer.organisation, Role.WEST)


@pytest.fixture
def known(officer, eastern_officer):
    """A person of whom the house knows as much as it can know of anybody."""
    counted.commit(accepted(officer))
    worker = Worker.objects.get(name="扎西·卓玛")
    workers.correct(
        worker, village="漳扎村金丝猴组", workplace="嘉善云帆旧厂", remark="会弹六弦琴",
        on=ON, by=officer, because="卓玛来电",
    )  # fmt: skip
    workers.record_contact(
        worker, at=AT, channel="phone", outcome="reached", note="卓玛说会弹六弦琴", by=officer
    )
    workers.reveal(worker, number="phone", reason="other", words="卓玛要办证", by=officer)
    user = open_account(worker.phone, phone_index=worker.phone_index)
    link_account(worker, user=user, by=user)
    candidacies.ask_help(worker, about="other", words="我是卓玛", at=AT, by=user)
    _survey(worker, officer)
    [post] = counted.posts(1, by=eastern_officer)
    candidacies.apply(Worker.objects.get(pk=worker.pk), post, by=user)
    Switchboard().deliver()
    assert Notice.objects.filter(worker=worker).exists()
    return Worker.objects.get(pk=worker.pk)


def accepted(officer):
    book = counted.reviewed_book(by=officer, file=counted.ledger(many=3, first=498))
    return sheets.accept(book, by=officer)


def _survey(worker, officer):
    roof = Household.objects.create(code="卓玛家", home_id=513225, village="漳扎村金丝猴组")
    Worker.objects.filter(pk=worker.pk).update(household=roof)
    wave = visiting.wave(by=officer, helper=visiting.helper(officer), roofs=[roof])
    workers.take_answers(
        wave, Worker.objects.get(pk=worker.pk), by=officer, at=AT, channel="visit",
        submission=uuid.uuid4(), answers={"employment": (0, "none"), "said": (0, "会弹六弦琴")},
    )  # fmt: skip
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    picture.seek(0)
    workers.attach(
        Response.objects.get(worker=worker), photo=picture, by=officer, at=AT,
        submission=uuid.uuid4(),
    )  # fmt: skip


def every_word(but=()):
    """Whatever any table holds, with every seal opened."""
    for model in apps.get_models():
        if model._meta.label in but:
            continue
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                yield model._meta.label, field.name, str(getattr(row, field.attname))


def found(words, but=()):
    return {
        (table, field)
        for table, field, text in every_word(but)
        if any(word.lower() in text.lower() for word in words)
    }


def forget(worker, *, by, second, on=ON):
    asked = workers.ask_erasure(worker, on=on, by=by)
    done = candidacies.decide_erasure(asked, years=3, on=on, by=second)
    while Switchboard().deliver():
        pass
    return done


def test_before_the_canaries_are_everywhere(known):
    tables = {table for table, _field in found(CANARIES)}

    assert {
        "workers.Worker", "workers.Change", "workers.Contact", "workers.Reveal",
        "workers.Response", "workers.Household", "candidacies.Help", "sheets.Row",
        "accounts.User",
    } <= tables  # fmt: skip


def test_not_a_word_is_left_but_what_is_locked_away(known, officer, second):
    identity, index = known.identity, known.identity_index
    photos = default_storage.listdir("attachments")[1]
    done = forget(known, by=officer, second=second)

    assert done.stage == "limited"
    assert found([*CANARIES, identity, index]) == {("workers.Erasure", "kept")}
    kept = json.loads(Erasure.objects.get().kept)
    assert (kept["identity"], len(kept["candidacies"])) == (identity, 1)
    assert photos


def test_files_go_with_the_transaction(known, officer, second, django_capture_on_commit_callbacks):
    before = set(default_storage.listdir("attachments")[1])
    with django_capture_on_commit_callbacks(execute=True):
        forget(known, by=officer, second=second)

    assert len(before - set(default_storage.listdir("attachments")[1])) == 1


def test_a_raw_copy_of_the_database_says_nothing_either(known, officer, second):
    index = known.phone_index
    forget(known, by=officer, second=second)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            text = str(cursor.fetchall())
            assert not [word for word in (*CANARIES, index) if word in text], table


def test_counts_and_the_log_stay(known, officer, second):
    close_blocks()
    counts = [table.objects.count() for table in (Worker, Candidacy, Help, Response, Notice)]
    told = list(Event.objects.order_by("id").values_list("id", "verb", "worker_id", "facts"))
    forget(known, by=officer, second=second)
    close_blocks()

    assert [
        table.objects.count() for table in (Worker, Candidacy, Help, Response, Notice)
    ] == counts
    now = list(Event.objects.order_by("id").values_list("id", "verb", "worker_id", "facts"))
    assert now[: len(told)] == told
    assert verify().faults == ()


def test_what_is_left_belongs_to_nobody_and_is_listed_nowhere(known, officer, second):
    user = known.account
    forget(known, by=officer, second=second)
    worker = Worker.objects.get(pk=known.pk)

    assert (worker.name, worker.left, worker.sex) == ("（已删除）", Left.ERASED, known.sex)
    assert worker.born_on == date(1990, 1, 1)
    assert not Worker.objects.visible_to(officer).filter(pk=worker.pk).exists()
    assert not Worker.objects.present().filter(pk=worker.pk).exists()
    closed = User.objects.get(pk=user.pk)
    assert (closed.is_active, closed.phone, closed.phone_index) == (False, "", None)


def test_who_never_applied_is_forgotten_at_once(officer, second):
    [worker] = counted.people(1, by=officer)

    done = forget(worker, by=officer, second=second)
    assert (done.stage, done.kept, done.keep_until) == ("erased", "", None)


def test_what_is_locked_away_is_destroyed_on_its_day(known, officer, second):
    until = forget(known, by=officer, second=second).keep_until
    assert candidacies.forget_due(on=until) == 0

    assert candidacies.forget_due(on=until + timedelta(days=1)) == 1
    assert found([*CANARIES, known.identity]) == set()
    assert Erasure.objects.get().stage == "erased"


def test_somebody_in_the_middle_of_it_is_not_forgotten(known, officer, second):
    for stage in ("interviewed", "offered"):
        candidacies.advance(Candidacy.objects.get(), to=stage, by=officer, because="test")
    asked = workers.ask_erasure(known, on=ON, by=officer)

    with pytest.raises(Refusal) as refused:
        candidacies.decide_erasure(asked, years=3, on=ON, by=second)
    assert refused.value.code == "still-under-way"
    assert Worker.objects.get(pk=known.pk).name == "扎西·卓玛"


def test_who_asked_for_somebody_does_not_decide(known, officer, second):
    asked = workers.ask_erasure(known, on=ON, by=officer)
    with pytest.raises(Refusal) as refused:
        candidacies.decide_erasure(asked, years=3, on=ON, by=officer)
    assert refused.value.code == "four-eyes"

    known.refresh_from_db()
    workers.refuse_erasure(asked, because="正在办理补贴", on=ON, by=officer)
    asked = workers.ask_erasure(known, on=ON, by=known.account)
    assert candidacies.decide_erasure(asked, years=3, on=ON, by=officer).stage == "limited"


def test_a_decision_is_taken_once(known, officer, second):
    asked = workers.ask_erasure(known, on=ON, by=officer)
    assert workers.ask_erasure(known, on=ON, by=officer) == asked, "asked twice is asked once"
    workers.withdraw_erasure(asked, on=ON, by=known.account)

    with pytest.raises(Refusal) as refused:
        candidacies.decide_erasure(asked, years=3, on=ON, by=second)
    assert refused.value.code == "already-decided"
    assert Worker.objects.get(pk=known.pk).name == "扎西·卓玛"


def test_a_record_merged_into_the_person_is_forgotten_with_it(known, officer, second):
    other = Worker.objects.exclude(pk=known.pk).filter(left="").first()
    name, identity = other.name, other.identity
    workers.merge(known, other, by=officer, because=f"{name}就是卓玛", on=ON)
    forget(Worker.objects.get(pk=known.pk), by=officer, second=second)

    assert found([*CANARIES, identity], but=["workers.Erasure"]) == set()
    assert Worker.objects.get(pk=other.pk).left == Left.ERASED


def test_who_left_long_ago_is_forgotten_by_the_clock(officer):
    first, second, third = counted.people(3, by=officer)
    for worker, on in ((first, date(2022, 1, 5)), (second, date(2025, 1, 5))):
        workers.mark_left(worker, why="moved", on=on, by=officer, because="迁出")
    told = {"before": date(2023, 3, 2), "years": 3, "on": ON}

    assert candidacies.forget_left(**told) == 1
    assert candidacies.forget_left(**told) == 0
    assert Worker.objects.get(pk=first.pk).left == Left.ERASED
    assert Worker.objects.get(pk=second.pk).name == second.name
    assert Worker.objects.get(pk=third.pk).left == ""


def test_old_words_and_cells_are_wiped_and_newer_ones_stay(known):
    late = AT + timedelta(days=4000)
    assert sheet_cells.forget_cells(before=AT - timedelta(days=4000)) == 0
    assert sheet_cells.forget_cells(before=late) > 0
    assert sheet_cells.forget_cells(before=late) == 0
    assert not Row.objects.exclude(raw="").exists()

    Notice.objects.update(settled_at=AT)
    assert notices.forget_words(before=AT) == 0
    assert notices.forget_words(before=late) > 0
    assert {(one.text, one.address) for one in Notice.objects.all()} == {("", "")}
