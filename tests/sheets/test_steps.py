"""A book on its way: brought, reviewed, mapped, accepted, committed; and everybody else's hands."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
import xlsxwriter
from django.core.files.storage import default_storage
from django.utils import timezone

from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.sheets import actions, reading
from jiedui.sheets.models import Book, Layout, Row
from jiedui.sheets.out import refused_sheet
from jiedui.workers.actions import keep_people
from jiedui.workers.models import Intention, Worker
from jiedui.workers.queries import Person
from tests.sheets.conftest import AT
from tests.sheets.making import HEADER, bring, codes, finish, identity, line, xlsx
from tests.town import TODAY, enrol


def refusal(act, *args, **kwargs):
    with pytest.raises(Refusal) as caught:
        act(*args, **kwargs)
    return caught.value.code


def accepted(book, by, rows=None):
    return finish(actions.accept(book, by=by, rows=rows))


def test_nothing_is_in_the_registry_before_the_officer_accepts(review):
    review(xlsx(HEADER, line(1)))

    assert not Worker.objects.exists()


def test_the_same_file_again_leads_to_the_first_book(review, officer):
    file = xlsx(HEADER, line(1))
    first = review(file)

    again = bring(io.BytesIO(file.getvalue()), officer, on=TODAY, at=AT)

    assert again.pk == first.pk
    assert Book.objects.count() == 1


def test_a_withdrawn_file_may_be_brought_again(review, officer):
    file = xlsx(HEADER, line(1))
    actions.withdraw(review(file), by=officer)

    assert review(file).stage == "reviewed"


def test_an_office_sees_only_its_own_books(review, officer, neighbour, eastern_officer):
    book = review(xlsx(HEADER, line(1)))

    assert list(Book.objects.visible_to(officer)) == [book]
    assert not Book.objects.visible_to(neighbour).exists()
    assert not Row.objects.visible_to(eastern_officer).exists()


def test_an_upload_beyond_the_limit_is_refused_unread(officer, settings):
    settings.SHEET_BYTES = 1000

    assert refusal(bring, io.BytesIO(b"x" * 1001), officer, on=TODAY, at=AT) == "too-large"
    assert refusal(bring, io.BytesIO(b""), officer, on=TODAY, at=AT) == "empty"
    assert not Book.objects.exists()


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (io.BytesIO(b"%PDF-1.7 ..."), "not-a-sheet"),
        (xlsx(["这是一封信"], ["没有表头"]), "no-header"),
        (xlsx(), "empty"),
    ],
    ids=["pdf", "letter", "blank"],
)
def test_a_book_that_cannot_be_read_says_why_in_both_languages(review, file, code):
    book = review(io.BytesIO(file.getvalue()))

    assert (book.stage, book.trouble["code"]) == ("refused", code)
    assert book.trouble["zh"]
    assert book.trouble["en"]


def test_the_upload_leaves_the_disk_when_its_rows_are_sealed(
    officer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        book = bring(xlsx(HEADER, line(1)), officer, on=TODAY, at=AT)
        name = book.file.name
        assert default_storage.exists(name)
        book = finish(book)

    assert not default_storage.exists(name)
    assert book.file.name == ""


def test_a_second_sheet_changes_only_what_differs(review, officer):
    accepted(review(xlsx(HEADER, line(1), line(2))), officer)

    book = review(xlsx(HEADER, line(1, 期望月薪=5000), line(2)))

    assert book.counts == {"changed": 1, "same": 1}
    row = book.rows.get(verdict="changed")
    assert row.changes() == {"wish.least_pay": [4000, 5000]}
    book = accepted(book, officer)
    assert book.counts["committed"] == 1
    assert Intention.objects.current().get(worker=row.subject_id).least_pay == 5000


def test_a_sheet_with_nothing_new_need_not_be_accepted(review, officer):
    accepted(review(xlsx(HEADER, line(1))), officer)
    book = review(xlsx(HEADER, line(1), name="另存"))

    assert book.counts == {"same": 1}
    assert refusal(actions.accept, book, by=officer) == "nothing-to-accept"


def test_doubtful_rows_wait_and_never_block_the_rest(review, officer):
    book = review(xlsx(HEADER, line(1), line(2, 意向工种="龘龘龘"), line(3, 身份证号="1")))
    book = accepted(book, officer)

    assert book.stage == "committed"
    assert Worker.objects.count() == 1
    parked = book.rows.get(verdict="doubtful")
    book = accepted(book, officer, rows=[parked.pk])
    assert Worker.objects.count() == 2
    assert book.rows.filter(committed=True).count() == 2


def test_refused_rows_cannot_be_waved_through(review, officer):
    book = review(xlsx(HEADER, line(1), line(2, 身份证号="1")))
    bad = book.rows.get(verdict="refused")

    assert refusal(actions.accept, book, by=officer, rows=[bad.pk]) == "nothing-picked"
    assert Book.objects.get().stage == "reviewed"


def test_a_doubtful_row_that_lacks_the_county_stays_parked(review, officer, settings):
    book = review(xlsx(HEADER, line(1, 意向工种="龘龘龘")))
    row = book.rows.get()
    values = row.values()
    del values["home"]
    sealed = Row._meta.get_field("understood").seal(
        actions.to_json({"values": values, "changes": {}}), row.place
    )
    Row.objects.filter(pk=row.pk).update(understood=sealed)

    book = accepted(book, officer, rows=[row.pk])

    assert not Worker.objects.exists()
    assert book.rows.get().committed is False


def test_only_the_picked_rows_go_in(review, officer):
    book = review(xlsx(HEADER, line(1), line(2, 姓名="卓玛")))
    row = book.rows.get(number=3)

    accepted(book, officer, rows=[row.pk])

    assert Worker.objects.get().name == "卓玛"


def test_two_officers_at_once_never_overwrite_each_other(review, officer):
    accepted(review(xlsx(HEADER, line(1))), officer)
    mine = review(xlsx(HEADER, line(1, 期望月薪=5000)))
    theirs = review(xlsx(HEADER, line(1, 期望月薪=6000)))

    accepted(theirs, officer)
    mine = accepted(mine, officer)

    row = mine.rows.get()
    assert (row.verdict, codes(row), row.committed) == ("doubtful", ["changed-meanwhile"], False)
    assert row.changes() == {"wish.least_pay": [6000, 5000]}
    assert Intention.objects.current().get().least_pay == 6000
    accepted(mine, officer, rows=[row.pk])
    assert Intention.objects.current().get().least_pay == 5000


def test_two_officers_with_the_same_new_person_make_one_person(review, officer):
    mine, theirs = review(xlsx(HEADER, line(1))), review(xlsx(HEADER, line(1), line(2)))

    accepted(theirs, officer)
    mine = accepted(mine, officer)

    assert Worker.objects.count() == 2
    assert mine.counts == {"same": 1, "committed": 1}


def test_a_number_that_bears_another_name_in_the_registry_is_in_doubt(review, officer):
    accepted(review(xlsx(HEADER, line(1))), officer)

    row = review(xlsx(HEADER, line(1, 姓名="卓玛"))).rows.get()

    assert (row.verdict, codes(row)) == ("doubtful", ["name-differs"])


def test_a_person_of_another_county_is_neither_shown_nor_taken(review, officer):
    keep_people(
        [Person(name="别县人", born_on=date(1990, 1, 1), home=513224,
                identity=identity(1))],
        on=TODAY, by=None,
    )  # fmt: skip

    row = review(xlsx(HEADER, line(1))).rows.get()

    assert (row.verdict, codes(row)) == ("refused", ["registered-elsewhere"])
    assert row.changes() == {}
    assert row.subject_id is None


def test_a_corrected_column_is_judged_again_and_remembered(review, officer):
    header = [*HEADER[:-1], "钱"]
    book = review(xlsx(header, line(1), line(2)))
    assert book.columns["钱"] == ""

    book = finish(actions.map_columns(book, columns={"钱": "least_pay"}, by=officer))

    assert (book.stage, book.counts) == ("reviewed", {"new": 2})
    assert {row.values()["wish"]["least_pay"] for row in book.rows.all()} == {4000}
    assert Layout.objects.get().columns["钱"] == "least_pay"
    again = review(xlsx(header, line(3)))
    assert again.rows.get().values()["wish"]["least_pay"] == 4000


def test_a_mapping_must_leave_a_name_and_speak_of_known_fields(review, officer):
    book = review(xlsx(HEADER, line(1)))

    assert refusal(actions.map_columns, book, columns={"姓名": ""}, by=officer) == "columns-needed"
    assert (
        refusal(actions.map_columns, book, columns={"姓名": "shoe_size"}, by=officer)
        == "unknown-field"
    )


def test_what_a_machine_cannot_finish_goes_back_to_people(review, officer):
    book = actions.accept(review(xlsx(HEADER, line(1))), by=officer)

    book = actions.give_up(book, because={"code": "stopped"})
    assert (book.stage, book.trouble) == ("reviewed", {"code": "stopped"})
    fresh = bring(xlsx(HEADER, line(2)), officer, on=TODAY, at=AT)
    assert actions.give_up(fresh, because={"code": "stopped"}).stage == "refused"
    assert not Book.objects.unfinished().exists()


def test_a_step_too_many_does_nothing(review, officer):
    book = accepted(review(xlsx(HEADER, line(1))), officer)
    before = Event.objects.count()

    assert actions.step(book).stage == "committed"
    assert Event.objects.count() == before


def test_small_batches_come_to_the_same_end(review, officer, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 3)
    rows = [line(i) for i in range(1, 11)]

    book = accepted(review(xlsx(HEADER, *rows, line(4, 姓名="别人"))), officer)

    assert book.counts == {"new": 10, "doubtful": 1, "committed": 10}
    assert Worker.objects.count() == 10


def test_the_refused_rows_come_back_as_they_came_with_a_remark(review, officer):
    book = review(xlsx(HEADER, line(1), line(2, 身份证号=513225199001010012), line(3, 姓名="=1+1")))
    out = io.BytesIO()

    assert refused_sheet(book, out) == 2

    back = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))
    assert list(back[0][: len(HEADER)]) == HEADER
    assert back[1][2] == "5.13225199001010E+17"
    assert "文本" in back[1][-1]
    assert back[2][1] == "'=1+1"
    assert back[2][2] == identity(3)


def test_a_mended_sheet_is_read_with_the_same_layout(review):
    book = review(xlsx(HEADER, line(1), line(2, 身份证号="1")))
    out = io.BytesIO()
    refused_sheet(book, out)

    again = review(out)

    assert again.stage == "reviewed"
    assert [codes(row) for row in again.rows.all()] == [["identity-length"]]


def test_a_step_that_fails_half_way_skips_no_row(officer, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 3)
    book = bring(xlsx(HEADER, *[line(i) for i in range(1, 8)]), officer, on=TODAY, at=AT)
    book = actions.step(actions.step(book))
    insert = actions._insert

    def fail(rows):
        monkeypatch.setattr(actions, "_insert", insert)
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(actions, "_insert", fail)
    with pytest.raises(RuntimeError):
        actions.step(book)
    book = finish(book)

    assert book.counts == {"new": 7}


def test_sheets_with_the_same_header_are_read_together(review, officer):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for village, people in (("一村", (1, 2)), ("二村", (3,)), ("三村", (4, 5))):
            sheet = workbook.add_worksheet(village)
            sheet.write_row(0, 0, HEADER)
            for number, sequence in enumerate(people, start=1):
                sheet.write_row(number, 0, line(sequence))
        workbook.add_worksheet("说明").write_row(0, 0, ["填表", "说明"])

    book = review(out)

    assert book.counts == {"new": 5}
    assert [book.place_of(row.number) for row in book.rows.order_by("number")] == [
        ("一村", 2), ("一村", 3), ("二村", 2), ("三村", 2), ("三村", 3),
    ]  # fmt: skip
    assert book.remarks[0] == {"code": "sheets-read", "said": "一村、二村、三村"}


def test_many_sheets_in_small_batches_lose_nothing(officer, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for village in range(4):
            sheet = workbook.add_worksheet(f"{village}村")
            sheet.write_row(0, 0, HEADER)
            for number in range(1, 4):
                sheet.write_row(number + village % 2, 0, line(village * 10 + number))
    book = bring(out, officer, on=TODAY, at=AT)
    while book.stage in ("brought", "read"):
        reading.forget_readings()
        book = actions.step(book)

    assert book.counts == {"new": 12}


def test_the_record_names_whoever_accepted_not_whoever_brought(review, officer):
    colleague = enrol("colleague", "测试同", officer.organisation, officer.role)
    book = accepted(review(xlsx(HEADER, line(1))), colleague)

    assert book.brought_by == officer
    verbs = ["book.accepted", "book.committed", "worker.registered"]
    written = Event.objects.filter(verb__in=verbs)
    assert {happened.verb for happened in written} == set(verbs)
    assert {happened.by_id for happened in written} == {colleague.pk}


def test_a_file_that_no_book_names_is_taken_away_after_a_while(officer):
    book = bring(xlsx(HEADER, line(1)), officer, on=TODAY, at=AT)
    lost = default_storage.save("books/lost.xlsx", io.BytesIO(b"left by a killed process"))
    soon, long_ago = timezone.now() + timedelta(hours=1), timezone.now() - timedelta(days=1)

    assert actions.forget_uploads(before=long_ago) == 0
    assert actions.forget_uploads(before=soon) == 1
    assert not default_storage.exists(lost)
    assert default_storage.exists(book.file.name)
