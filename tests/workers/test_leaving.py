"""Deceased, moved away, and back; consent that stands or was taken back; knocks at the door."""

from datetime import UTC, date, datetime

import pytest

from jiedui.accounts.models import User
from jiedui.accounts.roles import Role
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.workers import actions
from jiedui.workers.models import Consent, Household, Worker
from tests.workers.test_keeping import identity, keep, person

ON, LATER = date(2026, 3, 2), date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _catalogue(catalogue):
    pass


@pytest.fixture
def zhaxi(officer):
    keep(person(), by=officer)
    return Worker.objects.get()


def consent(worker, officer, **told):
    base = {
        "purpose": "matching", "wording": "我们想为您找工作，可以吗？", "language": "tibetan",
        "heard_by": "村干部甲", "on": ON, "by": officer, "channel": "visit",
    }  # fmt: skip
    return actions.record_consent(worker, **base | told)


def stands(worker, purpose="matching"):
    return Consent.objects.live().filter(worker=worker, purpose=purpose).exists()


def test_who_has_left_is_not_present_and_comes_back(zhaxi, officer):
    actions.mark_left(zhaxi, why="deceased", on=ON, by=officer, because="家属告知")
    assert list(Worker.objects.present()) == []
    assert list(Worker.objects.visible_to(officer)) == [zhaxi]

    with pytest.raises(Refusal) as caught:
        actions.mark_left(zhaxi, why="moved", on=ON, by=officer, because="")
    assert caught.value.code == "already-left"

    actions.mark_back(zhaxi, on=LATER, by=officer, because="弄错了人")
    assert list(Worker.objects.present()) == [zhaxi]
    verbs = Event.objects.filter(worker_id=zhaxi.pk).order_by("id").values_list("verb", "facts")
    assert list(verbs)[1:] == [
        ("worker.left", {"why": "deceased"}),
        ("worker.back", {"why": ""}),
    ]
    with pytest.raises(Refusal) as caught:
        actions.mark_back(zhaxi, on=LATER, by=officer, because="")
    assert caught.value.code == "not-left"


def test_nobody_leaves_tomorrow_or_before_birth(zhaxi, officer):
    for on, code in ((LATER, "day-to-come"), (date(1989, 1, 1), "left-before-born")):
        with pytest.raises(Refusal) as caught:
            actions.mark_left(zhaxi, why="moved", on=on, told_on=ON, by=officer, because="")
        assert caught.value.code == code


def test_who_has_moved_away_is_taken_over_by_the_other_county(zhaxi, officer, neighbour):
    old_roof = zhaxi.household
    actions.mark_left(zhaxi, why="moved", on=ON, by=officer, because="户口迁出")

    assert keep(person(home=513224), on=LATER, by=neighbour) == ["changed"]

    zhaxi.refresh_from_db()
    assert (zhaxi.home_id, zhaxi.left, zhaxi.left_on) == (513224, "", None)
    assert zhaxi.household != old_roof
    assert Household.objects.get(members=zhaxi).home_id == 513224
    assert list(Worker.objects.visible_to(neighbour)) == [zhaxi]
    assert list(Worker.objects.visible_to(officer)) == []


def test_consent_is_kept_word_for_word_and_taken_back(zhaxi, officer):
    first = consent(zhaxi, officer)
    assert stands(zhaxi)

    actions.withdraw_consent(
        zhaxi, purpose="matching", because="不想再被打扰", on=LATER, by=officer
    )

    first.refresh_from_db()
    assert (first.withdrawn_on, first.withdrawn_because, first.withdrawn_by_id) == (
        LATER, "不想再被打扰", officer.pk,
    )  # fmt: skip
    assert not stands(zhaxi)
    with pytest.raises(Refusal) as caught:
        actions.withdraw_consent(zhaxi, purpose="matching", on=LATER, by=officer)
    assert caught.value.code == "no-consent"

    consent(zhaxi, officer, on=LATER)
    assert stands(zhaxi)
    assert Consent.objects.count() == 2


def test_a_no_is_kept_and_other_purposes_do_not_stop_the_matching(zhaxi, officer):
    consent(zhaxi, officer)
    consent(zhaxi, officer, purpose="messages", given=False)
    assert stands(zhaxi)
    assert not stands(zhaxi, "messages")

    consent(zhaxi, officer, given=False)
    assert not stands(zhaxi)
    assert Event.objects.filter(verb="consent.refused").count() == 2


def test_nothing_read_out_is_no_consent(zhaxi, officer):
    with pytest.raises(Refusal) as caught:
        consent(zhaxi, officer, wording="  ")
    assert caught.value.code == "nothing-read-out"
    assert not Consent.objects.exists()


def test_a_day_to_come_again_is_kept_with_the_knock(zhaxi, officer):
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    told = {"channel": "visit", "at": at, "by": officer}
    actions.record_contact(zhaxi, outcome="again", again_on=date(2026, 3, 9), note="晚上来", **told)
    actions.record_contact(zhaxi, outcome="empty", **told)

    for again_on, outcome, code in (
        (date(2026, 3, 9), "refused", "no-day-agreed"),
        (date(2026, 3, 1), "again", "day-has-passed"),
    ):
        with pytest.raises(Refusal) as caught:
            actions.record_contact(zhaxi, outcome=outcome, again_on=again_on, **told)
        assert caught.value.code == code
    assert list(zhaxi.contacts.values_list("outcome", "again_on", "note")) == [
        ("empty", None, ""),
        ("again", date(2026, 3, 9), "晚上来"),
    ]


def test_a_person_sees_oneself_only(zhaxi, officer):
    keep(person(2, name="卓玛"), by=officer)
    user = User.objects.create(username="p1", full_name="扎西", role=Role.SELF)
    assert list(Worker.objects.visible_to(user)) == []

    Worker.objects.filter(pk=zhaxi.pk).update(account=user)
    assert list(Worker.objects.visible_to(user)) == [zhaxi]


@pytest.mark.parametrize(
    ("low", "high", "on", "found"),
    [
        (36, None, ON, True), (37, None, ON, False), (None, 36, ON, True), (None, 35, ON, False),
        (36, 36, date(2026, 1, 1), True), (36, None, date(2025, 12, 31), False),
    ],
)  # fmt: skip
def test_ages_are_counted_to_the_birthday(zhaxi, low, high, on, found):
    assert zhaxi.age_on(on) in (35, 36)
    assert Worker.objects.aged(low, high, on).exists() is found


def test_the_groups_of_a_sentence(zhaxi, officer):
    keep(
        person(2, name="卓玛", is_veteran=True, graduated_in=2025, sex="female", village="二村3组",
               household_classes=("lifted",), household="513225-1", identity=identity(2)),
    )  # fmt: skip
    other = Worker.objects.get(name="卓玛")

    for group in (
        Worker.objects.veterans(), Worker.objects.graduated_in([2024, 2025]),
        Worker.objects.of_sex("female"), Worker.objects.in_village("二村"),
        Worker.objects.of_class("lifted", LATER),
    ):  # fmt: skip
        assert list(group) == [other]
    assert not Worker.objects.of_class("lifted", date(2026, 1, 1)).exists()
