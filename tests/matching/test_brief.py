"""The brief: what people want against what the pair has, and the letter that asks for the rest."""

from jiedui.catalog.models import EmployerKind
from jiedui.matching import bridge
from jiedui.matching.models import Obstacle
from jiedui.workers.models import Worker
from tests import registry

ON = registry.ON
JIAXING = ((330400, 330500),)


def everybody():
    return Worker.objects.all()


def test_the_town_is_met_but_for_two(six, three, pairing):
    """The right answers stand in docs/map.md: one has no certificate, one asks for too much."""
    brief = bridge.brief(everybody(), pairing, on=registry.ON)

    assert (brief.people, brief.seeking, brief.met, brief.unmet) == (6, 6, 4, 2)
    assert brief.requests == []
    assert brief.at_home == 2


def graduates(many, **told):
    public = EmployerKind.objects.get(code="public")
    found = []
    for at in range(many):
        worker = registry.seeker(
            places=JIAXING, least_pay=4000 if at % 2 else 4500, education=5,
        )  # fmt: skip
        worker.intentions.get().employer_kinds.add(public)
        found.append(worker)
    return found


def test_who_wants_a_public_post_is_not_met_by_a_sewing_line(pairing, eastern_officer):
    registry.vacancy(eastern_officer)
    graduates(8)

    brief = bridge.brief(everybody(), pairing, on=ON)

    assert (brief.met, brief.unmet) == (0, 8)
    assert [(code, count) for code, _label, count in brief.obstacles] == [
        (Obstacle.EMPLOYER_KIND, 8)
    ]
    [request] = brief.requests
    assert request.wording == "机关事业单位编外岗位，嘉兴市，月薪 4,500 元起（100% 的人接受）"
    assert request.remark == "其中大专及以上 8 人"
    assert len(request.workers) == 8
