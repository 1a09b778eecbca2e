"""Roofs, and which class each has from when."""

from datetime import timedelta

from jiedui.workers.actions.rows import claim_ids, insert, text, update
from jiedui.workers.models import Household, HouseholdStatus
from jiedui.workers.queries.known import chunks


def keep_households(people, registry, alone, *, on, source):
    """{person's key: household id}, opening roofs not yet known and dating their class.

    Somebody of whom no roof was told keeps the one that is known, or gets one alone: a later
    sheet with the head's name brings the family together.
    """
    codes = {}
    for person in people:
        entry = registry.get(person.key)
        stays = entry is not None and entry.columns["home"] == person.home
        codes[person.key] = (
            person.household or (entry.household if stays else "") or alone[person.key]
        )
    known = {}
    for part in chunks(set(codes.values())):
        known |= dict(Household.objects.filter(code__in=part).values_list("code", "id"))
    before = set(known.values())
    known |= _open([p for p in people if codes[p.key] not in known], codes)
    told = {
        known[codes[p.key]]: (p.household_classes, (p.wish and p.wish.asked_on) or on)
        for p in people
        if p.household_classes is not None
    }
    date_classes(told, before, on=on, source=source)
    return {key: known[code] for key, code in codes.items()}


def _open(people, codes):
    first = {}
    for person in people:
        first.setdefault(codes[person.key], person)
    ids = dict(zip(first, claim_ids(Household, len(first)), strict=True))
    insert(
        Household,
        ("id", "code", "home_id", "town_id", "village"),
        [(ids[c], c, p.home, p.town, (p.village or "")[:60]) for c, p in first.items()],
    )
    return ids


def date_classes(told, before, *, on, source):
    """Begin the classes that are told and are not in force; end those that are no longer told."""
    in_force = {}
    for part in chunks(set(told) & before):
        statuses = HouseholdStatus.objects.in_force(on).filter(household__in=part)
        for id_, house, kind, since in statuses.values_list(
            "id", "household_id", "kind", "valid_from"
        ):
            in_force.setdefault(house, {})[kind] = (id_, since)
    begun, ended, never_lasted = [], [], []
    for house, (kinds, since) in told.items():
        known = in_force.get(house, {})
        for kind in sorted(set(kinds) - set(known)):
            begun.append((house, kind, text(since), None, source[:120]))
        for kind in set(known) - set(kinds):
            id_, began = known[kind]
            if began >= since:
                never_lasted.append(id_)
            else:
                ended.append((text(since - timedelta(days=1)), id_))
    for part in chunks(never_lasted):
        HouseholdStatus.objects.filter(pk__in=part).delete()
    update(HouseholdStatus, ("valid_until",), ended)
    insert(
        HouseholdStatus,
        ("household_id", "kind", "valid_from", "valid_until", "source"),
        begun,
    )
