"""What leaves the house as a sheet: neat, masked, and unable to run."""

import io
from datetime import date

import openpyxl
import pytest

from jiedui.matching import actions as matching
from jiedui.matching.models import Run
from jiedui.sheets import actions
from jiedui.sheets.models import Layout
from jiedui.sheets.out import write_people, write_vacancies
from jiedui.sheets.pages import harmless
from jiedui.sheets.results import write_result
from jiedui.vacancies.models import Vacancy
from jiedui.workers.actions import keep_people
from jiedui.workers.models import Worker
from jiedui.workers.queries import Person
from tests.sheets.conftest import AT
from tests.sheets.making import HEADER, finish, identity, line, xlsx
from tests.sheets.test_vacancies import HEADER as POSTS
from tests.sheets.test_vacancies import post
from tests.town import TODAY


def read(out):
    return openpyxl.load_workbook(out)


def table(sheet, top):
    rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+cmd|x", "'+cmd|x"), ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"), ("-5", "-5"), ("+86", "+86"), ("-", "-"), ("扎西", "扎西"),
    ],
)  # fmt: skip
def test_text_that_could_run_is_made_harmless(text, kept):
    assert harmless(text) == kept


def test_the_list_of_people_is_masked_and_tells_the_wish(review, officer):
    finish(actions.accept(review(xlsx(HEADER, line(1))), by=officer))
    out = io.BytesIO()

    assert write_people(Worker.objects.visible_to(officer), out) == 1

    (told,) = table(read(out).active, 2)
    assert (told["姓名"], told["意向工种"], told["期望月薪"]) == ("扎西·多吉", "电子厂", 4000)
    assert told["户类型"] == "脱贫户"
    assert told["身份证号"] == "*" * 14 + identity(1)[-4:]
    assert told["联系电话"] == "*" * 7 + "0001"


def test_a_name_that_is_a_formula_stays_text(officer):
    keep_people(
        [Person(name="=HYPERLINK()", born_on=date(1990, 1, 1), home=513225)], on=TODAY, by=officer
    )
    out = io.BytesIO()
    write_people(Worker.objects.all(), out)

    cell = next(c for row in read(out).active.iter_rows() for c in row if "HYPER" in str(c.value))
    assert (cell.data_type, cell.value) == ("s", "'=HYPERLINK()")


def test_an_office_gets_its_own_columns(review, officer):
    finish(actions.accept(review(xlsx(HEADER, line(1))), by=officer))
    layout = Layout(columns={"序号": "", "名字": "name", "想去哪里": "wish_place"})
    out = io.BytesIO()
    write_people(Worker.objects.all(), out, layout)

    assert table(read(out).active, 2) == [{"序号": None, "名字": "扎西·多吉", "想去哪里": "浙江"}]


def test_the_list_of_people_takes_the_same_queries_for_ten_and_for_twenty(
    officer, django_assert_num_queries
):
    def people(many):
        return [
            Person(name="测试", born_on=date(1990, 1, 1), home=513225, identity=identity(i))
            for i in range(1, many + 1)
        ]

    keep_people(people(10), on=TODAY, by=officer)
    with django_assert_num_queries(6):
        write_people(Worker.objects.all(), io.BytesIO())
    keep_people(people(20), on=TODAY, by=officer)
    with django_assert_num_queries(6):
        assert write_people(Worker.objects.all(), io.BytesIO()) == 20


def test_the_list_of_vacancies(review, officer):
    book = review(xlsx(POSTS, post()), kind="vacancies")
    finish(actions.accept(book, by=officer))
    out = io.BytesIO()

    assert write_vacancies(Vacancy.objects.all(), out) == 1

    (told,) = table(read(out).active, 1)
    assert (told["岗位名称"], told["招聘人数"], told["月薪（元）"]) == ("缝纫工", 5, "5000—7000")


@pytest.fixture
def run(review, officer, west):
    matching.load_policies(by=None)
    people = [line(i, 意向工种="缝纫工", 意向地点="浙江") for i in range(1, 8)]
    finish(actions.accept(review(xlsx(HEADER, *people, line(9, 意向地点="北京"))), by=officer))
    posts = [post(学历要求="不限"), post(岗位名称="保安", 岗位要求="限男性")]
    finish(actions.accept(review(xlsx(POSTS, *posts), kind="vacancies"), by=officer))
    vacancies = list(Vacancy.objects.values_list("pk", flat=True))
    run = matching.ask(
        west=west, as_of=TODAY, seed=7, by=officer, at=AT, title="春风行动", with_drafts=True,
        vacancies=vacancies,
    )  # fmt: skip
    while run.stage not in ("published", "failed"):
        run = matching.step(run)
    return Run.objects.get(pk=run.pk)


def test_the_result_workbook_is_one_an_officer_would_send_on(run):
    out = io.BytesIO()
    counts = write_result(run, out)
    book = read(out)

    assert book.sheetnames == ["汇总", "推荐名单", "未匹配及原因", "空缺岗位", "岗位文字审核"]
    assert counts["proposals"] == 5
    assert counts["proposals"] + counts["unmatched"] == 8
    summary = {row[0]: row[1] for row in book["汇总"].iter_rows(values_only=True, max_col=2)}
    assert (summary["名单人数"], summary["推荐到岗位"], summary["抽签种子"]) == (8, 5, "7")
    assert summary["输入摘要"] == run.digest
    assert len(book["汇总"]._charts) >= 1
    first = table(book["推荐名单"], 2)[0]
    assert (first["推荐岗位"], first["工种顺位"], first["状态"]) == ("缝纫工", 1, "待确认")
    assert "意向工种" in first["推荐理由"]
    assert all(row["最近的障碍"] for row in table(book["未匹配及原因"], 1))
    assert {row["规则"] for row in table(book["岗位文字审核"], 2)} >= {"性别限制"}


def test_the_result_workbook_holds_no_number_in_clear(run):
    out = io.BytesIO()
    write_result(run, out)
    cells = {
        str(cell)
        for sheet in read(out)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    }

    secrets = {identity(i) for i in range(1, 10)} | {f"138{i:08d}" for i in range(1, 10)}
    assert not {cell for cell in cells for secret in secrets if secret in cell}


def test_each_list_of_the_result_can_be_printed(run):
    out = io.BytesIO()
    write_result(run, out)

    for sheet in read(out).worksheets[1:]:
        assert sheet.freeze_panes is not None
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows
        assert all(sheet.column_dimensions[c].width <= 72 for c in sheet.column_dimensions)


def test_with_its_books_a_result_returns_every_line_that_was_brought(review, officer, run):
    people = review(xlsx(HEADER, *[line(i) for i in range(1, 8)], line(20, 身份证号="1")))
    out = io.BytesIO()
    counts = write_result(run, out, books=(people,))
    book = read(out)

    assert counts["returned"] == 1
    (returned,) = table(book["退回的行"], 2)
    assert (returned["原表行号"], returned["姓名或岗位"]) == (9, "扎西·多吉")
    assert returned["结论"] == "不能导入"
    numbers = {row["原表行号"] for row in table(book["推荐名单"], 2)}
    assert numbers <= set(range(2, 9))
    assert len(numbers) == 5
    summary = {row[0]: row[1] for row in book["汇总"].iter_rows(values_only=True, max_col=2)}
    assert summary["人员台账"] == "原表8行：采用7、存疑0、不能用1"
