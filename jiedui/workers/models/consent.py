"""What a person agreed to: the words that were read out, in which language, by whom, when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.workers.models.people import Worker
from jiedui.workers.models.skills import Tongue
from jiedui.workers.models.wishes import Channel


class Purpose(models.TextChoices):
    """Each purpose is asked by itself (个人信息保护法, art. 14, 23 and 29)."""

    REGISTRY = "registry", _("登记入就业数据库")
    MATCHING = "matching", _("为本人匹配、推荐岗位")
    SHARING = "sharing", _("把报名信息交给结对地区和用人单位")
    MESSAGES = "messages", _("接收岗位和办事短信")
    HEALTH = "health", _("登记残疾、健康情况")


class ConsentQuerySet(models.QuerySet):
    def live(self):
        return self.filter(withdrawn_on=None)


class Consent(models.Model):
    """One answer to one purpose. A refusal is an answer withdrawn on the day it was asked."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("事项"), max_length=8, choices=Purpose)
    wording = models.TextField(_("宣读的原话"))
    language = models.CharField(_("用什么语言"), max_length=8, choices=Tongue)
    heard_by = models.CharField(_("宣读人"), max_length=40)
    channel = models.CharField(_("方式"), max_length=8, choices=Channel, blank=True)
    given_on = models.DateField(_("日期"))
    by_id = models.BigIntegerField(_("经办人"), null=True)
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)
    withdrawn_by_id = models.BigIntegerField(_("撤回经办人"), null=True)
    withdrawn_because = models.CharField(_("撤回原因"), max_length=120, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "purpose"],
                condition=Q(withdrawn_on=None),
                name="one_live_consent_to_a_purpose",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
                name="consent_is_withdrawn_after_it_was_asked",
            ),
        ]

    def __str__(self):
        return f"{self.worker_id} {self.purpose}"
