"""People, households and their dated class, skills, and what each person wishes."""

import re

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.scope import own
from jiedui.catalog.models import CertificateType, Education, EmployerKind, Occupation, Region
from jiedui.core.fields import SealedField


class Sex(models.TextChoices):
    """Kept because offices' ledgers ask for it; never read by matching."""

    FEMALE = "female", _("女")
    MALE = "male", _("男")
    UNTOLD = "", _("未填")


class HouseholdClass(models.TextChoices):
    GENERAL = "general", _("一般户")
    LIFTED = "lifted", _("脱贫户")
    UNSTABLE = "unstable", _("脱贫不稳定户")
    MARGINAL = "marginal", _("边缘易致贫户")
    SUDDEN = "sudden", _("突发严重困难户")
    RELOCATED = "relocated", _("易地搬迁户")


class Employment(models.TextChoices):
    UNTOLD = "", _("未填")
    NONE = "none", _("未就业")
    FARMING = "farming", _("务农")
    LOCAL = "local", _("县内务工")
    PROVINCE = "province", _("县外省内务工")
    AWAY = "away", _("省外务工")


class Channel(models.TextChoices):
    """How the person was asked."""

    UNTOLD = "", _("未填")
    VISIT = "visit", _("走访")
    PHONE = "phone", _("电话")
    WECHAT = "wechat", _("微信")
    FAIR = "fair", _("招聘会")
    SELF = "self", _("本人登记")


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


class WorkerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A western officer sees the people of the officer's own region tree, nobody else."""
        if not (user.is_authenticated and user.may("people.see")):
            return self.none()
        return self.filter(own(user, "home"))

    def named(self, words):
        """Found by Chinese name, full pinyin or initials, in any mixture, all words needed."""
        # 扎西多吉 finds 扎西·多吉: nobody types the interpunct.
        bare = Replace(F("name"), Value("·"), Value(""))
        found = self.alias(bare_name=bare)
        for word in re.sub("[·•‧・]", "", words.lower()).split():
            found = found.filter(Q(bare_name__contains=word) | Q(spelling__contains=word))
        return found


class Worker(models.Model):
    """A person who works or looks for work. The code is what pages and sheets show."""

    code = models.CharField(_("人员编号"), max_length=12, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    # " zhaxi zx " : full pinyin and initials between blanks, for searching
    spelling = models.CharField(_("拼音"), max_length=200, blank=True)
    identity = SealedField(_("身份证号"), blank=True)
    identity_index = models.CharField(max_length=40, null=True, unique=True)
    phone = SealedField(_("电话"), blank=True)
    phone_index = models.CharField(max_length=40, null=True, db_index=True)
    sex = models.CharField(_("性别"), max_length=6, choices=Sex, blank=True)
    born_on = models.DateField(_("出生日期"))
    ethnicity = models.CharField(_("民族"), max_length=12, blank=True)
    education = models.PositiveSmallIntegerField(
        _("文化程度"), choices=Education, default=Education.NONE
    )
    home = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("户籍县"))
    town = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("乡镇")
    )
    village = models.CharField(_("村组"), max_length=60, blank=True)
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="members")
    employment = models.CharField(_("就业状态"), max_length=8, choices=Employment, blank=True)
    workplace = models.CharField(_("当前务工地"), max_length=120, blank=True)
    employer_name = models.CharField(_("当前单位"), max_length=120, blank=True)
    graduated_in = models.PositiveSmallIntegerField(_("毕业年份"), null=True, blank=True)
    is_veteran = models.BooleanField(_("退役军人"), default=False)
    languages = models.CharField(_("语言"), max_length=60, blank=True)
    remark = models.CharField(_("备注"), max_length=200, blank=True)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["home", "id"], name="workers_of_a_county"),
            models.Index(fields=["home", "town", "id"], name="workers_of_a_town"),
            models.Index(fields=["name"], name="workers_by_name"),
        ]

    def __str__(self):
        return self.name

    def age_on(self, day):
        had_birthday = (day.month, day.day) >= (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - (0 if had_birthday else 1)

    @property
    def identity_masked(self):
        return f"{'*' * 14}{self.identity[-4:]}" if self.identity else ""

    @property
    def phone_masked(self):
        return f"{'*' * 7}{self.phone[-4:]}" if self.phone else ""


class Certificate(models.Model):
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="certificates")
    kind = models.ForeignKey(CertificateType, models.PROTECT, related_name="+")
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["worker", "kind"], name="one_certificate_of_a_kind")
        ]

    def __str__(self):
        return f"{self.kind}"


class Experience(models.Model):
    """Years of work in an occupation of any level of the classification."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="experiences")
    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="+")
    years = models.PositiveSmallIntegerField(_("年数"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "occupation"], name="one_experience_of_an_occupation"
            )
        ]

    def __str__(self):
        return f"{self.occupation} {self.years}"


class IntentionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(worker__in=Worker.objects.visible_to(user))

    def current(self):
        """The latest answer of each person; earlier ones stay as history."""
        return self.filter(superseded=False)

    def seeking(self):
        return self.current().filter(wants_work=True)


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
