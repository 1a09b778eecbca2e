"""Schemes as public notices tell of them: dated rows with their place and source, no rules yet."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.models import Region

# A notice older than so many years is not spoken of: most are renewed or replaced every year.
YEARS = 3


class SchemeQuerySet(models.QuerySet):
    def spoken_of(self, on):
        """In force on this day as far as anybody has published, and announced not long ago."""
        return self.filter(
            Q(valid_from__lte=on),
            Q(valid_until=None) | Q(valid_until__gte=on),
            announced__gte=on.year - YEARS,
        )


class Scheme(models.Model):
    """One subsidy to a person, in one place, as its notice was published.

    `west` and `east` say to whom it speaks: people of a western place, whoever works in an
    eastern one, or, with both, those who go from the one to the other.
    """

    code = models.CharField(_("编号"), max_length=12, unique=True)
    name = models.CharField(_("补贴名称"), max_length=60)
    west = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("户籍地")
    )
    east = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("务工地")
    )
    beneficiary = models.CharField(_("给谁"), max_length=60)
    # Codes of household classes; none means that the notice names no class.
    classes = models.JSONField(_("户类型"), default=list)
    amount = models.CharField(_("多少钱（原文）"), max_length=120)
    conditions = models.CharField(_("条件（原文）"), max_length=160, blank=True)
    frequency = models.CharField(_("次数"), max_length=60, blank=True)
    exclusion = models.CharField(_("不能同时领"), max_length=120, blank=True)
    procedure = models.CharField(_("怎么办"), max_length=200, blank=True)
    document = models.CharField(_("文号"), max_length=120, blank=True)
    announced = models.PositiveSmallIntegerField(_("公布年份"))
    valid_from = models.DateField(_("起"))
    valid_until = models.DateField(_("止"), null=True, blank=True)
    source = models.CharField(_("出处"), max_length=200)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        ordering = ["-announced", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(west__isnull=False) | Q(east__isnull=False),
                name="a_scheme_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="scheme_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return self.name
