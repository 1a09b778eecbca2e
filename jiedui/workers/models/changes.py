"""What was changed of a known person: from what, to what, when and through whom."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiedui.core.fields import SealedField
from jiedui.workers.models.people import Worker
from jiedui.workers.models.wishes import Channel


def change_code():
    """To what the seal of a change is bound: the person may be merged, this stays."""
    return secrets.token_hex(6)


class Change(models.Model):
    """One value of one person, before and after, as sealed JSON.

    The newest change of a value says where it comes from; a value never changed comes from the
    registration. What a sheet tells of people not yet known leaves no change: their
    registration is the origin of all of it.
    """

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="changes")
    code = models.CharField(max_length=12, default=change_code)
    field = models.CharField(_("项目"), max_length=24)
    before = SealedField(_("原来"))
    after = SealedField(_("改为"))
    told_on = models.DateField(_("日期"))
    by_id = models.BigIntegerField(_("经办人"), null=True)
    channel = models.CharField(_("方式"), max_length=8, choices=Channel, blank=True)
    source = models.CharField(_("来源"), max_length=120, blank=True)
    because = models.CharField(_("原因"), max_length=120, blank=True)
    # The line of the road that it belongs to; bulk imports write theirs together.
    event_id = models.BigIntegerField(null=True)
    undoes = models.OneToOneField(
        "self", models.SET_NULL, null=True, related_name="undone_by", verbose_name=_("撤销的更改")
    )

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["worker", "field", "-id"], name="changes_of_a_value")]

    def __str__(self):
        return f"{self.worker_id} {self.field}"
