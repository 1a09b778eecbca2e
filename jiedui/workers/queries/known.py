"""What the registry knows of many people at once, and where an answer differs from it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from jiedui.core.fields import Ciphertext, unseal
from jiedui.workers.models import (
    Certificate,
    Experience,
    HouseholdStatus,
    Intention,
    WishedOccupation,
    WishedPlace,
    Worker,
)
from jiedui.workers.queries.person import identity_index, phone_index

# Plain columns in which an answer may differ from what is kept.
COLUMNS = (
    "name", "born_on", "home", "sex", "ethnicity", "education", "town", "village", "employment",
    "workplace", "employer_name", "graduated_in", "is_veteran", "languages", "remark", "relation",
    "disability",
)  # fmt: skip
ATTNAMES = tuple(f"{name}_id" if name in {"home", "town"} else name for name in COLUMNS)
WISH_COLUMNS = (
    "channel", "asked_by", "wants_work", "least_pay", "needs_lodging", "needs_couple_room",
    "available_from", "training_wish", "remark",
)  # fmt: skip
AT_ONCE = 900


@dataclass(slots=True)
class Known:
    """One registered person as the registry holds him or her."""

    id: int
    code: str
    key: str
    columns: dict
    identity_index: str | None
    phone: Ciphertext | str
    phone_index: str | None
    household_id: int | None
    household: str
    left: str = ""
    merged_into: int | None = None
    classes: dict = field(default_factory=dict)  # kind -> (status id, valid_from)
    certificates: set = field(default_factory=set)
    experience: dict = field(default_factory=dict)
    wish: dict | None = None

    def phone_number(self):
        if not self.phone:
            return ""
        return unseal(self.phone, Worker._meta.get_field("phone").place(self.code))


def chunks(values):
    values = list(values)
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def known(people, *, on):
    """{key of a person: Known} for those of these people who are registered already."""
    found = {}
    for part in chunks({p.key for p in people if p.identity and p.worker_id is None}):
        _gather(found, Q(identity_index__in=part))
    nameless = [p for p in people if not p.identity and p.worker_id is None]
    for part in chunks({p.name for p in nameless}):
        _gather(found, Q(identity_index=None, name__in=part))
    by_id = {}
    for part in chunks({p.worker_id for p in people if p.worker_id is not None}):
        _gather(by_id, Q(pk__in=part))
    numbered = {entry.id: entry for entry in by_id.values()}
    for person in people:
        if person.worker_id in numbered:
            found[person.key] = numbered[person.worker_id]
    wanted = {person.key for person in people}
    found = {key: entry for key, entry in found.items() if key in wanted}
    _follow_merges(found)
    _add_what_hangs_on(found.values(), on)
    return found


def _follow_merges(found):
    """Whoever is met under a record that was merged away is the person it was merged into."""
    while shells := {key: one.merged_into for key, one in found.items() if one.merged_into}:
        kept = {}
        for part in chunks(set(shells.values())):
            _gather(kept, Q(pk__in=part))
        # The very entry that is there already, where the kept person is met too.
        by_id = {entry.id: entry for entry in [*kept.values(), *found.values()]}
        found |= {key: by_id[pk] for key, pk in shells.items()}


def _gather(found, condition):
    rows = Worker.objects.filter(condition).values_list(
        "id", "code", "identity_index", "phone", "phone_index", "household_id",
        "household__code", "left", "merged_into_id", *ATTNAMES,
    )  # fmt: skip
    for id_, code, index, phone, phoned, household_id, household, left, into, *columns in rows:
        told = dict(zip(COLUMNS, columns, strict=True))
        key = index or f"{told['home']}|{told['born_on'].isoformat()}|{told['name']}"
        found[key] = Known(
            id_, code, key, told, index, phone, phoned, household_id, household or "", left, into
        )


def _add_what_hangs_on(people, on):
    by_id = {entry.id: entry for entry in people}
    by_house = defaultdict(list)
    for entry in by_id.values():
        if entry.household_id:
            by_house[entry.household_id].append(entry)
    for part in chunks(by_house):
        statuses = HouseholdStatus.objects.in_force(on).filter(household__in=part)
        for id_, house, kind, since in statuses.values_list(
            "id", "household_id", "kind", "valid_from"
        ):
            for entry in by_house[house]:
                entry.classes[kind] = (id_, since)
    for part in chunks(by_id):
        for worker, kind in Certificate.objects.filter(worker__in=part).values_list(
            "worker_id", "kind_id"
        ):
            by_id[worker].certificates.add(kind)
        for worker, occupation, years in Experience.objects.filter(worker__in=part).values_list(
            "worker_id", "occupation_id", "years"
        ):
            by_id[worker].experience[occupation] = years
        _add_wishes(by_id, part)


def _add_wishes(by_id, part):
    wishes = {}
    rows = Intention.objects.current().filter(worker__in=part)
    for id_, worker, asked_on, partner, said, *columns in rows.values_list(
        "id", "worker_id", "asked_on", "partner_id", "partner_said", *WISH_COLUMNS
    ):
        wish = dict(zip(WISH_COLUMNS, columns, strict=True))
        wish |= {"id": id_, "asked_on": asked_on, "partner_id": partner, "partner": said}
        wish |= {"occupations": (), "places": (), "employer_kinds": ()}
        by_id[worker].wish = wishes[id_] = wish
    for name, model in (("occupations", WishedOccupation), ("places", WishedPlace)):
        for ids in chunks(wishes):
            for intention, *interval in model.objects.filter(intention__in=ids).values_list(
                "intention_id", "rank", "low", "high", "said"
            ):
                wishes[intention][name] += (tuple(interval),)
    kinds = Intention.employer_kinds.through
    for ids in chunks(wishes):
        for intention, kind in kinds.objects.filter(intention__in=ids).values_list(
            "intention_id", "employerkind_id"
        ):
            wishes[intention]["employer_kinds"] += (kind,)


def differences(person, entry, *, index=phone_index):
    """{field: (old, new)} where the answer tells something else than the registry knows.

    Certificates and experience are added to, never taken away: a sheet that does not name a
    certificate does not say that it is lost.
    """
    found = {}
    for name in COLUMNS:
        new = getattr(person, name)
        if new is not None and new != entry.columns[name]:
            found[name] = (entry.columns[name], new)
    if person.phone and index(person.phone) != entry.phone_index:
        found["phone"] = (entry.phone_number(), person.phone)
    if person.identity and person.worker_id and person.key != entry.identity_index:
        found["identity"] = ("", "")
    if person.household and person.household != entry.household:
        found["household"] = (entry.household, person.household)
    classes = person.household_classes
    if classes is not None and set(classes) != set(entry.classes):
        found["household_classes"] = (tuple(sorted(entry.classes)), tuple(sorted(classes)))
    if person.certificates and not set(person.certificates) <= entry.certificates:
        together = entry.certificates | set(person.certificates)
        found["certificates"] = (tuple(sorted(entry.certificates)), tuple(sorted(together)))
    if person.experience:
        together = entry.experience | dict(person.experience)
        if together != entry.experience:
            found["experience"] = (
                tuple(sorted(entry.experience.items())),
                tuple(sorted(together.items())),
            )
    return found


def wish_differences(wish, kept):
    """{field: (old, new)} between an answer and the current intention (None: never asked)."""
    old = kept or {}
    found = {}
    for name in WISH_COLUMNS:
        new = getattr(wish, name)
        if new is not None and new != old.get(name):
            found[name] = (old.get(name), new)
    for name in ("occupations", "places"):
        new = getattr(wish, name)
        if new is not None and sorted(w[:3] for w in new) != sorted(
            w[:3] for w in old.get(name, ())
        ):
            found[name] = (old.get(name, ()), new)
    kinds = wish.employer_kinds
    if kinds is not None and set(kinds) != set(old.get("employer_kinds", ())):
        found["employer_kinds"] = (tuple(sorted(old.get("employer_kinds", ()))), kinds)
    if wish.partner and partner_token(wish.partner) != old.get("partner"):
        found["partner"] = (old.get("partner", ""), partner_token(wish.partner))
    if wish.asked_on and wish.asked_on != old.get("asked_on"):
        found["asked_on"] = (old.get("asked_on"), wish.asked_on)
    return found


def partner_token(partner):
    """How a named partner is remembered: identity numbers only as their blind index."""
    digits = partner[:17]
    if len(partner) == 18 and digits.isascii() and digits.isdecimal():
        return "#" + identity_index(partner)
    return partner[:60]


def is_older(wish, kept):
    """The sheet speaks of a day before the last answer that is kept."""
    asked = wish.asked_on
    return bool(kept and isinstance(asked, date) and asked < kept["asked_on"])
