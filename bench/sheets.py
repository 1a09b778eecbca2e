"""Rows per second of a ledger from .xlsx to reviewed rows and on into the registry.

Beside it, in turn: openpyxl with Django's bulk_create, the usual way, which only reads and
stores the sealed cells (no identity number is checked, no wish is read, nothing is compared).
Correct first: every row must be there once, understood as it was written.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

SMALL, LARGE, PEER_AT_MOST = 20_000, 1_000_000, 50_000
ROUNDS = 3
# What we claim, whatever the machine: rows judged, compared and sealed faster than the usual
# way reads and stores them without looking.
FLOOR = 1.3
GOAL_SECONDS = 60
ON = date(2026, 3, 2)
HEADER = ["序号", "姓名", "身份证号", "性别", "民族", "乡镇", "村组", "户类型", "联系电话",
          "文化程度", "就业状态", "意向工种", "意向地点", "期望月薪", "技能证书"]  # fmt: skip


def main(full: bool) -> bool:
    """Measure in a process and a database of its own; true when something was wrong."""
    rows = LARGE if full else SMALL
    with tempfile.TemporaryDirectory(prefix="jiedui-bench-") as home:
        done = subprocess.run(
            [sys.executable, "-m", "bench.sheets", str(rows)],
            env=os.environ
            | {"JIEDUI_HOME": home, "DJANGO_SETTINGS_MODULE": "jiedui.config.settings"},
            check=False,
        )
    return done.returncode != 0


def identity(number: int) -> str:
    from jiedui.workers.queries import check_digit  # noqa: PLC0415 -- needs Django set up

    day = number % 28 + 1 + (number // 28 % 12 + 1) * 100 + (1960 + number // 336 % 45) * 10_000
    seventeen = f"{510_000 + number // 15_120_000:06d}{day}{number // 15_120 % 1000:03d}"
    return seventeen + check_digit(seventeen)


def write_ledger(path: Path, rows: int) -> None:
    """An invented ledger of the usual fifteen columns, repeating itself as ledgers do."""
    import xlsxwriter  # noqa: PLC0415 -- only the measuring process needs it

    chance = random.Random(11)
    pick = chance.choice
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, HEADER)
        for number in range(rows):
            told = identity(number)
            sheet.write_row(number + 1, 0, [
                number + 1,
                pick(["扎西", "张", "李", "泽仁"]) + pick("伟芳娜敏静强") + pick("甲乙丙丁"),
                told,
                "男" if int(told[16]) % 2 else "女",
                pick(["藏族", "汉族", "羌族"]),
                pick(["漳扎镇", "南坪镇", "双河镇", "白河乡"]),
                f"第{number % 60 + 1}村",
                pick(["脱贫户", "一般户", "边缘易致贫户"]),
                f"138{number % 100_000_000:08d}",
                pick(["小学", "初中", "高中", "大专"]),
                pick(["务农", "省外务工", "县内务工"]),
                pick(["电子厂/服装厂", "电工、焊工", "不限", "保安", "家政", "建筑"]),
                pick(["浙江、江苏", "长三角", "县内", "不限", "四川省成都市"]),
                pick(["3500以上", "4000", "5000-6000", "面议"]),
                pick(["", "", "电工证", "叉车证"]),
            ])  # fmt: skip


def measure(rows: int) -> int:
    path = Path(os.environ["JIEDUI_HOME"]) / "people.xlsx"
    write_ledger(path, rows)
    peer_rows = min(rows, PEER_AT_MOST)
    peer_path = path
    if peer_rows != rows:
        peer_path = path.with_name("peer.xlsx")
        write_ledger(peer_path, peer_rows)
    print(f"{rows:,} rows, {path.stat().st_size / 2**20:.1f} MiB")
    ours, commits, peers, wrong = [], [], [], []
    for _ in range(ROUNDS if rows <= PEER_AT_MOST else 1):
        reviewed, committed, faults = import_ours(path, rows)
        ours.append(reviewed)
        commits.append(committed)
        wrong += faults
        peers.append(import_the_usual_way(peer_path, peer_rows))
    return report(rows, peer_rows, ours, commits, peers, wrong)


def report(rows, peer_rows, ours, commits, peers, wrong) -> int:
    mine, commit, peer = (sorted(times)[len(times) // 2] for times in (ours, commits, peers))
    ratio = (rows / mine) / (peer_rows / peer)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"  read, judged, sealed, stored   {mine:8.2f} s {rows / mine:10,.0f} rows/s")
    print(f"  then into the registry         {commit:8.2f} s {rows / commit:10,.0f} rows/s")
    print(f"  openpyxl + bulk_create ({peer_rows:,}, nothing judged) {peer:.2f} s "
          f"{peer_rows / peer:10,.0f} rows/s")  # fmt: skip
    print(f"  ratio {ratio:.1f}× (floor {FLOOR}×), peak {peak:.2f} GiB")
    if rows == LARGE:
        print(f"  goal of {GOAL_SECONDS} s: {'met' if mine <= GOAL_SECONDS else 'NOT met'}")
    for fault in wrong:
        print("  WRONG:", fault)
    folder = Path("var/bench")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"sheets-{rows}.json").write_text(
        json.dumps({
            "rows": rows, "reviewed_s": ours, "committed_s": commits, "peer_rows": peer_rows,
            "peer_s": peers, "ratio": ratio, "peak_gib": peak,
        })
    )  # fmt: skip
    return 1 if wrong or ratio < FLOOR else 0


def import_ours(path: Path, rows: int):
    from django.db import connection  # noqa: PLC0415 -- needs Django set up

    from jiedui.sheets import actions  # noqa: PLC0415
    from jiedui.sheets.models import Book, Row  # noqa: PLC0415
    from jiedui.workers.models import Worker  # noqa: PLC0415

    empty()
    start = time.perf_counter()
    with path.open("rb") as file:
        book = actions.bring(
            file, kind="people", by=officer(), at=datetime(2026, 3, 2, tzinfo=UTC), on=ON
        )
    while book.stage in ("brought", "read"):
        book = actions.step(book)
    reviewed = time.perf_counter() - start
    wrong = []
    if book.stage != "reviewed" or sum(book.counts.values()) != rows:
        wrong.append(f"{book.stage} {book.counts} {book.trouble}")
    if Row.objects.filter(book=book).count() != rows:
        wrong.append("rows are missing or doubled")
    some = Row.objects.get(book=book, number=rows // 2 + 2)
    if some.values()["identity"] != identity(rows // 2):
        wrong.append("a row is not what was written")
    start = time.perf_counter()
    book = actions.accept(book, by=officer())
    while book.stage == "accepted":
        book = actions.step(book)
    committed = time.perf_counter() - start
    if Worker.objects.count() != book.counts["committed"]:
        wrong.append("people are missing or doubled")
    Book.objects.filter(pk=book.pk).update(stage="withdrawn")
    connection.close()
    return reviewed, committed, wrong


def import_the_usual_way(path: Path, rows: int) -> float:
    import openpyxl  # noqa: PLC0415 -- the peer

    from jiedui.sheets.models import Book, Row  # noqa: PLC0415 -- needs Django set up

    empty()
    book = Book.objects.create(
        office=officer().organisation, kind="people", name="peer", digest="peer", size=1,
        brought_by=officer(), brought_at=datetime(2026, 3, 2, tzinfo=UTC), as_of=ON,
        stage="withdrawn",
    )  # fmt: skip
    start = time.perf_counter()
    sheet = openpyxl.load_workbook(path, read_only=True).active
    waiting = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        waiting.append(Row(book=book, number=number, raw=json.dumps(cells, ensure_ascii=False)))
        if len(waiting) == 5000:
            Row.objects.bulk_create(waiting)
            waiting.clear()
    Row.objects.bulk_create(waiting)
    taken = time.perf_counter() - start
    if Row.objects.filter(book=book).count() != rows + 1:
        raise SystemExit("the peer lost rows")
    return taken


def officer():
    from jiedui.accounts.models import User  # noqa: PLC0415 -- needs Django set up

    return User.objects.select_related("organisation__region").get()


def empty() -> None:
    """Every round begins with an empty registry, so that every round does the same work."""
    from django.db import connection  # noqa: PLC0415 -- needs Django set up

    tables = [t for t in connection.introspection.table_names()
              if t.startswith(("workers_", "sheets_")) or t == "core_event"]  # fmt: skip
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')


def prepare() -> None:
    import django  # noqa: PLC0415 -- after the home is known

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from jiedui.accounts.actions import enrol_user, open_organisation  # noqa: PLC0415
    from jiedui.catalog.actions import load_catalogue  # noqa: PLC0415
    from jiedui.catalog.models import Region  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    load_catalogue()
    west = Region.objects.get(code=513225)
    office = open_organisation(name="测量用人社局", kind="bureau", region=west, by=None)
    enrol_user(
        username="bench", password="measured-not-guessed", full_name="测量", role="west",
        organisation=office, by=None,
    )  # fmt: skip


if __name__ == "__main__":
    prepare()
    raise SystemExit(measure(int(sys.argv[1])))
