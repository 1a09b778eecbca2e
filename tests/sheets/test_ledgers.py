"""Ledgers as counties really write them: what a tester of the house brought."""

import io

import pytest

from jiedui.sheets import actions
from jiedui.sheets.models import Verdict
from jiedui.workers.models import Intention, Worker
from tests.sheets.making import HEADER, codes, finish, identity, line, text, xlsx


def only(book):
    return book.rows.exclude(verdict=Verdict.NOTE).get()


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("意向地点", "不去广东"),
        ("意向地点", "浙江以外"),
        ("意向工种", "不想进厂"),
        ("意向工种", "除了保安"),
    ],
)
def test_what_is_not_wanted_is_never_read_as_wanted(review, field, said):
    row = only(review(xlsx(HEADER, line(1, **{field: said}))))

    assert (row.verdict, codes(row)) == ("doubtful", ["wish-negated"])
    assert row.remarks[0]["said"] == said


def test_numbered_wishes_are_several_wishes(review):
    row = only(
        review(xlsx(HEADER, line(1, 意向工种="1.电子厂 2.保安", 意向地点="1、浙江 2、成都")))
    )
    wish = row.values()["wish"]

    assert {said for *_, said in wish["occupations"]} == {"电子厂", "保安"}
    assert [said for *_, said in wish["places"]] == ["浙江", "成都"]


def test_a_kind_of_employer_is_a_wish_too(review):
    wish = only(review(xlsx(HEADER, line(1, 意向工种="国企")))).values()["wish"]

    assert wish["employer_kinds"] == ["state"]
    assert wish["occupations"] == [[1, 0, 10_000_000, "国企"]]


def test_nobody_has_eight_thousand_wishes(review):
    wishes = "、".join(["电子厂"] * 600 + ["保安", "保洁"])
    wish = only(review(xlsx(HEADER, line(1, 意向工种=wishes)))).values()["wish"]

    assert len(wish["occupations"]) < 20


def test_families_under_monitoring_keep_their_priority(review):
    row = only(review(xlsx(HEADER, line(1, 户类型="监测户"))))

    assert (row.verdict, codes(row)) == ("new", ["class-coarse"])
    assert row.values()["household_classes"] == ["marginal"]


def test_a_veteran_among_the_classes_is_a_veteran(review):
    assert only(review(xlsx(HEADER, line(1, 户类型="退役军人")))).values()["is_veteran"] is True


def test_the_words_in_brackets_decide_what_a_column_is(review):
    header = ["姓名", "身份证号", "求职意向（工种）", "求职意向（地点）"]
    book = review(xlsx(header, ["扎西", identity(1), "保安", "浙江"]))

    assert list(book.columns.values()) == ["name", "identity", "wish_occupation", "wish_place"]


def test_a_header_merged_down_over_two_lines_is_one_header(review):
    upper = ["姓名", "身份证号", "求职需求", "", ""]
    lower = ["", "", "工种", "意向区域", "薪酬"]
    book = review(
        xlsx(
            ["一村务工人员名单"],
            upper,
            lower,
            ["扎西", identity(1), "保安", "浙江", 4000],
            merged=[(1, 0, 2, 0, "姓名"), (1, 1, 2, 1, "身份证号"), (1, 2, 1, 4, "求职需求")],
        )
    )

    assert book.counts == {"new": 1}
    assert only(book).values()["wish"]["least_pay"] == 4000


def test_a_line_of_who_sent_it_and_when_is_no_half_of_the_header(review):
    header = ["姓名", "身份证号", "意向工种", "想去哪", "最低要多少钱"]
    told = ["填报单位：县就业局", "", "填报时间：11月23日", "", ""]
    book = review(
        xlsx(
            ["冬季返乡人员就业意愿摸底表"],
            told,
            header,
            ["扎西", identity(1), "保安", "浙江", 4000],
            merged=[(0, 0, 0, 4, "冬季返乡人员就业意愿摸底表")],
        )
    )

    assert list(book.columns) == header
    assert book.counts == {"new": 1}


