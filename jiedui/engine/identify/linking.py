"""All pairs worth comparing, by Splink on DuckDB.

In memory only: the tables hold names, identity numbers and telephones, so the database may not
spill to disk, may not open files, and is closed at the end. Loading the two takes about a second:
only whoever compares many people imports this file.
"""

from __future__ import annotations

import logging
import os
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from jiedui.engine.identify.blocking import BLOCKS, keys
from jiedui.engine.identify.case import Case, Traits, all_traits
from jiedui.engine.identify.model import COMPARISONS, Comparison, Model, NotTrained, probability

THREADS = 2
# They tell at length how each statement was put together; faults still reach the log.
for _teller in ("splink", "sqlglot"):
    logging.getLogger(_teller).setLevel(logging.WARNING)
PRIVATE = (
    "SET temp_directory = ''",  # nothing of a person is ever spilled to a disk
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET enable_external_access = false",
    "SET enable_progress_bar = false",
)


def weighed(case: Case, model: Model, least: float) -> pa.Table:
    """The same as columns: one, other, weight, chance, and a number for each field (`level_of`)."""
    with duckdb.connect(":memory:", config={"threads": _threads()}) as database:
        for setting in PRIVATE:
            database.execute(setting)
        return _weighed(database, case, model, least)


def _threads() -> int:
    return max(1, min(THREADS, os.cpu_count() or 1))


def _weighed(
    database: duckdb.DuckDBPyConnection, case: Case, model: Model, least: float
) -> pa.Table:
    if len(case) < 2:
        return _nothing()
    table = _columns(case)
    database.register("told", table)
    database.execute(
        "CREATE TABLE people AS SELECT *,"
        " list_transform(range(1, length(name) + 1),"
        "   lambda i: name[:i - 1] || '_' || name[i + 1:]) AS holes,"
        " list_transform(range(1, length(near) + 1),"
        "   lambda i: near[:i - 1] || '_' || near[i + 1:]) AS heard"
        " FROM told"
    )
    database.unregister("told")
    del table
    splink = DuckDBAPI(connection=database)
    linker = Linker(splink.register("people"), _settings(model), log_level=None)
    _refuse_untrained(linker)
    found = linker.inference.predict(threshold_match_probability=least)
    levels = ", ".join(
        f"gamma_{comparison.field} AS {comparison.field}" for comparison in COMPARISONS
    )
    answer = database.sql(
        "SELECT least(place_l, place_r) AS one, greatest(place_l, place_r) AS other,"
        " round(match_weight, 4) AS weight, match_probability AS chance,"
        f" {levels} FROM {found.physical_name} ORDER BY weight DESC, one, other"
    )
    columns: pa.Table = answer.to_arrow_table()
    return columns


def _nothing() -> pa.Table:
    names = ("one", "other", "weight", "chance", *(c.field for c in COMPARISONS))
    return pa.table({name: pa.array([], pa.int64()) for name in names})


def _columns(case: Case) -> pa.Table:
    people = all_traits(case)
    columns: dict[str, Any] = {"place": pa.array(range(len(people)), pa.int64())}
    for name, values in zip(Traits._fields, zip(*people, strict=True), strict=True):
        kind = pa.int64() if name in {"county", "town"} else None
        columns[name] = pa.array(values, kind)
    for name, make in BLOCKS.items():
        columns[name] = pa.array(keys(people, make), pa.string())
    return pa.table(columns)


def _settings(model: Model) -> dict[str, Any]:
    chance = probability(model.prior)
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "place",
        "probability_two_random_records_match": chance,
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": f"l.{name} = r.{name}", "sql_dialect": "duckdb"} for name in BLOCKS
        ],
        "comparisons": [_compared(comparison, model) for comparison in COMPARISONS],
    }


def _compared(comparison: Comparison, model: Model) -> dict[str, Any]:
    silent: dict[str, Any] = {
        "sql_condition": comparison.silent.sql,
        "label_for_charts": "silent",
        "is_null_level": True,
    }
    levels = [
        {
            "sql_condition": level.sql,
            "label_for_charts": level.code,
            "m_probability": model.levels[comparison.field][level.code][0],
            "u_probability": model.levels[comparison.field][level.code][1],
            "fix_m_probability": True,
            "fix_u_probability": True,
        }
        for level in comparison.levels
    ]
    return {"output_column_name": comparison.field, "comparison_levels": [silent, *levels]}


def _refuse_untrained(linker: Linker) -> None:
    """What Splink holds, not what we meant to give it: it only warns of a level that has no
    weight, and then counts the whole field for nothing."""
    for comparison in linker.misc.save_model_to_json()["comparisons"]:
        for level in comparison["comparison_levels"]:
            if level.get("is_null_level"):
                continue
            if not (level.get("m_probability") and level.get("u_probability")):
                raise NotTrained(f"{comparison['output_column_name']}: {level['label_for_charts']}")
