"""Bureaus, employers, schools, agencies, and the pairings in force for a time."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.roles import Role
from jiedui.accounts.scope import own, paired
from jiedui.catalog.models import EmployerKind, Region


class OrganisationKind(models.TextChoices):
    BUREAU = "bureau", _("人社部门")
    EMPLOYER = "employer", _("用人单位")
    SCHOOL = "school", _("院校、培训机构")
    AGENCY = "agency", _("人力资源机构")


class OrganisationQuerySet(models.QuerySet):
    def employers(self):
        return self.filter(kind__in=[OrganisationKind.EMPLOYER, OrganisationKind.AGENCY])

    def visible_to(self, user):
        """One's own house, and the organisations of one's region and of its pairs."""
        mine = Q(pk=user.organisation_id) if user.is_authenticated else Q(pk__in=())
        if user.is_authenticated and user.role == Role.EMPLOYER:
            return self.filter(mine)
        return self.filter(own(user, "region") | paired(user, "region") | mine)


class Organisation(models.Model):
    """A bureau, an employer, a school or an agency."""

    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=10, choices=OrganisationKind)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("所在地"))
    # 统一社会信用代码; absent until somebody has told it
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True)
    employer_kind = models.ForeignKey(
        EmployerKind, models.PROTECT, null=True, blank=True, related_name="+"
    )
    licence = models.CharField(_("人力资源服务许可证号"), max_length=40, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], name="one_organisation_per_credit_code"
            ),
            models.UniqueConstraint(
                fields=["name", "region"], name="one_organisation_per_name_and_region"
            ),
        ]

    def __str__(self):
        return self.name


class PairingQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """In force on a day; without one, today by the database's clock."""
        on = on or TruncDate(Now())
        return self.filter(Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on))

    def vouched(self):
        """With a page that says so. A pairing somebody merely remembers opens no door."""
        return self.exclude(confidence="recalled")


class Pairing(models.Model):
    """Two places that work together for a time: east supports west."""

    east = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("东部"))
    west = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("西部"))
    valid_from = models.DateField(_("起"))
    valid_until = models.DateField(_("止"), null=True, blank=True)
    confidence = models.CharField(_("可信度"), max_length=12)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["east", "west", "valid_from"], name="one_pairing_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="pairing_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.west} —— {self.east}"
