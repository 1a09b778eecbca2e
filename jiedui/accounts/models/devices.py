"""The phones that helpers carry from house to house, and what each of them has handed in."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models.staff import User
from jiedui.accounts.scope import own
from jiedui.core.fields import SealedField


def hash_of(key):
    """What is kept of a device key. The key has 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


class DeviceQuerySet(models.QuerySet):
    def live(self):
        """Neither revoked nor of somebody whose account has been ended."""
        return self.filter(revoked_at=None, user__is_active=True)

    def holding(self, key):
        return self.filter(key_hash=hash_of(key))

    def visible_to(self, user):
        """An officer sees the phones of the helpers of the own region tree; a helper the own."""
        if not user.is_authenticated:
            return self.none()
        if user.may("devices.revoke"):
            return self.filter(own(user, "user__organisation__region"))
        return self.filter(user=user)


class Device(models.Model):
    """A phone that may fetch a helper's round and hand in answers, until it is revoked.

    `spare` opens the phone's own store when its PIN is lost: the phone seals its key under it
    and forgets it, and gets it again only by signing in.
    """

    code = models.CharField(_("设备编号"), max_length=32, unique=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="devices", verbose_name=_("帮办员"))
    name = models.CharField(_("设备名称"), max_length=40)
    key_hash = models.CharField(max_length=64, unique=True)
    spare = SealedField(_("备用钥匙"))
    made_at = models.DateTimeField(_("启用时间"))
    seen_at = models.DateTimeField(_("最近联系"))
    # How many forms still lay on the phone when it was last heard of.
    waiting = models.PositiveIntegerField(_("待发送"), default=0)
    # Numbers of the visits whose forms it took out: what was carried out may be brought back,
    # also when somebody else has been given the roof meanwhile.
    carried = models.JSONField(_("带走的走访"), default=list)
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("停用人")
    )
    because = models.CharField(_("停用原因"), max_length=120, blank=True)
    # When the revoked phone said that it has emptied itself.
    wiped_at = models.DateTimeField(_("清空时间"), null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="a_revoked_device_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(wiped_at=None) | Q(revoked_at__isnull=False),
                name="only_a_revoked_device_is_wiped",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_live(self):
        return self.revoked_at is None and self.user.is_active


class Receipt(models.Model):
    """One paper that a device has handed in and that was taken: twice is once.

    The answer is what the device was told, without personal data, so that it can be told again
    when the first telling was lost on the way.
    """

    device = models.ForeignKey(Device, models.CASCADE, related_name="receipts")
    submission = models.UUIDField(_("递交编号"), unique=True)
    kind = models.CharField(_("类别"), max_length=12)
    worker_id = models.BigIntegerField(_("劳动者编号"), null=True)
    taken_at = models.DateTimeField(_("收件时间"))
    answer = models.JSONField(_("回执"), default=dict)

    def __str__(self):
        return f"{self.kind} {self.submission}"
