"""One paper from a phone becomes one deed of a room, once, however often it is sent."""

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Receipt
from jiedui.core.refusal import Refusal
from jiedui.web.village.hearing import finish_if_ready, hear_consent
from jiedui.web.village.joining import join
from jiedui.web.village.rounds import way_of
from jiedui.web.village.wire import bad_paper
from jiedui.workers import actions as workers
from jiedui.workers.models import (
    Assignment,
    Channel,
    Conflict,
    Response,
    Tongue,
    WaveStage,
    Worker,
)

MET = "new:"
VISIT = {"channel": Channel.VISIT}


def take(device, paper, *, sent_at, now):
    """The answer to one paper; a paper that was taken before is answered as before."""
    number, kind = _number(paper), paper.get("kind")
    if kind not in KINDS:
        raise bad_paper()
    at = told_at(paper, sent_at=sent_at, since=device.made_at, now=now)
    with transaction.atomic():
        receipt, is_new = accounts.open_receipt(device, submission=number, kind=kind, at=now)
        if is_new:
            answer, worker = KINDS[kind](device, paper, number, at)
            accounts.close_receipt(receipt, answer=answer, worker_id=worker and worker.pk)
    return receipt


def told_at(paper, *, sent_at, since, now):
    """When the paper was written, although the phone's clock may be wrong by a day.

    The phone tells what its clock showed then, by how much it was off the office's at their
    last contact, and what it shows now. Whatever lies before the phone was set up or after this
    moment cannot be; if nothing fits, it was now.
    """
    made, off = moment(paper.get("made_at")), paper.get("skew", 0)
    tries = []
    if made and isinstance(off, int | float) and abs(off) < 1e12:
        tries.append(made + timedelta(milliseconds=off))
    if made and sent_at:
        tries.append(made + (now - sent_at))
    grace = timedelta(minutes=2)
    fitting = [at for at in tries if since - grace <= at <= now + grace]
    return timezone.localtime(min(fitting[0], now) if fitting else now)


def moment(said):
    try:
        at = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else None


def _number(paper):
    try:
        return uuid.UUID(paper.get("id"))
    except (TypeError, ValueError, AttributeError):
        raise bad_paper() from None


def gone():
    return Refusal(
        "not-on-your-round",
        _(
            "这一户现在不在您的名单里（换了人，或者这次摸排已结束）：内容还在手机上，请联系县里的经办人。"
        ),
    )


def _visits(device):
    """What is on this helper's round now, and what the phone took out while it was: somebody
    else may have been given the roof since, and what was written down there is not lost.
    It may be written, not read: nothing of these people is told to the phone any more."""
    carried = Assignment.objects.filter(pk__in=device.carried, wave__stage=WaveStage.OPEN)
    found = Assignment.objects.visible_to(device.user) | carried
    return found.select_related("wave__questions", "household")


def _visit(device, paper):
    number = paper.get("assignment")
    found = _visits(device).filter(pk=number).first() if isinstance(number, int) else None
    if found is None:
        raise gone()
    return found


def _person(device, paper):
    """(the wave, the person) of a form: under a roof of the round, or met there by the helper."""
    code, wave = paper.get("worker"), paper.get("wave")
    if not (isinstance(code, str) and isinstance(wave, int)):
        raise bad_paper()
    if code.startswith(MET):
        met = Receipt.objects.filter(device__user=device.user, kind="member", submission=_met(code))
        which = {"pk__in": met.values("worker_id")}
    else:
        which = {"code": code}
    visits = _visits(device).filter(wave=wave)
    people = Worker.objects.present().filter(household__in=visits.values("household"))
    if (worker := people.filter(**which).first()) is None:
        raise gone()
    return visits.get(household=worker.household_id).wave, worker


def _met(code):
    return _number({"id": code.removeprefix(MET)})


def _consent(device, paper, number, at):
    """The words are those of the question, as they stand at the office."""
    wave, worker = _person(device, paper)
    question = wave.questions.question(paper.get("question")) or {}
    if question.get("type") != "consent" or not isinstance(paper.get("agreed"), bool):
        raise bad_paper()
    hear_consent(
        wave, worker, question=question, agreed=paper["agreed"],
        language=_tongue(paper.get("language")), by=device.user, at=at,
    )  # fmt: skip
    return {}, worker


def _tongue(said):
    if said not in Tongue.values:
        raise bad_paper()
    return said


def _outcome(device, paper, number, at):
    visit = _visit(device, paper)
    found = paper.get("outcome")
    workers.record_outcome(visit, outcome=found, by=device.user, at=at, channel=way_of(found))
    return {}, None


def _answers(device, paper, number, at):
    wave, worker = _person(device, paper)
    taken = workers.take_answers(
        wave, worker, answers=_read(paper), by=device.user, at=at, device=device,
        submission=number, **VISIT,
    )  # fmt: skip
    response = Response.objects.get(wave=wave, worker=worker)
    return _told(taken, finish_if_ready(response, by=device.user, on=at.date())), worker


def _unchanged(device, paper, number, at):
    """What was agreed to today first, then last year's answers for all the rest."""
    wave, worker = _person(device, paper)
    taken = workers.take_answers(
        wave, worker, answers=_read(paper), by=device.user, at=at, device=device,
        submission=number, **VISIT,
    )  # fmt: skip
    workers.nothing_changed(
        wave, worker, by=device.user, on=at.date(), at=at, device=device, **VISIT
    )
    return _told(taken, {}), worker


def _read(paper):
    """{question: (version that was seen, value)}."""
    told = paper.get("answers")
    if not isinstance(told, dict):
        raise bad_paper()
    read = {}
    for question, pair in told.items():
        if not (isinstance(pair, list) and len(pair) == 2 and type(pair[0]) is int):
            raise bad_paper()
        read[question] = (pair[0], pair[1])
    return read


def _told(taken, unfinished):
    told = {
        "version": taken.version,
        "accepted": list(taken.accepted),
        "same": list(taken.same),
        "clashing": list(taken.conflicts),
    }
    return told | ({"unfinished": unfinished} if unfinished else {})


def _member(device, paper, number, at):
    visit = _visit(device, paper)
    name, born_on = paper.get("name"), _day(paper.get("born_on"))
    if not isinstance(name, str) or not name.strip() or born_on is None:
        raise bad_paper()
    phone = str(paper.get("phone") or "").strip()
    worker = join(visit, name=name, born_on=born_on, phone=phone, by=device.user, on=at.date())
    return {"worker": worker.code}, worker


def _day(said):
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError):
        return None


def _settle(device, paper, number, at):
    """Somebody may have decided already: then that stands, and the phone is told no more."""
    user, code = device.user, _number({"id": paper.get("conflict")})
    conflict = (
        Conflict.objects.visible_to(user).select_related("response").filter(code=code).first()
    )
    if conflict is None:
        raise gone()
    if conflict.settled_at is None:
        response = workers.settle(conflict, value=paper.get("value"), by=user, at=at)
        finish_if_ready(response, by=user, on=at.date())
    return {}, conflict.response.worker


def _photo(device, paper, number, at):
    visit = _visit(device, paper)
    workers.attach(visit.household, photo=paper["photo"], submission=number, by=device.user, at=at)
    return {}, None


KINDS = {
    "consent": _consent,
    "outcome": _outcome,
    "answers": _answers,
    "unchanged": _unchanged,
    "member": _member,
    "settle": _settle,
    "photo": _photo,
}
