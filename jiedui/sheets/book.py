"""Open any spreadsheet: its kind is told by its content, and nothing in it is ever executed.

A file is weighed before it is opened: the directory of the archive must not promise more than
a county's largest ledger unpacks to, and what really comes out must be what was promised.
Formulas are never evaluated; a formula that carries no stored result is reported by its cell.
"""

import csv
import os
import re
import subprocess
import sys
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from jiedui.core.refusal import Refusal

# A sheet of 1,048,576 rows and fifteen columns unpacks to about 1.2 GiB.
UNPACKED_BYTES = 3 * 1024**3
# Spreadsheets pack ten to thirty to one; bombs a thousand to one.
PACKING_RATIO = 250
PACKING_COUNTS_FROM = 64 * 1024**2
ENTRIES = 4000
FORMULAS_REPORTED = 20_000
# A reader lays a sheet out as a full rectangle: one stray cell in the last corner of an
# otherwise small sheet would ask for hundreds of gigabytes.
RECTANGLE = 24_000_000
# Formats whose extent cannot be told without reading are first read by a child on a short leash.
LEASH_BYTES, LEASH_SECONDS = 3 * 1024**3, 90
CELL_LENGTH = 4000
COLUMNS = 256

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream in which Office keeps a workbook that is locked with a password.
LOCKED = "EncryptedPackage".encode("utf-16-le")
MARKUP = re.compile(rb"^\s*(?:<\?xml|<!doctype|<html|<table|<meta)", re.IGNORECASE)
BARE_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)'
    rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
ERROR_VALUES = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}

NOT_A_SHEET = _("这不是电子表格文件：请上传 .xlsx、.xls、.csv 或 .ods 文件。")
BROKEN = _("表格文件已损坏，打不开：请在Excel或WPS里打开后另存为 .xlsx 再上传。")
TOO_WIDE = _(
    "数据之外很远的地方还有单元格（如最后一列、最后一行的空格）："
    "请只留有数据的行和列，另存为 .xlsx 再上传。"
)
UNKNOWN_TEXT = _(
    "认不出这个文本文件的文字编码或分列符号：请在Excel里打开后另存为 .xlsx 或“CSV UTF-8”再上传。"
)
TOO_MUCH = _("这个压缩文件解开后大得不正常，为安全起见没有打开：请重新另存为 .xlsx 再上传。")


@dataclass(slots=True)
class Sheet:
    """One sheet of a workbook, not yet read row by row."""

    name: str
    height: int
    first_row: int  # number of the first row that comes out, as the spreadsheet counts (1-based)
    merged: tuple = ()  # ((row, column), (row, column)) in rows and columns as they come out
    bare_formulas: frozenset = frozenset()  # (row, column) as they come out
    has_formulas: bool = False
    rows: object = None  # () -> iterator of lists of cells


@dataclass(slots=True)
class Workbook:
    kind: str
    sheets: list = field(default_factory=list)
    hidden: tuple = ()


