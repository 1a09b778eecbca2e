"""Whole numbers that were shown: to whom, of whom, and why."""

import secrets

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from jiedui.core.fields import SealedField
from jiedui.workers.models.people import Worker


class Number(models.TextChoices):
    IDENTITY = "identity", _("身份证号")
    PHONE = "phone", _("电话")


class RevealReason(models.TextChoices):
    SURVEY = "survey", _("调查、回访时给本人打电话")
    CONTACT = "contact", _("为岗位、面试、出行联系本人")
    CHECK = "check", _("当面核对身份、办理手续")
    SUBSIDY = "subsidy", _("核对补贴材料")
    ASKED = "asked", _("本人要求查看")
    OTHER = "other", _("其他，写明缘由")


def reveal_code():
    return secrets.token_hex(6)


class Reveal(models.Model):
    """One number, shown once to one officer. The words say more than the log may hold."""

    code = models.CharField(max_length=12, unique=True, default=reveal_code)
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="reveals")
    number = models.CharField(_("号码"), max_length=8, choices=Number)
    reason = models.CharField(_("事由"), max_length=8, choices=RevealReason)
    words = SealedField(_("说明"), blank=True)
    by_id = models.BigIntegerField(_("查看人"))
    at = models.DateTimeField(_("时间"), db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.worker_id} {self.number}"
