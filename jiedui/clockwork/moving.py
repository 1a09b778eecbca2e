"""An embedded installation moves to PostgreSQL: all of it or nothing, and proved row by row.

Every table is read in the order of its keys and streamed into the server in one transaction.
Before that transaction ends, each table is read back, and its number of rows and the digest
over all its values must be those of the file; otherwise nothing has happened. The file itself
is only read. Uploaded files and keys stay where they are.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal

AT_ONCE = 2000
# What creating the tables fills by itself; it is replaced by what the file holds.
FILLED_BY_MIGRATING = ("django_content_type", "auth_permission", "catalog_")
MIGRATIONS = "django_migrations"
KEEPS_ORDER = 'COLLATE "C"'


@dataclass(frozen=True, slots=True)
class Table:
    """One table as both databases have it: its columns with the server's types, its key first."""

    name: str
    key: str
    types: dict[str, str]

    @property
    def columns(self) -> str:
        return ", ".join(f'"{column}"' for column in self.types)


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one table: equal on both sides, or the move is off."""

    table: str
    rows: int
    digest: str


def move(file: Path, *, tell: Callable[[Moved], None] = lambda moved: None) -> list[Moved]:
    """Bring everything in this SQLite file into the empty server that the settings name."""
    if connection.vendor != "postgresql":
        raise Refusal(
            "not-a-server",
            _("JIEDUI_DATABASE 还不是 PostgreSQL 的地址：请先设置新数据库，再搬迁。"),
        )
    with _reading(file) as source:
        # As the file is: an update goes before or after a move, not along with it.
        call_command("migrate", verbosity=0, interactive=False)
        _refuse_another_edition(source)
        version = _version(source)
        with transaction.atomic():
            tables = _tables(source)
            _refuse_filled(tables)
            moved = _move_all(source, tables, tell)
            if _version(source) != version:
                raise Refusal(
                    "written-meanwhile",
                    _("搬迁期间有人写入了旧数据库：请停掉网站和后台进程，再搬迁一次。"),
                )
    return moved


def _move_all(source, tables, tell):
    with _keys_aside(tables):
        _empty([table for table in tables if _is_filled_by_migrating(table)])
        read = {table.name: _copy(source, table) for table in tables}
    moved = []
    for table in tables:
        scales = Scales(table)
        for row in _rows_on_server(table):
            scales.add(row)
        there = scales.told()
        if there != read[table.name]:
            raise Refusal(
                "not-the-same",
                format_lazy(
                    _("表 {table} 搬过去以后和原来不一致：什么也没有搬，旧数据库仍可继续使用。"),
                    table=table.name,
                ),
            )
        moved.append(there)
        tell(there)
        _go_on_counting(source, table)
    _followers_go_on()
    return moved


# ---- what is moved ------------------------------------------------------------------------------


def _tables(source) -> list[Table]:
    found = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.proxy or meta.db_table in found:
            continue
        types = _types(meta.db_table)
        columns = [field.column for field in meta.concrete_fields]
        # SQLite takes the name of a column that is not there for a text that says this name.
        held = {row[1] for row in source.execute(f'PRAGMA table_info("{meta.db_table}")')}
        if not held.issuperset(set(columns) - {"rowid"}):  # which every table has untold
            raise _another_edition()
        ordered = [meta.pk.column, *(name for name in columns if name != meta.pk.column)]
        found[meta.db_table] = Table(
            meta.db_table, meta.pk.column, {name: types[name] for name in ordered}
        )
    return [found[name] for name in sorted(found)]


def _types(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND table_name = %s",
            [table],
        )
        return dict(cursor.fetchall())


def _refuse_another_edition(source):
    there = set(source.execute(f"SELECT app, name FROM {MIGRATIONS}"))
    if there != set(MigrationRecorder(connection).applied_migrations()):
        raise _another_edition()


def _another_edition():
    return Refusal(
        "another-edition",
        _("旧数据库不是这个版本的：请先用这个版本对它运行一次 manage.py migrate，再搬迁。"),
    )


def _refuse_filled(tables):
    filled = [
        table.name
        for table in tables
        if not _is_filled_by_migrating(table)
        and _one(f'SELECT EXISTS (SELECT FROM "{table.name}")')
    ]
    if filled:
        raise Refusal(
            "target-not-empty",
            format_lazy(
                _("新数据库里已经有内容（{table}）：请换一个空的数据库。"), table=filled[0]
            ),
        )


def _is_filled_by_migrating(table):
    return table.name.startswith(FILLED_BY_MIGRATING)


def _one(sql, told=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return cursor.fetchone()[0]


# ---- reading the file ---------------------------------------------------------------------------


@contextmanager
def _reading(file):
    """The file, only to be read, and as it stood at one moment."""
    if not Path(file).is_file():
        raise Refusal("no-such-file", _("找不到旧数据库的文件：请核对路径。"))
    address = f"{Path(file).resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as source:
        source.execute("BEGIN")
        yield source


def _version(source):
    """Changes when somebody else has written. Asked outside of the moment that is being read."""
    path = source.execute("PRAGMA database_list").fetchone()[2]
    parts = (Path(path), Path(f"{path}-wal"))
    return [(part.stat().st_size, part.stat().st_mtime_ns) for part in parts if part.exists()]


def _rows_in_file(source, table) -> Iterator[tuple]:
    cursor = source.execute(f'SELECT {table.columns} FROM "{table.name}" ORDER BY "{table.key}"')
    while rows := cursor.fetchmany(AT_ONCE):
        yield from rows


# ---- writing to the server ----------------------------------------------------------------------


@contextmanager
def _keys_aside(tables):
    """Without foreign keys while rows stream in; put back, each is checked over the whole table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) "
            "FROM pg_constraint WHERE contype = 'f' "
            "AND conrelid IN (SELECT to_regclass(quote_ident(name)) FROM unnest(%s::text[]) name)",
            [[table.name for table in tables]],
        )
        keys = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    with connection.cursor() as cursor:
        for table, name, definition in keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _empty(tables):
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(table.name for table in tables)}")


