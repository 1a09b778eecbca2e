"""Weights are dated policy, each with its reason; a county's own go before the common ones."""

from datetime import date
from pathlib import Path

import pytest

from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.matching import actions, bridge
from jiedui.matching.models import Policy
from jiedui.workers.models import HouseholdClass
from tests.registry import ON, county

pytestmark = pytest.mark.django_db


def issued(folder, name, **changed):
    """A county's own file: the common one with other dates, place or figures."""
    [common] = sorted(Path(actions.POLICIES).glob("*.toml"))
    text = common.read_text(encoding="utf-8")
    head = f'name = "{name}"\n' + "".join(f"{key} = {value}\n" for key, value in changed.items())
    lines = [
        line for line in text.splitlines()
        if not line.startswith(("name =", *(f"{key} =" for key in changed)))
    ]  # fmt: skip
    (folder / f"{name}.toml").write_text(head + "\n".join(lines), encoding="utf-8")
    return folder


def test_loading_twice_changes_nothing():
    before = Event.objects.count()

    assert actions.load_policies() == {"new": 0, "changed": 0, "same": 1}
    assert Event.objects.count() == before


def test_a_changed_file_is_taken_over_and_recorded(tmp_path):
    folder = issued(tmp_path, "县方案", valid_from="2026-01-01")
    assert actions.load_policies(folder)["new"] == 1
    path = folder / "县方案.toml"
    path.write_text(path.read_text().replace("value = 2000", "value = 2600"))

    assert actions.load_policies(folder) == {"new": 0, "changed": 1, "same": 0}

    policy = Policy.objects.get(name="县方案")
    assert policy.weights["employer_kind"]["value"] == 2600
    assert Event.objects.filter(verb="policy.loaded").count() == 3


def test_every_weight_has_its_reason_and_every_class_its_place():
    policy = Policy.objects.get()

    assert set(policy.weights) == set(bridge.WEIGHTS)
    assert all(weight["because"] for weight in policy.weights.values())
    assert set(policy.classes) == set(HouseholdClass.objects.values_list("pk", flat=True))
    assert max(policy.classes.values()) < len(policy.weights["priority"]["value"])
    assert policy.classes["general"] == 0


def test_the_nearest_place_and_the_newest_file_go_first(tmp_path, west):
    issued(tmp_path, "省方案", valid_from="2026-01-01", region="510000")
    issued(tmp_path, "州方案", valid_from="2026-01-01", region="513200")
    issued(tmp_path, "县旧方案", valid_from="2025-01-01", valid_until="2026-02-28", region="513225")
    issued(tmp_path, "邻县方案", valid_from="2026-01-01", region="513224")
    actions.load_policies(tmp_path)

    def holds(place, on):
        return Policy.objects.over(place).in_force(on).first().name

    assert holds(west, date(2026, 2, 28)) == "县旧方案"
    assert holds(west, ON) == "州方案"
    assert holds(county(510107), ON) == "省方案"
    assert holds(county(530102), ON) == "通用权重（2026年）"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("[weights.near]", "[weights.luck]", "policy-incomplete"),
        ("value = 300", "value = -300", "policy-out-of-range"),
        ("value = 40000", "value = 900000000", "policy-out-of-range"),
    ],
)
def test_a_file_that_cannot_hold_is_refused_whole(tmp_path, old, new, code):
    path = issued(tmp_path, "错方案") / "错方案.toml"
    path.write_text(path.read_text().replace(old, new, 1))

    with pytest.raises(Refusal) as refused:
        actions.load_policies(tmp_path)

    assert refused.value.code == code
    assert Policy.objects.count() == 1
