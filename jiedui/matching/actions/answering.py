"""The person says yes to a vacancy: refused only for what the vacancy must ask by its nature."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.candidacies import actions as candidacies
from jiedui.core.refusal import Refusal
from jiedui.matching.bridge import lacking
from jiedui.workers import actions as workers
from jiedui.workers.models import Channel, Consent, Purpose, Tongue

# What the person wished for may change with the yes; what a post demands does not.
DEMANDED = {
    "age": _("这个岗位按规定有年龄要求，您的年龄不在范围内：请看看别的岗位。"),
    "education": _(
        "这个岗位要求更高的学历：如果您的学历登记错了，请先到“资料”里说一声，再来报名。"
    ),
    "certificates": _(
        "这个岗位要求的证书，您的资料里没有：如果您有证，请先到“求助”里说一声，登记上再来报名。"
    ),
}


@transaction.atomic
def say_yes(worker, vacancy, *, on, by, agreed_to):
    """Applied, with the consent to hand the particulars on in the words that were read."""
    for condition in lacking(worker, vacancy, on=on):
        if condition in DEMANDED:
            raise Refusal(f"lacks-{condition}", DEMANDED[condition])
    made = candidacies.apply(worker, vacancy, by=by, because="self")
    if not Consent.objects.live().filter(worker=worker, purpose=Purpose.SHARING).exists():
        workers.record_consent(
            worker,
            purpose=Purpose.SHARING,
            wording=agreed_to,
            language=Tongue.MANDARIN,
            heard_by=worker.name,
            on=on,
            by=by,
            channel=Channel.SELF,
        )
    return made
