"""Whom a person has to look after: it decides who can leave home, and when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.workers.models.people import Worker


class CareKind(models.TextChoices):
    INFANT = "infant", _("3岁以下婴幼儿")
    CHILD = "child", _("学龄前儿童")
    PUPIL = "pupil", _("上学子女")
    ELDER = "elder", _("老人")
    SICK = "sick", _("病人")
    DISABLED = "disabled", _("残疾家人")


class Care(models.Model):
    """A duty in the family. Matching never reads it; whoever talks with the person does."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="cares")
    kind = models.CharField(_("照料对象"), max_length=8, choices=CareKind)
    number = models.PositiveSmallIntegerField(_("人数"), default=1)
    # Somebody else at home can take over: the person may leave.
    covered = models.BooleanField(_("有人代为照料"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["worker", "kind"], name="one_duty_of_a_kind"),
            models.CheckConstraint(condition=Q(number__gte=1), name="a_duty_is_for_somebody"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"
