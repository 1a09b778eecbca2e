"""`jiedui import`: a sheet into the installed house."""

from pathlib import Path

from django.core.files import File
from django.utils import timezone

from jiedui.accounts.roles import require
from jiedui.clockwork.terminal import books
from jiedui.clockwork.terminal.outcome import OK, PARTLY, bars, print_json, say
from jiedui.clockwork.terminal.staff import member
from jiedui.clockwork.terminal.words import _
from jiedui.sheets.models import Stage
from jiedui.sheets.out import refused_sheet


def run(arguments):
    verb = f"{arguments.kind}.import"
    by = member(arguments.as_user, verb)
    require(by, verb)
    book = _bring(arguments, by)
    if arguments.returned:
        with open(arguments.returned, "wb") as out:
            refused_sheet(book, out)
    if arguments.json:
        print_json({"book": book.pk, "stage": book.stage, "counts": book.counts,
                    "returned": books.remarks(book)})  # fmt: skip
    else:
        _say(book, by)
    return PARTLY if books.returned(book) else OK


def _bring(arguments, by):
    path = Path(arguments.file)
    with bars() as progress, path.open("rb") as file:
        book = books.bring(
            File(file, name=path.name),
            kind=arguments.kind,
            by=by,
            at=timezone.now(),
            on=timezone.localdate(),
            progress=progress,
        )
        return books.accept(book, by=by, progress=progress) if arguments.accept else book


def _say(book, by):
    say(_("{name}：{stage}").format(name=book.name, stage=book.get_stage_display()))
    say(_("经办人：{name}（{office}）").format(name=by.full_name, office=by.organisation.name))
    for verdict, number in book.counts.items():
        say(f"  {verdict:<10} {number}")
    books.say_remarks("", book)
    if book.stage == Stage.REVIEWED:
        say(_("尚未入库：请到网页上审阅，或加上 --accept 再运行一次。"))