def open_book(path):
    """The visible sheets of the file; refuses what is no spreadsheet, and says what to do."""
    if os.path.getsize(path) > settings.SHEET_BYTES:
        raise Refusal("too-large", _("文件太大：请按乡镇拆成几个文件分别上传，每个不超过128兆。"))
    with open(path, "rb") as file:
        start = file.read(4096)
    if not start.strip(b"\x00 \r\n\t"):
        raise Refusal("empty", _("文件是空的：请选择填好的表格再上传。"))
    if start.startswith(b"PK\x03\x04"):
        return _open_archive(path)
    if start.startswith(OLE):
        if _holds(path, LOCKED):
            raise Refusal("password", _("文件加了密码：请去掉密码后再上传。"))
        _try_on_a_leash(path)
        return _open_with_calamine(path, "xls", {})
    if start.startswith((b"%PDF", b"\x89PNG")) or (
        b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise Refusal("not-a-sheet", NOT_A_SHEET)
    if MARKUP.match(start.removeprefix(b"\xef\xbb\xbf")):
        raise Refusal(
            "markup",
            _("这个文件其实是网页，只是取了表格的名字：请在Excel里打开后另存为 .xlsx 再上传。"),
        )
    return _open_text(path)


def _holds(path, words):
    with open(path, "rb") as file:
        return words in file.read(1 << 22)


def _open_archive(path):
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            _weigh(archive, path)
            if "xl/workbook.xml" in names:
                return _open_with_calamine(path, "xlsx", _formulas(archive))
            if "xl/workbook.bin" in names:
                _try_on_a_leash(path)
                return _open_with_calamine(path, "xlsb", {})
            if "content.xml" in names and _is_ods(archive, names):
                archive.testzip()
                _try_on_a_leash(path)
                return _open_with_calamine(path, "ods", {})
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as fault:
        raise Refusal("broken", BROKEN) from fault
    raise Refusal("not-a-sheet", NOT_A_SHEET)


def _is_ods(archive, names):
    return "mimetype" not in names or b"spreadsheet" in archive.read("mimetype")[:200]


def _weigh(archive, path):
    """Judge the archive by its directory, before anything is unpacked."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    too_dense = unpacked > PACKING_COUNTS_FROM and unpacked / packed > PACKING_RATIO
    if len(entries) > ENTRIES or unpacked > UNPACKED_BYTES or too_dense:
        raise Refusal("zip-bomb", TOO_MUCH)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal("password", _("文件加了密码：请去掉密码后再上传。"))


def _formulas(archive):
    """{sheet name: (has formulas, cells whose formula has no stored result)}.

    Unpacking every sheet once also proves that the directory told the truth of its sizes:
    an entry that goes on beyond its promise fails its checksum here.
    """
    paths = _sheet_paths(archive)
    return {name: _bare_formulas(archive, entry) for name, entry in paths.items()}


def _sheet_paths(archive):
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    try:
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return {}
    targets = {}
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        told = dict(re.findall(r'(\w+)="([^"]*)"', link))
        targets[told.get("Id", "")] = told.get("Target", "")
    names = set(archive.namelist())
    found = {}
    for sheet in re.findall(r"<sheet\b[^>]*>", book):
        told = dict(re.findall(r'([\w:]+)="([^"]*)"', sheet))
        target = targets.get(told.get("r:id", ""), "").removeprefix("/")
        entry = target if target.startswith("xl/") else f"xl/{target}"
        if entry in names:
            found[told.get("name", "")] = entry
    return found


def _bare_formulas(archive, entry):
    found, has, tail, extent = set(), False, b"", _Extent()
    with archive.open(entry) as stream:
        while chunk := stream.read(1 << 22):
            part = tail + chunk
            extent.meet(part)
            if b"<f>" in part or b"<f " in part or b"<f/>" in part:
                has = True
                for match in BARE_FORMULA.finditer(part):
                    if len(found) < FORMULAS_REPORTED:
                        found.add((int(match[2]) - 1, _column(match[1])))
            # What stands across the seam of two chunks is met again from its beginning.
            seam = part.rfind(b"<c ", max(0, len(part) - 8192))
            tail = part[seam:] if seam >= 0 else part[-256:]
    if extent.cells > RECTANGLE:
        raise Refusal("too-wide", TOO_WIDE)
    return has, found


class _Extent:
    """How large a rectangle the cells of a sheet span, told from its text as it streams by."""

    # As every common program writes: found by their literal beginning, ten times as fast.
    PLAIN_FAR = re.compile(rb'<c r="([A-Z]{2,3})[0-9]')
    PLAIN_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
    # Attributes may come in any order and in either kind of quotation mark.
    FAR = re.compile(rb"""\br\s*=\s*["']([A-Z]{2,3})[0-9]{1,7}""")
    ROW = re.compile(rb"""<row\b[^>]*?\br\s*=\s*["']([0-9]{1,7})""")
    CELL_ROW = re.compile(rb"""\br\s*=\s*["'][A-Z]{1,3}([0-9]{1,7})""")

    def __init__(self):
        self.rows, self.columns, self.unnumbered = 0, 26, 0

    @property
    def cells(self):
        return (self.rows + self.unnumbered) * self.columns

    def meet(self, part):
        cells, lines = part.count(b"<c"), part.count(b"<row")
        if lines and lines == part.count(b'<row r="') and cells == part.count(b'<c r="'):
            self._reach(self.PLAIN_FAR.findall(part), self.PLAIN_ROW.findall(part))
            return
        rows = self.ROW.findall(part)
        if not rows or lines > len(rows):
            # Rows that leave out their numbers: count them, and look at every cell.
            rows += self.CELL_ROW.findall(part)
            self.unnumbered += lines
        if cells > part.count(b' r="') + part.count(b" r='"):
            # Cells that leave out theirs: the longest row tells the width.
            widest = max(line.count(b"<c") for line in part.split(b"<row"))
            self.columns = max(self.columns, widest)
        self._reach(self.FAR.findall(part), rows)

    def _reach(self, columns, rows):
        for letters in set(columns):
            self.columns = max(self.columns, _column(letters) + 1)
        self.rows = max(self.rows, max(map(int, rows), default=0))


LEASHED = """
import resource, sys
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
for one in book.sheets_metadata:
    try:
        book.get_sheet_by_name(one.name)
    except Exception:
        pass
"""


def _try_on_a_leash(path):
    """Let a child read the file first: if it asks for too much, only the child falls.

    An allocation that fails inside the reader ends its whole process; it must not be ours. A
    file that is merely broken passes here and is refused with its own sentence afterwards.
    """
    try:
        tried = subprocess.run(
            [sys.executable, "-I", "-c", LEASHED, str(path), str(LEASH_BYTES)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LEASH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise Refusal("too-wide", TOO_WIDE) from fault
    if tried.returncode < 0:
        raise Refusal("too-wide", TOO_WIDE)


def _column(letters):
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _open_with_calamine(path, kind, formulas):
    try:
        book = CalamineWorkbook.from_path(str(path))
        shown = [m for m in book.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
        hidden = tuple(
            m.name for m in book.sheets_metadata if m.visible != SheetVisibleEnum.Visible
        )
        sheets = [_sheet(book, m.name, *formulas.get(m.name, (False, set()))) for m in shown]
    except PasswordError as fault:
        raise Refusal("password", _("文件加了密码：请去掉密码后再上传。")) from fault
    except (CalamineError, OSError, ValueError) as fault:
        raise Refusal("broken", BROKEN) from fault
    return Workbook(kind, [sheet for sheet in sheets if sheet is not None], hidden)


def _sheet(book, name, has_formulas, bare):
    try:
        sheet = book.get_sheet_by_name(name)
    except CalamineError:
        return None  # a chart sheet, a macro sheet: nothing to read
    if sheet.start is None:
        return Sheet(name, 0, 1, rows=lambda: iter(()))
    top, left = sheet.start
    merged = tuple(
        ((r1 - top, c1 - left), (r2 - top, c2 - left))
        for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ()
        if r1 >= top and c1 >= left
    )
    return Sheet(
        name=name,
        height=sheet.height,
        first_row=top + 1,
        merged=merged,
        bare_formulas=frozenset((row - top, column - left) for row, column in bare),
        has_formulas=has_formulas,
        rows=lambda: iter(sheet.iter_rows()),
    )


def _open_text(path):
    """A text file of cells: UTF-8 (with or without its mark), UTF-16 or GB18030."""
    coding = _coding(path)
    with open(path, encoding=coding, newline="") as file:
        sample = file.read(64 * 1024)
    lines = [line for line in sample.splitlines()[:50] if line.strip()]
    if not lines:
        raise Refusal("empty", _("文件是空的：请选择填好的表格再上传。"))
    separator = _separator(lines)
    with open(path, "rb") as file:
        height = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) + 1
    return Workbook("csv", [Sheet("", height, 1, rows=lambda: _text_rows(path, coding, separator))])


def _separator(lines):
    """What parts the cells: the sign that makes the steadiest table of the first lines.

    The Chinese comma stands in every sentence, so it parts cells only where no other sign does.
    """
    best, best_score = None, 0
    for sign in ",\t;|":
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if row)
        width, often = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1], pair[0]))
        if width > 1 and often * min(width, 8) > best_score:
            best, best_score = sign, often * min(width, 8)
    if best is None and sum("，" in line for line in lines) * 2 > len(lines):
        best = "，"
    if best is None:
        raise Refusal("text-unknown", UNKNOWN_TEXT)
    return best


