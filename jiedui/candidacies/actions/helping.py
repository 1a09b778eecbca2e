"""Somebody wants to speak to a person; the answer is written where both sides find it."""

import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.candidacies.models import About, Help, HelpStage
from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal

LONGEST = 400
WAITING = 5  # so many open calls of one person at once


@transaction.atomic
def ask_help(worker, *, about, words="", vacancy=None, at, by) -> Help:
    """A call for help: the person's helper and the bureau of the home county see it."""
    [worker] = lock([worker])
    if Help.objects.waiting().filter(worker=worker).count() >= WAITING:
        raise Refusal("help-waiting", _("您已有5件事在等答复：请先等一等，急事请直接打电话。"))
    called = Help.objects.create(
        code=secrets.token_hex(12),
        worker=worker,
        vacancy=vacancy,
        about=About(about),
        words=words.strip()[:LONGEST],
        asked_at=at,
    )
    _record(called, by, about=called.about)
    return called


@transaction.atomic
def answer_help(called, *, answer, at, by) -> Help:
    """The answer in words the person can use; an empty one is none."""
    [called] = lock([called])
    if not answer.strip():
        raise Refusal("answer-empty", _("请写下答复：一两句话就行，本人在手机上能看到。"))
    called.answer, called.answered_at, called.answered_by = answer.strip()[:LONGEST], at, by
    called.save(update_fields=["answer", "answered_at", "answered_by"])
    called.move(HelpStage.ANSWERED)
    _record(called, by)
    return called


def _record(called, by, **facts):
    record(f"help.{called.stage}", called, by=by, worker_id=called.worker_id, **facts)
