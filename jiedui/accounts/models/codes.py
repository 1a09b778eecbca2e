"""Codes sent to a telephone, by which a worker signs in without account name or e-mail."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a code was asked for; it opens nothing else."""

    SIGN_IN = "sign-in", _("登录")
    NEW_PHONE = "new-phone", _("更换手机号")


class CodeQuerySet(models.QuerySet):
    def sent_since(self, at):
        return self.filter(made_at__gt=at)

    def live(self, at):
        """Neither used nor guessed at too often nor too old."""
        return self.filter(
            used_at=None,
            tries__lt=Code.TRIES,
            made_at__gt=at - Code.LIFE,
            made_at__lte=at + timedelta(minutes=1),
        )


class Code(models.Model):
    """Six digits under a keyed digest, for one telephone, one purpose, one browser, once."""

    LIFE = timedelta(minutes=10)
    TRIES = 5

    phone_index = models.CharField(max_length=40)
    # Whence it was asked for, as a blind index: an address is a personal particular too.
    address_index = models.CharField(max_length=40)
    purpose = models.CharField(_("用途"), max_length=12, choices=Purpose)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=40)
    # The browser that asked: nobody elsewhere can use up the tries, or the code itself.
    bound_to = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(_("发出时间"))
    used_at = models.DateTimeField(_("使用时间"), null=True)
    tries = models.PositiveSmallIntegerField(_("输错次数"), default=0)

    objects = CodeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["phone_index", "made_at"], name="codes_of_a_phone"),
            models.Index(fields=["address_index", "made_at"], name="codes_of_an_address"),
            models.Index(fields=["made_at"], name="codes_by_age"),
        ]

    def __str__(self):
        return f"{self.purpose} {self.made_at:%Y-%m-%d %H:%M}"


class Knocker(models.Model):
    """A telephone or an address from which codes are asked for or tried: the row that is locked
    while its codes are counted, so that the limits hold across all processes."""

    key = models.CharField(max_length=48, unique=True)
    # Wrong answers since then; a new count begins when the window has passed.
    wrong = models.PositiveSmallIntegerField(_("答错次数"), default=0)
    wrong_since = models.DateTimeField(_("起算时间"), null=True)

    def __str__(self):
        return self.key[:12]
