"""Every step of a book: brought, read row by row, reviewed, accepted, committed.

Each step is one bounded transaction in which rows and progress mark are written together, so
that a machine that stops at any moment goes on where it stopped: nothing lost, nothing twice.
"""

import hashlib
import itertools
from pathlib import PurePath

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from jiedui.core import rows as rows_at_once
from jiedui.core.events import record
from jiedui.core.fields import seal
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.sheets.book import COLUMNS, open_book, rows_of
from jiedui.sheets.header import (
    FIELDS,
    find_header,
    header_digest,
    is_note,
    lacks_needed,
)
from jiedui.sheets.models import Book, Kind, Layout, Row, Stage, Verdict
from jiedui.sheets.reading import (
    ROOMS,
    header_of,
    keep_open,
    leave_open,
    reader_for,
    reading_of,
)
from jiedui.sheets.remarks import remark
from jiedui.sheets.workers import to_json

# Rows of one transaction: some tenths of a second, so nobody waits long for the lock.
BATCH = 4000
VACANCY_BATCH = 400
UNDERSTOOD_PLACE = Row._meta.get_field("understood").place
ROW_COLUMNS = (
    "book_id", "number", "raw", "understood", "verdict", "remarks", "key", "subject_id", "picked",
    "committed",
)  # fmt: skip


def bring(file, *, kind, by, at, on, name=""):
    """Take in an upload (a file open in binary mode) and open its book.

    The same file brought again by the same office leads to the book that is already there.
    Refuses what is empty or larger than the house takes; everything else that may be wrong
    with a file is found by `step`, outside of anybody's request.
    """
    name = PurePath(name or getattr(file, "name", "") or "sheet").name
    # Signs that turn the direction of writing can make an .exe look like an .xlsx.
    name = "".join(sign for sign in name if sign.isprintable())[:200] or "sheet"
    digest, size = _weigh(file)
    if not size:
        raise Refusal("empty", _("文件是空的：请选择填好的表格再上传。"))
    known = Book.objects.filter(office=by.organisation_id, kind=kind, digest=digest)
    if book := known.exclude(stage__in=[Stage.REFUSED, Stage.WITHDRAWN]).first():
        return book
    try:
        with transaction.atomic():
            book = Book(
                office=by.organisation, kind=kind, name=name, digest=digest, size=size,
                brought_by=by, brought_at=at, as_of=on,
            )  # fmt: skip
            file.seek(0)
            book.file.save(f"{digest[:16]}.sheet", File(file), save=False)
            book.save()
            record("book.brought", book, by=by, kind=str(kind), bytes=size)
    except IntegrityError:
        # Two clicks at once: the other one was first.
        default_storage.delete(book.file.name)
        return known.exclude(stage__in=[Stage.REFUSED, Stage.WITHDRAWN]).get()
    return book


def _weigh(file):
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(1 << 20):
        size += len(chunk)
        if size > settings.SHEET_BYTES:
            raise Refusal(
                "too-large",
                _("文件太大：请按乡镇拆成几个文件分别上传，每个不超过128兆。"),
            )
        digest.update(chunk)
    return digest.hexdigest(), size


def step(book):
    """Take the book one bounded step further and return it; does nothing when nothing is due."""
    book = Book.objects.select_related("office__region", "brought_by__organisation").get(pk=book.pk)
    if book.stage == Stage.BROUGHT:
        return _open(book)
    if book.stage == Stage.READ:
        return _judge_again(book) if book.file.name == "" else _read(book)
    if book.stage == Stage.ACCEPTED:
        return _commit(book)
    return book


# --- opening ------------------------------------------------------------------------------


def _open(book):
    try:
        workbook = open_book(default_storage.path(book.file.name))
        read, header = _choose(workbook, book)
    except Refusal as refusal:
        return _refuse(book, refusal)
    leave_open(workbook, book)
    layout = Layout.objects.filter(office=book.office, kind=book.kind, header=header.digest).first()
    columns = layout.columns if layout else header.columns()
    with transaction.atomic():
        (book,) = lock([book])
        if book.stage != Stage.BROUGHT:
            return book
        book.sheets = _numbered(read)
        book.sheet = read[0][0].name[:80]
        book.header, book.columns = list(header.cells), columns
        book.header_row = read[0][0].first_row + header.row
        book.rows_total = sum(one["span"] for one in book.sheets)
        book.remarks = _remarks_on(workbook, [s for s, _h in read], header, columns, book.kind)
        book.stage = Stage.READ
        book.save()
        record("book.opened", book, by=None, rows=book.rows_total)
    return book


