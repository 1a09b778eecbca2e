"""The helper's list on any computer: the same round as on the phone, without a script."""

from django.shortcuts import render
from django.utils import timezone

from jiedui.web.kit.pages import staff
from jiedui.workers.models import Outcome, ResponseStage
from jiedui.workers.queries import todays_round

DONE = {ResponseStage.FINISHED.value, Outcome.REFUSED.value}


@staff("village.survey")
def home(request):
    houses = [_line(house) for house in todays_round(request.user, timezone.localdate())]
    done = sum(house["done"] for house in houses)
    return render(request, "village/home.html", {"houses": houses, "done": done})


def _line(house):
    states = [state_of(one) for one in house.members]
    return {
        "assignment": house.assignment_id,
        "head": house.members[0].name if house.members else house.code,
        "place": f"{house.town}{house.village}",
        "people": len(house.members),
        "outcome": Outcome(house.outcome).label if house.outcome else "",
        "clash": any(one.conflicts for one in house.members),
        "begun": any(states),
        "done": bool(states) and all(state in DONE for state in states),
    }


def state_of(member):
    """finished, refused, draft, or nothing yet."""
    if member.stage != ResponseStage.FINISHED and member.outcome == Outcome.REFUSED:
        return Outcome.REFUSED.value
    return member.stage if member.version or member.stage == ResponseStage.FINISHED else ""
