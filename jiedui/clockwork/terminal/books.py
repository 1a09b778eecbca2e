"""One sheet through bringing, reading, review and acceptance, with its remarks told."""

from collections import defaultdict

from jiedui.clockwork.terminal.outcome import remark
from jiedui.clockwork.terminal.words import _
from jiedui.core.refusal import Refusal
from jiedui.sheets import actions as sheets
from jiedui.sheets.models import Book, Row, Stage
from jiedui.sheets.remarks import sentence

SHOWN = 12  # kinds of remarks
ROWS = 6  # row numbers of each


def bring(file, *, kind, by, at, on, progress):
    """The sheet read and judged row by row; raises the refusal of a sheet that cannot be."""
    book = _through(sheets.bring(file, kind=kind, by=by, at=at, on=on), progress)
    if book.stage == Stage.REFUSED:
        raise Refusal(book.trouble.get("code", "refused"), book.trouble.get("said", book.trouble))
    return book


def take_in(file, *, kind, by, at, on, progress):
    """The sheet with everything new and changed in it accepted and committed."""
    return accept(
        bring(file, kind=kind, by=by, at=at, on=on, progress=progress), by=by, progress=progress
    )


def accept(book, *, by, progress):
    if not (book.counts.get("new") or book.counts.get("changed")):
        return book
    return _through(sheets.accept(book, by=by), progress)


def _through(book, progress):
    while Book.objects.unfinished().filter(pk=book.pk).exists():
        book = sheets.step(book)
        done = max(book.rows_read, book.rows_judged, book.rows_committed)
        progress.show(f"{book.name} {book.get_stage_display()}", done, book.rows_total)
    return book


def returned(book):
    return Row.objects.filter(book=book).returned().exists()


def remarks(book):
    """Row number and sentences of every row that goes back."""
    return [
        {
            "row": row.number,
            "verdict": row.verdict,
            "remarks": [{"code": one["code"], "said": str(sentence(one))} for one in row.remarks],
        }
        for row in Row.objects.filter(book=book).returned().order_by("number")
    ]


def say_remarks(title, book):
    """Each remark once, with the rows that it speaks of."""
    rows = defaultdict(list)
    for one in remarks(book):
        rows[" ".join(part["said"] for part in one["remarks"])].append(one["row"])
    for said, numbers in sorted(rows.items(), key=lambda kept: -len(kept[1]))[:SHOWN]:
        shown = "、".join(map(str, numbers[:ROWS])) + ("…" if len(numbers) > ROWS else "")
        remark(
            _("{title}第{rows}行（共{number}行）：{said}").format(
                title=title, rows=shown, number=len(numbers), said=said
            )
        )
    if len(rows) > SHOWN:
        remark(
            _("{title}还有 {more} 种说明，见退回的行。").format(title=title, more=len(rows) - SHOWN)
        )
