"""Who should visit whom, and in which order: proposed by the machine, decided by the officer."""

import re
from collections import defaultdict

from django.db.models import Count, Q

from jiedui.accounts.models import User
from jiedui.accounts.roles import Role
from jiedui.workers.models import Assignment, Household, Left


def helpers_of(wave):
    """The village helpers of the bureaus and towns inside the area of this wave."""
    low, high = wave.region.interval()
    return User.objects.filter(
        role=Role.HELPER,
        is_active=True,
        organisation__region__prefix__gte=low,
        organisation__region__prefix__lt=high,
    ).order_by("full_name", "pk")


def roofs_of(wave):
    """The roofs of this wave under which somebody still lives."""
    present = Count("members", filter=Q(members__left=Left.HERE), distinct=True)
    return Household.objects.filter(wave.inside()).annotate(people=present).filter(people__gt=0)


def in_walking_order(wave, households):
    """Village after village as people walk: last time's way first, then by group and number."""
    last = dict(
        Assignment.objects.filter(wave__region=wave.region_id, wave__pk__lt=wave.pk)
        .order_by("wave_id")
        .values_list("household_id", "position")
    )
    return sorted(households, key=lambda roof: _place(roof, last))


def _place(roof, last):
    known = last.get(roof.pk)
    way = (0, known) if known is not None else (1, 0)
    return roof.town_id or 0, natural(roof.village), *way, natural(roof.code)


def natural(text):
    """第2组 before 第10组: numbers in a text are compared as numbers."""
    parts = re.split(r"([0-9]+)", text)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def propose(wave, helpers, *, most=150):
    """{helper: roofs in walking order} for all roofs not given yet.

    A village stays with whoever visited it last time; other villages go whole to whoever has
    the fewest roofs. A village with more than `most` roofs is cut into stretches.
    """
    helpers = list(helpers)
    if not helpers:
        return {}
    given = Assignment.objects.filter(wave=wave)
    load = dict.fromkeys((helper.pk for helper in helpers), 0)
    for helper, many in given.values_list("helper").annotate(many=Count("pk")):
        load[helper] = load.get(helper, 0) + many
    open_roofs = roofs_of(wave).exclude(pk__in=given.values("household"))
    villages = defaultdict(list)
    for roof in in_walking_order(wave, open_roofs):
        villages[roof.town_id, roof.village].append(roof)
    known = _last_visitors(wave, {helper.pk for helper in helpers})
    found = defaultdict(list)
    for village, roofs in villages.items():
        for stretch in _stretches(roofs, most):
            helper = known.get(village)
            if helper is None or len(roofs) > most:
                helper = min(load, key=lambda pk: (load[pk], pk))
            load[helper] += len(stretch)
            found[helper] += stretch
    return {helper: found.get(helper.pk, []) for helper in helpers}


def _stretches(roofs, most):
    pieces = -(-len(roofs) // most)
    size = -(-len(roofs) // pieces)
    return [roofs[start : start + size] for start in range(0, len(roofs), size)]


def _last_visitors(wave, helpers):
    """{village: helper} of the earlier waves here, the newest wave last."""
    rows = (
        Assignment.objects.filter(
            wave__region=wave.region_id, wave__pk__lt=wave.pk, helper__in=helpers
        )
        .order_by("wave_id", "position")
        .values_list("household__town_id", "household__village", "helper_id")
    )
    return {(town, village): helper for town, village, helper in rows}
