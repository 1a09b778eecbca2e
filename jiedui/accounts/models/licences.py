"""Firms that ask to be let in, the licences they show, and when an officer has looked at them."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models.organisations import Organisation, OrganisationKind
from jiedui.accounts.models.staff import User
from jiedui.accounts.scope import own
from jiedui.catalog.models import EmployerKind, Region
from jiedui.core.fields import SealedField
from jiedui.core.stages import Staged


class RegistrationStage(models.TextChoices):
    WAITING = "waiting", _("待核实")
    APPROVED = "approved", _("已通过")
    RETURNED = "returned", _("已退回")


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An applicant's own; and for officers, the firms of their own region."""
        if not user.is_authenticated:
            return self.none()
        if user.may("employers.verify"):
            return self.filter(own(user, "region"))
        return self.filter(user=user)

    def waiting(self):
        return self.filter(stage=RegistrationStage.WAITING)


class Registration(Staged):
    """A firm's request to come in by the employers' door, as it was told, word for word.

    Mended after a refusal it is told anew in another row, so that every decision keeps what
    was decided, by whom and why.
    """

    MOVES = {
        RegistrationStage.WAITING: {RegistrationStage.APPROVED, RegistrationStage.RETURNED},
        RegistrationStage.APPROVED: set(),
        RegistrationStage.RETURNED: set(),
    }

    code = models.CharField(_("申请编号"), max_length=16, unique=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    stage = models.CharField(
        _("状态"), max_length=8, choices=RegistrationStage, default=RegistrationStage.WAITING
    )
    name = models.CharField(_("单位全称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=10, choices=OrganisationKind)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("所在地"))
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    employer_kind = models.ForeignKey(
        EmployerKind, models.PROTECT, null=True, blank=True, related_name="+"
    )
    licence = models.CharField(_("人力资源服务许可证号"), max_length=40, blank=True)
    phone = SealedField(_("联系电话"))
    # The firm it became, or the known one that it claims to be.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("认领的单位")
    )
    made_at = models.DateTimeField(_("提交时间"))
    # Blind: enough to slow down one address, useless to find out whose it is.
    address_index = models.CharField(max_length=40, db_index=True)
    decided_on = models.DateField(_("处理日期"), null=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("处理人")
    )
    because = models.CharField(_("理由"), max_length=300, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(stage="waiting"), name="one_waiting_request_per_person"
            ),
            models.CheckConstraint(
                condition=Q(stage="waiting", decided_on=None, decided_by=None)
                | (~Q(stage="waiting") & Q(decided_on__isnull=False, decided_by__isnull=False)),
                name="a_decided_registration_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(stage="returned") | ~Q(because=""),
                name="a_returned_registration_says_why",
            ),
        ]
        indexes = [models.Index(fields=["region", "stage", "id"], name="registrations_of_a_region")]

    def __str__(self):
        return self.name


class Attempt(models.Model):
    """Somebody at this address tried to register a firm: counted whether it succeeded or not."""

    # Blind, as in a registration.
    address_index = models.CharField(max_length=40)
    made_at = models.DateTimeField(_("时间"))

    class Meta:
        indexes = [models.Index(fields=["address_index", "made_at"], name="attempts_of_an_address")]

    def __str__(self):
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class LicenceStage(models.TextChoices):
    WAITING = "waiting", _("待核实")
    VERIFIED = "verified", _("已核实")
    REFUSED = "refused", _("未通过")


class LicenceKind(models.TextChoices):
    BUSINESS = "business", _("营业执照")
    AGENCY = "agency", _("人力资源服务许可证")


class LicenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A firm's own papers; and for officers, those of the firms of their own region."""
        if not user.is_authenticated:
            return self.none()
        if user.may("employers.verify"):
            return self.filter(
                own(user, "organisation__region") | own(user, "registration__region")
            )
        if user.organisation_id is None:
            return self.filter(registration__user=user)
        return self.filter(organisation=user.organisation_id)

    def waiting(self):
        return self.filter(stage=LicenceStage.WAITING)


class Licence(Staged):
    """A paper that a firm has shown. The file lies sealed on the disk under a random name."""

    MOVES = {
        LicenceStage.WAITING: {LicenceStage.VERIFIED, LicenceStage.REFUSED},
        LicenceStage.VERIFIED: set(),
        LicenceStage.REFUSED: set(),
    }

    # Names the file and binds its seal; says nothing about the firm.
    code = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="+")
    stage = models.CharField(
        _("状态"), max_length=8, choices=LicenceStage, default=LicenceStage.WAITING
    )
    kind = models.CharField(_("证照"), max_length=8, choices=LicenceKind)
    media = models.CharField(_("文件类型"), max_length=20)
    size = models.PositiveIntegerField(_("大小"))
    uploaded_at = models.DateTimeField(_("上传时间"))
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_on = models.DateField(_("处理日期"), null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    because = models.CharField(_("未通过的原因"), max_length=300, blank=True)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(registration__isnull=False),
                name="a_licence_belongs_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(stage="refused") | ~Q(because=""),
                name="a_refused_licence_says_why",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="licences_of_a_firm")]

    def __str__(self):
        return f"{self.kind} {self.pk}"


class VerificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        if user.may("employers.verify"):
            return self.filter(own(user, "organisation__region"))
        return self.filter(organisation=user.organisation_id)

    def in_force(self, on=None):
        """Good on a day; without one, today by the database's clock."""
        return self.filter(due_on__gte=on or TruncDate(Now()))

    def last(self):
        """Of every firm only the newest: an earlier one no longer says when the next is due."""
        newer = Verification.objects.filter(
            organisation=OuterRef("organisation"), due_on__gt=OuterRef("due_on")
        )
        return self.filter(~Exists(newer))


class Verification(models.Model):
    """An officer has compared a firm with the public register: good until the day it is due again.

    Checked anew at least every six months (人社厅发〔2025〕60号); the row is the proof.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # The paper that was looked at.
    seen = models.ForeignKey(
        Licence, models.PROTECT, related_name="+", verbose_name=_("依据的证照")
    )
    verified_on = models.DateField(_("核实日期"))
    due_on = models.DateField(_("下次核实不晚于"))
    verified_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.CharField(_("核实方式"), max_length=200)
    # Told once before the day, and once when the right to post has ended.
    warned_on = models.DateField(null=True)
    lapsed_on = models.DateField(null=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gt=F("verified_on")), name="a_verification_lasts_a_while"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-due_on"], name="verifications_of_a_firm")]

    def __str__(self):
        return f"{self.organisation_id} {self.due_on}"
