"""A wave is drawn, its roofs are given to helpers, it is opened and closed."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.roles import Role
from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.workers.models import Assignment, Household, Wave, WaveStage
from jiedui.workers.queries.rounds import in_walking_order

# Forms may lie on a telephone in the mountains for a week after the last day.
GRACE = timedelta(days=7)


@transaction.atomic
def draw_wave(region, *, title, opens_on, closes_on, questions, by):
    """Where, when and with which questions people are to be asked."""
    if closes_on < opens_on:
        raise Refusal("closes-first", _("截止日期早于开始日期：请核对。"))
    wave = Wave.objects.create(
        region=region, title=title, opens_on=opens_on, closes_on=closes_on, questions=questions
    )
    record("wave.drawn", wave, by=by, questions=questions.code, version=questions.version)
    return wave


@transaction.atomic
def open_wave(wave, *, by, on, until=None):
    """Helpers see their roofs from now on. A closed wave may be opened again, with a new end."""
    (wave,) = lock([wave])
    closes_on = until or wave.closes_on
    if closes_on < on:
        raise Refusal("period-over", _("截止日期已经过去：请先填一个新的截止日期，再开放。"))
    if closes_on != wave.closes_on:
        wave.closes_on = closes_on
        wave.save(update_fields=["closes_on"])
    wave.move(WaveStage.OPEN)
    record("wave.opened", wave, by=by)
    return wave


@transaction.atomic
def close_wave(wave, *, by):
    """Helpers no longer see the people; what was answered stays."""
    (wave,) = lock([wave])
    wave.move(WaveStage.CLOSED)
    record("wave.closed", wave, by=by)
    return wave


def close_overdue(*, on):
    """Waves a week past their last day: nobody keeps looking at people for no reason."""
    for wave in Wave.objects.under_way().filter(closes_on__lt=on - GRACE):
        close_wave(wave, by=None)


@transaction.atomic
def assign(wave, households, *, helper, by):
    """Give these roofs to this helper, after those already on the way; how many there were.

    Roofs given to another helper change hands; what was found there stays written.
    """
    (wave,) = lock([wave])
    _refuse_stranger(wave, helper)
    households = in_walking_order(wave, _inside(wave, households))
    last = Assignment.objects.filter(wave=wave, helper=helper).aggregate(last=Max("position"))
    start = (last["last"] or 0) + 1
    held = {
        one.household_id: one
        for one in Assignment.objects.filter(wave=wave, household__in=households)
    }
    changing, new = [], []
    for position, household in enumerate(households, start):
        if (one := held.get(household.pk)) is None:
            new.append(Assignment(wave=wave, household=household, helper=helper, position=position))
        elif one.helper_id != helper.pk:
            one.helper, one.position = helper, position
            changing.append(one)
    Assignment.objects.bulk_create(new, batch_size=500)
    Assignment.objects.bulk_update(changing, ["helper", "position"], batch_size=500)
    given = len(new) + len(changing)
    if given:
        record("households.assigned", wave, by=by, helper=helper.pk, households=given)
    return given


def _inside(wave, households):
    ids = [household.pk for household in households]
    found = []
    for start in range(0, len(ids), 500):
        found += Household.objects.filter(wave.inside(), pk__in=ids[start : start + 500])
    if len(found) != len(set(ids)):
        raise Refusal("not-in-wave", _("有的户不在这次摸排的范围内：请刷新后重新选择。"))
    return found


def _refuse_stranger(wave, helper):
    low, high = wave.region.interval()
    region = helper.organisation.region if helper.organisation_id else None
    if helper.role != Role.HELPER or not helper.is_active or region is None:
        raise Refusal("not-a-helper", _("只能分派给启用中的村级帮办员。"))
    wider = region.interval()
    if not (low <= region.prefix < high or wider[0] <= wave.region.prefix < wider[1]):
        raise Refusal("not-a-helper", _("这个帮办员不在这次摸排的地区。"))


@transaction.atomic
def give_out(wave, *, proposal, by):
    """A whole proposal at once: {helper: roofs}. How many roofs were given."""
    return sum(
        assign(wave, households, helper=helper, by=by)
        for helper, households in proposal.items()
        if households
    )


@transaction.atomic
def unassign(wave, households, *, by):
    """Take roofs back from their helpers; those where somebody has begun stay."""
    (wave,) = lock([wave])
    given = Assignment.objects.filter(wave=wave, household__in=households)
    begun = given.filter(household__members__responses__wave=wave)
    taken = given.exclude(pk__in=begun).filter(outcome="")
    many = taken.count()
    Assignment.objects.filter(pk__in=list(taken.values_list("pk", flat=True))).delete()
    if many:
        record("households.taken_back", wave, by=by, households=many)
    return many
