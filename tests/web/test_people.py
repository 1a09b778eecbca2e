"""One person at the desk: entered, corrected, added to, merged, split, taken back."""

from datetime import date
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiedui.core.events import Event
from jiedui.workers import actions
from jiedui.workers.models import Change, Merge, Split, Worker
from tests.web import counted

BORN = date(1996, 3, 4)


@pytest.fixture
def worker(officer):
    return counted.people(1, by=officer)[0]


def at(name, worker, *more):
    return reverse(f"desk:{name}", args=[worker.code, *more])


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def entry(**told):
    base = {"name": "尕让·旺修", "identity": counted.identity(77, BORN), "phone": "13811112222",
            "home": "513225", "education": "3", "told_on": "2026-03-02", "channel": "visit",
            "village": "一村"}  # fmt: skip
    return base | told


def test_a_person_is_entered_by_hand(desk, officer):
    answer = desk.post(reverse("desk:person_new"), entry(household_classes=["lifted"]))

    worker = Worker.objects.get()
    assert answer.url == at("person", worker)
    assert (worker.name, worker.born_on, worker.sex) == ("尕让·旺修", BORN, "male")
    assert worker.household.statuses.get().kind_id == "lifted"
    page = page_of(desk, at("person", worker))
    assert "手工登记" in page
    assert officer.full_name in page


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"identity": "513225199603040019"}, "校验位对不上"),
        ({"identity": "", "born_on": ""}, "没有出生日期"),
        ({"identity": "", "born_on": "2015-01-01"}, "未满16周岁"),
        ({"phone": "123"}, "电话号码不对"),
        ({"name": "1"}, "不像一个姓名"),
        ({"told_on": "2999-01-01"}, "在今天之后"),
        ({"roof": "P000"}, "没有找到这个人员编号"),
    ],
)
def test_an_entry_is_refused_as_a_sheet_is(desk, told, said):
    answer = desk.post(reverse("desk:person_new"), entry(**told))

    assert said in answer.content.decode()
    assert not Worker.objects.exists()


def test_somebody_known_is_shown_before_and_refused_after(desk, worker):
    told = entry(name=worker.name, identity=worker.identity, born_on="")

    first = desk.post(reverse("desk:person_new"), told).content.decode()
    assert "库里可能已经有这个人" in first
    assert worker.code in first
    second = desk.post(reverse("desk:person_new"), told | {"is_another": "on"}).content.decode()
    assert "已经登记过" in second
    assert Worker.objects.count() == 1


def correction(worker, **told):
    base = {"name": worker.name, "born_on": str(worker.born_on), "sex": worker.sex,
            "education": str(worker.education), "told_on": "2026-03-02", "because": "照身份证核对",
            "household_classes": ["general"]}  # fmt: skip
    return base | told


def test_a_correction_is_shown_on_the_road_and_undone_there(desk, worker, officer):
    answer = desk.post(at("person_correct", worker), correction(worker, village="三村"))
    assert answer.status_code == 302, answer.content.decode()
    worker.refresh_from_db()
    assert worker.village == "三村"

    page = page_of(desk, at("person", worker))
    change = Change.objects.get(field="village")
    assert "照身份证核对" in page
    assert at("person_undo", worker, change.pk) in page
    assert worker.phone not in page

    assert "把“村组”从“三村”恢复成“—”" in page_of(desk, at("person_undo", worker, change.pk))

    desk.post(at("person_undo", worker, change.pk), {"because": "填错了"})
    worker.refresh_from_db()
    assert worker.village == ""
    assert at("person_undo", worker, change.pk) not in page_of(desk, at("person", worker))


def test_the_same_again_is_no_correction(desk, worker):
    written = Event.objects.exclude(verb="person.seen")
    before = written.count()

    answer = desk.post(at("person_correct", worker), correction(worker), follow=True)

    assert "没有更改" in answer.content.decode()
    assert written.count() == before


def test_a_number_stays_where_the_field_was_left_empty_and_goes_when_it_is_void(desk, worker):
    phone, number = worker.phone, worker.identity
    desk.post(at("person_correct", worker), correction(worker, village="二村"))
    worker = Worker.objects.get()
    assert (worker.phone, worker.identity) == (phone, number)

    desk.post(at("person_correct", worker), correction(worker, no_phone="on"))
    assert Worker.objects.get().phone == ""


ADDED = {
    "certificate": ({"kind": "welder", "level": "4"}, "中级（四级）"),
    "experience": ({"work": "缝纫工", "years": "3"}, "3 年"),
    "language": ({"tongue": "tibetan", "level": "talk"}, "藏语"),
    "care": ({"kind": "elder", "number": "2"}, "老人"),
    "spell": ({"employment": "away", "employer_name": "嘉善云帆", "began_on": "2026-01-05"},
              "嘉善云帆"),
    "consent": ({"purpose": "matching", "wording": "为您找工作，同意吗？", "language": "tibetan",
                 "heard_by": "村干部甲", "answer": "yes"}, "为本人匹配、推荐岗位"),
    "contact": ({"channel": "phone", "outcome": "empty", "at": "09:30"}, "空号、停机"),
    "wish": ({"channel": "visit", "wants_work": "yes", "work": "保安员、缝纫工", "where": "嘉善",
              "least_pay": "4800"}, "4,800"),
}  # fmt: skip


