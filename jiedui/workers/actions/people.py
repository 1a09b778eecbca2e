"""Keep what a ledger tells of many people: new ones, changed ones, and what stayed the same."""

from collections import defaultdict

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import Event, record_all
from jiedui.core.fields import seal
from jiedui.core.locks import hold, one_at_a_time
from jiedui.core.refusal import Refusal
from jiedui.workers.actions.changes import change_rows
from jiedui.workers.actions.households import keep_households
from jiedui.workers.actions.intentions import find_partners, keep_wishes
from jiedui.workers.actions.rows import claim_ids, insert, text, update
from jiedui.workers.models import Certificate, Change, Experience, Left, Worker
from jiedui.workers.queries import (
    Kept,
    Person,
    Wish,
    age_on,
    differences,
    identity_index,
    known,
    own_household_code,
    phone_index,
    pinyin_of,
    wish_differences,
)
from jiedui.workers.queries.known import COLUMNS

LEAST_AGE = 16
LIMITS = {
    "village": 60, "ethnicity": 12, "workplace": 120, "employer_name": 120, "languages": 60,
    "remark": 200, "name": 60,
}  # fmt: skip
NEW_COLUMNS = (
    "id", "code", "name", "spelling", "identity", "identity_index", "phone", "phone_index", "sex",
    "born_on", "ethnicity", "education", "home_id", "town_id", "village", "household_id",
    "employment", "workplace", "employer_name", "graduated_in", "is_veteran", "languages",
    "remark", "relation", "disability",
)  # fmt: skip


@transaction.atomic
def keep_people(entries, *, on, by, source="", channel=""):
    """Register or update many people with household, skills and wish; one `Kept` for each entry.

    `on` is the day on which this is told: it dates the household class and every answer that
    carries no date of its own. Nothing that an entry leaves out (`None`) is overwritten.
    What changes of a known person is kept as a `Change`, by `channel` and `source`; a new
    person has the registration for an origin and no other row.
    Refuses (and keeps nothing at all) when somebody is under sixteen, or is registered
    in a region that is not the entry's own.
    """
    entries = list(entries)
    first, again, seen = [], [], set()
    for place, person in enumerate(entries):
        key = person.worker_id or person.key
        (again if key in seen else first).append(place)
        seen.add(key)
    told = {"on": on, "by": by, "source": source, "channel": channel}
    kept = dict(zip(first, _keep_each_once([entries[i] for i in first], **told), strict=True))
    if again:
        kept |= dict(zip(again, keep_people([entries[i] for i in again], **told), strict=True))
    return [kept[place] for place in range(len(entries))]


def keep_person(person, *, on, by, source="", channel=""):
    """One form: the same rules as for a whole ledger."""
    return keep_people([person], on=on, by=by, source=source, channel=channel)[0]


def _keep_each_once(people, on, by, source, channel):
    _refuse_the_young(people, on)
    registry = _known_and_held(people, on)
    _refuse_strangers(people, registry)
    _refuse_unknown(people, registry)
    if aliases := _met_twice(people, registry):
        return _one_after_another(people, aliases, on=on, by=by, source=source, channel=channel)
    new = [person for person in people if person.key not in registry]
    old = [person for person in people if person.key in registry]
    changes = {p.key: differences(p, registry[p.key]) for p in old}
    asked = {
        p.key: wish_differences(p.wish, registry[p.key].wish) for p in old if p.wish is not None
    }
    ids = dict(zip((p.key for p in new), claim_ids(Worker, len(new)), strict=True))
    ids |= {key: entry.id for key, entry in registry.items()}
    touched = new + [p for p in old if changes[p.key]]
    alone = {p.key: _alone(p, registry.get(p.key)) for p in touched}
    houses = keep_households(touched, registry, alone, on=on, source=source)
    _open_identities(old, changes, registry)
    _register(new, ids, houses)
    _mend(old, changes, registry, houses)
    _keep_skills(new, old, changes, ids)
    answered = [p for p in people if p.wish is not None and (p.key not in registry or asked[p.key])]
    keep_wishes(answered, ids, registry, on=on)
    find_partners(people, ids)
    outcomes = {p.key: "new" for p in new}
    outcomes |= {p.key: "changed" if changes[p.key] or asked.get(p.key) else "same" for p in old}
    record_all(_happened(people, ids, outcomes, changes, asked, by, source))
    told = ((ids[key], changed) for key, changed in changes.items() if changed)
    insert(Change, *change_rows(told, on=on, by=by, channel=channel, source=source))
    return [Kept(ids[p.key], outcomes[p.key]) for p in people]


