"""A small county in work, for tests of pages: people, posts, sheets, a finished matching."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import xlsxwriter
from django.core.files.base import ContentFile

from jiedui.catalog.queries import occupations_for
from jiedui.matching import actions as matching
from jiedui.sheets import actions as sheets
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies import bridge
from jiedui.vacancies.models import Vacancy
from jiedui.vacancies.queries import Posting
from jiedui.workers import actions as workers
from jiedui.workers.models import Worker
from jiedui.workers.queries import Person, Wish, check_digit

ON = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
NAMES = ("扎西·卓玛", "王小兰", "单志强", "尕让·旺修", "杨秀英", "李建国")
UNLAWFUL = "招缝纫工10人，限女性，月薪5000元，包吃包住。"
LAWFUL = "招缝纫工2人，月薪5000元，包吃包住，缴纳五险。"


def identity(number, born):
    base = f"513225{born:%Y%m%d}{number:03d}"
    return base + check_digit(base)


def people(many, *, by, asked=True):
    """So many people of the county who want to sew in Jiashan, from nothing."""
    occupation = occupations_for("缝纫工")[0][0]
    wish = Wish(
        asked_on=ON,
        channel="visit",
        wants_work=True,
        least_pay=4000,
        occupations=((1, *occupation.interval(), "缝纫工"),),
        places=((1, 330421, 330422, "嘉善"),),
    )
    last = Worker.objects.count()
    born = date(1995, 6, 1)
    entries = [
        Person(
            name=NAMES[number % len(NAMES)],
            born_on=born,
            home=513225,
            identity=identity(number + 1, born),
            phone=f"1380000{number + 1:04d}",
            education=3,
            household_classes=("lifted",) if number % 2 else ("general",),
            wish=wish if asked else None,
        )
        for number in range(last, last + many)
    ]
    workers.keep_people(entries, on=ON, by=by)
    return list(Worker.objects.order_by("pk"))


def posts(many, *, by, said=LAWFUL, opened=True):
    """So many vacancies in Jiashan, each of an employer of its own."""
    occupation = occupations_for("缝纫工")[0][0]
    last = Vacancy.objects.count()
    told = [
        Posting(
            employer_name=f"嘉善云帆服饰第{number + 1}有限公司",
            region=330421,
            title="缝纫工",
            openings=2,
            occupation=occupation.code,
            conditions="不限",
            duties="缝制成衣",
            pay_low=5000,
            pay_high=7000,
            lodging=True,
            valid_until=date(2099, 6, 30),
            said=said,
            breaches=bridge.objections(bridge.read_ad(text=said)),
        )
        for number in range(last, last + many)
    ]
    kept = vacancies.keep_vacancies(told, on=ON, by=by)
    found = list(Vacancy.objects.filter(pk__in=[one.vacancy_id for one in kept]).order_by("pk"))
    if opened:
        vacancies.publish_many(found, by=by)
    return found


def finished_run(*, by, title="春季匹配", **told):
    matching.load_policies()
    run = matching.ask(
        west=by.organisation.region, as_of=ON, seed=7, by=by, at=AT, title=title, **told
    )
    for _stage in range(3):
        run = matching.step(run)
    assert run.stage == "published"
    return run


def sheet(rows, name="台账.xlsx"):
    """A workbook of text cells, as an office would upload it."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    # The same rows give the same bytes, at whatever second they are written.
    book.set_properties({"created": datetime(2026, 3, 1)})
    page = book.add_worksheet("台账")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            page.write_string(number, place, cell)
    book.close()
    return ContentFile(out.getvalue(), name=name)


LEDGER_HEAD = [
    "姓名",
    "身份证号",
    "联系电话",
    "户类型",
    "意向岗位",
    "意向地",
    "期望月薪",
    "调查日期",
]


def ledger(many=3, first=500, *, spoilt=True, name="台账.xlsx"):
    """New people in a sheet, and one line with an identity number that Excel has damaged."""
    born = date(1990, 1, 2)
    rows = [["九寨沟县就业意愿台账"], LEDGER_HEAD]
    rows += [
        [
            NAMES[number % len(NAMES)],
            identity(number, born),
            f"1390000{number:04d}",
            "脱贫户",
            "缝纫工",
            "嘉善",
            "4000",
            "2026-03-01",
        ]
        for number in range(first, first + many)
    ]
    if spoilt:
        rows.append(["坏号码", "5.13225E+17", "13900009999", "", "", "", "", ""])
    return sheet(rows, name)


def reviewed_book(*, by, kind="people", file=None):
    book = sheets.bring(file or ledger(), kind=kind, by=by, at=AT, on=ON)
    while book.stage in {"brought", "read"}:
        book = sheets.step(book)
    return book


def commit(book):
    while book.stage == "accepted":
        book = sheets.step(book)
    return book
