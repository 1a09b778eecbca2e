"""Records that may be one person: looked for county by county, decided by an officer."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import User
from jiedui.accounts.scope import own
from jiedui.catalog.models import Region
from jiedui.core.stages import Staged
from jiedui.workers.models.merges import Merge
from jiedui.workers.models.people import Left, Worker


class SiftingStage(models.TextChoices):
    ASKED = "asked", _("已提交")
    BEGUN = "begun", _("正在查重")
    SIFTED = "sifted", _("已查完")
    FAILED = "failed", _("未完成")


class SiftingQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not (user.is_authenticated and user.may("people.merge")):
            return self.none()
        return self.filter(own(user, "home"))

    def unfinished(self):
        return self.exclude(stage__in=[SiftingStage.SIFTED, SiftingStage.FAILED])


class Sifting(Staged):
    """One search for records that are the same person, a county a step."""

    MOVES = {
        SiftingStage.ASKED: {SiftingStage.BEGUN, SiftingStage.FAILED},
        SiftingStage.BEGUN: {SiftingStage.SIFTED, SiftingStage.FAILED},
        SiftingStage.SIFTED: set(),
        SiftingStage.FAILED: set(),
    }

    home = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("地区"))
    stage = models.CharField(
        _("进度"), max_length=8, choices=SiftingStage, default=SiftingStage.ASKED
    )
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_on = models.DateField(_("提交日期"))
    # Codes of the counties, in the order in which they are looked through; how many are done.
    counties = models.JSONField(default=list)
    done = models.PositiveIntegerField(_("已查县数"), default=0)
    people = models.PositiveIntegerField(_("查过的人"), default=0)
    found = models.PositiveIntegerField(_("疑似对数"), default=0)
    trouble = models.JSONField(_("未完成原因"), default=dict)

    objects = SiftingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["home"],
                condition=Q(stage__in=["asked", "begun"]),
                name="one_sifting_of_a_region_at_a_time",
            )
        ]

    def __str__(self):
        return f"{self.home_id} {self.asked_on}"

    @property
    def percent(self):
        return 100 * self.done // len(self.counties) if self.counties else 0


class LikenessStage(models.TextChoices):
    OPEN = "open", _("待核对")
    MERGED = "merged", _("已合并")
    DIFFERENT = "different", _("不是同一人")


class LikenessQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not (user.is_authenticated and user.may("people.merge")):
            return self.none()
        return self.filter(own(user, "one__home"), own(user, "other__home"))

    def open(self):
        """Waiting for a decision; whoever has left or was merged elsewhere waits no more."""
        return self.filter(stage=LikenessStage.OPEN, one__left=Left.HERE, other__left=Left.HERE)

    def decided(self):
        return self.exclude(stage=LikenessStage.OPEN)


class Likeness(Staged):
    """Two records that may be one person. Decided once, the pair is never asked about again."""

    MOVES = {
        LikenessStage.OPEN: {LikenessStage.MERGED, LikenessStage.DIFFERENT},
        LikenessStage.MERGED: {LikenessStage.OPEN},
        LikenessStage.DIFFERENT: {LikenessStage.OPEN},
    }

    one = models.ForeignKey(Worker, models.CASCADE, related_name="+")
    other = models.ForeignKey(Worker, models.CASCADE, related_name="+")
    stage = models.CharField(
        _("结论"), max_length=9, choices=LikenessStage, default=LikenessStage.OPEN
    )
    # How probable it is, of a hundred; and a number by which lists are turned, likeliest first.
    percent = models.PositiveSmallIntegerField(_("把握（%）"))
    rank = models.BigIntegerField(db_index=True)
    # [field, level, weight in bits]: which way each field agrees, never what it says
    reasons = models.JSONField(_("理由"), default=list)
    merge = models.ForeignKey(Merge, models.SET_NULL, null=True, related_name="+")
    because = models.CharField(_("说明"), max_length=120, blank=True)
    by_id = models.BigIntegerField(_("经办人"), null=True)
    decided_on = models.DateField(_("核对日期"), null=True)

    objects = LikenessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_likeness_of_two_people"),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="the_earlier_record_comes_first"
            ),
        ]

    def __str__(self):
        return f"{self.one_id} ~ {self.other_id}"
