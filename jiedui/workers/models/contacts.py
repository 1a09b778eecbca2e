"""Every attempt to reach a person, and what came of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.workers.models.people import Worker
from jiedui.workers.models.wishes import Channel


class Outcome(models.TextChoices):
    REACHED = "reached", _("已联系上")
    NO_NUMBER = "empty", _("空号、停机")
    NO_ANSWER = "silent", _("无人接听")
    WRONG_PERSON = "wrong", _("号码不是本人")
    REFUSED = "refused", _("拒访")
    NOT_HOME = "absent", _("不在家")
    GONE_AWAY = "away", _("已外出")
    COME_AGAIN = "again", _("约定再访")


class Contact(models.Model):
    """One knock at the door, one call. Empty numbers are an outcome too."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="contacts")
    at = models.DateTimeField(_("时间"))
    channel = models.CharField(_("方式"), max_length=8, choices=Channel)
    outcome = models.CharField(_("结果"), max_length=8, choices=Outcome)
    again_on = models.DateField(_("约定日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by_id = models.BigIntegerField(_("经办人"), null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(again_on=None) | Q(outcome=Outcome.COME_AGAIN),
                name="a_day_to_come_again_was_agreed",
            )
        ]
        indexes = [models.Index(fields=["worker", "at"], name="contacts_of_a_person")]

    def __str__(self):
        return f"{self.worker_id} {self.outcome}"
