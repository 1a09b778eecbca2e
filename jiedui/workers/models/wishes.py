"""What each person wishes: every answer a row, the latest one current."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.models import EmployerKind
from jiedui.workers.models.people import Worker


class Channel(models.TextChoices):
    """How the person was asked."""

    UNTOLD = "", _("未填")
    VISIT = "visit", _("走访")
    PHONE = "phone", _("电话")
    WECHAT = "wechat", _("微信")
    SMS = "sms", _("短信")
    FAIR = "fair", _("招聘会")
    SELF = "self", _("本人登记")


class IntentionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(worker__in=Worker.objects.visible_to(user))

    def current(self):
        """The latest answer of each person; earlier ones stay as history."""
        return self.filter(superseded=False)

    def seeking(self):
        """The wishes of those who are there and want work."""
        return self.current().filter(wants_work=True, worker__left="")


class Intention(models.Model):
    """What one person answered on one day. A new answer supersedes, never overwrites."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="intentions")
    asked_on = models.DateField(_("调查日期"))
    channel = models.CharField(_("调查方式"), max_length=8, choices=Channel, blank=True)
    asked_by = models.CharField(_("调查人"), max_length=40, blank=True)
    wants_work = models.BooleanField(_("有就业意愿"), default=True)
    # Groups of employers wished for (企业, 机关事业单位编外 …); none means no wish.
    employer_kinds = models.ManyToManyField(EmployerKind, related_name="+", blank=True)
    least_pay = models.PositiveIntegerField(_("最低月薪（元）"), null=True, blank=True)
    needs_lodging = models.BooleanField(_("需要住宿"), default=False)
    needs_couple_room = models.BooleanField(_("需要夫妻房"), default=False)
    partner = models.ForeignKey(
        Worker, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("同行人")
    )
    # Whom the answer named, until that person is known: a name, or "#" and a blind index.
    partner_said = models.CharField(_("同行人（原话）"), max_length=60, blank=True)
    available_from = models.DateField(_("可上岗日期"), null=True, blank=True)
    training_wish = models.CharField(_("培训意愿"), max_length=80, blank=True)
    remark = models.CharField(_("备注"), max_length=200, blank=True)
    superseded = models.BooleanField(_("已更新"), default=False)

    objects = IntentionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker"],
                condition=Q(superseded=False),
                name="one_current_intention_per_worker",
            )
        ]
        indexes = [
            models.Index(
                fields=["partner_said"],
                condition=Q(partner=None) & ~Q(partner_said="") & Q(superseded=False),
                name="partners_still_to_be_found",
            )
        ]

    def __str__(self):
        return f"{self.worker_id} {self.asked_on}"


class WishedOccupation(models.Model):
    """A wish for a class of occupations of any level; equal ranks are equally welcome."""

    intention = models.ForeignKey(Intention, models.CASCADE, related_name="occupations")
    rank = models.PositiveSmallIntegerField(_("顺位"))
    # Half-open interval of occupation numbers, see Occupation.interval()
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    said = models.CharField(_("原话"), max_length=60)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__lt=F("high")), name="wished_occupation_is_an_interval"
            )
        ]

    def __str__(self):
        return self.said


class WishedPlace(models.Model):
    """A wish for a region of any level, as an interval of six-digit codes."""

    intention = models.ForeignKey(Intention, models.CASCADE, related_name="places")
    rank = models.PositiveSmallIntegerField(_("顺位"))
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    said = models.CharField(_("原话"), max_length=60)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__lt=F("high")), name="wished_place_is_an_interval"
            )
        ]

    def __str__(self):
        return self.said
