"""The helper's list on any computer: the same round as on the phone, without a script."""

from django.shortcuts import render
from django.utils import timezone

from jiedui.candidacies.models import Help
from jiedui.web.kit.pages import staff
from jiedui.workers.models import Outcome, ResponseStage
from jiedui.workers.queries import todays_round

DONE = {ResponseStage.FINISHED.value, Outcome.REFUSED.value}


@staff("village.survey")
def home(request):
    houses = lines_of(request.user)
    told = {
        "houses": houses,
        "done": sum(house["done"] for house in houses),
        "next": next_of(houses),
        "helps": Help.objects.visible_to(request.user).waiting().count(),
    }
    return render(request, "village/home.html", told)


def lines_of(user):
    return [line_of(house) for house in todays_round(user, timezone.localdate())]


def next_of(houses, after=None):
    """The next door on the way behind which nobody has been asked, or nothing."""
    at = next((i + 1 for i, house in enumerate(houses) if house["assignment"] == after), 0)
    around = houses[at:] + houses[:at]
    return next(
        (one for one in around
         if not one["done"] and not one["outcome"] and one["assignment"] != after), None
    )  # fmt: skip


def line_of(house):
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
        "members": list(zip(house.members, states, strict=True)),
    }


def state_of(member):
    """finished, refused, draft, or nothing yet."""
    if member.stage != ResponseStage.FINISHED and member.outcome == Outcome.REFUSED:
        return Outcome.REFUSED.value
    return member.stage if member.version or member.stage == ResponseStage.FINISHED else ""
