"""A call that went east and was answered in part, and a draft that waits to be read."""

from datetime import timedelta

from django.utils import timezone

from jiedui.accounts.models import Pairing
from jiedui.matching import actions as matching
from jiedui.matching import bridge
from jiedui.matching.queries import suggested_employers, suggested_vacancies
from jiedui.workers.models import Worker

CONTACT = "就业股 0837-7700000"


def draw(west, east, on):
    """The whole county's demand, sent and partly answered; and one of those over 45, drawn up."""
    pairings = Pairing.objects.in_force(on).vouched().select_related("west", "east__parent")
    pairing = pairings.filter(
        west=west.organisation.region, east=east.organisation.region
    ).first()  # fmt: skip
    _send(pairing, west, east, on)
    people = Worker.objects.visible_to(west).aged(45, None, on)
    brief = bridge.brief(people, pairing, on=on)
    if brief.requests:
        matching.draw_brief(
            brief,
            by=west,
            at=timezone.now(),
            title=f"{brief.west.name}45岁以上劳动力用工需求",
            group="45岁以上劳动力",
            filters={"group": "over45"},
        )


def _send(pairing, west, east, on):
    brief = bridge.brief(Worker.objects.visible_to(west), pairing, on=on)
    if not brief.requests:
        return
    at = timezone.now() - timedelta(days=2)
    call = matching.draw_brief(brief, by=west, at=at)
    call = matching.send_call(
        call, by=west, at=at, title=f"{call.west.name}{on.year}年用工需求", contact=CONTACT,
        reply_by=on + timedelta(days=14),
    )  # fmt: skip
    requests = list(call.requests.all())
    matching.ask_back(
        requests[0], question="这些人最早哪天能到岗？路费由谁承担？", by=east, at=timezone.now()
    )
    for request in requests[:3]:
        if houses := list(suggested_employers(request, limit=3)):
            matching.forward(request, houses, by=east, at=timezone.now())
        if vacancy := suggested_vacancies(request, on=on, limit=1).first():
            matching.answer_with(request, vacancy, by=east)
    if len(requests) > 3:
        matching.decline(requests[-1], because="本地暂时没有这类岗位，有了再告诉你们", by=east)