@pytest.mark.parametrize("what", ADDED)
def test_what_is_added_is_shown_with_its_day_and_teller(desk, worker, officer, what):
    told, said = ADDED[what]
    address = at("person_add", worker, what)
    page_of(desk, address)

    answer = desk.post(address, {"told_on": "2026-03-02", "channel": "visit"} | told)

    assert answer.status_code == 302, answer.content.decode()
    page = page_of(desk, at("person", worker))
    assert said in page
    event = Event.objects.filter(worker_id=worker.pk).latest("pk")
    assert event.by_id == officer.pk


def test_a_wish_that_is_not_understood_is_asked_again(desk, worker):
    told = {"told_on": "2026-03-02", "channel": "visit", "wants_work": "yes", "work": "造飞船的",
            "where": "嘉善"}  # fmt: skip
    before = worker.intentions.count()

    answer = desk.post(at("person_add", worker, "wish"), told)

    assert answer.status_code == 200
    assert "造飞船的" in answer.content.decode()
    assert worker.intentions.count() == before


def test_a_row_that_should_not_be_there_is_taken_out(desk, worker, officer):
    actions.record_language(worker, tongue="yi", on=BORN, by=officer)

    desk.post(at("person_forget", worker, "spoken", "yi"), {"because": "不会彝语"})

    assert not worker.spoken.exists()
    assert desk.get(at("person_forget", worker, "spoken", "yi")).status_code == 302


def test_who_left_is_marked_and_brought_back(desk, worker):
    told = {"why": "deceased", "on": str(timezone.localdate()), "because": "家属告知"}
    desk.post(at("person_left", worker), told)
    assert "已去世" in page_of(desk, at("person", worker))
    assert worker.code not in page_of(desk, reverse("desk:people"))

    desk.post(at("person_back", worker), {"because": "弄错了人"})
    assert worker.code in page_of(desk, reverse("desk:people"))


def test_consent_is_taken_back(desk, worker, officer):
    actions.record_consent(worker, purpose="matching", wording="可以吗", language="yi",
                           heard_by="甲", on=BORN, by=officer)  # fmt: skip

    desk.post(at("person_withdraw", worker, "matching"), {"because": "不想再被打扰"})

    page = page_of(desk, at("person", worker))
    assert "撤回同意" in page
    assert "不想再被打扰" in page
    assert desk.get(at("person_withdraw", worker, "matching")).status_code == 404


def test_two_records_are_merged_and_parted_again(desk, officer):
    kept, other = counted.people(2, by=officer)
    actions.correct(other, workplace="成都", on=BORN, by=officer)
    for words in (other.name, other.code):
        searched = desk.post(at("person_merge", kept), {"words": words})
        assert quote(words) not in searched.url
        assert f"?with={other.code}" in page_of(desk, searched.url)
    aside = page_of(desk, at("person_merge", kept) + f"?with={other.code}")
    assert "自动补上" in aside
    assert other.identity not in aside

    desk.post(
        at("person_merge", kept) + f"?with={other.code}",
        {"because": "同一个人", "choose": ["name"]},
    )

    merge = Merge.objects.get()
    kept.refresh_from_db()
    assert (kept.name, kept.workplace) == (other.name, "成都")
    page = page_of(desk, at("person", kept))
    assert at("person_unmerge", kept, merge.pk) in page
    assert page.count("登记入库") == 2
    assert kept.code in page_of(desk, at("person", other))

    desk.post(at("person_unmerge", kept, merge.pk), {"because": "两个人"})
    assert Worker.objects.present().count() == 2
    assert "撤销合并" in page_of(desk, at("person", kept))


def test_a_record_is_split_and_made_whole_again(desk, worker):
    asked = worker.intentions.get()
    told = entry(moving=[str(asked.pk)], clearing=["phone"], because="姐弟共用一份",
                 phone="13800009999")  # fmt: skip
    page_of(desk, at("person_split", worker))

    answer = desk.post(at("person_split", worker), told)

    parted = Split.objects.get()
    assert answer.url == at("person", parted.newcomer)
    assert parted.newcomer.intentions.get() == asked
    worker.refresh_from_db()
    assert worker.phone == ""
    desk.post(at("person_unsplit", worker, parted.pk), {"because": "是一个人"})
    assert Worker.objects.present().get() == worker


def test_nobody_else_may_correct(neighbours_desk, eastern_desk, watchers_desk, worker):
    for client, status in ((neighbours_desk, 404), (eastern_desk, 403), (watchers_desk, 403)):
        for name in ("person_correct", "person_left", "person_merge", "person_split"):
            assert client.post(at(name, worker), correction(worker)).status_code == status
    assert Worker.objects.get().left == ""


def test_a_long_road_takes_no_more_queries_than_a_short_one(desk, worker, officer):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page_of(desk, at("person", worker))
        return len(captured)

    def live(days):
        for day in days:
            told = {"on": date(2026, 1, day), "by": officer, "because": "核对"}
            actions.correct(worker, village=f"{day}村", **told)
            actions.record_language(worker, tongue=TONGUES[day % len(TONGUES)], **told)

    live(range(1, 6))
    few = queries()
    live(range(6, 16))

    assert queries() == few


TONGUES = ("mandarin", "dialect", "yi", "tibetan", "qiang", "mongol", "miao", "english")
