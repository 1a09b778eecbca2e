"""People, and what each of them has learned and done."""

import re

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.scope import own
from jiedui.catalog.models import CertificateType, Education, Occupation, Region
from jiedui.core.fields import SealedField
from jiedui.workers.models.households import Household


class Sex(models.TextChoices):
    """Kept because offices' ledgers ask for it; never read by matching."""

    FEMALE = "female", _("女")
    MALE = "male", _("男")
    UNTOLD = "", _("未填")


class Employment(models.TextChoices):
    UNTOLD = "", _("未填")
    NONE = "none", _("未就业")
    FARMING = "farming", _("务农")
    LOCAL = "local", _("县内务工")
    PROVINCE = "province", _("县外省内务工")
    AWAY = "away", _("省外务工")


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
