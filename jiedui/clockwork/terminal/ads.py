"""The ads of a sheet, one a row: which cell of a row the reader is to take for what."""

from jiedui.sheets.book import open_book, rows_of
from jiedui.sheets.cells import text_of
from jiedui.sheets.header import find_header, is_note
from jiedui.sheets.models import Kind
from jiedui.sheets.vacancies import ad_cells

# The columns of the documented sheet, and what kind of cell each is to the reader.
DOCUMENTED = {
    "company": "company",
    "job_title": "job_title",
    "headcount_text": "headcount",
    "gender_text": "gender",
    "age_text": "age",
    "education_text": "education",
    "experience_text": "experience",
    "pay_text": "pay",
    "benefits_text": "benefits",
    "workplace_text": "workplace",
    "raw_text": "text",
    "list_region": "list_region",
    "source_date": "source_date",
}


def of(path):
    """[(row id, cells by kind)] in the order of the sheet; every row that is not empty is one."""
    found = [ad for sheet in open_book(path).sheets for ad in _of_sheet(list(rows_of(sheet)))]
    return found, len(found)


def _of_sheet(rows):
    if not rows:
        return []
    names = [text_of(cell).strip().lower() for cell in rows[0][1]]
    if len({name for name in names if name in DOCUMENTED}) >= 2 or names == ["raw_text"]:
        return [_documented(names, number, cells) for number, cells in rows[1:]]
    header = find_header(rows, Kind.VACANCIES)
    if header is None:
        return [(number + 1, {"text": " ".join(map(text_of, cells))}) for number, cells in rows]
    return [
        (number + 1, _recognised(header, cells))
        for number, cells in rows
        if number > header.row and not is_note(cells, header)
    ]


def _documented(names, number, cells):
    told, row_id = {}, number + 1
    for name, cell in zip(names, cells, strict=False):
        if name == "row_id" and cell != "":
            row_id = cell
        elif name in DOCUMENTED and cell != "":
            told[DOCUMENTED[name]] = text_of(cell)
    return row_id, told


def _recognised(header, cells):
    """The cells as the import of a vacancy list hands them to the reader."""
    words = {}
    for field, cell in zip(header.fields, cells, strict=False):
        if field and cell != "":
            words[field] = f"{words[field]}；{text_of(cell)}" if field in words else text_of(cell)
    return ad_cells(words)
