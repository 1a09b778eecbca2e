"""What a row of a ledger says, in the words of real offices."""

from datetime import date

import pytest

from jiedui.sheets import actions
from jiedui.sheets.header import find_header, is_note
from jiedui.sheets.models import Row, Verdict
from jiedui.workers.models import Intention, Worker
from tests.sheets.making import HEADER, codes, finish, identity, line, ods, text, xls, xlsx
from tests.town import TODAY


def only(book):
    return book.rows.exclude(verdict=Verdict.NOTE).get()


def test_a_plain_ledger_is_new_row_by_row(review):
    book = review(xlsx(HEADER, line(1), line(2, 姓名="卓玛")))

    assert (book.stage, book.counts) == ("reviewed", {"new": 2})
    values = book.rows.order_by("number")[0].values()
    assert values["identity"] == identity(1)
    assert (values["home"], values["household_classes"]) == (513225, ["lifted"])
    assert values["wish"]["least_pay"] == 4000


@pytest.mark.parametrize("make", [xlsx, xls, ods, text])
def test_every_format_says_the_same(make, review):
    book = review(make(HEADER, line(1)))

    assert book.counts == {"new": 1}
    assert only(book).values()["wish"]["places"] == [[1, 330000, 340000, "浙江"]]


def test_a_title_two_header_lines_and_signatures_are_no_people(review):
    upper = ["序号", "基本情况", "", "住址", "", "户类型", "联系方式", "就业意向", "", ""]
    lower = ["", "姓名", "身份证号", "乡镇", "村组", "", "电话", "工种", "地点", "期望月薪"]
    book = review(
        xlsx(
            ["九寨沟县农村劳动力就业意愿摸排台账"],
            ["填报单位：漳扎镇人民政府", "", "", "", "2026年2月"],
            upper,
            lower,
            line(1),
            line(2),
            ["合计", "2人"],
            ["注：此表由村级就业信息员填写。"],
            ["填表人：张三", "", "", "审核人：李四"],
            merged=[(2, 1, 2, 2, "基本情况"), (2, 3, 2, 4, "住址"), (2, 7, 2, 9, "就业意向")],
        )
    )

    assert book.counts == {"new": 2, "note": 3}
    assert "就业意向/工种" in book.header
    assert book.columns["就业意向/工种"] == "wish_occupation"
    assert book.columns["联系方式/电话"] == "phone"


def test_a_header_printed_again_in_the_middle_is_no_person(review):
    assert review(xlsx(HEADER, line(1), HEADER, line(2))).counts == {"new": 2, "note": 1}


def test_a_person_with_only_a_name_is_a_person_and_refused(review):
    row = only(review(xlsx(HEADER, ["", "扎西"])))

    assert (row.verdict, codes(row)) == ("refused", ["birthday-missing"])


@pytest.mark.parametrize(
    ("told", "verdict", "code"),
    [
        ({"身份证号": 513225199001010012}, "refused", "identity-damaged"),
        ({"身份证号": "5.13225E+17"}, "refused", "identity-damaged"),
        ({"身份证号": "51322519900101001"}, "refused", "identity-length"),
        ({"身份证号": identity(1, "19900230")}, "refused", "identity-birthday"),
        ({"身份证号": identity(1, "20100401")}, "refused", "under-age"),
        ({"身份证号": identity(1, "20090401")}, "new", "under-eighteen"),
        ({"身份证号": identity(1, "19400401")}, "doubtful", "very-old"),
        ({"姓名": ""}, "refused", "name-missing"),
        ({"姓名": "=cmd|' /C calc'!A0"}, "doubtful", "name-odd"),
        ({"联系电话": "1380000"}, "new", "phone-wrong"),
        ({"乡镇": "无此镇"}, "new", "town-unknown"),
        ({"户类型": "某某户"}, "new", "class-unreadable"),
        ({"意向工种": "龘龘龘"}, "doubtful", "wish-unknown"),
        ({"意向工种": "电子厂/龘龘龘"}, "new", "wish-part-unknown"),
        ({"意向地点": "火星"}, "doubtful", "place-unknown"),
        ({"意向地点": "浙江、火星"}, "new", "place-part-unknown"),
        ({"期望月薪": "高一点"}, "new", "pay-unreadable"),
        ({"身份证号": "#N/A"}, "refused", "cell-error"),
    ],
)
def test_each_doubt_and_refusal_has_its_code(review, told, verdict, code):
    row = only(review(xlsx(HEADER, line(1, **told))))

    assert row.verdict == verdict
    assert code in codes(row)