def _choose(workbook, book):
    """([(sheet, its header)], header): the sheet whose header names most, and with it every
    other sheet that has the same header (one sheet for each village is usual)."""
    found = []
    for sheet in workbook.sheets:
        if not sheet.height:
            continue
        header = find_header(itertools.islice(rows_of(sheet), 45), book.kind, sheet.merged)
        if header is not None:
            found.append((sheet, header))
    if found:
        best = max(found, key=lambda one: (sum(map(bool, one[1].fields)), one[0].height))
        same = [one for one in found if one[1].cells == best[1].cells]
        return [best, *(one for one in same if one is not best)], best[1]
    if not any(sheet.height for sheet in workbook.sheets):
        raise Refusal(
            "empty",
            _("表格里没有内容：请选择填好的表格再上传；内容在隐藏的工作表里的，请先取消隐藏。"),
        )
    raise Refusal(
        "no-header",
        _("没有找到表头：请保留写有“姓名、身份证号”或“单位名称、岗位名称”等列名的那一行。"),
    )


def _numbered(read):
    """Where the records of each sheet begin, and how its lines are numbered among all."""
    told, shift = [], 0
    for sheet, header in read:
        first = header.row + 1
        told.append({
            "name": sheet.name, "first": first, "span": max(0, sheet.height - first),
            "shift": shift,
        })  # fmt: skip
        shift += sheet.first_row + sheet.height
    return told


def _remarks_on(workbook, read, header, columns, kind):
    said = []
    if len(read) > 1:
        said.append(remark("sheets-read", said="、".join(sheet.name for sheet in read)))
    others = [s.name for s in workbook.sheets if s not in read and s.height > 1]
    if others:
        said.append(remark("sheet-not-read", said="、".join(others)))
    if workbook.hidden:
        said.append(remark("sheet-hidden", said="、".join(workbook.hidden)))
    if any(sheet.has_formulas for sheet in read):
        said.append(remark("formulas-not-run"))
    twice = [cell for cell in header.cells if cell.endswith("）") and "（" in cell
             and cell[: cell.rindex("（")] in header.cells]  # fmt: skip
    if twice:
        said.append(remark("column-twice", said="、".join(twice)))
    unread = [cell for cell, field in columns.items() if not field]
    if unread:
        said.append(remark("column-unread", said="、".join(unread)))
    if "marital" in columns.values():
        said.append(remark("marital-unread"))
    if lacks_needed(kind, set(columns.values())):
        said.append(remark("columns-needed"))
    if len(header.cells) >= COLUMNS:
        said.append(remark("cells-cut"))
    return said


@transaction.atomic
def _refuse(book, refusal):
    (book,) = lock([book])
    book.trouble = {"code": refusal.code} | refusal.in_both()
    book.save(update_fields=["trouble"])
    book.move(Stage.REFUSED)
    record("book.refused", book, by=None, code=refusal.code)
    _drop_file(book)
    return book


def _drop_file(book):
    """The upload goes once its cells are sealed in rows, or will never be read."""
    name = book.file.name
    if name:
        Book.objects.filter(pk=book.pk).update(file="")
        book.file = ""
        transaction.on_commit(lambda: default_storage.delete(name))


# --- reading and judging ------------------------------------------------------------------


def _read(book):
    """Read, judge and store the next rows; after the last one the book waits for review."""
    size = BATCH if book.kind == Kind.PEOPLE else VACANCY_BATCH
    reading = reading_of(book, size)
    batch = reading.next_batch(book, size)
    rows = judged_rows(book, reading, batch)
    done = len(batch) < size
    with transaction.atomic():
        (fresh,) = lock([book])
        if fresh.stage != Stage.READ or fresh.rows_read != book.rows_read:
            return fresh
        _insert(rows)
        mark = batch[-1][0] if batch else book.rows_read
        fresh.rows_read = fresh.rows_judged = mark
        if done:
            fresh.rows_total = mark
            _finish_review(fresh)
        fresh.save()
        if done:
            _drop_file(fresh)
    if not done:
        reading.mark = mark
        keep_open(reading, book)
    else:
        reading.close()
    return fresh


def judged_rows(book, reading, batch):
    """The rows of a batch, ready for the database."""
    raw, marks, read, notes = {}, {}, [], []
    for _position, number, sealed, values, remarks, mark in batch:
        raw[number], marks[number] = sealed, mark
        if values is None:
            notes.append((number, {}, [], Verdict.NOTE, {}, None, None))
        else:
            read.append((number, values, remarks))
    judged = reading.reader.judge(read, marks)
    return [stored_row(book.pk, raw[row[0]], row) for row in notes + judged]


def stored_row(book_id, raw, judged):
    """The columns of a row; `raw` are its cells, sealed."""
    number, values, remarks, verdict, changes, key, subject = judged
    place = UNDERSTOOD_PLACE(f"{book_id}:{number}")
    understood = to_json({"values": values, "changes": changes}) if values else ""
    return (
        book_id, number, raw, seal(understood, place) if understood else "",
        str(verdict.value), to_json(remarks) if remarks else "[]", key, subject, False, False,
    )  # fmt: skip


