"""A wave under way in one town: two helpers, half of their rounds walked, and what came of it."""

import uuid
from datetime import timedelta
from random import Random

from django.db.models import Count
from django.utils import timezone

from jiedui.accounts.scope import own
from jiedui.catalog.models import Region
from jiedui.workers import actions
from jiedui.workers.models import Assignment, Household, QuestionSet, Response
from jiedui.workers.queries import last_answers
from jiedui.workers.queries.asking import missing
from jiedui.workers.queries.rounds import propose

ROOFS = 36
# What comes of a knock at the door, and how often of twenty.
KNOCKS = ["asked"] * 13 + ["begun"] * 2 + ["absent"] * 2 + ["refused", "empty", "away"]
PLANS = [
    {"plan": "away", "places": ["pair"], "occupations": ["electronics", "garment"], "when": "now"},
    {"plan": "away", "places": ["pair", "yangtze"], "occupations": ["public", "security"],
     "employers": ["public"], "when": "month"},
    {"plan": "away", "places": ["any"], "occupations": ["construction", "driver"], "when": "now"},
    {"plan": "local", "occupations": ["hotel", "catering"], "when": "quarter"},
    {"plan": "local", "occupations": ["handicraft"], "employers": ["workshop"], "when": "now"},
    {"plan": "welfare"},
    {"plan": "none", "why_not": "family"},
]  # fmt: skip


def begin(west, helpers, on, *, seed):
    """Draw, give out and open a wave; walk the first half of each round."""
    wave = actions.draw_wave(
        _town(west),
        title=f"{on.year}年就业意愿摸排",
        opens_on=on - timedelta(days=10),
        closes_on=on + timedelta(days=30),
        questions=QuestionSet.objects.filter(code="labour").order_by("-version").first(),
        by=west,
    )
    actions.give_out(wave, proposal=propose(wave, helpers), by=west)
    actions.open_wave(wave, by=west, on=on - timedelta(days=10))
    random = Random(seed)
    for helper in helpers:
        given = Assignment.objects.filter(wave=wave, helper=helper).order_by("position")
        given = list(given.select_related("household"))
        for number, roof in enumerate(given[: len(given) // 2]):
            _knock(wave, roof, random, on, at=timezone.now() - timedelta(hours=3, minutes=-number))
    _disagree(wave, west)
    return wave


def _town(officer):
    """The town whose roofs two helpers can visit within a month."""
    roofs = Household.objects.filter(own(officer, "home")).exclude(town=None)
    sizes = roofs.values_list("town").annotate(many=Count("pk")).order_by("town")
    return Region.objects.get(pk=min(sizes, key=lambda size: abs(size[1] - ROOFS))[0])


def _knock(wave, roof, random, on, *, at):
    came = random.choice(KNOCKS)
    if came not in ("asked", "begun"):
        actions.record_outcome(roof, outcome=came, by=roof.helper, at=at)
        return
    for worker in roof.household.members.present().order_by("pk"):
        told = _told(wave, worker, random)
        if came == "begun":
            told = {name: told[name] for name in ("agreed", "employment")}
        _say(wave, worker, told, by=roof.helper, at=at, channel="visit")
        if came == "asked":
            form = Response.objects.get(wave=wave, worker=worker)
            actions.finish(form, by=roof.helper, on=on)


def _told(wave, worker, random):
    """What this person says: most of it as last time, the wish as it is now."""
    last = last_answers(wave, [worker])[worker.pk].values
    told = {"agreed": "yes", "employment": "none"} | last
    if random.random() < 0.5 or missing(wave.questions.body, told):
        wish = random.choice(PLANS)
        told = {name: told[name] for name in told if name not in ("places", "occupations")} | wish
    if told["plan"] not in ("none", "own"):
        told["least_pay"] = told.get("least_pay") or random.randrange(36, 65) * 100
    return told


def _say(wave, worker, told, *, by, at, channel):
    actions.take_answers(
        wave,
        worker,
        answers={name: (0, value) for name, value in told.items()},
        by=by,
        at=at,
        channel=channel,
        submission=uuid.uuid4(),
    )


def _disagree(wave, officer):
    """The officer telephones somebody whom a helper is just asking, and hears another sum."""
    form = Response.objects.filter(wave=wave, stage="draft", version__gt=0).order_by("pk").first()
    if form is not None:
        other = {"employment": "farming" if form.values["employment"] != "farming" else "none"}
        _say(wave, form.worker, other, by=officer, at=timezone.now(), channel="phone")