def _known_and_held(people, on):
    """What the registry knows of them, with nobody changing it or adding to the county meanwhile.

    On SQLite that is so from the first write on; elsewhere those found are locked, then the
    county, and what was waited for is read again.
    """
    registry = known(people, on=on)
    if connection.vendor == "sqlite":
        return registry
    hold(Worker, [entry.id for entry in registry.values()])
    one_at_a_time("register", *{person.home for person in people})
    return known(people, on=on)


def _refuse_unknown(people, registry):
    if any(p.worker_id is not None and p.key not in registry for p in people):
        raise Refusal("worker-unknown", _("没有找到这个人员：请刷新人员名单后再试。"))


def _met_twice(people, registry):
    """Places of those who are met a second time, under a record that was merged away."""
    seen, twice = set(), set()
    for place, person in enumerate(people):
        entry = registry.get(person.key)
        if entry is not None:
            (twice if entry.id in seen else seen).add(place if entry.id in seen else entry.id)
    return twice


def _one_after_another(people, later, **told):
    """What the second line tells of one person changes what the first has just told."""
    order = [i for i in range(len(people)) if i not in later], sorted(later)
    kept = {}
    for places in order:
        kept |= dict(zip(places, keep_people([people[i] for i in places], **told), strict=True))
    return [kept[place] for place in range(len(people))]


def _alone(person, entry):
    """Who has come from another county does not live under the roof that was left behind."""
    arrived = entry is not None and entry.columns["home"] != person.home
    return own_household_code(f"{person.home}|{person.key}" if arrived else person.key)


def _open_identities(people, changes, registry):
    """A mended identity number is kept with what stood there before; few are ever mended."""
    mended = {registry[p.key].id: p for p in people if "identity" in changes[p.key]}
    if mended:
        for worker in Worker.objects.filter(pk__in=mended).only("code", "identity"):
            person = mended[worker.pk]
            changes[person.key]["identity"] = (worker.identity, person.identity)


def _refuse_the_young(people, on):
    latest = on.replace(
        year=on.year - LEAST_AGE, day=28 if (on.month, on.day) == (2, 29) else on.day
    )
    for person in people:
        if person.born_on > latest and age_on(person.born_on, on) < LEAST_AGE:
            raise Refusal(
                "under-age", _("未满16周岁，不能登记求职（禁止使用童工）：请核对出生日期。")
            )


def _refuse_strangers(people, registry):
    for person in people:
        entry = registry.get(person.key)
        if entry is None or entry.columns["home"] == person.home:
            continue
        if entry.left != Left.MOVED:
            raise Refusal(
                "registered-elsewhere",
                _("这个人已在别的县登记：请先与该县核对，由其办理转出后再导入。"),
            )


def worker_code(number):
    """P and the number, with a last digit that catches a mistyped one (Luhn)."""
    total = 0
    for place, digit in enumerate(reversed(f"{number:08d}")):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"P{number:08d}{-total % 10}"


def _register(people, ids, houses):
    identity_at = Worker._meta.get_field("identity").place
    phone_at = Worker._meta.get_field("phone").place
    rows = []
    for person in people:
        code = worker_code(ids[person.key])
        identity, phone = person.identity, person.phone
        rows.append((
            ids[person.key], code, person.name[:60], pinyin_of(person.name),
            seal(identity, identity_at(code)) if identity else "",
            person.key if identity else None,
            seal(phone, phone_at(code)) if phone else "",
            phone_index(phone) if phone else None,
            person.sex or "", text(person.born_on), _fit(person, "ethnicity"),
            person.education or 0, person.home, person.town, _fit(person, "village"),
            houses[person.key], person.employment or "", _fit(person, "workplace"),
            _fit(person, "employer_name"), person.graduated_in, bool(person.is_veteran),
            _fit(person, "languages"), _fit(person, "remark"), person.relation or "",
            person.disability or "",
        ))  # fmt: skip
    insert(Worker, NEW_COLUMNS, rows)


