"""A form is finished, or nothing has changed since last year, or nobody could be asked."""

import json

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.workers.actions.consents import record_consent
from jiedui.workers.actions.contacts import record_contact
from jiedui.workers.actions.surveys.answers import form_of, origin, refuse_shut
from jiedui.workers.actions.surveys.writing import write_through
from jiedui.workers.models import Channel, Outcome, ResponseStage, Tongue, Worker
from jiedui.workers.queries.asking import missing, said
from jiedui.workers.queries.surveys import last_answers


@transaction.atomic
def finish(response, *, by, on):
    """Everything that had to be asked has been: the form becomes what the registry knows.

    Finishing twice is finishing once: the second telephone that sends it gets the same answer.
    """
    lock([Worker(pk=response.worker_id)])  # the person first, as everywhere
    (response,) = lock([response])
    if response.stage == ResponseStage.FINISHED:
        return response
    refuse_shut(response.wave)
    _refuse_unfinished(response)
    write_through(response, by=by, on=on)
    response.finished_on, response.finished_by, response.outcome = on, by, ""
    # The day and the stage stand together, as the table demands.
    response.stage = ResponseStage.FINISHED
    response.save(update_fields=["stage", "finished_on", "finished_by", "outcome"])
    record(
        "response.finished", response, by=by, worker_id=response.worker_id,
        channel=str(response.channel), unchanged=response.unchanged,
    )  # fmt: skip
    return response


def _refuse_unfinished(response):
    questions, values = response.wave.questions.body, response.values
    if any(q["type"] == "consent" and q.get("required") and values.get(q["name"]) == "no"
           for q in questions):  # fmt: skip
        raise Refusal(
            "not-agreed", _("本人不同意登记：请不要提交，改为记录“拒访”，以后愿意时再问。")
        )
    if lacking := missing(questions, values):
        raise Refusal(
            "answers-missing",
            _("还有 %(many)s 道必答题没有回答，先答这一道：%(first)s")
            % {"many": len(lacking), "first": said(lacking[0]["label"])[:60]},
        )
    if response.conflicts.open().exists():
        raise Refusal(
            "conflicts-open", _("有的题目两个人记得不一样：请先逐处选定一个答案，再完成。")
        )


@transaction.atomic
def nothing_changed(wave, worker, *, by, on, channel, at=None, device=None):
    """One tap: what was known last time still holds, and is dated anew.

    Answers already given this time stand before last year's. A consent that still holds, to
    the same words, holds on; otherwise it must be asked for first.
    """
    response = form_of(wave, worker)
    if response.stage == ResponseStage.FINISHED:
        return response
    refuse_shut(wave)
    last = last_answers(wave, [worker])[worker.pk].values
    if not last.keys() - {q["name"] for q in wave.questions.body if q["type"] == "consent"}:
        raise Refusal("nothing-known", _("以前没有问过这个人，没有可以沿用的回答：请逐题询问。"))
    entries, version = response.told, response.version + 1
    told_by = origin(by=by, at=at or on, channel=channel, device=device)
    for name, value in last.items():
        if entries.get(name, {"value": None})["value"] is None:
            entries[name] = {"value": value, "version": version} | told_by
    response.answers = json.dumps(entries, ensure_ascii=False)
    response.version, response.channel, response.unchanged = version, channel, True
    response.touched_at, response.touched_by = at, by
    response.save()
    return finish(response, by=by, on=on)


# What a visit or a call that found nobody is kept as, beside the answers.
UNASKED = set(Outcome) - {Outcome.REACHED}


@transaction.atomic
def record_outcome(assignment, *, outcome, by, at, channel=Channel.VISIT, again_on=None):
    """The helper stood before the door and nobody could be asked: why, and how often by now."""
    (assignment,) = lock([assignment])
    _refuse_no_outcome(outcome)
    assignment.outcome, assignment.outcome_at = outcome, at
    assignment.tries += 1
    assignment.save(update_fields=["outcome", "outcome_at", "tries"])
    for worker in lock(_still_to_ask(assignment)):
        record_contact(worker, outcome=outcome, channel=channel, at=at, by=by, again_on=again_on)
    record("household.not_asked", assignment, by=by, outcome=str(outcome), tries=assignment.tries)
    return assignment


def _still_to_ask(assignment):
    members = assignment.household.members.present()
    return members.exclude(
        responses__wave=assignment.wave_id, responses__stage=ResponseStage.FINISHED
    )


@transaction.atomic
def record_no_answer(wave, worker, *, outcome, by, at, channel, again_on=None):
    """One person could not be asked, or did not want to be; the others under the roof may."""
    _refuse_no_outcome(outcome)
    response = form_of(wave, worker)
    if response.stage == ResponseStage.FINISHED:
        raise Refusal("already-finished", _("这个人已经问完：不用再记录没问到的原因。"))
    response.outcome, response.channel = outcome, channel
    response.touched_at, response.touched_by = at, by
    response.save(update_fields=["outcome", "channel", "touched_at", "touched_by"])
    record_contact(worker, outcome=outcome, channel=channel, at=at, by=by, again_on=again_on)
    return response


@transaction.atomic
def decline_survey(wave, worker, *, by, on, at, channel):
    """The person itself does not agree: that is kept, with the words it was asked in, and
    nothing else of the form is."""
    response = record_no_answer(
        wave, worker, outcome=Outcome.REFUSED, by=by, at=at, channel=channel
    )
    response.answers = ""
    response.save(update_fields=["answers"])
    for question in wave.questions.body:
        room, _dot, purpose = question.get("maps_to", "").partition(".")
        if question["type"] == "consent" and question.get("required") and room == "consent":
            record_consent(
                worker, purpose=purpose, wording=question["label"]["zh"],
                language=Tongue.MANDARIN, heard_by=Channel(channel).label, on=on, by=by,
                channel=channel, given=False,
            )  # fmt: skip
    return response


def _refuse_no_outcome(outcome):
    if outcome not in UNASKED:
        raise Refusal("outcome-unknown", _("请选一个没问到的原因。"))