def test_couples_are_known_from_head_and_spouse(review, officer):
    header = [*HEADER, "与户主关系", "夫妻是否同行"]
    rows = [
        [*line(1), "户主", "是"],
        [*line(2, 姓名="卓玛"), "配偶", "是"],
        [*line(3, 姓名="次仁"), "户主", "是"],
        [*line(4, 姓名="央金"), "配偶", "否"],
    ]

    finish(actions.accept(review(xlsx(header, *rows)), by=officer))

    pairs = Intention.objects.exclude(partner=None).values_list("worker__name", "partner__name")
    assert list(pairs) == [("卓玛", "扎西·多吉")]


def test_two_heads_of_one_name_are_two_households(review, officer):
    header = [*HEADER, "户主姓名", "与户主关系"]
    rows = [
        [*line(1), "扎西·多吉", "户主"],
        [*line(2, 姓名="卓玛"), "扎西·多吉", "配偶"],
        [*line(3, 户类型="一般户"), "扎西·多吉", "户主"],
        [*line(4, 姓名="央金", 户类型="一般户"), "扎西·多吉", "配偶"],
    ]
    book = review(xlsx(header, *rows))
    assert book.counts == {"new": 4}

    finish(actions.accept(book, by=officer))

    roofs = dict(Worker.objects.values_list("pk", "household"))
    first, wife, second, other = sorted(roofs)
    assert roofs[first] == roofs[wife]
    assert roofs[second] == roofs[other]
    assert roofs[first] != roofs[second]


def test_a_quotation_mark_that_swallowed_rows_is_noticed(review):
    file = text(HEADER, *[line(i) for i in range(1, 5)])
    broken = file.getvalue().replace("扎西·多吉".encode(), '"扎西·多吉'.encode(), 1)

    book = review(io.BytesIO(broken))

    assert "cell-swallows" in codes(book.rows.order_by("number").first())


def test_a_sheet_with_only_a_header_says_so(review):
    assert {"code": "only-header"} in review(xlsx(HEADER)).remarks


def test_a_wage_by_the_day_is_no_monthly_pay(review):
    row = only(review(xlsx(HEADER, line(1, 期望月薪="200元/天"))))

    assert codes(row) == ["pay-unreadable"]
    assert "least_pay" not in row.values()["wish"]


def test_a_range_upside_down_means_its_lower_end(review):
    assert (
        only(review(xlsx(HEADER, line(1, 期望月薪="6000-4000")))).values()["wish"]["least_pay"]
        == 4000
    )


def test_a_title_of_one_cell_is_no_header_line(review):
    book = review(xlsx(["南坪镇退役军人登记表", *[""] * 9], HEADER, line(1)))

    assert book.counts == {"new": 1}
    assert book.header == HEADER


@pytest.mark.parametrize("phone", [-1, 13800001234.0, 1380000, "12", 1.5])
def test_a_numeric_telephone_survives_the_commitment(review, officer, phone):
    book = finish(actions.accept(review(xlsx(HEADER, line(1, 联系电话=phone))), by=officer))

    assert book.counts["committed"] == 1
    assert Worker.objects.get().phone in {"", "13800001234"}


def test_a_number_in_the_wrong_column_is_not_in_the_remark(review):
    row = only(review(xlsx(HEADER, line(1, 姓名=f"扎西{identity(1)}13800000001"))))

    assert identity(1) not in str(row.remarks)
    assert "13800000001" not in str(row.remarks)


def test_a_name_is_found_without_its_interpunct(review, officer):
    finish(actions.accept(review(xlsx(HEADER, line(1))), by=officer))

    for words in ("扎西多吉", "扎西·多吉", "扎西•多吉", "zhaxi"):
        assert Worker.objects.named(words).count() == 1


def test_a_file_name_cannot_turn_the_writing_round(review):
    assert review(xlsx(HEADER, line(1)), name="名\u202exslx.exe").name == "名xslx.exe"
