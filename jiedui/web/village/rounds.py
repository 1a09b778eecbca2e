"""The round as the phone keeps it: everything the forms need without a network, and no more."""

from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import User
from jiedui.web.village.wire import answered, by_device
from jiedui.workers.models import Channel, Conflict, Outcome, Tongue, Wave
from jiedui.workers.queries import todays_round

# What may come of a knock at the door where nobody was asked, and of a call instead of it.
AT_THE_DOOR = [Outcome.NOT_HOME, Outcome.GONE_AWAY, Outcome.REFUSED, Outcome.COME_AGAIN]
BY_PHONE = [Outcome.NO_ANSWER, Outcome.NO_NUMBER, Outcome.WRONG_PERSON]


@by_device
@require_safe
def fetch(request):
    told = round_of(request.user, timezone.localtime())
    waiting = request.GET.get("waiting") != "0"
    visits = [house["assignment"] for house in told["households"]]
    accounts.carry_out(request.device, visits=visits, waiting=waiting)
    return answered(told)


def round_of(user, now):
    houses = todays_round(user, now.date())
    clashes = clashes_of(user)
    waves = Wave.objects.visible_to(user).under_way().select_related("questions")
    return {
        "now": now.isoformat(),
        "on": now.date().isoformat(),
        "helper": user.full_name,
        "tongues": [_in_both(choice) for choice in Tongue],
        "outcomes": [
            *[_in_both(choice) for choice in AT_THE_DOOR],
            *[_in_both(choice) | {"by_phone": True} for choice in BY_PHONE],
        ],
        "waves": {
            wave.pk: {"title": wave.title, "questions": wave.questions.body} for wave in waves
        },
        "households": [_house(house, clashes) for house in houses],
    }


def way_of(outcome):
    """By which way it was found out that nobody can be asked."""
    return Channel.PHONE if outcome in BY_PHONE else Channel.VISIT


def _in_both(choice):
    said = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            said[name] = str(choice.label)
    return {"name": choice.value, **said}


def _house(house, clashes):
    return {
        "assignment": house.assignment_id,
        "wave": house.wave_id,
        "code": house.code,
        "head": house.members[0].name if house.members else house.code,
        "place": f"{house.town}{house.village}",
        "outcome": house.outcome,
        "people": [_person(one, house.wave_id, clashes) for one in house.members],
    }


def _person(one, wave, clashes):
    return {
        "wave": wave,
        "code": one.code,
        "name": one.name,
        "age": one.age,
        "phone": one.phone_masked,
        "stage": one.stage,
        "declined": one.outcome == Outcome.REFUSED,
        "answers": {
            name: {"value": value, "version": version}
            for name, (value, version) in one.answers.items()
        },
        "conflicts": [clashes[clash.code] for clash in one.conflicts if clash.code in clashes],
        "last": {"on": one.last_on.isoformat() if one.last_on else "", "answers": one.last}
        if one.last
        else None,
    }


def clashes_of(user, **which):
    """{code: both answers, who told them and when} of the conflicts this helper may settle."""
    found = list(Conflict.objects.visible_to(user).open().filter(**which))
    told_by = {side["by"] for one in found for side in one.sides}
    names = dict(User.objects.filter(pk__in=told_by).values_list("pk", "full_name"))
    return {str(one.code): _clash(one, names) for one in found}


def _clash(one, names):
    ours, theirs = (
        {
            "value": side["value"],
            "by": names.get(side["by"]) or str(_("本人")),
            "at": _hour(side["at"]),
        }
        for side in one.sides
    )
    return {"code": str(one.code), "question": one.question, "ours": ours, "theirs": theirs}


def _hour(said):
    """In the county's own time, whatever clock wrote it; a day without an hour stays a day."""
    at = parse_datetime(said)
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at and at.tzinfo else said[:10]
