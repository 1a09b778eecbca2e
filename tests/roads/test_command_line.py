"""Two sheets in, a matching out, without a server: as an officer or a program calls it."""

import csv
import json
from random import Random

import openpyxl
import pytest

CONTRACT = ["row_id", "title", "occupation", "headcount", "pay", "age", "age_by_sex", "education",
            "board", "lodging", "place", "posts", "findings"]  # fmt: skip
COLUMNS = [
    "row_id", "source_id", "source_url", "source_date", "list_region", "company", "job_title",
    "headcount_text", "gender_text", "age_text", "education_text", "experience_text",
    "pay_text", "benefits_text", "workplace_text", "raw_text",
]  # fmt: skip


def match(house, sheets, *words):
    return house.jiedui(
        "match", sheets / "people.xlsx", sheets / "vacancies.xlsx", "--on", "2026-03-02", *words
    )


def test_two_sheets_become_a_result_workbook(house, sheets, tmp_path):
    out = tmp_path / "result.xlsx"
    done = match(house, sheets, "-o", out, "--json")

    assert done.returncode in (0, 3), done.stderr
    answer = json.loads(done.stdout)
    assert answer["seed"] == 20260302
    assert answer["west"] == 513225
    assert answer["verdict"] == "stable"
    assert answer["people"]["new"] > 100
    assert answer["vacancies"]["new"] > 10
    book = openpyxl.load_workbook(out)
    assert {"汇总", "推荐名单", "未匹配及原因", "空缺岗位", "岗位文字审核"} <= set(book.sheetnames)
    assert not any(house.home.glob("*.sqlite3")), "the people are gone when the command ends"


def test_the_same_sheets_day_and_seed_give_the_same_matching(house, sheets):
    first, again = (json.loads(match(house, sheets, "--json").stdout) for _ in range(2))

    assert first["digest"] == again["digest"]
    assert first["counts"] == again["counts"]
    assert first["counters"] == again["counters"]


def shuffled(source, target, random, first):
    """The same sheet with its rows from `first` on in another order."""
    book = openpyxl.load_workbook(source)
    rows = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=first)]
    rows = [row for row in rows if row[1]]
    random.shuffle(rows)
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row, 1):
            book.active.cell(number, column).value = value
    book.save(target)
    return target


def test_nobody_gains_a_seat_by_the_order_of_the_rows(house, sheets, tmp_path):
    random = Random(6)
    people = shuffled(sheets / "people.xlsx", tmp_path / "people.xlsx", random, 3)
    vacancies = shuffled(sheets / "vacancies.xlsx", tmp_path / "vacancies.xlsx", random, 3)
    first = json.loads(match(house, sheets, "--json").stdout)
    again = json.loads(
        house.jiedui("match", people, vacancies, "--on", "2026-03-02", "--json").stdout
    )

    assert again["counts"] == first["counts"]
    assert again["digest"] == first["digest"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sheet_that_is_none_is_refused_in_both_languages(house, sheets, tmp_path, language):
    wrong = tmp_path / "people.xlsx"
    wrong.write_bytes(b"\x00\x01\x02 not a sheet")
    done = house.jiedui("match", wrong, sheets / "vacancies.xlsx", "--json", "--lang", language)

    assert done.returncode == 1
    told = json.loads(done.stdout)["refused"]
    assert told["code"] == "not-a-sheet"
    assert told["zh"] != told["en"]
    assert told["zh"] in done.stderr
    assert told["en"] in done.stderr


def test_faulty_rows_are_told_and_block_nobody(house, sheets, tmp_path):
    book = openpyxl.load_workbook(sheets / "people.xlsx")
    sheet = book.active
    header = [cell.value for cell in sheet[2]]
    sheet.cell(5, header.index("身份证号码") + 1).value = "5.13225E+17"
    book.save(tmp_path / "people.xlsx")
    out = tmp_path / "result.xlsx"
    done = house.jiedui(
        "match", tmp_path / "people.xlsx", sheets / "vacancies.xlsx", "--on", "2026-03-02",
        "--json", "--lang", "en", "-o", out,
    )  # fmt: skip

    assert done.returncode == 3, done.stderr
    answer = json.loads(done.stdout)
    back = openpyxl.load_workbook(answer["returned_out"]["people"]).active
    assert answer["returned_out"]["people"] == str(tmp_path / "result-returned-people.xlsx")
    assert "5.13225E+17" in [cell.value for row in back.iter_rows() for cell in row]
    assert answer["people"]["new"] > 100
    assert 5 in [row["row"] for row in answer["returned"]["people"]]


def test_no_vacancies_at_all_is_an_answer(house, sheets, tmp_path):
    book = openpyxl.load_workbook(sheets / "vacancies.xlsx")
    book.active.delete_rows(4, book.active.max_row)
    book.active.cell(3, 5).value = 0
    book.save(tmp_path / "vacancies.xlsx")
    done = house.jiedui(
        "match", sheets / "people.xlsx", tmp_path / "vacancies.xlsx", "--on", "2026-03-02", "--json"
    )

    assert done.returncode == 3, done.stderr
    assert json.loads(done.stdout)["verdict"] == "stable"


def write_ads(path, rows, coding="utf-8"):
    with path.open("w", newline="", encoding=coding) as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("number", [0, 1, 700])
def test_each_row_of_ads_becomes_one_line_in_order(house, tmp_path, number):
    rows = [
        {"row_id": f"P{n}", "job_title": "普工", "pay_text": f"{3000 + n}元/月",
         "raw_text": "两班倒，包吃住，限女性，" + "按时发薪，" * (n % 30)}
        for n in range(number)
    ]  # fmt: skip
    write_ads(tmp_path / "ads.csv", rows)
    done = house.jiedui("read", tmp_path / "ads.csv", "--json")

    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["row_id"] for answer in answers] == [row["row_id"] for row in rows]
    assert [answer["pay"]["low"] for answer in answers] == [3000 + n for n in range(number)]
    for answer in answers:
        assert list(answer) == CONTRACT
        assert "sex" in {found["rule"] for found in answer["findings"]}