def test_what_an_unknown_wish_said_is_kept(review):
    row = only(review(xlsx(HEADER, line(1, 意向工种="龘龘龘"))))

    assert row.remarks == [{"code": "wish-unknown", "field": "wish_occupation", "said": "龘龘龘"}]


def test_secret_numbers_are_in_no_remark_and_not_in_the_database_in_clear(review):
    book = review(xlsx(HEADER, line(1, 联系电话="1380000"), line(2), line(2, 姓名="别人")))

    for row in Row.objects.filter(book=book).values():
        clear = str({k: str(v) for k, v in row.items()})
        assert identity(2) not in clear
        assert "13800000002" not in clear
    assert book.rows.order_by("number").first().cells()[2] == identity(1)


@pytest.mark.parametrize(
    ("said", "intervals"),
    [
        ("浙江、江苏", [(1, 330000, 340000), (2, 320000, 330000)]),
        ("不限", [(1, 0, 1_000_000)]),
        ("江浙沪", [(1, 310000, 340000)]),
        ("县内", [(1, 513225, 513226)]),
        ("就近务工", [(1, 513225, 513226)]),
        ("浙江省嘉善县", [(1, 330421, 330422)]),
        ("长三角", [(1, 310000, 320000), (1, 320000, 330000), (1, 330000, 340000),
                 (1, 340000, 350000)]),
    ],
)  # fmt: skip
def test_places_as_people_say_them(review, said, intervals):
    row = only(review(xlsx(HEADER, line(1, 意向地点=said))))

    assert sorted(tuple(w[:3]) for w in row.values()["wish"]["places"]) == sorted(intervals)


@pytest.mark.parametrize(
    ("said", "least"),
    [
        ("3500以上", 3500), ("3.5k", 3500), ("4千", 4000), ("4000-5000元", 4000),
        ("三千五", 3500), ("一万二", 12000), ("3-5千", 3000), ("6万/年", 5000), ("面议", None),
        ("５０００", 5000), (4000.0, 4000),
    ],
)  # fmt: skip
def test_least_pay_as_people_say_it(review, said, least):
    assert (
        only(review(xlsx(HEADER, line(1, 期望月薪=said)))).values()["wish"].get("least_pay")
        == least
    )


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-03-10", date(2026, 3, 10)), ("2026年3月10日", date(2026, 3, 10)),
        (46091, date(2026, 3, 10)), ("20260310", date(2026, 3, 10)), ("随时", TODAY),
        ("4月", date(2026, 4, 1)), ("下月", date(2026, 4, 1)), ("1月", date(2027, 1, 1)),
        ("节后", date(2027, 2, 13)), ("暂不", None),
    ],
)  # fmt: skip
def test_when_people_can_start(review, said, day):
    header, cells = [*HEADER, "预计外出时间"], [*line(1), said]
    told = only(review(xlsx(header, cells))).values()["wish"].get("available_from")

    assert told == (day.isoformat() if day else None)


@pytest.mark.parametrize(
    ("born", "verdict", "code"),
    [
        ("1990-01-31", "doubtful", "identity-missing"),
        ("1990年1月", "doubtful", "birthday-month"),
        (32904, "doubtful", "identity-missing"),
        ("1990-02-30", "refused", "birthday-unreadable"),
    ],
)
def test_without_a_number_the_birthday_must_speak(review, born, verdict, code):
    row = only(review(xlsx([*HEADER, "出生年月"], [*line(1, 身份证号=""), born])))

    assert row.verdict == verdict
    assert code in codes(row)


