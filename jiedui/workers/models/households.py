"""Households, and which class each has for a time."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.models import HouseholdClass, Region


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
        """The classes held on this day, each with its name."""
        held = self.select_related("kind")
        return held.filter(Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on))


class HouseholdStatus(models.Model):
    """The class of a household from one day to another, and who says so."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="statuses")
    kind = models.ForeignKey(
        HouseholdClass,
        models.PROTECT,
        db_column="kind",
        db_index=False,
        related_name="+",
        verbose_name=_("户类型"),
    )
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
        return f"{self.household} {self.kind}"
