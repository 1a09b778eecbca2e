"""Taking answers: merged field by field, kept once however often they are sent.

Two helpers may hold one person's form at the same time, one of them without a network for
days. Each answer comes with the version of the form that its writer had seen: if nobody else
has written to that field since, it is accepted; if somebody has, and says the same, nothing
happens; if somebody says something else, both answers are kept and a person decides.
"""

import json
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.workers.actions.surveys.writing import write_through
from jiedui.workers.models import (
    Conflict,
    Response,
    ResponseStage,
    Submission,
    Wave,
    WaveStage,
    Worker,
)
from jiedui.workers.queries.asking import read_answer


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one sending: the form's version now, and the questions by their fate."""

    version: int
    accepted: tuple
    same: tuple
    conflicts: tuple


@transaction.atomic
def take_answers(wave, worker, *, answers, by, at, channel, device=None, submission):
    """Merge `{question: (base version, value)}` into this person's form of this wave.

    `submission` is the sender's own mark (a UUID): the same mark again is answered as before
    and changes nothing. `by` is whoever pressed the button, None at a one-time link.
    """
    response = form_of(wave, worker)
    if sent := Submission.objects.filter(code=submission).first():
        return _told_before(sent, response)
    refuse_shut(wave)
    taken, entries, clashes = _merge(
        response, answers, origin(by=by, at=at, channel=channel, device=device)
    )
    if taken.accepted:
        _keep(response, entries, version=taken.version, by=by, at=at, channel=channel)
    for question, (ours, theirs) in clashes.items():
        _note_conflict(response, question, ours, theirs, at=at)
    Submission.objects.create(code=submission, response=response, by=by, at=at, taken=asdict(taken))
    if taken.accepted or taken.conflicts:
        record(
            "response.taken", response, by=by, worker_id=worker.pk, channel=str(channel),
            accepted=len(taken.accepted), conflicts=len(taken.conflicts),
        )  # fmt: skip
    if taken.accepted and response.stage == ResponseStage.FINISHED:
        # What arrives after somebody else has finished is not left lying in the form.
        write_through(response, by=by, on=at.date())
    return taken


def form_of(wave, worker):
    """This person's form of this wave, opened if need be, and locked."""
    if not type(worker).objects.filter(wave.inside(), pk=worker.pk).exists():
        raise Refusal(
            "not-in-wave", _("这个人不在这次摸排的范围内：请核对户籍地，或到所在县的摸排里填写。")
        )
    lock([worker])  # the person first, as everywhere: whoever merges two people does so too
    response, _new = Response.objects.get_or_create(wave=wave, worker=worker)
    (locked,) = lock([response])
    locked.wave, locked.worker = wave, worker
    return locked


def refuse_shut(wave):
    """Only a wave under way takes answers; drafts wait on the telephone until it is reopened."""
    stage = Wave.objects.values_list("stage", flat=True).get(pk=wave.pk)
    if stage != WaveStage.OPEN:
        raise Refusal(
            "wave-shut",
            _("这次摸排没有开放：已填的内容请先保留，请县里的经办人（重新）开放后再提交。"),
        )


def origin(*, by, at, channel, device):
    """Who told an answer, when and by which way, as it stands beside the answer."""
    return {
        "by": by.pk if by is not None else None,
        "at": str(at),
        "channel": str(channel),
        "device": device.code if device is not None else "",
    }


def _told_before(sent, response):
    if sent.response_id != response.pk:
        raise Refusal("submission-taken", _("这份提交的编号已经用过：请刷新后重新提交。"))
    told = sent.taken
    return Taken(
        told["version"], tuple(told["accepted"]), tuple(told["same"]), tuple(told["conflicts"])
    )


def _merge(response, answers, told_by):
    """(what became of each answer, the entries now, {question: (ours, theirs)} that clash)."""
    entries, version = response.told, response.version + 1
    accepted, same, clashes = [], [], {}
    for name, (base, value) in answers.items():
        question = _question(response.wave, name)
        if base > response.version:
            raise Refusal("base-unknown", _("这份表的版本对不上：请刷新后重新填写。"))
        kept = read_answer(question, value)
        before = entries.get(name, {"value": None, "version": 0})
        entry = {"value": kept, "version": version} | told_by
        if before["value"] == kept:
            same.append(name)
        elif before["version"] <= base:
            entries[name] = entry
            accepted.append(name)
        else:
            clashes[name] = (before, entry)
    now = version if accepted else response.version
    return Taken(now, tuple(accepted), tuple(same), tuple(clashes)), entries, clashes


def _question(wave, name):
    question = wave.questions.question(name)
    if question is None or question["type"] == "note":
        raise Refusal("question-unknown", _("这次摸排没有这道题：题组可能已经更新，请刷新后再填。"))
    return question


def _keep(response, entries, *, version, by, at, channel):
    response.answers = json.dumps(entries, ensure_ascii=False)
    response.version = version
    response.channel = channel
    response.outcome = ""
    response.unchanged = False
    response.touched_at, response.touched_by = at, by
    response.save(
        update_fields=[
            "answers", "version", "channel", "outcome", "unchanged", "touched_at", "touched_by",
        ]
    )  # fmt: skip


def _note_conflict(response, question, ours, theirs, *, at):
    """Keep both answers; the same clash brought again is the same conflict."""
    for known in response.conflicts.open().filter(question=question):
        if known.sides[1]["value"] == theirs["value"]:
            return
    Conflict(
        response=response,
        question=question,
        ours=json.dumps(ours, ensure_ascii=False),
        theirs=json.dumps(theirs, ensure_ascii=False),
        made_at=at,
    ).save()


@transaction.atomic
def settle(conflict, *, value, by, at):
    """A person has decided which answer holds; the one chosen keeps who told it and when."""
    lock([Worker(pk=conflict.response.worker_id)])
    (response,) = lock([conflict.response])
    (conflict,) = lock([conflict])
    if conflict.settled_at:
        raise Refusal("already-settled", _("这处不一致已经有人处理：请刷新页面查看结果。"))
    kept = read_answer(_question(response.wave, conflict.question), value)
    entries, version = response.told, response.version + 1
    told_by = next(
        (side for side in conflict.sides if side["value"] == kept),
        origin(by=by, at=at, channel="", device=None),
    )
    changed = entries.get(conflict.question, {"value": None})["value"] != kept
    if changed:
        entries[conflict.question] = told_by | {"value": kept, "version": version}
        _keep(response, entries, version=version, by=by, at=at, channel=response.channel)
    _settle_likewise(conflict, kept, by=by, at=at)
    record(
        "conflict.settled", conflict, by=by, worker_id=response.worker_id,
        question=conflict.question,
    )  # fmt: skip
    if changed and response.stage == ResponseStage.FINISHED:
        write_through(response, by=by, on=at.date())
    return response


def _settle_likewise(conflict, kept, *, by, at):
    """The decided conflict, and others about the same question that said what was decided."""
    settled = [conflict.pk] + [
        other.pk
        for other in conflict.response.conflicts.open().filter(question=conflict.question)
        if other.sides[1]["value"] == kept
    ]
    Conflict.objects.filter(pk__in=settled).update(settled_at=at, settled_by=by)
