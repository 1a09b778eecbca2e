"""Whatever happens to a person is told on the road in words."""

import ast
from pathlib import Path

from jiedui.candidacies.models import Stage as Standing
from jiedui.notices.models import DUE, Stage
from jiedui.web.desk.road import ABOVE
from jiedui.workers.queries.road import SAID

HOUSE = Path(__file__).resolve().parents[2] / "jiedui"
# Said to the person and the auditor, not on the road.
ELSEWHERE = {"person.seen"}


def verbs_of_people():
    """The verbs of all events that name a person, as they stand in the source."""
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and _records(node):
                verb = node.args[0]
                if isinstance(verb, ast.Constant) and isinstance(verb.value, str):
                    yield verb.value


def _records(call):
    called = getattr(call.func, "id", getattr(call.func, "attr", ""))
    return called in {"record", "event"} and "worker_id" in {one.arg for one in call.keywords}


def test_every_event_of_a_person_has_its_words():
    verbs = set(verbs_of_people())
    # Written by stage: `notice.{stage}`, `candidacy.{stage}`.
    verbs |= {f"notice.{stage}" for stage in set(Stage.values) - {*DUE, Stage.SENDING}}
    verbs |= {f"candidacy.{stage}" for stage in Standing.values}

    assert len(verbs) > 40
    assert sorted(verbs - {*SAID, *ABOVE, *ELSEWHERE}) == []
