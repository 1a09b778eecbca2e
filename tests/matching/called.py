"""A call for tests: people with canary names behind it, drawn, sent, forwarded."""

from datetime import datetime
from zoneinfo import ZoneInfo

from jiedui.accounts.models import Pairing
from jiedui.catalog.models import EmployerKind
from jiedui.matching import actions, bridge
from jiedui.workers.models import Worker
from tests import registry

ON = registry.ON
AT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
JIAXING = ((330400, 330500),)
CONTACT = "就业股 0837-7732000"
# What must never be read in the east: a name, a village, a telephone, an identity number.
VILLAGE, PHONE, IDENTITY = "鸢尾坪村", "13855556666", "513225199605011234"
NAMES = ("藏金鸟", "白鹇珠", "雪鸮·格桑", "朱鹮妹")


def graduates(many, *, kind="public", occupations=(), **told):
    """People who want posts in public bodies in Jiaxing, each with a canary's name."""
    wished = EmployerKind.objects.get(code=kind)
    found = []
    for at in range(many):
        worker = registry.seeker(
            places=JIAXING,
            occupations=occupations,
            least_pay=4000 if at % 2 else 4500,
            education=told.get("education", 5),
        )
        worker.name, worker.village = (
            f"{NAMES[at % len(NAMES)]}{'甲乙丙丁戊己庚辛'[at % 8]}",
            VILLAGE,
        )
        worker.phone, worker.identity = PHONE, IDENTITY
        worker.is_veteran = at < told.get("veterans", 0)
        worker.save()
        worker.intentions.get().employer_kinds.add(wished)
        found.append(worker)
    return found


def brief(people=None, on=ON):
    """Of everybody, for the pair of the town (an installation knows all pairings)."""
    pairings = Pairing.objects.in_force(on).vouched().select_related("west", "east__parent")
    pairing = pairings.get(west=registry.WEST, east=registry.EAST)
    return bridge.brief(Worker.objects.all() if people is None else people, pairing, on=on)


def drafted(*, by, **told):
    return actions.draw_brief(brief(), by=by, at=AT, **told)


def sent(*, by, **told):
    call = drafted(by=by, **told)
    return actions.send_call(call, by=by, at=AT, title="2026年毕业生需求", contact=CONTACT)
