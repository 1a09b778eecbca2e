"""Two records of one person become one, one of two becomes two, and both ways back."""

from datetime import UTC, date, datetime

import pytest

from jiedui.accounts.models import User
from jiedui.accounts.roles import Role
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.workers import actions
from jiedui.workers.models import Intention, Merge, Worker
from jiedui.workers.queries import Wish, check_digit, origin_of
from tests.workers.test_keeping import SEWING, identity, keep, person

ON, LATER = date(2026, 3, 2), date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _catalogue(catalogue):
    pass


def two(officer, first=None, second=None):
    first = {"wish": Wish(asked_on=date(2026, 1, 5), least_pay=4000)} | (first or {})
    second = {
        "name": "扎西多吉",
        "wish": Wish(asked_on=date(2026, 2, 5), occupations=(SEWING,)),
    } | (second or {})
    keep(person(1, **first), person(2, **second), by=officer)
    return Worker.objects.order_by("pk")


def merged(officer, kept, other, **told):
    return actions.merge(kept, other, by=officer, because="同一个人", on=ON, **told)


def everything():
    """What both records say and what hangs on them, to compare before and after."""
    return {
        worker.pk: (
            worker.name, worker.identity, worker.phone, worker.identity_index, worker.left,
            worker.workplace, worker.account_id, worker.household_id,
            sorted(worker.certificates.values_list("kind", "level")),
            sorted(worker.intentions.values_list("pk", "superseded")),
            sorted(worker.contacts.values_list("pk", flat=True)),
            sorted(worker.consents.values_list("pk", flat=True)),
        )
        for worker in Worker.objects.all()
    }  # fmt: skip


def test_all_that_hangs_on_the_other_moves_and_comes_back(officer):
    kept, other = two(officer, second={"workplace": "成都", "certificates": ("welder",)})
    told = {"on": ON, "by": officer}
    actions.record_certificate(kept, kind="forklift", level="5", **told)
    actions.record_certificate(other, kind="forklift", level="4", **told)
    actions.record_contact(
        other, outcome="empty", channel="phone", by=officer, at=datetime(2026, 2, 1, 9, tzinfo=UTC)
    )
    for worker in (kept, other):
        actions.record_consent(worker, purpose="matching", wording="为您找工作", language="tibetan",
                               heard_by=officer, **told)  # fmt: skip
    other.account = User.objects.create(username="p1", full_name="扎西", role=Role.SELF)
    other.save()
    before = everything()

    merge = merged(officer, kept, other)

    kept, other = Worker.objects.order_by("pk")
    assert (other.left, other.left_on, other.merged_into) == ("merged", ON, kept)
    assert (kept.name, kept.workplace, kept.account.full_name) == ("扎西·多吉", "成都", "扎西")
    assert sorted(kept.certificates.values_list("kind", "level")) == [
        ("forklift", "5"),
        ("welder", ""),
    ]
    assert list(other.certificates.values_list("kind", "level")) == [("forklift", "4")]
    assert kept.contacts.count() == 1
    assert (kept.consents.count(), other.consents.count()) == (1, 1)
    assert kept.intentions.current().get().asked_on == date(2026, 2, 5)
    assert list(Worker.objects.present()) == [kept]

    actions.unmerge(merge, by=officer, because="两个人", on=LATER)

    assert everything() == before
    verbs = list(Event.objects.filter(verb__in=["worker.merged", "worker.unmerged"]).order_by("id"))
    assert [(e.verb, e.facts["merge"], e.facts["other"]) for e in verbs] == [
        ("worker.merged", merge.pk, other.pk),
        ("worker.unmerged", merge.pk, other.pk),
    ]


def test_a_number_that_was_missing_goes_over_and_comes_back(officer):
    kept, other = two(officer, first={"identity": None, "phone": None})
    before = everything()

    merge = merged(officer, kept, other)
    kept.refresh_from_db()
    assert (kept.identity, kept.phone) == (identity(2), "13800000002")
    assert keep(person(2, name="扎西·多吉", village="五村")) == ["changed"]
    assert Worker.objects.get(pk=kept.pk).village == "五村"

    actions.unmerge(merge, by=officer, because="两个人", on=LATER)
    assert {**everything()} == before


def test_the_right_number_is_chosen_and_both_find_the_person_afterwards(officer):
    kept, other = two(officer)

    merge = merged(officer, kept, other, choose=["identity", "name"])

    kept.refresh_from_db()
    assert (kept.identity, kept.name) == (identity(2), "扎西多吉")
    assert keep(person(2, name="扎西多吉", village="五村")) == ["changed"]
    assert keep(person(1, name="扎西多吉", village="六村")) == ["changed"]
    assert Worker.objects.count() == 2
    assert Worker.objects.get(pk=kept.pk).village == "六村"

    actions.unmerge(merge, by=officer, because="两个人", on=LATER)
    assert set(Worker.objects.values_list("name", flat=True)) == {"扎西·多吉", "扎西多吉"}
    assert keep(person(2, name="扎西多吉", village="七村")) == ["changed"]
    assert Worker.objects.get(pk=other.pk).village == "七村"


