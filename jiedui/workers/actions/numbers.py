"""Looking at a number that pages otherwise hide: a deliberate step, with its reason."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.roles import require
from jiedui.core.events import record
from jiedui.core.refusal import Refusal
from jiedui.workers.models import Number, Reveal, RevealReason


@transaction.atomic
def reveal(worker, *, number, reason, by, words="") -> str:
    """The whole number, once; who looked, at what and why stays on record, the words sealed."""
    require(by, "people.reveal")
    number, reason, words = Number(number), RevealReason(reason), words.strip()[:200]
    if reason == RevealReason.OTHER and not words:
        raise Refusal("say-why", _("选了“其他”，请写明为什么要看这个号码。"))
    shown = getattr(worker, number)
    if not shown:
        raise Refusal("no-number", _("这个号码还没有登记：请先补登。"))
    kept = Reveal.objects.create(
        worker=worker, number=number, reason=reason, words=words, by_id=by.pk
    )
    record(
        "number.revealed", kept, by=by, worker_id=worker.pk, fields=[number.value],
        reason=reason.value,
    )  # fmt: skip
    return shown


def show_phone(worker, *, by) -> str:
    """The telephone on a survey's page: its reason is the page."""
    return reveal(worker, number=Number.PHONE, reason=RevealReason.SURVEY, by=by)
