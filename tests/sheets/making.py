"""Spreadsheets for tests, in every format and with the habits of real offices."""

import csv
import io

import odf.opendocument
import odf.table
import odf.text
import xlsxwriter
import xlwt

from jiedui.sheets import actions
from jiedui.workers.queries import check_digit

HEADER = [
    "序号",
    "姓名",
    "身份证号",
    "乡镇",
    "村组",
    "户类型",
    "联系电话",
    "意向工种",
    "意向地点",
    "期望月薪",
]


def identity(sequence=1, born="19900101"):
    seventeen = f"513225{born}{sequence:03d}"
    return seventeen + check_digit(seventeen)


def line(sequence=1, **told):
    """One person of the usual ledger; `told` replaces cells by their heading."""
    cells = dict(
        zip(
            HEADER,
            [sequence, "扎西·多吉", identity(sequence), "漳扎镇", "一村", "脱贫户",
             f"138{sequence:08d}", "电子厂", "浙江", 4000],
            strict=True,
        )
    )  # fmt: skip
    cells |= told
    return list(cells.values())


def xlsx(*rows, merged=(), name="台账"):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("FORMULA"):
                sheet.write_formula(number, column, "=1+1", None, cell[7:] or "")
            elif isinstance(cell, str) and cell:
                sheet.write_string(number, column, cell)
            elif cell != "":
                sheet.write(number, column, cell)
    for first_row, first_column, last_row, last_column, text in merged:
        sheet.merge_range(first_row, first_column, last_row, last_column, text)
    book.close()
    return out


def xls(*rows):
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out


def ods(*rows):
    book = odf.opendocument.OpenDocumentSpreadsheet()
    table = odf.table.Table(name="台账")
    for row in rows:
        line_ = odf.table.TableRow()
        for cell in row:
            kept = odf.table.TableCell(valuetype="string")
            kept.addElement(odf.text.P(text=str(cell)))
            line_.addElement(kept)
        table.addElement(line_)
    book.spreadsheet.addElement(table)
    out = io.BytesIO()
    book.save(out)
    return out


def text(*rows, coding="utf-8"):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return io.BytesIO(out.getvalue().encode(coding))


def bring(file, by, *, on, at, kind="people", name="台账.xlsx"):
    return actions.bring(file, kind=kind, by=by, at=at, on=on, name=name)


def finish(book):
    """Step until nothing is due any more."""
    stage = None
    while (stage, book.rows_read, book.rows_judged, book.rows_committed) != (
        book.stage, book.rows_read, book.rows_judged, book.rows_committed,
    ) or book.stage in ("brought", "read", "accepted"):  # fmt: skip
        stage = book.stage
        book = actions.step(book)
    return book


def codes(row):
    return [kept["code"] for kept in row.remarks]
