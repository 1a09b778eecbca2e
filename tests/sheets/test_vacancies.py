"""Vacancy sheets: every habit of real lists becomes one posting or one clear answer."""

from datetime import date

import pytest

from jiedui.sheets import actions
from jiedui.vacancies.models import Breach, Vacancy
from tests.sheets.making import codes, finish, xlsx

HEADER = ["单位名称", "岗位名称", "招聘人数", "性别", "年龄", "学历要求", "薪资待遇", "福利待遇",
          "工作地点", "岗位要求", "有效期"]  # fmt: skip


def post(**told):
    cells = dict(
        zip(
            HEADER,
            ["嘉善县云帆服饰有限公司", "缝纫工", 5, "不限", "18周岁以上", "初中及以上",
             "5000-7000元/月", "包吃住，五险", "浙江省嘉善县惠民街道", "熟练优先", "2026-06-30"],
            strict=True,
        )
    )  # fmt: skip
    return list((cells | told).values())


@pytest.fixture
def listed(review):
    def of(*posts, header=HEADER, **told):
        return review(xlsx(header, *posts), kind="vacancies", name="岗位.xlsx", **told)

    return of


def test_a_row_is_read_as_an_ad(listed):
    row = listed(post()).rows.get()
    told = row.values()

    assert row.verdict == "new"
    assert (told["openings"], told["region"], told["title"]) == (5, 330421, "缝纫工")
    assert (told["pay_low"], told["pay_high"], told["education"]) == (5000, 7000, 2)
    assert (told["board"], told["lodging"], told["insurance"]) == (True, True, True)
    assert told["valid_until"] == "2026-06-30"
    assert told["age_min"] == 18
    assert "age_max" not in told


@pytest.mark.parametrize(
    ("told", "verdict", "code"),
    [
        ({"招聘人数": 0}, "refused", "openings-zero"),
        ({"招聘人数": "若干"}, "doubtful", "openings-unclear"),
        ({"招聘人数": "不限"}, "doubtful", "openings-unclear"),
        ({"招聘人数": 20000}, "doubtful", "openings-huge"),
        ({"单位名称": ""}, "refused", "employer-missing"),
        ({"岗位名称": ""}, "refused", "title-missing"),
        ({"工作地点": "厂区内", "单位名称": "云帆公司"}, "doubtful", "workplace-unknown"),
        ({"工作地点": "浙江省"}, "doubtful", "workplace-unknown"),
        ({"工作地点": "广东省东莞市"}, "refused", "vacancy-outside"),
        ({"工作地点": ""}, "new", "workplace-from-name"),
        ({"有效期": "2026-02-01"}, "refused", "posting-expired"),
        ({"性别": "限男性"}, "new", "law-prohibit"),
        ({"年龄": "18-40岁"}, "new", "law-review"),
        ({"薪资待遇": "#REF!"}, "doubtful", "cell-error"),
    ],
)
def test_each_doubt_and_refusal_has_its_code(listed, told, verdict, code):
    row = listed(post(**told)).rows.get()

    assert row.verdict == verdict
    assert code in codes(row)


@pytest.mark.parametrize(("said", "openings"), [("10人", 10), ("2-3名", 3), ("十人", 10), (7.0, 7)])
def test_head_counts_as_people_write_them(listed, said, openings):
    assert listed(post(招聘人数=said)).rows.get().values()["openings"] == openings


def test_two_columns_of_pay_and_yes_or_no_columns(listed):
    header = ["企业名称", "招聘岗位", "需求人数", "月薪下限", "月薪上限", "是否包吃", "是否包住",
              "社保", "工作地点", "优先名额", "夫妻房数"]  # fmt: skip
    cells = ["嘉善县云帆服饰有限公司", "保安", 6, 4500, 6000, "否", "是", "是", "嘉善县", 2, 1]
    told = listed(cells, header=header).rows.get().values()

    assert (told["pay_low"], told["pay_high"]) == (4500, 6000)
    assert (told["board"], told["lodging"], told["insurance"]) == (False, True, True)
    assert (told["reserved"], told["couple_rooms"]) == (2, 1)


