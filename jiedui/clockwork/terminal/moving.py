"""`jiedui migrate-to-postgres`: an embedded installation moves to the server that is set."""

from pathlib import Path

from django.conf import settings

from jiedui.clockwork.moving import move
from jiedui.clockwork.terminal.outcome import OK, bars, print_json, say
from jiedui.clockwork.terminal.words import _


def run(arguments):
    file = Path(arguments.file or settings.HOME / "jiedui.sqlite3")
    with bars() as screen:
        moved = move(file, tell=lambda one: screen.show(one.table, one.rows, one.rows))
    if arguments.json:
        print_json({one.table: {"rows": one.rows, "sha256": one.digest} for one in moved})
        return OK
    for one in moved:
        if one.rows:
            say(f"{one.rows:>10}  {one.digest[:16]}  {one.table}")
    say(
        _(
            "✓ 已搬迁 {tables} 张表、{rows} 行，行数和摘要逐表一致。旧文件没有改动，请妥善保存。"
        ).format(tables=len(moved), rows=sum(one.rows for one in moved))
    )
    return OK
