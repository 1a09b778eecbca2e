"""People, and what each of them has learned and done."""

import re

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import User
from jiedui.accounts.roles import Role
from jiedui.accounts.scope import own
from jiedui.catalog.models import CertificateType, Education, Occupation, Region
from jiedui.core.fields import SealedField
from jiedui.workers.models import looked
from jiedui.workers.models.households import Household, HouseholdStatus


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


class Relation(models.TextChoices):
    """What a member of a household is to its head."""

    UNTOLD = "", _("未填")
    HEAD = "head", _("户主")
    SPOUSE = "spouse", _("配偶")
    CHILD = "child", _("子女")
    IN_LAW = "in_law", _("儿媳、女婿")
    PARENT = "parent", _("父母")
    GRANDCHILD = "grand", _("孙子女")
    GRANDPARENT = "elder", _("祖父母")
    SIBLING = "sibling", _("兄弟姐妹")
    OTHER = "other", _("其他成员")


class Disability(models.TextChoices):
    """The level of the disability certificate (GB/T 26341), 一级 the gravest."""

    UNTOLD = "", _("未填")
    NONE = "none", _("无")
    HELD = "held", _("有证，等级未填")
    FIRST = "1", _("一级")
    SECOND = "2", _("二级")
    THIRD = "3", _("三级")
    FOURTH = "4", _("四级")


class Left(models.TextChoices):
    """Why somebody is no longer among the people for whom work is sought."""

    HERE = "", _("在册")
    DECEASED = "deceased", _("已去世")
    MOVED = "moved", _("已迁出")
    MERGED = "merged", _("已并入另一人")
    ERASED = "erased", _("个人信息已删除")


def _helped(user):
    """Under the roofs that a wave now under way has given this helper to visit."""
    given = Household.objects.filter(assignments__helper=user, assignments__wave__stage="open")
    return Q(household__in=given)


# Whom each role may see; who is not named here sees nobody.
SEEN_BY = {
    Role.WEST: lambda user: own(user, "home"),
    Role.HELPER: _helped,
    Role.SELF: lambda user: Q(account=user),
}


class WorkerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An officer sees the own region tree, a helper the roofs to visit, a person oneself;
        nobody sees what is left of a person who is forgotten."""
        if not user.is_authenticated or user.role not in SEEN_BY:
            return self.none()
        return self.filter(SEEN_BY[user.role](user)).exclude(left=Left.ERASED)

    def present(self):
        """Neither deceased nor moved away nor merged into another record.

        Whoever is listed, matched, counted or exported is present; the road of one person may
        also be read afterwards.
        """
        return self.filter(left=Left.HERE)

    # --- the groups that an officer names in a sentence -------------------------------------

    def graduated_in(self, years):
        """Graduates of these years."""
        return self.filter(graduated_in__in=list(years))

    def veterans(self):
        return self.filter(is_veteran=True)

    def aged(self, low, high, on):
        """At least `low` and at most `high` years old on this day; None leaves an end open."""
        found = self
        if low is not None:
            found = found.filter(born_on__lte=_years_before(on, low))
        if high is not None:
            found = found.filter(born_on__gt=_years_before(on, high + 1))
        return found

    def of_sex(self, sex):
        """For the groups that a notice names (妇女); never for putting people in an order."""
        return self.filter(sex=sex)

    def in_town(self, town):
        return self.filter(town=town)

    def in_village(self, village):
        """The village itself and its groups: 中查村 also finds 中查村3组."""
        return self.filter(village__startswith=village)

    def of_class(self, kind, on):
        """Under a roof that has this class on this day."""
        held = HouseholdStatus.objects.in_force(on).filter(household=OuterRef("household"))
        return self.filter(Exists(held.filter(kind=kind)))

    def named(self, words):
        """Found by Chinese name, full pinyin or initials, in any mixture, all words needed."""
        # 扎西多吉 finds 扎西·多吉: nobody types the interpunct.
        bare = Replace(F("name"), Value("·"), Value(""))
        found = self.alias(bare_name=bare)
        for word in re.sub("[·•‧・]", "", words.lower()).split():
            found = found.filter(Q(bare_name__contains=word) | Q(spelling__contains=word))
        return found


def _years_before(day, years):
    """The latest birthday of somebody who is so many years old on this day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # born on a 29th of February: a year older on the 1st of March
        return day.replace(year=day.year - years, day=28)


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
    relation = models.CharField(
        _("与户主关系"), max_length=8, choices=Relation, blank=True, db_default=""
    )
    employment = models.CharField(_("就业状态"), max_length=8, choices=Employment, blank=True)
    workplace = models.CharField(_("当前务工地"), max_length=120, blank=True)
    employer_name = models.CharField(_("当前单位"), max_length=120, blank=True)
    graduated_in = models.PositiveSmallIntegerField(_("毕业年份"), null=True, blank=True)
    is_veteran = models.BooleanField(_("退役军人"), default=False)
    # Kept for help and subsidies with the person's consent; never read by matching.
    disability = models.CharField(
        _("残疾证等级"), max_length=4, choices=Disability, blank=True, db_default=""
    )
    languages = models.CharField(_("语言"), max_length=60, blank=True)
    remark = models.CharField(_("备注"), max_length=200, blank=True)
    # By which the person signs in for oneself; several people may share one telephone.
    account = models.OneToOneField(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("登录账号")
    )
    left = models.CharField(_("去向"), max_length=8, choices=Left, blank=True, db_default="")
    left_on = models.DateField(_("去向日期"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name=_("并入")
    )

    objects = WorkerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(left=Left.HERE, left_on=None)
                | (~Q(left=Left.HERE) & Q(left_on__isnull=False)),
                name="who_has_left_left_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(left=Left.MERGED, merged_into__isnull=False)
                | (~Q(left=Left.MERGED) & Q(merged_into=None)),
                name="only_the_merged_point_to_another",
            ),
        ]
        indexes = [
            models.Index(fields=["home", "id"], name="workers_of_a_county"),
            models.Index(fields=["home", "town", "id"], name="workers_of_a_town"),
            models.Index(fields=["name"], name="workers_by_name"),
            # Who may be the person now being entered: the same sound, the same birthday.
            models.Index(fields=["home", "spelling"], name="workers_by_sound"),
            models.Index(fields=["home", "born_on"], name="workers_by_birthday"),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def from_db(cls, *told):
        worker = super().from_db(*told)
        looked.note(worker)
        return worker

    def age_on(self, day):
        had_birthday = (day.month, day.day) >= (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - (0 if had_birthday else 1)

    @property
    def identity_masked(self):
        return f"{'*' * 14}{self.identity[-4:]}" if self.identity else ""

    @property
    def phone_masked(self):
        return f"{'*' * 7}{self.phone[-4:]}" if self.phone else ""


class SkillLevel(models.TextChoices):
    """The five levels of vocational skill, and none for what has no levels."""

    UNTOLD = "", _("不分等级")
    FIFTH = "5", _("初级（五级）")
    FOURTH = "4", _("中级（四级）")
    THIRD = "3", _("高级（三级）")
    SECOND = "2", _("技师（二级）")
    FIRST = "1", _("高级技师（一级）")


class Certificate(models.Model):
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="certificates")
    kind = models.ForeignKey(CertificateType, models.PROTECT, related_name="+")
    level = models.CharField(_("等级"), max_length=1, choices=SkillLevel, blank=True, db_default="")
    issued_on = models.DateField(_("发证日期"), null=True, blank=True)
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