def test_a_wrong_credit_code_is_left_out_not_the_vacancy(listed):
    row = listed([*post(), "91330421MA2B000000"], header=[*HEADER, "统一社会信用代码"]).rows.get()

    assert (row.verdict, "credit-code-wrong" in codes(row)) == ("new", True)
    assert "credit_code" not in row.values()


def test_an_ad_in_free_words_names_its_own_post(listed):
    header = ["公司", "招聘内容"]
    cells = [
        "嘉善县云帆服饰有限公司",
        "招缝纫工5名，包吃住，月薪5000-7000元，工作地点嘉善县惠民街道",
    ]
    told = listed(cells, header=header).rows.get().values()

    assert (told["title"], told["openings"], told["pay_low"]) == ("缝纫工", 5, 5000)


def test_the_office_of_the_workplace_may_bring_it_too(listed, eastern_officer):
    assert listed(post(), by=eastern_officer).counts == {"new": 1}


def test_a_stranger_may_not(listed, neighbour):
    assert codes(listed(post(), by=neighbour).rows.get())[0] == "vacancy-outside"


def test_accepted_postings_are_drafts_with_their_findings(listed, officer):
    book = listed(post(), post(岗位名称="保安", 岗位要求="已婚女士优先"))

    book = finish(actions.accept(book, by=officer))

    assert book.counts == {"new": 2, "committed": 2}
    assert set(Vacancy.objects.values_list("title", "stage")) == {
        ("缝纫工", "draft"),
        ("保安", "draft"),
    }
    assert {"sex", "marital"} <= set(Breach.objects.values_list("rule", flat=True))
    assert Vacancy.objects.get(title="缝纫工").valid_until == date(2026, 6, 30)


def test_pay_below_the_minimum_is_said_before_it_is_kept(listed, officer):
    book = listed(post(薪资待遇="2000-2300元/月"))
    [row] = book.rows.all()
    assert [(one["rule"], one["level"]) for one in row.values()["breaches"]] == [
        ("minimum-wage", "prohibit")
    ]
    assert "law-prohibit" in {remark["code"] for remark in row.remarks}

    actions.accept(book, by=officer)
    finish(book)

    assert [breach.rule for breach in Breach.objects.all()] == ["minimum-wage"]


def test_the_next_list_shows_what_changed(listed, officer):
    finish(actions.accept(listed(post()), by=officer))

    book = listed(post(招聘人数=8), post(岗位名称="保安"))

    assert book.counts == {"changed": 1, "new": 1}
    assert book.rows.get(verdict="changed").changes()["openings"] == [5, 8]
    finish(actions.accept(book, by=officer))
    assert Vacancy.objects.get(title="缝纫工").openings == 8


def test_a_posting_changed_by_others_in_the_meantime_is_parked(listed, officer):
    finish(actions.accept(listed(post()), by=officer))
    mine, theirs = listed(post(招聘人数=8)), listed(post(招聘人数=9))

    finish(actions.accept(theirs, by=officer))
    mine = finish(actions.accept(mine, by=officer))

    assert codes(mine.rows.get())[-1] == "changed-meanwhile"
    assert Vacancy.objects.get().openings == 9


def test_the_same_post_twice_with_different_terms_needs_a_mark(listed):
    book = listed(post(), post(招聘人数=9), post())
    rows = list(book.rows.order_by("number"))

    assert [row.verdict for row in rows] == ["new", "doubtful", "same"]
    assert codes(rows[1]) == ["posting-twice"]


def test_columns_of_a_public_list_in_english_are_known(listed):
    header = ["row_id", "company", "job_title", "headcount_text", "age_text", "pay_text",
              "workplace_text", "raw_text"]  # fmt: skip
    cells = ["P1", "嘉善县云帆服饰有限公司", "普工", "3", "", "4500", "嘉善县", "普工3名，包吃住"]
    told = listed(cells, header=header).rows.get().values()

    assert (told["openings"], told["lodging"]) == (3, True)


def test_what_three_columns_say_alike_is_kept_once(listed):
    told = listed(post(性别="不限", 年龄="不限", 学历="不限")).rows.get().values()

    assert told["conditions"].split("；").count("不限") == 1
