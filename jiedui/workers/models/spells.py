"""Where a person works now and worked before: spells with a beginning and an end."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.workers.models.people import Employment, Worker


class Found(models.TextChoices):
    """How the work was found: returns count organised and own departures apart."""

    UNTOLD = "", _("未填")
    ORGANISED = "bureau", _("人社部门组织")
    KIN = "kin", _("亲友介绍")
    AGENCY = "agency", _("人力资源机构")
    SELF = "self", _("自己找的")


class SpellQuerySet(models.QuerySet):
    def running(self):
        return self.filter(ended_on=None)


class Spell(models.Model):
    """One stretch of work with one employer; the running one has no end."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="spells")
    employment = models.CharField(_("就业状态"), max_length=8, choices=Employment)
    employer_name = models.CharField(_("单位"), max_length=120, blank=True)
    workplace = models.CharField(_("务工地"), max_length=120, blank=True)
    work = models.CharField(_("做什么"), max_length=60, blank=True)
    pay = models.PositiveIntegerField(_("月收入（元）"), null=True, blank=True)
    found = models.CharField(_("怎么找到的"), max_length=6, choices=Found, blank=True)
    began_on = models.DateField(_("开始"))
    ended_on = models.DateField(_("结束"), null=True, blank=True)

    objects = SpellQuerySet.as_manager()

    class Meta:
        ordering = ["-began_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["worker"], condition=Q(ended_on=None), name="one_running_spell_of_work"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on")),
                name="spell_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.worker_id} {self.began_on}"