def _coding(path):
    with open(path, "rb") as file:
        start = file.read(4)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for coding in ("utf-8-sig", "gb18030"):
        try:
            with open(path, encoding=coding, newline="") as file:
                controls = 0
                while part := file.read(1 << 20):
                    controls += sum(part.count(mark) for mark in ("\x00", "\x01", "\x02"))
            if controls:
                raise Refusal("not-a-sheet", NOT_A_SHEET)
            return coding
        except UnicodeDecodeError:
            continue
    raise Refusal("text-unknown", UNKNOWN_TEXT)


def _text_rows(path, coding, separator):
    csv.field_size_limit(1 << 20)
    with open(path, encoding=coding, newline="") as file:
        try:
            yield from csv.reader(file, delimiter=separator)
        except csv.Error as fault:
            raise Refusal("broken", BROKEN) from fault


def plain_cell(cell):
    """A cell as it is kept for ever: text, a whole or broken number, or nothing.

    Numbers stay numbers, so that an identity number that Excel has rounded can be told from
    one that somebody typed; days become text of the form 2026-03-01.
    """
    kind = type(cell)
    if kind is str:
        return cell if len(cell) <= CELL_LENGTH else cell[:CELL_LENGTH]
    if kind is float:
        if cell == cell and abs(cell) < 1e22 and cell == int(cell):
            return int(cell)
        return cell if cell == cell and abs(cell) != float("inf") else ""
    if kind is int:
        return cell
    if kind is bool:
        return "是" if cell else "否"
    if kind is datetime:
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")[:16]
    if kind is date:
        return cell.isoformat()
    if kind is time:
        return cell.isoformat()[:5]
    if kind is timedelta:
        return str(cell)
    return "" if cell is None else str(cell)


