"""Requests of people that what is held about them be destroyed, and what became of them."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.scope import own
from jiedui.core.fields import SealedField
from jiedui.core.stages import Staged
from jiedui.workers.models.people import Worker


class ErasureStage(models.TextChoices):
    ASKED = "asked", _("等经办人决定")
    WITHDRAWN = "withdrawn", _("本人收回")
    REFUSED = "refused", _("没有同意")
    LIMITED = "limited", _("已删除，招聘记录封存到期再销毁")
    ERASED = "erased", _("已删除")


class ErasureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The bureau of the county where the person was registered decides."""
        if not user.is_authenticated or not user.may("people.erase"):
            return self.none()
        return self.filter(own(user, "worker__home"))

    def waiting(self):
        return self.filter(stage=ErasureStage.ASKED)

    def due(self, on):
        """Locked away until a day that has passed."""
        return self.filter(stage=ErasureStage.LIMITED, keep_until__lt=on)


def erasure_code():
    return secrets.token_hex(6)


class Erasure(Staged):
    """One request. `kept` is what the duty to keep records of recruitment still needs, sealed in
    one text that no list, matching or export reads; it is destroyed after `keep_until`."""

    MOVES = {
        ErasureStage.ASKED: {
            ErasureStage.WITHDRAWN, ErasureStage.REFUSED, ErasureStage.LIMITED,
            ErasureStage.ERASED,
        },
        ErasureStage.WITHDRAWN: set(),
        ErasureStage.REFUSED: set(),
        ErasureStage.LIMITED: {ErasureStage.ERASED},
        ErasureStage.ERASED: set(),
    }  # fmt: skip

    code = models.CharField(_("申请编号"), max_length=12, unique=True, default=erasure_code)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="erasures")
    stage = models.CharField(
        _("进度"), max_length=10, choices=ErasureStage, default=ErasureStage.ASKED
    )
    asked_on = models.DateField(_("提出日期"))
    asked_by_id = models.BigIntegerField(_("提出人"), null=True)
    by_oneself = models.BooleanField(_("本人提出"), default=False)
    because = SealedField(_("没有同意的原因"), blank=True)
    decided_on = models.DateField(_("决定日期"), null=True)
    decided_by_id = models.BigIntegerField(_("决定人"), null=True)
    keep_until = models.DateField(_("封存到"), null=True)
    kept = SealedField(_("封存内容"), blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["worker"], condition=Q(stage="asked"), name="one_open_erasure_of_a_person"
            ),
            models.CheckConstraint(
                condition=Q(stage="limited", keep_until__isnull=False)
                | (~Q(stage="limited") & Q(kept="")),
                name="only_the_limited_keep_something",
            ),
        ]

    def __str__(self):
        return f"{self.worker_id} {self.stage}"
