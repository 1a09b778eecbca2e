"""What is asked of the survey: a helper's round, and how far a wave has come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.models import RegionLevel
from jiedui.workers.models import (
    Assignment,
    Conflict,
    Outcome,
    Response,
    ResponseStage,
    WaveStage,
    Worker,
)
from jiedui.workers.queries.lasting import Last, last_answers

__all__ = [
    "STATES",
    "Clash",
    "Last",
    "RoundHousehold",
    "RoundMember",
    "VillageProgress",
    "figures_of",
    "last_answers",
    "progress_by_village",
    "todays_round",
    "with_state",
]

WAITING, UNASSIGNED = "waiting", "unassigned"
# How one person stands in a wave, in the order in which an officer reads it.
STATES = {
    ResponseStage.FINISHED.value: _("已完成"),
    ResponseStage.DRAFT.value: _("填写中"),
    Outcome.REFUSED.value: Outcome.REFUSED.label,
    Outcome.NO_NUMBER.value: Outcome.NO_NUMBER.label,
    Outcome.NOT_HOME.value: Outcome.NOT_HOME.label,
    Outcome.NO_ANSWER.value: Outcome.NO_ANSWER.label,
    Outcome.GONE_AWAY.value: Outcome.GONE_AWAY.label,
    Outcome.WRONG_PERSON.value: Outcome.WRONG_PERSON.label,
    Outcome.COME_AGAIN.value: Outcome.COME_AGAIN.label,
    WAITING: _("还没有问"),
    UNASSIGNED: _("还没有分派"),
}


def with_state(wave, people=None):
    """The present people of this wave with `state`: what came of asking each of them.

    Answers come before what was said of the person, and that before what was said of the roof.
    """
    people = Worker.objects.all() if people is None else people
    form = Response.objects.filter(wave=wave, worker=OuterRef("pk"))
    roof = Assignment.objects.filter(wave=wave, household=OuterRef("household"))
    return (
        people.present()
        .filter(wave.inside())
        .alias(
            form_stage=Subquery(form.values("stage")[:1]),
            form_version=Subquery(form.values("version")[:1]),
            form_outcome=Subquery(form.values("outcome")[:1]),
            roof_outcome=Subquery(roof.values("outcome")[:1]),
        )
        .annotate(
            state=Case(
                When(form_stage=ResponseStage.FINISHED, then=Value(ResponseStage.FINISHED.value)),
                When(form_outcome__gt="", then=F("form_outcome")),
                When(form_version__gt=0, then=Value(ResponseStage.DRAFT.value)),
                When(roof_outcome__gt="", then=F("roof_outcome")),
                When(roof_outcome="", then=Value(WAITING)),
                default=Value(UNASSIGNED),
            )
        )
    )


@dataclass(frozen=True)
class VillageProgress:
    """One village of a wave: how many people stand where. `counts` follows STATES."""

    town_id: int | None
    town: str
    village: str
    people: int
    counts: dict

    @property
    def done(self):
        return self.counts.get(ResponseStage.FINISHED.value, 0)


def progress_by_village(wave, people=None):
    """One line for each village, in the order of their towns; one query for any number."""
    rows = (
        with_state(wave, people)
        .values("town_id", "town__short", "village", "state")
        .order_by("town_id", "village")
        .annotate(many=Count("pk"))
    )
    villages = defaultdict(dict)
    for row in rows:
        villages[row["town_id"], row["town__short"], row["village"]][row["state"]] = row["many"]
    return [
        VillageProgress(
            town_id=town_id,
            town=town or "",
            village=village,
            people=sum(counts.values()),
            counts={state: counts.get(state, 0) for state in STATES},
        )
        for (town_id, town, village), counts in villages.items()
    ]


@dataclass(frozen=True)
class Clash:
    """Two answers to one question that a person must decide between."""

    code: str
    question: str
    ours: object
    theirs: object


@dataclass(frozen=True)
class RoundMember:
    """One person to ask: the form as it stands, and what was answered last time.

    `answers` is {question: (value, version)}; send each answer with the version that was seen.
    """

    worker_id: int
    code: str
    name: str
    age: int
    phone_masked: str
    stage: str
    outcome: str
    version: int
    answers: dict
    conflicts: tuple
    last: dict
    last_on: date | None


@dataclass(frozen=True)
class RoundHousehold:
    """One roof of a helper's round, at its place on the way."""

    assignment_id: int
    wave_id: int
    code: str
    town: str
    village: str
    position: int
    outcome: str
    tries: int
    members: tuple


