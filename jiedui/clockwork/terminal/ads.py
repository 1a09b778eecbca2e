"""The ads of a sheet, one a row: which cell of a row the reader is to take for what."""

from jiedui.sheets.book import open_book, rows_of
from jiedui.sheets.cells import text_of
from jiedui.sheets.header import find_header
from jiedui.sheets.models import Kind

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
# What an office's vacancy list calls its columns, as the sheets room recognises them.
RECOGNISED = {
    "company": "company",
    "title": "job_title",
    "headcount": "headcount",
    "gender": "gender",
    "age": "age",
    "education": "education",
    "experience": "experience",
    "pay": "pay",
    "board": "benefits",
    "lodging": "benefits",
    "couple_rooms": "benefits",
    "insurance": "benefits",
    "benefits": "benefits",
    "workplace": "workplace",
    "list_region": "list_region",
    "source_date": "source_date",
    "certificates": "text",
    "skill": "text",
    "shifts": "text",
    "duties": "text",
    "text": "text",
    "valid_until": "text",
}
# Cells that say only yes or a number need the name of their column to be understood.
NAMED = {"board", "lodging", "couple_rooms", "insurance", "certificates", "valid_until"}


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
    return [_recognised(header, number, cells) for number, cells in rows if number > header.row]


def _documented(names, number, cells):
    told, row_id = {}, number + 1
    for name, cell in zip(names, cells, strict=False):
        if name == "row_id" and cell != "":
            row_id = cell
        elif name in DOCUMENTED and cell != "":
            told[DOCUMENTED[name]] = text_of(cell)
    return row_id, told


def _recognised(header, number, cells):
    told = {}
    for name, field, cell in zip(header.cells, header.fields, cells, strict=False):
        kind = RECOGNISED.get(field)
        if kind is None or cell == "":
            continue
        words = f"{name}：{text_of(cell)}" if field in NAMED else text_of(cell)
        told[kind] = f"{told[kind]}；{words}" if kind in told else words
    return number + 1, told
