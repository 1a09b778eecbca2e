"""Every value knows when and through whom it came; every change can be taken back."""

import json
from datetime import date

import pytest
from django.db import connection

from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.workers import actions
from jiedui.workers.models import Change, Experience, Worker
from jiedui.workers.queries import Wish, changes_of, origin_of
from tests.workers.test_keeping import SEWING, identity, keep, person

ON, LATER = date(2026, 3, 2), date(2026, 4, 1)
TOWN = 513225102


@pytest.fixture(autouse=True)
def _catalogue(catalogue):
    pass


@pytest.fixture
def zhaxi(officer):
    keep(person(workplace="成都", household_classes=("lifted",)), by=officer)
    return Worker.objects.get()


def changed(worker):
    return {
        c.field: (json.loads(c.before), json.loads(c.after))
        for c in Change.objects.filter(worker=worker).order_by("id")
    }


def test_new_people_leave_no_change_and_come_from_their_registration(officer):
    actions.keep_people([person(i) for i in range(1, 4)], on=ON, by=officer, source="book:1")

    assert not Change.objects.exists()
    origins = origin_of(Worker.objects.first())
    assert (origins["phone"].by_id, origins["phone"].source) == (officer.pk, "book:1")
    assert origins["phone"].change is None


def test_what_a_sheet_changes_is_kept_with_its_origin(zhaxi, officer):
    actions.keep_people(
        [person(phone="13900000009", household_classes=("unstable",), education=3,
                certificates=("forklift",), experience=(("6-05-02-01", 3),))],
        on=LATER, by=officer, source="book:7", channel="phone",
    )  # fmt: skip

    assert changed(zhaxi) == {
        "education": (2, 3),
        "phone": ("13800000001", "13900000009"),
        "household_classes": (["lifted"], ["unstable"]),
        "certificates": ([], ["forklift"]),
        "experience": ([], [["6-05-02-01", 3]]),
    }
    origin = origin_of(zhaxi)["phone"]
    assert (origin.told_on, origin.by_id, origin.channel, origin.source) == (
        LATER, officer.pk, "phone", "book:7",
    )  # fmt: skip
    assert origin_of(zhaxi)["name"].source == ""


def test_a_change_holds_nothing_in_clear(zhaxi, officer):
    actions.correct(zhaxi, phone="13900000009", identity=identity(9), on=LATER, by=officer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM workers_change")
        rows = "|".join(str(value) for row in cursor.fetchall() for value in row)

    assert "13900000009" not in rows
    assert identity() not in rows
    assert changed(zhaxi)["identity"] == (identity(), identity(9))


def test_a_value_that_is_cleared_is_empty_and_comes_back(zhaxi, officer):
    actions.correct(zhaxi, workplace="", graduated_in=2024, on=ON, by=officer, because="填错")
    worker = Worker.objects.get()
    assert (worker.workplace, worker.graduated_in) == ("", 2024)

    for change in Change.objects.order_by("id"):
        actions.undo(change, by=officer, because="没有填错", on=LATER)

    worker.refresh_from_db()
    assert (worker.workplace, worker.graduated_in) == ("成都", None)
    assert origin_of(worker)["workplace"].told_on == LATER


def test_undo_of_every_kind_of_value(zhaxi, officer):
    told = {"on": LATER, "by": officer}
    before = Worker.objects.values("name", "spelling", "identity_index", "phone_index", "town_id")[
        0
    ]
    actions.correct(
        zhaxi, name="扎西·次仁", identity=identity(9), phone="13900000009", town=TOWN,
        household="513225-77", household_classes=("general",), **told,
    )  # fmt: skip
    actions.record_certificate(
        zhaxi, kind="welder", level="4", valid_until=date(2028, 1, 1), **told
    )
    actions.record_language(zhaxi, tongue="tibetan", level="talk", **told)
    actions.record_care(zhaxi, kind="elder", number=2, **told)
    actions.record_experience(zhaxi, occupation="6-05-02-01", years=4, **told)
    assert Change.objects.count() == 11  # the number tells the sex

    for change in Change.objects.order_by("-id"):
        actions.undo(change, because="核对", **told)

    worker = Worker.objects.get()
    assert Worker.objects.values(*before)[0] == before
    assert worker.phone == "13800000001"
    assert worker.identity == identity()
    held = worker.household.statuses.in_force(LATER)
    assert list(held.values_list("kind", flat=True)) == ["lifted"]
    hanging = worker.certificates, worker.spoken, worker.cares, worker.experiences
    assert not any(rows.exists() for rows in hanging)


def test_a_change_is_undone_once_and_not_after_the_value_has_moved_on(zhaxi, officer):
    actions.correct(zhaxi, village="二村", on=ON, by=officer)
    first = Change.objects.get()
    actions.correct(zhaxi, village="三村", on=LATER, by=officer)
    before = Event.objects.count()

    with pytest.raises(Refusal) as caught:
        actions.undo(first, by=officer, because="", on=LATER)
    assert caught.value.code == "changed-since"
    assert Event.objects.count() == before

    second = Change.objects.exclude(pk=first.pk).get()
    actions.undo(second, by=officer, because="", on=LATER)
    with pytest.raises(Refusal) as caught:
        actions.undo(second, by=officer, because="", on=LATER)
    assert caught.value.code == "already-undone"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"identity": identity()[:-2] + "0" + identity()[-1]}, "identity-checksum"),
        ({"born_on": date(1991, 1, 1)}, "birthday-differs"),
        ({"identity": "", "born_on": date(2012, 1, 1)}, "under-age"),
        ({"phone": "123"}, "phone-wrong"),
        ({"name": "1"}, "name-odd"),
        ({"home": 513224}, "registered-elsewhere"),
    ],
)
def test_a_correction_is_refused_as_a_sheet_is(zhaxi, officer, told, code):
    before = Event.objects.count()

    with pytest.raises(Refusal) as caught:
        actions.correct(zhaxi, on=ON, by=officer, **told)

    assert caught.value.code == code
    assert (Event.objects.count(), Change.objects.count()) == (before, 0)