def todays_round(user, on):
    """The roofs this helper visits in waves that have begun, in walking order, with everything
    that the form needs without a network. The same few queries for any number of roofs."""
    given = list(
        Assignment.objects.visible_to(user)
        .filter(helper=user, wave__opens_on__lte=on, wave__stage=WaveStage.OPEN)
        .select_related("wave__questions", "wave__region", "household__town")
        .order_by("wave__opens_on", "wave_id", "position", "pk")
    )
    by_wave = defaultdict(list)
    for assignment in given:
        by_wave[assignment.wave].append(assignment)
    found = []
    for wave, assignments in by_wave.items():
        members = _members(wave, [one.household_id for one in assignments], on)
        found += [_household(one, members.get(one.household_id, ())) for one in assignments]
    return found


def _household(assignment, members):
    household = assignment.household
    return RoundHousehold(
        assignment_id=assignment.pk,
        wave_id=assignment.wave_id,
        code=household.code,
        town=household.town.short if household.town_id else "",
        village=household.village,
        position=assignment.position,
        outcome=assignment.outcome,
        tries=assignment.tries,
        members=tuple(members),
    )


def _members(wave, households, on):
    """{household: [RoundMember]} of the people who still live there."""
    people = list(
        Worker.objects.present().filter(household__in=households).order_by("born_on", "pk")
    )
    forms = {
        form.worker_id: form
        for form in Response.objects.filter(wave=wave, worker__in=[w.pk for w in people])
    }
    clashes = _clashes(forms.values())
    last = last_answers(wave, people)
    found = defaultdict(list)
    for worker in people:
        form = forms.get(worker.pk)
        found[worker.household_id].append(
            _member(worker, form, clashes[form.pk] if form else (), last[worker.pk], on)
        )
    return found


def _clashes(forms):
    found = defaultdict(list)
    for conflict in Conflict.objects.open().filter(response__in=[form.pk for form in forms]):
        ours, theirs = conflict.sides
        found[conflict.response_id].append(
            Clash(str(conflict.code), conflict.question, ours["value"], theirs["value"])
        )
    return found


def _member(worker, form, clashes, last, on):
    told = form.told if form else {}
    return RoundMember(
        worker_id=worker.pk,
        code=worker.code,
        name=worker.name,
        age=worker.age_on(on),
        phone_masked=worker.phone_masked,
        stage=form.stage if form else "",
        outcome=form.outcome if form else "",
        version=form.version if form else 0,
        answers={name: (entry["value"], entry["version"]) for name, entry in told.items()},
        conflicts=tuple(clashes),
        last=last.values,
        last_on=last.told_on,
    )


def figures_of(waves):
    """{wave: {"people", "done", "begun", "conflicts"}}: three queries for any number of waves."""
    waves = list(waves)
    forms = {
        row["wave"]: row
        for row in Response.objects.filter(wave__in=waves)
        .values("wave")
        .annotate(
            done=Count("pk", filter=Q(stage=ResponseStage.FINISHED)),
            begun=Count("pk", filter=Q(stage=ResponseStage.DRAFT, version__gt=0)),
        )
    }
    clashes = dict(
        Conflict.objects.open()
        .filter(response__wave__in=waves)
        .values_list("response__wave")
        .annotate(many=Count("pk"))
    )
    living = _people_by_place(waves)
    return {
        wave.pk: {
            "people": sum(many for place, many in living if _holds(wave, *place)),
            "done": forms.get(wave.pk, {}).get("done", 0),
            "begun": forms.get(wave.pk, {}).get("begun", 0),
            "conflicts": clashes.get(wave.pk, 0),
        }
        for wave in waves
    }


def _people_by_place(waves):
    """[((county, town), people)] of everywhere that these waves reach."""
    reached = Q(pk__in=())
    for wave in waves:
        reached |= wave.inside()
    rows = Worker.objects.present().filter(reached).values_list("home", "town")
    return [((home, town), many) for home, town, many in rows.annotate(many=Count("pk"))]


def _holds(wave, home, town):
    if wave.region.level == RegionLevel.TOWN:
        return town == wave.region_id
    low, high = wave.region.interval()
    return low <= home < high
