"""What people answered: each answer a row, the latest one current, partners found by name."""

from collections import defaultdict

from jiedui.workers.actions.rows import claim_ids, insert, text
from jiedui.workers.models import Intention, WishedOccupation, WishedPlace, Worker
from jiedui.workers.queries import is_older, partner_token
from jiedui.workers.queries.known import WISH_COLUMNS, chunks

SILENCE = {
    "channel": "", "asked_by": "", "wants_work": True, "least_pay": None, "needs_lodging": False,
    "needs_couple_room": False, "available_from": None, "training_wish": "", "remark": "",
}  # fmt: skip
LIMITS = {"asked_by": 40, "training_wish": 80, "remark": 200}
COLUMNS = (
    "id", "worker_id", "asked_on", "superseded", "partner_id", "partner_said", *WISH_COLUMNS,
)  # fmt: skip


def keep_wishes(people, ids, registry, *, on):
    """A new answer supersedes the current one and carries on what it does not speak of.

    An answer older than the current one is kept as history and changes nothing.
    """
    replaced, rows, occupations, places, kinds = [], [], [], [], []
    for person, number in zip(people, claim_ids(Intention, len(people)), strict=True):
        entry = registry.get(person.key)
        kept = entry.wish if entry else None
        late = is_older(person.wish, kept)
        if kept and not late:
            replaced.append(kept["id"])
        asked_on = text(person.wish.asked_on or on)
        partner = _partner(person.wish, kept)
        told = _told(person.wish, kept)
        rows.append((number, ids[person.key], asked_on, late, *partner, *told))
        for name, into in (("occupations", occupations), ("places", places)):
            said = _or_before(person.wish, kept, name)
            into += [(number, rank, low, high, words[:60]) for rank, low, high, words in said]
        kinds += [
            (number, kind) for kind in sorted(set(_or_before(person.wish, kept, "employer_kinds")))
        ]
    for part in chunks(replaced):
        Intention.objects.filter(pk__in=part).update(superseded=True)
    insert(Intention, COLUMNS, rows)
    wished = ("intention_id", "rank", "low", "high", "said")
    insert(WishedOccupation, wished, occupations)
    insert(WishedPlace, wished, places)
    insert(Intention.employer_kinds.through, ("intention_id", "employerkind_id"), kinds)


def _or_before(wish, kept, name):
    told = getattr(wish, name)
    if told is None:
        return kept[name] if kept else ()
    return told


def _partner(wish, kept):
    if wish.partner:
        return None, partner_token(wish.partner)
    return (kept["partner_id"], kept["partner"]) if kept else (None, "")


def _told(wish, kept):
    values = []
    for name in WISH_COLUMNS:
        value = getattr(wish, name)
        if value is None:
            value = kept[name] if kept else SILENCE[name]
        if name == "available_from":
            value = text(value)
        elif name in LIMITS:
            value = value[: LIMITS[name]]
        values.append(value)
    return tuple(values)


def find_partners(people, ids):
    """Bind the partners that can now be found: by number anywhere, by name under one roof,
    or by name within the county when the two name each other. A name that fits two people
    is left open rather than guessed."""
    open_ones = _waiting(people, ids)
    if not open_ones:
        return
    tokens = {said for _, _, said, _, _, _ in open_ones}
    numbers = {token[1:] for token in tokens if token.startswith("#")}
    names = {token for token in tokens if not token.startswith("#")}
    by_number, by_name = {}, defaultdict(list)
    for part in chunks(numbers):
        by_number |= dict(
            Worker.objects.filter(identity_index__in=part).values_list("identity_index", "id")
        )
    for part in chunks(names):
        for id_, name, code, home, house in Worker.objects.filter(name__in=part).values_list(
            "id", "name", "code", "home_id", "household_id"
        ):
            by_name[name].append((id_, home, house))
            by_number[code] = id_
    for part in chunks(names):
        by_number |= dict(Worker.objects.filter(code__in=part).values_list("code", "id"))
    mutual = {(worker, said) for _, worker, said, _, _, _ in open_ones}
    found = []
    for intention, worker, said, name, home, house in open_ones:
        partner = by_number.get(said.removeprefix("#"))
        if partner is None:
            under_roof = [i for i, _, h in by_name[said] if h == house and i != worker]
            naming_back = [
                i for i, h, _ in by_name[said] if h == home and i != worker and (i, name) in mutual
            ]
            fits = under_roof or naming_back
            partner = fits[0] if len(fits) == 1 else None
        if partner is not None and partner != worker:
            found.append((intention, partner))
    for intention, partner in found:
        Intention.objects.filter(pk=intention).update(partner=partner)


def _waiting(people, ids):
    """Current answers with a partner still to be found that these people may settle: their own,
    and those of others who named one of them."""
    columns = (
        "id", "worker_id", "partner_said", "worker__name", "worker__home_id",
        "worker__household_id",
    )  # fmt: skip
    waiting = Intention.objects.current().filter(partner=None).exclude(partner_said="")
    if not waiting.exists():
        return []
    found = {}
    tokens = {p.name for p in people} | {f"#{p.key}" for p in people if p.identity}
    for part in chunks(tokens):
        rows = waiting.filter(partner_said__in=part).values_list(*columns)
        found |= {row[0]: row for row in rows}
    for part in chunks({ids[p.key] for p in people if p.wish is not None and p.wish.partner}):
        rows = waiting.filter(worker__in=part).values_list(*columns)
        found |= {row[0]: row for row in rows}
    return list(found.values())
