"""Households, and which class each has for a time."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.models import Region


class HouseholdClass(models.TextChoices):
    GENERAL = "general", _("一般户")
    LIFTED = "lifted", _("脱贫户")
    UNSTABLE = "unstable", _("脱贫不稳定户")
    MARGINAL = "marginal", _("边缘易致贫户")
    SUDDEN = "sudden", _("突发严重困难户")
    RELOCATED = "relocated", _("易地搬迁户")


class Household(models.Model):
    """People registered under one roof. Which class it has is true for a time."""

    code = models.CharField(_("户编号"), max_length=24, unique=True)
    home = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("县"))
    town = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    village = models.CharField(_("村组"), max_length=60, blank=True)

    def __str__(self):
        return self.code


class HouseholdStatusQuerySet(models.QuerySet):
    def in_force(self, on):
        return self.filter(Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on))


class HouseholdStatus(models.Model):
    """The class of a household from one day to another, and who says so."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="statuses")
    kind = models.CharField(_("户类型"), max_length=10, choices=HouseholdClass)
    valid_from = models.DateField(_("起"))
    valid_until = models.DateField(_("止"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=120, blank=True)

    objects = HouseholdStatusQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "kind", "valid_from"], name="one_household_status_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="household_status_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.household} {self.get_kind_display()}"