def _fit(person, name):
    return (getattr(person, name) or "")[: LIMITS[name]]


def _mend(people, changes, registry, houses):
    """One statement for each set of columns that changed together."""
    groups = defaultdict(list)
    for person in people:
        entry, told = registry[person.key], {}
        for name in changes[person.key]:
            told |= _column(name, person, entry, houses)
        if "home" in changes[person.key]:
            told |= {"left": Left.HERE.value, "left_on": None, "household_id": houses[person.key]}
        if told:
            groups[tuple(told)].append((*told.values(), entry.id))
    for columns, rows in groups.items():
        update(Worker, columns, rows)


def _column(name, person, entry, houses):
    """The columns of the table that a changed field writes."""
    if name == "phone":
        place = Worker._meta.get_field("phone").place(entry.code)
        return {"phone": seal(person.phone, place), "phone_index": phone_index(person.phone)}
    if name == "identity":
        index = identity_index(person.identity)
        if Worker.objects.filter(identity_index=index).exclude(pk=entry.id).exists():
            raise Refusal("identity-taken", _("这个身份证号已经登记在另一个人名下：请先核对两人。"))
        place = Worker._meta.get_field("identity").place(entry.code)
        return {"identity": seal(person.identity, place), "identity_index": index}
    if name == "household":
        return {"household_id": houses[person.key]}
    if name not in COLUMNS:
        return {}
    value = getattr(person, name)
    if name in LIMITS:
        value = value[: LIMITS[name]]
    told = {f"{name}_id" if name in {"home", "town"} else name: value}
    if name == "born_on":
        told[name] = text(value)
    if name == "name":
        told["spelling"] = pinyin_of(value)
    return told


def _keep_skills(new, old, changes, ids):
    certificates = [(ids[p.key], kind) for p in new for kind in sorted(set(p.certificates or ()))]
    experience = [(ids[p.key], *pair) for p in new for pair in dict(p.experience or ()).items()]
    for person in old:
        before, after = changes[person.key].get("certificates", ((), ()))
        certificates += [(ids[person.key], kind) for kind in sorted(set(after) - set(before))]
        before, after = changes[person.key].get("experience", ((), ()))
        for occupation, years in after:
            if occupation not in dict(before):
                experience.append((ids[person.key], occupation, years))
            elif dict(before)[occupation] != years:
                Experience.objects.filter(worker=ids[person.key], occupation=occupation).update(
                    years=years
                )
    insert(Certificate, ("worker_id", "kind_id"), certificates)
    insert(Experience, ("worker_id", "occupation_id", "years"), experience)


def _happened(people, ids, outcomes, changes, asked, by, source):
    """One event for each person: which fields changed, never what they say."""
    origin = {"source": source} if source else {}
    for person in people:
        outcome = outcomes[person.key]
        if outcome == "same":
            continue
        fields = sorted({*changes.get(person.key, ()), *asked.get(person.key, ())})
        verb = "worker.corrected" if changes.get(person.key) else "intention.recorded"
        facts = {"fields": fields} | origin
        if outcome == "new":
            verb, facts = "worker.registered", {"asked": person.wish is not None} | origin
        yield Event(
            verb=verb,
            by_id=by.pk if by is not None else None,
            subject_kind=Worker._meta.label_lower,
            subject_id=ids[person.key],
            worker_id=ids[person.key],
            facts=facts,
        )


def record_intention(worker, *, asked_on, channel, by, source="", **wishes):
    """What one person answered on one day; `wishes` are the other fields of `Wish`."""
    person = Person(
        name=worker.name,
        born_on=worker.born_on,
        home=worker.home_id,
        worker_id=worker.pk,
        wish=Wish(asked_on=asked_on, channel=channel, **wishes),
    )
    return keep_person(person, on=asked_on, by=by, source=source)
