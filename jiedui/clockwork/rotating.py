"""Everything sealed is sealed anew under the newest key, in small batches, while people work.

What is sealed is found by its fields and folders, not listed: a sealed column that a room adds
tomorrow is part of it. A value is written back only where it still is what was read, so whoever
changes it meanwhile wins (and seals under the newest key anyway). Stopped half-way, it goes on
with what is left. Sessions hold a sealed telephone for as long as a sign-in takes; they pass.
"""

import os
import re
from collections import Counter
from dataclasses import dataclass

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction

from jiedui.core.fields import (
    Ciphertext,
    SealedField,
    key_names,
    seal,
    seal_bytes,
    unseal,
    unseal_bytes,
)

BATCH = 200
# Folders of sealed files; a file is bound to its folder and its own name.
FOLDERS = ("attachments", "licences")
# What signing in keeps of second factors, inside a JSON column of a library; bound to it.
FACTORS = ("mfa", "Authenticator", "data")
HEAD = re.compile(r"([A-Za-z0-9_-]{1,20}):[A-Za-z0-9+/=]+")


@dataclass(frozen=True)
class Column:
    """One sealed column of one table."""

    model: type
    field: SealedField

    @property
    def name(self):
        return f"{self.model._meta.db_table}.{self.field.column}"


def columns():
    return [
        Column(model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    ]


def in_use():
    """{key: how many values and files are sealed under it}."""
    counted = Counter()
    with connection.cursor() as cursor:
        for column in columns():
            quoted = connection.ops.quote_name(column.field.column)
            table = connection.ops.quote_name(column.model._meta.db_table)
            cursor.execute(
                f"SELECT {_head(quoted)}, COUNT(*) FROM {table} WHERE {quoted} <> '' GROUP BY 1"
            )
            counted.update(dict(cursor.fetchall()))
    counted.update(_key_of_file(name) for name in _files())
    counted.update(key for row in _factors() for key in _keys_in(row.data))
    return counted


def _head(quoted):
    """In SQL: the name of the key that a sealed text begins with."""
    if connection.vendor == "postgresql":
        return f"split_part({quoted}, ':', 1)"
    return f"SUBSTR({quoted}, 1, INSTR({quoted}, ':') - 1)"


def rotate(show=None):
    """Seal anew what is not yet under the newest key; how many values and files that were."""
    newest, done = key_names()[0], 0
    for column in columns():
        done += _column(column, newest)
        if show:
            show(column.name, done)
    done += sum(_file(name, newest) for name in _files())
    return done + sum(_factor(row, newest) for row in _factors())


def _column(column, newest):
    """Batches by key: each its own short transaction."""
    last, done = None, 0
    while keys := _waiting(column, newest, last):
        last = keys[-1]
        done += _batch(column, keys, newest)
    return done


def _waiting(column, newest, last):
    quote = connection.ops.quote_name
    table, name, key = (
        quote(one)
        for one in (
            column.model._meta.db_table, column.field.column, column.model._meta.pk.column,
        )
    )  # fmt: skip
    after, told = (f"AND {key} > %s ", [last]) if last is not None else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key} FROM {table} WHERE {name} <> '' AND {name} NOT LIKE %s "
            f"{after}ORDER BY {key} LIMIT {BATCH}",
            [f"{newest}:%", *told],
        )
        return [pk for (pk,) in cursor.fetchall()]


@transaction.atomic
def _batch(column, keys, newest):
    name, done = column.field.attname, 0
    for row in column.model._base_manager.filter(pk__in=keys):
        closed = row.__dict__[name]
        if not closed or closed.startswith(f"{newest}:"):
            continue
        place = column.field.place_of(row)
        anew = seal(unseal(closed, place), place)
        found = column.model._base_manager.filter(pk=row.pk, **{name: Ciphertext(closed)})
        done += found.update(**{name: Ciphertext(anew)})
    return done


def _files():
    for folder in FOLDERS:
        if default_storage.exists(folder):
            for name in default_storage.listdir(folder)[1]:
                yield f"{folder}/{name}"


def _key_of_file(name):
    with default_storage.open(name) as file:
        return file.read(24).partition(b":")[0].decode("ascii", "replace")


def _file(name, newest):
    """Written beside and then put in its place: whoever opens it finds one or the other whole."""
    if _key_of_file(name) == newest:
        return 0
    bound = name.replace("/", ":", 1)
    with default_storage.open(name) as file:
        plain = unseal_bytes(file.read(), bound)
    path = default_storage.path(name)
    draft = f"{path}.anew"
    with open(draft, "wb") as out:
        out.write(seal_bytes(plain, bound))
    os.replace(draft, path)
    return 1


def _factors():
    room, name, _column = FACTORS
    if not apps.is_installed(f"allauth.{room}"):
        return []
    return apps.get_model(room, name).objects.order_by("pk")


def _keys_in(told):
    for value in told.values():
        if isinstance(value, str) and (head := HEAD.fullmatch(value)):
            yield head[1]


def _factor(row, newest):
    place = f"{row._meta.db_table}.{FACTORS[2]}"
    anew = {
        name: str(seal(unseal(value, place), place)) if _is_older(value, newest) else value
        for name, value in row.data.items()
    }
    if anew == row.data:
        return 0
    return type(row).objects.filter(pk=row.pk, data=row.data).update(data=anew)


def _is_older(value, newest):
    head = HEAD.fullmatch(value) if isinstance(value, str) else None
    return head is not None and head[1] in key_names() and head[1] != newest