def test_birthday_sex_and_age_are_checked_against_the_number(review):
    header = [*HEADER, "出生年月", "性别", "年龄"]
    row = only(review(xlsx(header, [*line(1), "1991-05", "女", 60])))

    assert row.verdict == "doubtful"
    assert {"birthday-differs", "sex-differs", "age-differs"} <= set(codes(row))


def test_the_same_number_twice_with_different_words_is_in_doubt(review):
    book = review(xlsx(HEADER, line(1), line(2), line(1, 姓名="别人"), line(1)))
    rows = list(book.rows.order_by("number"))

    assert [row.verdict for row in rows] == ["new", "new", "doubtful", "same"]
    assert rows[2].remarks == [{"code": "twice-in-sheet", "field": "identity", "said": "2"}]
    assert codes(rows[3]) == ["same-line-twice"]


def test_two_classes_under_one_roof_are_in_doubt(review):
    header = [*HEADER, "户主姓名"]
    book = review(
        xlsx(header, [*line(1), "扎西"], [*line(2, 户类型="一般户"), "扎西"], [*line(3), "扎西"])
    )

    assert [row.verdict for row in book.rows.order_by("number")] == ["new", "doubtful", "new"]


def test_a_column_twice_that_disagrees_is_in_doubt(review):
    header = [*HEADER, "乡镇"]
    book = review(xlsx(header, [*line(1), "漳扎镇"], [*line(2), "南坪镇"]))

    assert book.header[-1] == "乡镇（2）"
    assert [kept["code"] for kept in book.remarks if kept["code"] == "column-twice"]
    assert [codes(row) for row in book.rows.order_by("number")] == [[], ["two-answers"]]


def test_ranked_wishes_of_several_columns_are_taken_in_order(review):
    header = ["姓名", "身份证号", "第一意向工种", "第二意向工种"]
    row = only(review(xlsx(header, ["扎西", identity(1), "保安", "电子厂"])))

    ranks = {said: rank for rank, _low, _high, said in row.values()["wish"]["occupations"]}
    assert ranks == {"保安": 1, "电子厂": 2}


def test_somebody_who_wants_no_work_says_so(review):
    row = only(review(xlsx([*HEADER, "就业意愿"], [*line(1, 意向工种="", 意向地点=""), "无意愿"])))

    assert row.values()["wish"]["wants_work"] is False


def test_people_of_another_county_are_refused(review):
    row = only(review(xlsx([*HEADER, "户籍县"], [*line(1), "四川省松潘县"])))

    assert (row.verdict, codes(row)) == ("refused", ["outside-region"])


def test_marital_state_and_bank_cards_are_not_read(review):
    header = [*HEADER, "婚姻状况", "银行卡号"]
    book = review(xlsx(header, [*line(1), "已婚", "6222000000000000"]))

    assert "marital-unread" in [kept["code"] for kept in book.remarks]
    assert "已婚" not in str(only(book).values())
    assert "6222" not in str(only(book).values())


def test_a_title_is_not_a_header():
    rows = [(0, ["2026年人员名单"]), (1, HEADER), (2, line(1))]

    header = find_header(rows, "people")
    assert header.row == 1
    assert is_note(["", "制表：扎西"], header)
    assert not is_note(line(2), header)


def test_committed_people_are_in_the_registry_with_their_wishes(review, officer):
    book = review(xlsx(HEADER, line(1), line(2, 姓名="卓玛", 期望月薪="")))
    book = finish(actions.accept(book, by=officer))

    assert book.stage == "committed"
    assert book.rows.filter(committed=True).count() == 2
    assert set(Worker.objects.values_list("name", "village")) == {
        ("扎西·多吉", "一村"),
        ("卓玛", "一村"),
    }
    assert Intention.objects.current().count() == 2