def test_hostile_cells_of_ads_do_not_stop_the_reading(house, tmp_path):
    cells = ["", "=HYPERLINK(1)", "⑺名", "💥" * 500, "\u202e限男", "9" * 400, "，" * 200, '"', "\t"]
    write_ads(tmp_path / "ads.csv", [dict.fromkeys(COLUMNS, cell) | {"row_id": n}
                                     for n, cell in enumerate(cells)])  # fmt: skip
    done = house.jiedui("read", tmp_path / "ads.csv", "--json")

    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [str(answer["row_id"]) for answer in answers] == [str(n) for n in range(len(cells))]


def test_one_ad_from_standard_input_is_shown_with_its_unlawful_words(house):
    done = house.jiedui("read", "-", stdin="招普工10名，月薪5000-6000元，限男，入职交押金300元")

    assert done.returncode == 0, done.stderr
    assert "【限男】" in done.stdout
    assert "deposit" in done.stdout


def test_a_gb18030_list_of_an_office_is_read_by_its_own_column_names(house, tmp_path):
    (tmp_path / "list.csv").write_text(
        "单位名称,岗位名称,招聘人数,薪资待遇,工作地点,岗位要求\n"
        "嘉善某厂,缝纫工,5人,5000-7000元,浙江省嘉善县,男女不限，包吃住\n",
        encoding="gb18030",
    )
    done = house.jiedui("read", tmp_path / "list.csv", "--json")

    [answer] = [json.loads(line) for line in done.stdout.splitlines()]
    assert (answer["title"], answer["headcount"], answer["place"]) == ("缝纫工", 5, "330421")
    assert (answer["board"], answer["lodging"]) == (True, True)


@pytest.mark.parametrize(
    "words", [["export", "people", "-o", "out.xlsx"], ["import", "{sheet}", "--kind", "people"]]
)
def test_a_house_that_is_not_installed_is_said_to_be_so(house, sheets, words):
    done = house.jiedui(*[word.format(sheet=sheets / "people.xlsx") for word in words], "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["refused"]["code"] == "not-installed"


def test_the_installed_house_is_filled_and_exported_by_commands(house, sheets, tmp_path):
    assert house.jiedui("catalogue", "--json").returncode == 0
    house.python(
        "import django; django.setup()\n"
        "from jiedui.accounts import actions as a\n"
        "from jiedui.accounts.roles import Role\n"
        "from jiedui.catalog.models import Region\n"
        "bureau = a.open_organisation(name='局', kind='bureau',"
        " region=Region.objects.get(code=513225), by=None)\n"
        "a.enrol_user(username='officer', password='nine-villages-1', full_name='测试',"
        " organisation=bureau, role=Role.WEST, by=None)\n"
    )
    brought = house.jiedui(
        "import", sheets / "people.xlsx", "--kind", "people", "--accept", "--json"
    )
    assert brought.returncode in (0, 3), brought.stderr
    told = json.loads(brought.stdout)
    assert told["stage"] == "committed"

    back = tmp_path / "back.xlsx"
    again = house.jiedui(
        "import", sheets / "people.xlsx", "--kind", "people", "--json", "--returned", back
    )
    assert openpyxl.load_workbook(back).active.max_row >= 1
    assert json.loads(again.stdout)["book"] == told["book"], "the same file leads to the same book"

    out = tmp_path / "people-out.xlsx"
    assert house.jiedui("export", "people", "-o", out, "--as", "officer").returncode == 0
    rows = openpyxl.load_workbook(out).active.max_row
    assert rows >= told["counts"]["new"]
