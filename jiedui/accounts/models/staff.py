"""The people who sign in: staff of an organisation, and workers for themselves."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models.organisations import Organisation, Pairing
from jiedui.accounts.roles import Role, may
from jiedui.core.fields import SealedField


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username=username)


class User(AbstractBaseUser):
    """Somebody who signs in, in one role: for one organisation, or as a worker for oneself."""

    username = models.CharField(_("账号"), max_length=40, unique=True)
    full_name = models.CharField(_("姓名"), max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    # How a worker signs in; the name of the account never changes, so it can bind the seal.
    phone = SealedField(_("手机号"), blank=True, bound_to="username")
    phone_index = models.CharField(max_length=40, null=True, unique=True)
    role = models.CharField(_("角色"), max_length=12, choices=Role)
    is_active = models.BooleanField(_("启用"), default=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[Role.SELF, Role.APPLICANT], organisation=None)
                | (~Q(role__in=[Role.SELF, Role.APPLICANT]) & Q(organisation__isnull=False)),
                name="staff_belong_to_an_organisation_and_workers_to_none",
            )
        ]

    def __str__(self):
        return self.full_name

    def may(self, verb):
        return may(self.role, verb)

    def paired_intervals(self):
        """The regions that this person's region is paired with today, as code intervals."""
        if self.organisation_id is None:
            return []
        low, high = self.organisation.region.interval()
        pairings = Pairing.objects.in_force().vouched().select_related("east", "west")
        eastern = pairings.filter(west__gte=low, west__lt=high)
        western = pairings.filter(east__gte=low, east__lt=high)
        return sorted(
            {pairing.east.interval() for pairing in eastern}
            | {pairing.west.interval() for pairing in western}
        )
