"""What was answered last time, so that nobody is asked twice for what is known already.

Last year's form answers first; what the registry has heard since, by whatever way, comes
before it; and a value that was only ever in a ledger is an answer too, where it fits.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from jiedui.core.refusal import Refusal
from jiedui.workers.models import Care, Consent, Intention, Language, Response, ResponseStage
from jiedui.workers.queries.asking import read_answer, standing
from jiedui.workers.queries.meaning import PERSON


@dataclass
class Last:
    """What one person is known to have answered: {question: value}, and on which day."""

    values: dict = field(default_factory=dict)
    told_on: date | None = None


def last_answers(wave, workers):
    """{worker id: Last} for these questions; the same few queries for any number of people."""
    questions, ids = wave.questions.body, [worker.pk for worker in workers]
    forms, wishes = _forms_before(wave, ids), _wishes(ids)
    spoken, cares, agreed = _hanging(Language, ids), _hanging(Care, ids), _agreed(ids)
    found = {}
    for worker in workers:
        form, wish = forms.get(worker.pk), wishes.get(worker.pk)
        values = _still_answers(questions, form.values if form else {})
        if form and wish and wish.asked_on > form.finished_on:
            values = _without_wishes(questions, values)
        known = _of_registry(questions, worker, dict(spoken[worker.pk]), dict(cares[worker.pk]))
        if wish and not (form and wish.asked_on <= form.finished_on):
            known |= _of_wish(questions, wish, worker.home_id)
        values |= known
        values = _without_consents(questions, values) | _consents(questions, agreed[worker.pk])
        days = [day for day in (form and form.finished_on, wish and wish.asked_on) if day]
        found[worker.pk] = Last(standing(questions, values), max(days, default=None))
    return found


def _forms_before(wave, ids):
    """The newest finished form of each person in another wave."""
    earlier = (
        Response.objects.filter(worker__in=ids, stage=ResponseStage.FINISHED)
        .exclude(wave=wave)
        .order_by("finished_on", "pk")
    )
    return {form.worker_id: form for form in earlier}


def _wishes(ids):
    current = Intention.objects.current().filter(worker__in=ids)
    return {
        wish.worker_id: wish
        for wish in current.prefetch_related("occupations", "places", "employer_kinds")
    }


def _hanging(table, ids):
    found = defaultdict(list)
    key, value = ("tongue", "level") if table is Language else ("kind", "number")
    for worker, *pair in table.objects.filter(worker__in=ids).values_list("worker_id", key, value):
        found[worker].append(pair)
    return found


def _agreed(ids):
    found = defaultdict(dict)
    live = Consent.objects.live().filter(worker__in=ids)
    for worker, purpose, wording in live.values_list("worker_id", "purpose", "wording"):
        found[worker][purpose] = wording
    return found


def _still_answers(questions, values):
    """Last year's answers that are answers to this year's questions as well."""
    kept = {}
    for question in questions:
        # A whole telephone number is not carried from year to year and from page to page.
        if question["name"] in values and question["type"] not in ("note", "phone"):
            try:
                kept[question["name"]] = read_answer(question, values[question["name"]])
            except Refusal:
                continue  # a choice that is no longer offered is no answer any more
    return {name: value for name, value in kept.items() if value is not None}


def _without(room, questions, values):
    gone = {q["name"] for q in questions if q.get("maps_to", "").startswith(room)}
    return {name: value for name, value in values.items() if name not in gone}


def _without_wishes(questions, values):
    return _without("wish.", questions, values)


def _without_consents(questions, values):
    gone = {q["name"] for q in questions if q["type"] == "consent"}
    return {name: value for name, value in values.items() if name not in gone}


def _consents(questions, agreed):
    """A consent still holds if it was given to the same words."""
    return {
        question["name"]: "yes"
        for question in questions
        if question["type"] == "consent"
        and agreed.get(question.get("maps_to", "").removeprefix("consent."))
        == question["label"]["zh"]
    }


def _of_registry(questions, worker, spoken, cares):
    known = {}
    for question in questions:
        target = question.get("maps_to", "")
        room, _, name = target.partition(".")
        value = None
        if room == "person" and name in PERSON and question["type"] != "phone":
            value = _as_answer(question, getattr(worker, name))
        elif target == "language.mandarin":
            value = spoken.get("mandarin") or None
        elif target == "care.kinds":
            value = [kind for kind in _names(question) if kind in cares] or None
        if value is not None and _fits(question, value):
            known[question["name"]] = value
    return known


def _as_answer(question, kept):
    if isinstance(kept, bool):
        # What was never asked reads the same as "no": only a "yes" is known.
        return "yes" if kept else None
    if kept in (None, "", 0):
        return None
    return kept if question["type"] == "number" else str(kept)


def _names(question):
    return [choice["name"] for choice in question.get("choices", ())]


def _fits(question, value):
    """A value that is not among the choices of this set of questions is no answer to it."""
    if "choices" not in question:
        return True
    return set(value if isinstance(value, list) else [value]) <= set(_names(question))


def _of_wish(questions, wish, home):
    """A wish that came by another way than the form, where its words are those of a choice."""
    known = {}
    for question in questions:
        value = _WISHED.get(question.get("maps_to", ""), _nothing)(question, wish, home)
        if value and _fits(question, value):
            known[question["name"]] = value
    return known


def _nothing(question, wish, home):
    return None


def _plan(question, wish, home):
    if not wish.wants_work:
        return "none"
    places = list(wish.places.all())
    if not places:
        return None
    near = all(home <= place.low and place.high <= home + 1 for place in places)
    return "local" if near else "away"


def _chosen(question, said):
    """The choices whose words these are; nothing if a word is not among the choices."""
    names = {choice.get("means", choice["zh"]): choice["name"] for choice in question["choices"]}
    if not said or not said <= names.keys():
        return None
    chosen = {names[word] for word in said}
    return [name for name in _names(question) if name in chosen]


_WISHED = {
    "wish.plan": _plan,
    "wish.places": lambda q, wish, home: _chosen(q, {p.said for p in wish.places.all()}),
    "wish.occupations": lambda q, wish, home: _chosen(q, {o.said for o in wish.occupations.all()}),
    "wish.employer_kinds": lambda q, wish, home: [
        name for name in _names(q) if name in {kind.pk for kind in wish.employer_kinds.all()}
    ],
    "wish.least_pay": lambda q, wish, home: wish.least_pay,
    "wish.needs_lodging": lambda q, wish, home: "yes" if wish.needs_lodging else None,
    "wish.needs_couple_room": lambda q, wish, home: "yes" if wish.needs_couple_room else None,
}
