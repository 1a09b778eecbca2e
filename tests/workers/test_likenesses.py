"""Records that are one person: found county by county, decided once, taken back at will."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedui.clockwork import runner
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.workers import actions as workers
from jiedui.workers import bridge
from jiedui.workers.models import Left, Likeness, LikenessStage, Sifting, SiftingStage, Worker
from jiedui.workers.queries.likenesses import reasons, side_by_side
from tests.workers.alike import CARD, HOME, ON, keep, number, person, sift, twice


@pytest.fixture
def pair(officer):
    keep(*twice(), person("德吉", date(1992, 5, 1)), by=officer)
    sift(officer)
    return Likeness.objects.get()


def test_one_person_registered_twice_is_found(pair):
    levels = {field: level for field, level, _weight in pair.reasons}

    assert (pair.one.name, pair.other.name) == ("杨志明", "杨智明")
    assert pair.percent >= 90
    assert levels == {
        "name": "sound", "identity": "day", "sex": "same", "phone": "own", "place": "village",
    }  # fmt: skip
    assert pair.stage == LikenessStage.OPEN


def test_neighbours_of_one_name_stay_apart(officer):
    keep(
        person("王秀英", date(1972, 1, 15), identity=number("51322519720115002"), village="城东村"),
        person("王秀英", date(1986, 4, 23), identity=number("51322519860423004"), village="城东村"),
        by=officer,
    )
    sift(officer)

    assert not Likeness.objects.exists()


def test_nothing_that_was_found_says_what_a_record_says(pair):
    kept = str(Likeness.objects.values().get()) + str(list(Event.objects.values_list("facts")))

    assert not [said for said in ("杨志明", "13800001111", CARD, "1987") if said in kept]


def test_the_search_is_counted(officer):
    keep(*twice(), by=officer)
    sifting = sift(officer)

    assert (sifting.stage, sifting.people, sifting.found) == ("sifted", 2, 1)
    assert (sifting.counties, sifting.percent) == ([HOME], 100)
    verbs = Event.objects.filter(verb__startswith="sifting.").values_list("verb", flat=True)
    assert list(verbs) == ["sifting.asked", "sifting.begun", "sifting.sifted"]


def test_an_empty_county_is_searched_at_once(officer):
    assert sift(officer).people == 0


def test_only_one_search_at_a_time(officer):
    workers.find_likenesses(officer.organisation.region, on=ON, by=officer)

    with pytest.raises(Refusal) as refused:
        workers.find_likenesses(officer.organisation.region, on=ON, by=officer)
    assert refused.value.code == "already-sifting"


def test_the_clockwork_does_the_search(officer):
    keep(*twice(), by=officer)
    sifting = workers.find_likenesses(officer.organisation.region, on=ON, by=officer)

    runner.work(until_idle=True)

    sifting.refresh_from_db()
    assert sifting.stage == SiftingStage.SIFTED
    assert Likeness.objects.count() == 1


def test_a_search_goes_county_by_county_and_a_step_twice_is_once(officer, west):
    neighbouring = 513224
    keep(*twice(), by=officer)
    keep(*(person(p.name, home=neighbouring, phone=p.phone) for p in twice()), by=officer)
    prefecture = type(west).objects.get(code=513200)
    sifting = workers.find_likenesses(prefecture, on=ON, by=officer)

    sifting = workers.sift(sifting)
    assert (sifting.stage, sifting.counties) == ("begun", [neighbouring, HOME])
    stale = Sifting.objects.get(pk=sifting.pk)
    sifting = workers.sift(sifting)
    assert (sifting.done, sifting.percent, Likeness.objects.count()) == (1, 50, 1)
    Sifting.objects.filter(pk=stale.pk).update(
        done=0, people=0, found=0
    )  # killed before it counted
    again = workers.sift(stale)
    assert (again.done, Likeness.objects.count()) == (1, 1)
    last = workers.sift(again)
    assert (last.stage, Likeness.objects.count(), workers.sift(last).stage) == (
        "sifted",
        2,
        "sifted",
    )


def test_a_search_that_cannot_go_on_says_so(officer):
    sifting = workers.find_likenesses(officer.organisation.region, on=ON, by=officer)
    failed = workers.give_up_sifting(sifting, because={"code": "broke"})

    assert (failed.stage, failed.trouble) == ("failed", {"code": "broke"})
    assert workers.give_up_sifting(failed, because={}).trouble == {"code": "broke"}
    assert sift(officer).stage == "sifted"


def test_merging_keeps_the_chosen_values(pair, officer):
    merged = workers.merge_alike(
        pair, kept=pair.one, choose=("name",), by=officer, because="看过身份证", on=ON
    )

    kept, gone = Worker.objects.get(pk=pair.one_id), Worker.objects.get(pk=pair.other_id)
    assert (kept.name, kept.identity, kept.remark) == ("杨智明", CARD, "会电焊")
    assert (gone.left, gone.merged_into_id) == (Left.MERGED, kept.pk)
    assert (merged.stage, merged.by_id, merged.decided_on) == ("merged", officer.pk, ON)
    assert Event.objects.filter(verb="likeness.merged", worker_id=kept.pk).count() == 1


def test_either_of_the_two_may_stay(pair, officer):
    workers.merge_alike(pair, kept=pair.other, by=officer, because="核对", on=ON)

    assert Worker.objects.get(pk=pair.other_id).identity == CARD
    assert Worker.objects.get(pk=pair.one_id).left == Left.MERGED


def test_somebody_else_cannot_be_kept(pair, officer):
    stranger = Worker.objects.get(name="德吉")

    with pytest.raises(Refusal) as refused:
        workers.merge_alike(pair, kept=stranger, by=officer, because="", on=ON)
    assert refused.value.code == "not-of-this-pair"
    assert not Event.objects.filter(verb__startswith="likeness.").exists()


def test_two_people_are_remembered_and_never_asked_about_again(pair, officer):
    workers.tell_apart(pair, by=officer, on=ON)
    sift(officer)

    assert list(Likeness.objects.values_list("pk", "stage")) == [(pair.pk, "different")]
    with pytest.raises(Refusal) as refused:
        workers.tell_apart(pair, by=officer, on=ON)
    assert refused.value.code == "already-decided"


def test_a_decision_is_taken_back(pair, officer):
    workers.tell_apart(pair, by=officer, on=ON)
    pair = workers.reopen(pair, by=officer, on=ON)

    assert (pair.stage, pair.by_id, pair.decided_on) == ("open", None, None)
    with pytest.raises(Refusal) as refused:
        workers.reopen(pair, by=officer, on=ON)
    assert refused.value.code == "still-open"


def test_a_merge_is_taken_back_with_the_decision(pair, officer):
    merged = workers.merge_alike(pair, kept=pair.one, by=officer, because="看错了", on=ON)
    workers.reopen(merged, by=officer, on=ON, because="不是")

    gone = Worker.objects.get(pk=pair.other_id)
    assert (gone.left, gone.remark) == (Left.HERE, "会电焊")
    assert Likeness.objects.open().get().pk == pair.pk


def test_a_merge_done_and_undone_on_the_persons_page_is_known_here(pair, officer):
    merged = workers.merge(pair.one, pair.other, by=officer, because="本人来过", on=ON)
    runner.work(until_idle=True)
    pair.refresh_from_db()
    assert (pair.stage, pair.merge_id, pair.because) == ("merged", merged.pk, "本人来过")

    workers.unmerge(merged, by=officer, because="错了", on=ON)
    runner.work(until_idle=True)
    pair.refresh_from_db()
    assert (pair.stage, pair.merge_id) == ("open", None)


def test_whoever_has_left_waits_no_more(pair, officer):
    workers.mark_left(pair.other, why=Left.MOVED, on=ON, by=officer, because="迁出")

    assert not Likeness.objects.open().exists()


def test_a_pair_that_was_corrected_apart_is_taken_off(pair, officer):
    told = {"name": "李建国", "phone": "13900000000", "born_on": date(1970, 1, 30)}
    workers.correct(pair.other, on=ON, by=officer, because="核对", **told)
    sift(officer)

    assert not Likeness.objects.exists()


def test_only_the_own_county_sees_the_pair(pair, officer, neighbour, eastern_officer, watcher):
    seen = [Likeness.objects.visible_to(user).count() for user in (officer, neighbour, watcher)]

    assert seen == [1, 0, 0]
    assert not Likeness.objects.visible_to(eastern_officer).exists()
    assert not Sifting.objects.visible_to(neighbour).exists()


# ---- two side by side


def test_both_sides_show_what_differs_and_no_whole_number(officer):
    one, other = keep(
        person(identity=CARD, phone="13800001111"),
        person("杨智明", identity=number("51322519870227157"), phone="13800001119"),
        by=officer,
    )
    rows = {row.field: row for row in side_by_side(Likeness(one=one, other=other))}

    assert rows["name"].one == [("杨志明", True)]
    assert rows["name"].contested
    assert rows["phone"].one == [("*******111", False), ("1", True)]
    assert "".join(text for text, _differs in rows["identity"].one).count("*") >= 12
    assert not rows["born_on"].differs


def test_reasons_are_told_in_words_the_heaviest_first(pair):
    told = [str(reason.said) for reason in reasons(pair)]

    assert len(told) == 5
    assert set(told[:2]) == {"出生日期相同", "电话相同，别人没有登记这个号码"}


def test_every_level_has_its_words():
    from jiedui.engine.identify import COMPARISONS  # noqa: PLC0415 -- tests may look below
    from jiedui.workers.queries.likenesses import FIELDS, SAID  # noqa: PLC0415

    levels = {(c.field, level.code) for c in COMPARISONS for level in c.levels}
    assert set(SAID) == levels
    assert set(FIELDS) == {c.field for c in COMPARISONS}


# ---- at the entry form


def suspects(entry, by):
    return [
        (one.worker.name, one.percent >= 50)
        for one in bridge.likely(entry, Worker.objects.visible_to(by))
    ]


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("the same number", {"identity": CARD}),
        ("a digit mistyped", {"identity": CARD[:9] + "1" + CARD[10:], "name": "杨智明"}),
        ("two digits exchanged", {"identity": CARD[:10] + CARD[11] + CARD[10] + CARD[12:]}),
        ("by ear, no number", {"name": "杨智明", "phone": "13800001111"}),
        ("no number, the day misread", {"born": date(1987, 2, 21), "phone": "13800001111"}),
    ],
)  # fmt: skip
def test_who_is_entered_again_is_recognised(officer, why, told):
    keep(twice()[0], person("李建国"), by=officer)

    assert suspects(person(**told), officer)[:1] == [("杨志明", True)], why


def test_a_newcomer_is_nobody_we_know(officer):
    keep(*twice(), by=officer)

    assert suspects(person("德吉卓玛", date(1999, 9, 9), phone="13912345678"), officer) == []


def test_people_of_other_counties_are_not_told_of(officer, neighbour):
    keep(twice()[0], by=officer)

    assert suspects(person(identity=CARD, home=513224), neighbour) == []


def test_why_somebody_is_suspected_is_said(officer):
    keep(twice()[0], by=officer)
    [one] = bridge.likely(twice()[1], Worker.objects.visible_to(officer))

    assert "姓名同音不同字" in [str(said) for said in one.said]


def test_the_person_under_correction_is_not_suspected_of_being_the_same(officer):
    [kept] = keep(twice()[0], by=officer)

    assert suspects(person(identity=CARD, worker_id=kept.pk), officer) == []


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="a few rows are read through, not looked up"
)
def test_entry_looks_into_indexes_and_never_through_everybody(officer):
    keep(*twice(), by=officer)
    entry = person("杨智明", identity=CARD[:9] + "1" + CARD[10:], phone="13800001111")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        bridge.likely(entry, Worker.objects.visible_to(officer))
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = [row[3] for row in cursor.fetchall() if "workers_worker" in row[3]]
            assert not [line for line in plan if line.startswith("SCAN")], plan
            assert not [line for line in plan if "workers_of_a_county" in line], plan
    assert len(asked) <= 9