def _plain_row(row):
    return [
        cell if type(cell) is str and len(cell) < CELL_LENGTH else plain_cell(cell)
        for cell in row[:COLUMNS]
    ]


def spread_merged(sheet, after):
    """{row: {column: row that holds the value}} for cells merged downwards after the header.

    A village or a household written once beside five people is said of all five.
    """
    found = {}
    for (top, left), (bottom, right) in sheet.merged:
        if top <= after or bottom == top or bottom - top > 5000:
            continue
        for row in range(top + 1, bottom + 1):
            for column in range(left, min(right, COLUMNS) + 1):
                found.setdefault(row, {})[column] = top
    return found


def rows_of(sheet, *, start=0):
    """(index, cells) of each row that is not empty, from `start` on, merged cells filled in."""
    merged = spread_merged(sheet, -1)
    wanted = {top for spread in merged.values() for top in spread.values()}
    kept = {}
    for index, row in enumerate(sheet.rows()):
        cells = _plain_row(row) if index >= start or index in wanted else None
        if cells is None:
            continue
        if index in wanted:
            kept[index] = cells
        for column, top in merged.get(index, {}).items():
            if column < len(cells) and cells[column] == "" and top in kept:
                cells[column] = kept[top][column]
        if index >= start and any(cell != "" for cell in cells):
            yield index, cells