def _copy(source, table) -> Moved:
    """Stream one table; what was read is weighed while it passes."""
    ready = [TO_SERVER.get(kind) for kind in table.types.values()]
    scales = Scales(table)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table.name}" ({table.columns}) FROM STDIN') as into,
    ):
        for row in _rows_in_file(source, table):
            into.write_row([
                turn(value) if turn and value is not None else value
                for turn, value in zip(ready, row, strict=True)
            ])  # fmt: skip
            scales.add(row)
    return scales.told()


TO_SERVER = {
    # The file keeps moments in UTC without saying so.
    "timestamp with time zone": lambda moment: f"{moment}+00",
    "boolean": bool,
}


def _rows_on_server(table) -> Iterator[tuple]:
    """Read back by a cursor of the server's, so that no table has to fit into memory."""
    columns = ", ".join(
        READ_BACK.get(kind, "{}").format(f'"{column}"') for column, kind in table.types.items()
    )
    order = f'"{table.key}"'
    if table.types[table.key] in {"text", "character varying"}:
        order = f"{order} {KEEPS_ORDER}"
    with connection.connection.cursor(name="moving") as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY {order}')
        yield from cursor


READ_BACK = {
    "timestamp with time zone": ("to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"),
    "date": "{}::text",
    "jsonb": "{}::text",
    "uuid": "{}::text",
    "numeric": "{}::text",
}


def _go_on_counting(source, table):
    """The next row gets a number that none has had, not even one that was deleted."""
    if not (sequence := _one("SELECT pg_get_serial_sequence(%s, %s)", [table.name, table.key])):
        return
    used = source.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table.name]).fetchone()
    last = _one(f'SELECT MAX("{table.key}") FROM "{table.name}"') or 0
    if highest := max(last, used[0] if used else 0):
        _one("SELECT setval(%s, %s)", [sequence, highest])


def _followers_go_on():
    """All events came in one transaction: that is the window in which each follower stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clockwork_follower SET since = now.xact, until = now.xact + 1 "
            "FROM (SELECT pg_current_xact_id()::text::bigint AS xact) now"
        )


# ---- the proof ----------------------------------------------------------------------------------


class Scales:
    """How many rows, and the digest over every value of them in the order of their keys."""

    def __init__(self, table):
        self.table, self.many, self.digest = table, 0, sha256()
        self.plain = [PLAIN.get(kind) for kind in table.types.values()]

    def add(self, row):
        values = [
            turn(value) if turn and value is not None else value
            for turn, value in zip(self.plain, row, strict=True)
        ]
        self.digest.update(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode())
        self.many += 1

    def told(self):
        return Moved(self.table.name, self.many, self.digest.hexdigest())


def _json(told: Any) -> Any:
    """One way of writing for what a database may keep in another order or with other spaces."""
    value = json.loads(told, parse_float=_number) if isinstance(told, str) else told
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _number(told: str) -> int | float:
    value = float(told)
    return int(value) if value.is_integer() else value


def _moment(told: str) -> str:
    second, _dot, rest = told.partition(".")
    return f"{second}.{rest:0<6}"


PLAIN: dict[str, Callable[[Any], Any]] = {
    "boolean": int,
    "bytea": lambda told: bytes(told).hex(),
    "double precision": float,
    "jsonb": _json,
    "numeric": lambda told: f"{Decimal(str(told)).normalize():f}",
    "timestamp with time zone": _moment,
    "uuid": lambda told: str(told).replace("-", ""),
}
