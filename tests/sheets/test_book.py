"""Any file an office may bring: read by its content, or refused with the remedy."""

import io
import struct
import zipfile

import pytest
import xlsxwriter

from jiedui.core.refusal import Refusal
from jiedui.sheets import book as books
from jiedui.sheets.book import open_book, plain_cell, rows_of
from tests.sheets.making import HEADER, line, ods, text, xls, xlsx


def opened(file, tmp_path, name="any.bin"):
    place = tmp_path / name
    place.write_bytes(file.getvalue())
    return open_book(place)


def rows(file, tmp_path):
    return [cells for _index, cells in rows_of(opened(file, tmp_path).sheets[0])]


def refusal(file, tmp_path):
    with pytest.raises(Refusal) as caught:
        opened(file, tmp_path)
    return caught.value.code


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (xlsx, "xlsx"),
        (xls, "xls"),
        (ods, "ods"),
        (text, "csv"),
        (lambda *r: text(*r, coding="utf-8-sig"), "csv"),
        (lambda *r: text(*r, coding="gb18030"), "csv"),
        (lambda *r: text(*r, coding="utf-16"), "csv"),
    ],
    ids=["xlsx", "xls", "ods", "utf-8", "utf-8-sig", "gb18030", "utf-16"],
)
def test_every_format_is_known_by_its_content(make, kind, tmp_path):
    file = make(HEADER, line(1))

    assert opened(file, tmp_path).kind == kind
    read = rows(file, tmp_path)
    assert read[0] == HEADER
    assert [str(cell) for cell in read[1]] == [str(cell) for cell in line(1)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"   \n\n", "empty"),
        (b"%PDF-1.7 something", "not-a-sheet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not-a-sheet"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "markup"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "markup"),
        (b"PK\x03\x04 no archive", "broken"),
        (books.OLE + b"\x00" * 600, "broken"),
        ("只有一列没有分隔".encode(), "text-unknown"),
    ],
    ids=["empty", "blank", "pdf", "png", "html", "xml", "cut-zip", "cut-ole", "prose"],
)
def test_what_is_no_sheet_is_refused(content, code, tmp_path):
    assert refusal(io.BytesIO(content), tmp_path) == code


def test_an_archive_of_something_else_is_no_sheet(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    assert refusal(out, tmp_path) == "not-a-sheet"


def bomb(megabytes):
    out = io.BytesIO(xlsx(HEADER).getvalue())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", b"\0" * megabytes * 1024 * 1024)
    return out


def test_a_bomb_is_refused_by_its_directory_before_anything_is_unpacked(tmp_path, monkeypatch):
    file = bomb(80)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *a, **k: pytest.fail("was unpacked"))

    assert refusal(file, tmp_path) == "zip-bomb"


def test_a_directory_that_lies_about_sizes_is_found_out(tmp_path):
    honest = xlsx(HEADER, *[line(i) for i in range(1, 200)]).getvalue()
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = honest.replace(struct.pack("<L", size), struct.pack("<L", size // 10))

    assert refusal(io.BytesIO(lying), tmp_path) == "broken"


def test_one_stray_cell_in_the_last_corner_does_not_bring_the_house_down(tmp_path):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_string(1_048_575, 16_383, " ")

    assert refusal(out, tmp_path) == "too-wide"


def test_a_far_cell_is_found_however_it_is_spelled(tmp_path):
    honest, told = io.BytesIO(xlsx(HEADER, line(1)).getvalue()), io.BytesIO()
    far = b"<row r='30000'><c  t='inlineStr' r='XFD30000'><is><t>x</t></is></c></row></sheetData>"
    with zipfile.ZipFile(honest) as old, zipfile.ZipFile(told, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = content.replace(b"</sheetData>", far)
            new.writestr(entry, content)

    assert refusal(told, tmp_path) == "too-wide"


def test_a_reader_that_falls_takes_only_the_child_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr(books, "LEASHED", "import os; os.abort()")

    assert refusal(ods(HEADER, line(1)), tmp_path) == "too-wide"


def test_the_comma_of_prose_does_not_part_cells(tmp_path):
    ads = [["嘉善云帆公司", "招普工，包吃住，月薪五千，年龄不限"] for _ in range(5)]

    assert rows(text(["公司", "招聘内容"], *ads), tmp_path)[1] == ads[0]


def test_too_many_entries_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(books, "ENTRIES", 3)

    assert refusal(xlsx(HEADER), tmp_path) == "zip-bomb"


def test_a_truncated_workbook_is_broken(tmp_path):
    assert refusal(io.BytesIO(xlsx(HEADER, line(1)).getvalue()[:-200]), tmp_path) == "broken"


def test_cells_merged_downwards_speak_for_every_row(tmp_path):
    people = [line(i, 村组="") for i in (1, 2, 3)]
    file = xlsx(HEADER, *people, merged=[(1, 4, 3, 4, "一村")])

    assert [row[4] for row in rows(file, tmp_path)[1:]] == ["一村"] * 3


def test_a_formula_is_never_evaluated_and_noticed_when_it_has_no_result(tmp_path):
    file = xlsx(HEADER, line(1, 期望月薪="FORMULA"), line(2, 期望月薪="FORMULA4500"))
    archive = io.BytesIO(file.getvalue())
    stripped = io.BytesIO()
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(stripped, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = content.replace(b"<v></v>", b"")
            new.writestr(entry, content)

    sheet = opened(stripped, tmp_path).sheets[0]

    assert sheet.has_formulas
    assert (1, 9) in sheet.bare_formulas
    assert (2, 9) not in sheet.bare_formulas


def test_a_sheet_of_formatted_but_empty_rows_costs_nothing(tmp_path):
    file = xlsx(HEADER, line(1), *[[""] * 10] * 2000)

    assert len(rows(file, tmp_path)) == 2


def test_a_hidden_sheet_is_not_read(tmp_path):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("台账").write_row(0, 0, HEADER)
        hidden = book.add_worksheet("旧表")
        hidden.write_row(0, 0, HEADER)
        hidden.hide()

    workbook = opened(out, tmp_path)

    assert [sheet.name for sheet in workbook.sheets] == ["台账"]
    assert workbook.hidden == ("旧表",)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (3.0, 3),
        (3.5, 3.5),
        (5.13225199001011e17, 513225199001011008),
        (float("nan"), ""),
        (True, "是"),
        (None, ""),
    ],
)
def test_cells_are_kept_plainly(cell, kept):
    assert plain_cell(cell) == kept