def _insert(rows):
    rows_at_once.insert(Row, ROW_COLUMNS, rows)


def _finish_review(book):
    book.counts = counts_of(book)
    if not set(book.counts) - {"note"}:
        book.remarks = [*book.remarks, remark("only-header")]
    book.stage = Stage.REVIEWED
    record("book.reviewed", book, by=None, counts=book.counts)


def counts_of(book):
    rows = Row.objects.filter(book=book).values_list("verdict").annotate(many=Count("id"))
    return dict(sorted(rows.values_list("verdict", "many")))


def _judge_again(book):
    """After a corrected mapping: judge the stored cells, a batch at a time."""
    reader, room = reader_for(book), ROOMS[book.kind]
    stored = Row.objects.filter(book=book).order_by("number")
    for row in stored.filter(number__lt=book.rows_judged).exclude(key=None).iterator(2000):
        reader.remember(row.number, room.from_json(row.values()))
    size = BATCH if book.kind == Kind.PEOPLE else VACANCY_BATCH
    batch = list(stored.filter(number__gte=book.rows_judged)[:size])
    header, ids, cells, read, judged = header_of(book), {}, {}, [], []
    for row in batch:
        ids[row.number], cells[row.number] = row.pk, row.cells()
        if is_note(cells[row.number], header):
            judged.append((row.number, {}, [], Verdict.NOTE, {}, None, None))
        else:
            values, remarks = reader.read(cells[row.number])
            remarks += [kept for kept in row.remarks if kept["code"] == "formula-empty"]
            read.append((row.number, values, remarks))
    judged += reader.judge(read)
    with transaction.atomic():
        (fresh,) = lock([book])
        if fresh.stage != Stage.READ or fresh.rows_judged != book.rows_judged:
            return fresh
        _update([(*stored_row(book.pk, "", j)[3:8], ids[j[0]]) for j in judged])
        if len(batch) == size:
            fresh.rows_judged = batch[-1].number + 1
        else:
            fresh.rows_judged = fresh.rows_read
            _finish_review(fresh)
        fresh.save()
    return fresh


def _update(rows):
    rows_at_once.update(Row, ("understood", "verdict", "remarks", "key", "subject_id"), rows)


# --- the officer decides ------------------------------------------------------------------


@transaction.atomic
def map_columns(book, *, columns, by):
    """The officer says what each column is: remembered for the office, and judged again.

    `columns` is {header text: field or ""}; a header that is not named keeps its reading.
    """
    (book,) = lock([book])
    if book.stage != Stage.REVIEWED:
        raise Refusal("wrong-stage", _("只有待审阅的表格可以改列对应：请刷新页面。"))
    known = known_fields(book.kind)
    if strange := [f for f in columns.values() if f and f not in known]:
        raise Refusal("unknown-field", _("没有这样的列含义：请从清单中选择。")) from ValueError(
            strange[0]
        )
    told = dict(book.columns) | {cell: f for cell, f in columns.items() if cell in book.columns}
    if lacks_needed(book.kind, set(told.values())):
        raise Refusal("columns-needed", _("缺少必需的列：人员表要有“姓名”，岗位表要有“岗位名称”。"))
    Layout.objects.update_or_create(
        office=book.office, kind=book.kind, header=header_digest(book.header),
        defaults={"columns": told},
    )  # fmt: skip
    book.columns, book.rows_judged = told, 0
    book.remarks = [kept for kept in book.remarks if kept["code"] not in RETOLD]
    unread = [cell for cell, field in told.items() if not field]
    if unread:
        book.remarks.append(remark("column-unread", said="、".join(unread)))
    book.stage = Stage.READ
    book.save()
    record("book.mapped", book, by=by)
    return book


RETOLD = {"column-unread", "columns-needed"}


def known_fields(kind):
    """Every meaning that a column of this kind of sheet may have, as the mapping page offers it."""
    return tuple(FIELDS[kind])


@transaction.atomic
def accept(book, *, by, rows=None):
    """Commit everything new and changed, or only the rows that the officer picked.

    Picked rows may be doubtful: the officer has looked at them and takes them as shown.
    Refused rows cannot be accepted. After a commitment, parked rows may be accepted later.
    """
    (book,) = lock([book])
    if book.stage not in (Stage.REVIEWED, Stage.COMMITTED):
        raise Refusal("wrong-stage", _("这张表现在还不能确认：请刷新页面，看看目前的进度。"))
    if rows is None:
        waiting = book.rows.filter(committed=False, verdict__in=[Verdict.NEW, Verdict.CHANGED])
        if not waiting.exists():
            raise Refusal("nothing-to-accept", _("没有新增或有变化的行：这张表不需要入库。"))
        book.picked_only = False
    else:
        _pick(book, list(rows))
        book.picked_only = True
    book.rows_committed = 0
    book.accepted_by = by
    book.stage = Stage.ACCEPTED
    book.save()
    record("book.accepted", book, by=by, picked=len(rows) if rows is not None else None)
    return book


