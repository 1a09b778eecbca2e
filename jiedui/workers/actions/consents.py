"""What was read out and agreed to, and what was taken back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.refusal import Refusal
from jiedui.workers.actions.changes import locked
from jiedui.workers.models import Consent


@transaction.atomic
def record_consent(worker, *, purpose, wording, language, heard_by, on, by, channel="", given=True):
    """The answer to one purpose; a new answer takes the place of the one that stood.

    `heard_by` is who read the words out: a name, or somebody who signs in. `given=False`: the
    person said no, which is kept as carefully as a yes.
    """
    worker = locked(worker)
    if not wording.strip():
        raise Refusal("nothing-read-out", _("请写明向本人宣读了什么。"))
    live = Consent.objects.live().filter(worker=worker, purpose=purpose)
    for earlier in live:
        _withdraw(earlier, on=max(on, earlier.given_on), by=by, because="")
    consent = Consent.objects.create(
        worker=worker,
        purpose=purpose,
        wording=wording.strip(),
        language=language,
        heard_by=str(heard_by)[:40],
        channel=channel,
        given_on=on,
        by_id=by.pk if by is not None else None,
        withdrawn_on=None if given else on,
        withdrawn_by_id=None if given or by is None else by.pk,
    )
    verb = "consent.given" if given else "consent.refused"
    record(verb, consent, by=by, worker_id=worker.pk, purpose=purpose, channel=channel)
    return consent


@transaction.atomic
def withdraw_consent(worker, *, purpose, because="", on, by, channel=""):
    """From the next run on nothing is done for this purpose any more; what was, stays on record."""
    worker = locked(worker)
    consent = Consent.objects.live().filter(worker=worker, purpose=purpose).first()
    if consent is None:
        raise Refusal("no-consent", _("这一项没有有效的同意，无需撤回。"))
    _withdraw(consent, on=max(on, consent.given_on), by=by, because=because)
    record(
        "consent.withdrawn", consent, by=by, worker_id=worker.pk, purpose=purpose, channel=channel
    )
    return consent


def _withdraw(consent, *, on, by, because):
    consent.withdrawn_on, consent.withdrawn_because = on, because[:120]
    consent.withdrawn_by_id = by.pk if by is not None else None
    consent.save(update_fields=["withdrawn_on", "withdrawn_because", "withdrawn_by_id"])