def test_both_lines_of_one_sheet_reach_the_one_person(officer):
    kept, other = two(officer)
    merged(officer, kept, other)

    outcomes = keep(
        person(1, village="二村", wish=Wish(asked_on=date(2026, 3, 1), least_pay=5000)),
        person(2, name="扎西·多吉", phone="13800000001", village="三村",
               wish=Wish(asked_on=date(2026, 3, 2), least_pay=5500)),
    )  # fmt: skip

    assert outcomes == ["changed", "changed"]
    kept.refresh_from_db()
    assert kept.village == "三村"
    assert kept.intentions.current().get().least_pay == 5500
    assert not Intention.objects.filter(worker=other).exists()


def test_values_taken_over_keep_the_origin_they_had(officer):
    kept, other = two(officer)
    actions.correct(other, workplace="成都", on=ON, by=officer, channel="phone", source="回访")

    merged(officer, kept, other)

    origin = origin_of(kept)["workplace"]
    assert (origin.channel, origin.source) == ("phone", "回访")


def test_what_was_changed_since_the_merge_stays(officer):
    kept, other = two(officer, second={"workplace": "成都"})
    merge = merged(officer, kept, other)
    actions.correct(kept, workplace="嘉善", on=LATER, by=officer)

    actions.unmerge(merge, by=officer, because="两个人", on=LATER)

    assert dict(Worker.objects.values_list("pk", "workplace")) == {
        kept.pk: "嘉善",
        other.pk: "成都",
    }


def test_a_shell_takes_no_writes_and_is_not_merged_twice(officer):
    kept, other = two(officer)
    merge = merged(officer, kept, other)
    before = Event.objects.count()

    for write in (
        lambda: merged(officer, kept, other),
        lambda: merged(officer, other, kept),
        lambda: actions.correct(other, village="九村", on=ON, by=officer),
        lambda: actions.mark_left(other, why="moved", on=ON, by=officer, because=""),
    ):
        with pytest.raises(Refusal) as caught:
            write()
        assert caught.value.code == "record-merged"
    with pytest.raises(Refusal) as caught:
        merged(officer, kept, kept)
    assert caught.value.code == "same-record"
    assert Event.objects.count() == before

    actions.unmerge(merge, by=officer, because="", on=LATER)
    with pytest.raises(Refusal) as caught:
        actions.unmerge(merge, by=officer, because="", on=LATER)
    assert caught.value.code == "already-undone"


def test_a_chain_of_merges_leads_to_the_one_who_is_left_and_is_undone_from_its_end(officer):
    keep(*(person(i, name=f"扎西{i}") for i in (1, 2, 3)), by=officer)
    a, b, c = Worker.objects.order_by("pk")
    first = merged(officer, b, a)
    second = merged(officer, c, b)

    assert keep(person(1, name="扎西3", village="九村")) == ["changed"]
    assert Worker.objects.get(pk=c.pk).village == "九村"
    with pytest.raises(Refusal) as caught:
        actions.unmerge(first, by=officer, because="", on=LATER)
    assert caught.value.code == "record-merged"

    actions.unmerge(second, by=officer, because="", on=LATER)
    actions.unmerge(first, by=officer, because="", on=LATER)
    assert Worker.objects.present().count() == 3


def test_a_record_of_two_people_is_split_and_made_one_again(officer):
    [worker] = two(officer, second={"identity": None})[:1]
    asked = actions.record_intention(
        worker, asked_on=ON, channel="visit", by=officer, least_pay=3000
    )
    assert asked.outcome == "changed"
    theirs = worker.intentions.current().get()
    born = date(1992, 2, 2)
    stem = f"513225{born:%Y%m%d}005"
    sister = person(5, name="卓玛", born_on=born, identity=stem + check_digit(stem))

    parted = actions.split(
        worker, person=sister, by=officer, because="姐妹俩共用一份", on=ON,
        moving={"Intention.worker": [theirs.pk]}, clearing=["phone"],
    )  # fmt: skip

    worker.refresh_from_db()
    assert worker.phone == ""
    assert parted.newcomer.name == "卓玛"
    assert parted.newcomer.intentions.current().get().pk == theirs.pk
    assert worker.intentions.current().get().least_pay == 4000

    actions.unsplit(parted, by=officer, because="原来是一个人", on=LATER)
    worker.refresh_from_db()
    assert worker.intentions.current().get().pk == theirs.pk
    assert Worker.objects.get(name="卓玛").merged_into == worker
    assert Merge.objects.count() == 1


def test_nobody_is_split_into_somebody_who_is_known(officer):
    first, second = two(officer)

    with pytest.raises(Refusal) as caught:
        actions.split(
            first, person=person(2, name="扎西多吉"), by=officer, because="", on=ON,
        )  # fmt: skip

    assert caught.value.code == "person-known"
    assert Worker.objects.get(pk=second.pk).intentions.count() == 1


def test_people_of_two_counties_are_not_merged(officer):
    keep(person(1))
    keep(person(2, home=513224))

    with pytest.raises(Refusal) as caught:
        merged(officer, *Worker.objects.order_by("pk"))

    assert caught.value.code == "registered-elsewhere"