def _pick(book, rows):
    book.rows.filter(picked=True).update(picked=False)
    picked = 0
    for start in range(0, len(rows), 900):
        part = book.rows.filter(pk__in=rows[start : start + 900], committed=False)
        takes = [Verdict.NEW, Verdict.CHANGED, Verdict.DOUBTFUL]
        picked += part.filter(verdict__in=takes).update(picked=True)
    if not picked:
        raise Refusal("nothing-picked", _("没有可以入库的行：请至少勾选一行新增、变化或存疑的行。"))


@transaction.atomic
def withdraw(book, *, by):
    """The office thinks better of it: nothing of this book is committed."""
    (book,) = lock([book])
    book.move(Stage.WITHDRAWN)
    record("book.withdrawn", book, by=by)
    _drop_file(book)
    return book


@transaction.atomic
def give_up(book, *, because):
    """The machine cannot go on with this book: say so instead of trying for ever."""
    (book,) = lock([book])
    if book.stage not in (Stage.BROUGHT, Stage.READ, Stage.ACCEPTED):
        return book
    book.trouble = because
    book.save(update_fields=["trouble"])
    book.move(Stage.REVIEWED if book.stage == Stage.ACCEPTED else Stage.REFUSED)
    record("book.given_up", book, by=None)
    _drop_file(book)
    return book


# --- commitment ---------------------------------------------------------------------------


@transaction.atomic
def _commit(book):
    """Write the next accepted rows into the registry, each judged once more against it."""
    (book,) = lock([book])
    if book.stage != Stage.ACCEPTED:
        return book
    size = BATCH if book.kind == Kind.PEOPLE else VACANCY_BATCH
    accepted = book.rows.filter(committed=False, number__gt=book.rows_committed)
    if book.picked_only:
        accepted = accepted.filter(picked=True)
    else:
        accepted = accepted.filter(verdict__in=[Verdict.NEW, Verdict.CHANGED])
    batch = list(accepted.order_by("number")[:size])
    _keep(book, batch)
    if len(batch) == size:
        book.rows_committed = batch[-1].number
        book.save(update_fields=["rows_committed"])
        return book
    book.rows_committed = book.rows_total
    book.counts = counts_of(book) | {"committed": book.rows.filter(committed=True).count()}
    book.stage = Stage.COMMITTED
    book.save()
    record("book.committed", book, by=book.accepted_by, counts=book.counts)
    return book


def _keep(book, batch):
    room = ROOMS[book.kind]
    rows = []
    for row in batch:
        values = room.from_json(row.values())
        if room.is_complete(values):
            rows.append((row.pk, values, row.verdict, row.changes(), book.picked_only))
    answers = room.keep(rows, on=book.as_of, by=book.accepted_by, source=f"book:{book.pk}")
    done, parked = [], []
    for row in batch:
        if row.pk not in answers:
            continue
        subject, verdict, changes, said = answers[row.pk]
        if said is None:
            done.append((str(verdict), subject, True, row.pk))
        else:
            row.remarks = [*row.remarks, said]
            understood = to_json({"values": row.values(), "changes": changes})
            parked.append((
                seal(understood, UNDERSTOOD_PLACE(row.place)), str(verdict.value),
                to_json(row.remarks), row.key, subject, row.pk,
            ))  # fmt: skip
    rows_at_once.update(Row, ("verdict", "subject_id", "committed"), done)
    _update(parked)


@transaction.atomic
def record_export(what, *, rows, by):
    """A list has left the house: how many rows, and in whose hands."""
    record(f"{what}.exported", by.organisation, by=by, rows=rows)


def forget_uploads(*, before):
    """Delete files that no book names and that are older than `before`; how many there were.

    A process killed between laying the file down and writing the book, or between storing
    the rows and taking the file away, leaves personal data behind that nobody would find.
    """
    folder = Book._meta.get_field("file").upload_to.rstrip("/")
    if not default_storage.exists(folder):
        return 0
    named = set(Book.objects.exclude(file="").values_list("file", flat=True))
    forgotten = 0
    for name in default_storage.listdir(folder)[1]:
        path = f"{folder}/{name}"
        if path not in named and default_storage.get_modified_time(path) < before:
            default_storage.delete(path)
            forgotten += 1
    return forgotten