def test_the_line_of_the_road_says_what_was_changed_and_why(zhaxi, officer):
    actions.correct(zhaxi, village="二村", on=ON, by=officer, because="搬家")

    event = Event.objects.latest("pk")
    [told] = changes_of([zhaxi])[event.pk]
    assert (told.field, told.before, told.after, told.because) == (
        "village",
        "一村",
        "二村",
        "搬家",
    )
    assert "搬家" not in str(event.facts)


def test_a_correction_may_carry_an_answer(zhaxi, officer):
    kept = actions.correct(zhaxi, on=ON, by=officer, wish=Wish(occupations=(SEWING,)))

    assert kept.outcome == "changed"
    assert zhaxi.intentions.current().get().occupations.get().said == "服装厂"


def test_the_running_work_ends_when_the_next_begins(zhaxi, officer):
    told = {"on": LATER, "by": officer}
    actions.record_spell(
        zhaxi, employment="local", began_on=date(2025, 3, 1), employer_name="九寨酒店", **told
    )
    actions.record_spell(
        zhaxi, employment="away", began_on=date(2026, 2, 20), employer_name="嘉善云帆", pay=6000,
        workplace="嘉善", found="bureau", **told,
    )  # fmt: skip

    worker = Worker.objects.get()
    assert list(worker.spells.values_list("employer_name", "ended_on")) == [
        ("嘉善云帆", None),
        ("九寨酒店", date(2026, 2, 20)),
    ]
    assert (worker.employment, worker.employer_name, worker.workplace) == (
        "away", "嘉善云帆", "嘉善",
    )  # fmt: skip

    actions.end_spell(worker, ended_on=LATER, **told)
    worker.refresh_from_db()
    assert (worker.employment, worker.employer_name) == ("none", "")
    assert not worker.spells.running().exists()
    with pytest.raises(Refusal) as caught:
        actions.end_spell(worker, ended_on=LATER, **told)
    assert caught.value.code == "no-running-spell"


def test_a_level_rises_in_place_and_years_are_told_again(zhaxi, officer):
    told = {"on": LATER, "by": officer}
    actions.record_certificate(zhaxi, kind="welder", level="5", **told)
    actions.record_certificate(zhaxi, kind="welder", level="4", **told)
    actions.record_experience(zhaxi, occupation="6-05-02-01", years=3, **told)
    actions.record_experience(zhaxi, occupation="6-05-02-01", years=4, **told)
    actions.record_care(zhaxi, kind="elder", number=1, **told)
    actions.record_care(zhaxi, kind="elder", number=0, **told)

    assert list(zhaxi.certificates.values_list("kind", "level")) == [("welder", "4")]
    assert Experience.objects.get().years == 4
    assert not zhaxi.cares.exists()


def test_a_sheet_does_not_spoil_the_level_of_a_certificate(zhaxi, officer):
    told = {"on": ON, "by": officer}
    actions.record_certificate(zhaxi, kind="welder", level="4", **told)
    keep(person(certificates=("welder", "forklift"), workplace="成都"), on=LATER, by=officer)
    added = Change.objects.latest("id")

    actions.undo(added, because="没有这个证", by=officer, on=LATER)

    assert list(zhaxi.certificates.values_list("kind", "level")) == [("welder", "4")]
