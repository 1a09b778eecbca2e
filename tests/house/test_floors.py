"""The laws of the house that the import contracts cannot see."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from jiedui.core.stages import Staged

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "jiedui"
# From the ground up; the floors of the import contract that have tables.
FLOORS = [
    {"core"},
    {"catalog"},
    {"accounts"},
    {"workers", "vacancies"},
    {"candidacies"},
    {"matching"},
    {"subsidies"},
    {"notices"},
    {"sheets"},
    {"clockwork"},
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
ROOMS = sorted(FLOOR_OF)


def our_models():
    return [
        model for model in apps.get_models() if model._meta.app_config.name.startswith("jiedui.")
    ]


def climbing_keys(tables):
    """Relations from a room to one that is not below it."""
    found = []
    for model in tables:
        here = model._meta.app_label
        for field in model._meta.get_fields():
            if not (field.is_relation and not field.auto_created):
                continue
            there = field.related_model._meta.app_label
            if there != here and FLOOR_OF[there] >= FLOOR_OF[here]:
                found.append(f"{model.__name__}.{field.name} -> {there}")
    return found


def reverse_accessors(tables):
    """Relations across rooms by which a lower room could climb up."""
    return [
        f"{model.__name__}.{field.name}"
        for model in tables
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model._meta.app_label != model._meta.app_label
        and not field.remote_field.hidden
    ]


def test_every_room_with_tables_has_its_floor():
    assert {model._meta.app_label for model in our_models()} <= set(FLOOR_OF)


def test_foreign_keys_go_down():
    assert climbing_keys(our_models()) == []


def test_no_lower_room_can_climb_by_a_reverse_accessor():
    assert reverse_accessors(our_models()) == []


def test_a_planted_key_that_climbs_is_found():
    class Planted(models.Model):
        run = models.ForeignKey("matching.Run", models.CASCADE)

        class Meta:
            app_label = "workers"
            managed = False

        def __str__(self):
            return "planted"

    try:
        assert climbing_keys([Planted]) == ["Planted.run -> matching"]
        assert reverse_accessors([Planted]) == ["Planted.run"]
    finally:
        del apps.all_models["workers"]["planted"]
        apps.clear_cache()


WRITES = {"create", "bulk_create", "bulk_update", "update", "delete", "save", "get_or_create",
          "update_or_create"}  # fmt: skip


def foreign_writes(path, source):
    """Calls like `Worker.objects...update(...)` on a model imported from another room."""
    room = path.relative_to(HOUSE).parts[0]
    tree = ast.parse(source)
    foreign = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("jiedui.")
        and node.module.split(".")[1] in FLOOR_OF
        and node.module.split(".")[1] != room
        and "models" in node.module.split(".")
        for alias in node.names
    }
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in WRITES:
            continue
        start = node.func.value
        while isinstance(start, ast.Call | ast.Attribute | ast.Subscript):
            start = start.func if isinstance(start, ast.Call) else start.value
        if isinstance(start, ast.Name) and start.id in foreign:
            found.append(f"{path.name}:{node.lineno} {start.id}.{node.func.attr}")
    return found


@pytest.mark.parametrize("room", [*ROOMS, "web"])
def test_only_the_owner_writes(room):
    for path in sorted((HOUSE / room).rglob("*.py")):
        if "migrations" not in path.parts and room != "core":
            assert foreign_writes(path, path.read_text()) == []


def test_a_planted_foreign_write_is_found():
    planted = (
        "from jiedui.workers.models import Worker\nWorker.objects.filter(pk=1).update(name='x')\n"
    )
    assert foreign_writes(HOUSE / "matching" / "actions.py", planted) == [
        "actions.py:2 Worker.update"
    ]


def staged_models():
    return [model for model in our_models() if issubclass(model, Staged)]


@pytest.mark.parametrize("model", staged_models(), ids=lambda model: model.__name__)
def test_every_stage_is_on_the_map(model):
    stages = {value for value, _ in model._meta.get_field("stage").choices}
    reached = {model._meta.get_field("stage").default}
    while more := {to for stage in reached for to in model.MOVES[stage]} - reached:
        reached |= more

    assert set(model.MOVES) == stages
    assert reached == stages


CLOCKS = {("datetime", "now"), ("date", "today"), ("timezone", "now"), ("time", "time"),
          ("timezone", "localdate"), ("datetime", "today"), ("timezone", "localtime")}  # fmt: skip


def clock_reads(source):
    return [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in CLOCKS
    ]


@pytest.mark.parametrize("room", sorted({*ROOMS, "engine"} - {"clockwork"}))
def test_no_room_asks_for_the_time(room):
    for path in sorted((HOUSE / room).rglob("*.py")):
        assert clock_reads(path.read_text()) == [], path


def test_a_planted_look_at_the_clock_is_found():
    assert clock_reads("from datetime import date\nx = date.today()") == ["date.today"]


def test_the_import_contracts_hold():
    from_here = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert from_here.returncode == 0, from_here.stdout[-3000:]


def test_a_room_that_sees_a_request_is_caught():
    for room in sorted({*ROOMS} - {"clockwork"}):
        for path in (HOUSE / room).rglob("*.py"):
            text = path.read_text()
            assert "django.http" not in text, path
            assert "django.shortcuts" not in text, path
