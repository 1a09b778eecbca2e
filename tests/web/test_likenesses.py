"""The queue of likenesses at the desk: found, looked at, decided, taken back."""

from dataclasses import replace

import pytest
from django.urls import reverse

from jiedui.clockwork import runner
from jiedui.workers.models import Likeness, Worker
from tests.web.test_lists import queries_of
from tests.workers.alike import CARD, keep, person, sift, twice

LIST = reverse("desk:likenesses")


@pytest.fixture
def pair(officer):
    keep(*twice(), by=officer)
    sift(officer)
    return Likeness.objects.get()


def page(pair, part="likeness"):
    return reverse(f"desk:{part}", args=[pair.pk])


def test_an_officer_starts_the_search_and_sees_it_go_on(officer, desk):
    keep(*twice(), by=officer)
    assert "还没有查过重" in desk.get(LIST).text

    answer = desk.post(reverse("desk:likenesses_find"), follow=True)
    assert "正在查重" in answer.text
    runner.work(until_idle=True)

    shown = desk.get(LIST).text
    assert "查过 2 人，像同一人的 1 对" in shown
    assert "杨志明 ／ 杨智明" in shown
    assert "对档案像是同一人" in desk.get(reverse("desk:home")).text


def test_two_searches_at_once_are_refused_in_words(officer, desk):
    desk.post(reverse("desk:likenesses_find"))
    answer = desk.post(reverse("desk:likenesses_find"), follow=True)

    assert "请等这一次查完" in answer.text


def test_the_two_stand_side_by_side_with_reasons_and_no_number(pair, desk):
    shown = desk.get(page(pair)).text

    assert "姓名同音不同字" in shown
    assert "<mark>杨志明</mark>" in shown
    assert CARD not in shown
    assert "13800001111" not in shown


def test_the_officer_merges_with_the_right_name(pair, desk, officer):
    sent = {"kept": "one", "name": "other", "village": "one", "because": "看过身份证"}
    answer = desk.post(page(pair), sent, follow=True)

    assert "已合并" in answer.text
    assert Worker.objects.get(pk=pair.one_id).name == "杨智明"
    pair.refresh_from_db()
    assert (pair.stage, pair.because, pair.by_id) == ("merged", "看过身份证", officer.pk)
    assert "杨" in desk.get(f"{LIST}?stage=merged").text


def test_the_household_with_people_in_it_is_kept(officer, desk):
    alone, among = twice()
    father = person("杨成", alone.born_on.replace(year=1960), household="7", phone="13911112222")
    keep(alone, replace(among, household="7"), father, by=officer)
    sift(officer)
    pair = Likeness.objects.get(other__name="杨智明")

    assert "杨成" in desk.get(page(pair)).text
    desk.post(page(pair), {"kept": "one", "name": "one", "village": "one", "because": "问过"})
    assert Worker.objects.get(pk=pair.one_id).household.code.endswith("7")


def test_a_merge_without_a_word_how_it_was_verified_is_not_done(pair, desk):
    answer = desk.post(page(pair), {"kept": "one", "name": "one", "village": "one"})

    assert answer.status_code == 200
    pair.refresh_from_db()
    assert pair.stage == "open"


def test_not_the_same_person_and_back_again(pair, desk):
    desk.post(page(pair, "likeness_different"))
    assert "没有等您核对的" in desk.get(LIST).text

    answer = desk.post(page(pair, "likeness_reopen"), follow=True)
    assert "重新等待核对" in answer.text
    pair.refresh_from_db()
    assert pair.stage == "open"


def test_a_decision_made_twice_is_refused_in_words(pair, desk):
    desk.post(page(pair, "likeness_different"))
    answer = desk.post(page(pair, "likeness_different"), follow=True)

    assert "已经核对过了" in answer.text


@pytest.mark.parametrize("part", ["likeness", "likeness_different", "likeness_reopen"])
def test_others_do_not_find_the_pair(pair, neighbours_desk, eastern_desk, watchers_desk, part):
    assert neighbours_desk.post(page(pair, part)).status_code == 404
    assert eastern_desk.post(page(pair, part)).status_code == 403
    assert watchers_desk.post(page(pair, part)).status_code == 403
    assert eastern_desk.get(LIST).status_code == 403
    assert "杨志明" not in neighbours_desk.get(LIST).text


def many(first, number, by):
    """So many pairs of people, each registered twice."""
    for at in range(first, first + number):
        phone = f"1370000{at:04d}"
        keep(person(f"杨志{chr(0x4E00 + at * 7)}", identity=None, phone=phone),
             person(f"扬志{chr(0x4E00 + at * 7)}", phone=phone), by=by)  # fmt: skip


def test_the_queue_costs_the_same_for_ten_and_twenty(officer, desk):
    many(0, 10, officer)
    sift(officer)
    assert Likeness.objects.count() >= 10
    ten, stored = queries_of(desk, LIST), Likeness.objects.count()
    many(10, 10, officer)
    sift(officer)

    assert Likeness.objects.count() > stored
    assert queries_of(desk, LIST) == ten


def test_the_queue_is_turned_by_key_and_nothing_is_skipped(officer, desk):
    many(0, 36, officer)
    sift(officer)
    told, address = [], LIST
    while address:
        answer = desk.get(address)
        rows = answer.context["page"]
        told += [row.pk for row in rows]
        address = rows.after and f"{LIST}?after={rows.after}"

    by_rank = list(Likeness.objects.order_by("-rank").values_list("pk", flat=True))
    assert told == by_rank
    assert len(told) > 30
