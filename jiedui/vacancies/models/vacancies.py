"""Postings, their versions, and what the law says of their words."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import Organisation, OrganisationKind
from jiedui.accounts.scope import own, paired, within
from jiedui.catalog.models import CertificateType, Education, Occupation, Region
from jiedui.core.stages import Staged


class Stage(models.TextChoices):
    DRAFT = "draft", _("待审核")
    OPEN = "open", _("招聘中")
    CLOSED = "closed", _("已结束")


class PayPeriod(models.TextChoices):
    HOUR = "hour", _("小时")
    DAY = "day", _("天")
    MONTH = "month", _("月")
    YEAR = "year", _("年")
    PIECE = "piece", _("件")


class Element(models.TextChoices):
    """What a job ad must tell: 人社厅发〔2025〕60号, made public in January 2026."""

    EMPLOYER = "employer", _("用人单位基本情况")
    OPENINGS = "openings", _("招聘人数")
    CONDITIONS = "conditions", _("招聘条件")
    DUTIES = "duties", _("工作内容")
    WORKPLACE = "workplace", _("工作地点")
    PAY = "pay", _("基本劳动报酬")
    VALIDITY = "validity", _("有效期限")


class VacancyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A bureau's own region and what its pair has opened; a firm's own posts."""
        if user.is_authenticated and user.may("employer.post"):
            return self.filter(employer=user.organisation_id)
        if not (user.is_authenticated and user.may("vacancies.see")):
            return self.none()
        shared = paired(user, "region") & Q(stage=Stage.OPEN)
        return self.filter(own(user, "region") | shared)

    def live(self, on):
        """Open and not past its last day."""
        return self.filter(stage=Stage.OPEN).valid(on)

    def drafts(self):
        return self.filter(stage=Stage.DRAFT)

    def for_review(self):
        """What an officer has still to look at; what went back waits for the firm."""
        return self.drafts().filter(returned=False)

    def valid(self, on):
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=on))

    def expired(self, on):
        """Still open although the last day is over: the timetable closes them."""
        return self.filter(stage=Stage.OPEN, valid_until__lt=on)

    def in_regions(self, intervals):
        return self.filter(within(intervals, "region"))

    def objectionable(self):
        """Words stand in it that the law prohibits, and nobody has cleared them."""
        return self.filter(Exists(Breach.objects.filter(vacancy=OuterRef("pk")).standing()))

    def named(self, words):
        found = self
        for word in words.lower().split():
            found = found.filter(
                Q(title__icontains=word)
                | Q(spelling__contains=word)
                | Q(employer__name__icontains=word)
            )
        return found


class Vacancy(Staged):
    """One post of one employer, with the terms now in force; earlier terms are versions."""

    MOVES = {
        Stage.DRAFT: {Stage.OPEN, Stage.CLOSED},
        # Back to review when its words or terms changed for the worse.
        Stage.OPEN: {Stage.CLOSED, Stage.DRAFT},
        # Asked for anew by the firm, it is looked at anew.
        Stage.CLOSED: {Stage.OPEN, Stage.DRAFT},
    }

    code = models.CharField(_("岗位编号"), max_length=14, unique=True)
    employer = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("用人单位")
    )
    stage = models.CharField(_("状态"), max_length=6, choices=Stage, default=Stage.DRAFT)
    title = models.CharField(_("岗位名称"), max_length=80)
    # Tells two posts of one employer apart that have one title and one place (二车间, 夜班).
    mark = models.CharField(_("区别标记"), max_length=40, blank=True)
    # " pugong pg " : full pinyin and initials between blanks, for searching
    spelling = models.CharField(_("拼音"), max_length=240, blank=True)
    occupation = models.ForeignKey(
        Occupation, models.PROTECT, null=True, related_name="+", verbose_name=_("职业")
    )
    # A county or above: towns are kept in `workplace`, so that code intervals always hold.
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("工作地"))
    workplace = models.CharField(_("工作地址"), max_length=160, blank=True)
    openings = models.PositiveIntegerField(_("招聘人数"))
    reserved = models.PositiveIntegerField(_("优先名额"), default=0)
    # Who is wanted, in the ad's own words; “不限” is an answer too.
    conditions = models.CharField(_("招聘条件"), max_length=400, blank=True)
    age_min = models.PositiveSmallIntegerField(_("最低年龄"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(_("最高年龄"), null=True, blank=True)
    # An upper age counts only with a reason that the law accepts.
    age_reason = models.CharField(_("年龄限制依据"), max_length=120, blank=True)
    education = models.PositiveSmallIntegerField(
        _("学历要求"), choices=Education, default=Education.NONE
    )
    experience = models.PositiveSmallIntegerField(_("经验要求（年）"), default=0)
    certificates = models.ManyToManyField(
        CertificateType, related_name="+", blank=True, verbose_name=_("必备证书")
    )
    preferred = models.ManyToManyField(
        CertificateType, related_name="+", blank=True, verbose_name=_("优先证书")
    )
    # What a month of full work brings, in yuan, whatever the period that the ad names.
    pay_low = models.PositiveIntegerField(_("月薪下限（元）"), null=True, blank=True)
    pay_high = models.PositiveIntegerField(_("月薪上限（元）"), null=True, blank=True)
    pay_period = models.CharField(
        _("计薪方式"), max_length=6, choices=PayPeriod, default=PayPeriod.MONTH
    )
    pay_said = models.CharField(_("薪资原文"), max_length=160, blank=True)
    # How hours, days or pieces were made into a month (“按每天8小时、每月22天折算”).
    pay_assumption = models.CharField(_("折算假设"), max_length=120, blank=True)
    board = models.BooleanField(_("包吃"), null=True)
    lodging = models.BooleanField(_("包住"), null=True)
    couple_rooms = models.PositiveSmallIntegerField(_("夫妻房间数"), default=0)
    insurance = models.BooleanField(_("缴纳社保"), null=True)
    shifts = models.CharField(_("班次"), max_length=80, blank=True)
    duties = models.TextField(_("工作内容"), blank=True)
    contact = models.CharField(_("公开联系方式"), max_length=80, blank=True)
    latest_start = models.DateField(_("最晚到岗"), null=True, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    closed_because = models.CharField(_("结束原因"), max_length=120, blank=True)
    # Handed in by the firm itself: who and when. What officers bring in sheets has neither.
    handed_in_by_id = models.BigIntegerField(null=True)
    handed_in_on = models.DateField(_("提交审核"), null=True)
    # An officer sent it back with a reason (the last Decision); handing it in again clears this.
    returned = models.BooleanField(_("退回修改"), default=False)
    # The last day about which the firm has been reminded: once for each.
    warned_for = models.DateField(null=True)

    objects = VacancyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reserved__lte=F("openings")), name="reserved_within_openings"
            ),
            models.CheckConstraint(condition=Q(openings__gte=1), name="a_vacancy_has_an_opening"),
            models.CheckConstraint(
                condition=Q(pay_low=None) | Q(pay_high=None) | Q(pay_low__lte=F("pay_high")),
                name="pay_low_within_pay_high",
            ),
            models.CheckConstraint(
                condition=Q(age_min=None) | Q(age_max=None) | Q(age_min__lte=F("age_max")),
                name="age_min_within_age_max",
            ),
            models.UniqueConstraint(
                fields=["employer", "region", "title", "mark"],
                condition=~Q(stage=Stage.CLOSED),
                name="one_live_vacancy_of_a_title",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "stage", "id"], name="vacancies_of_a_region"),
            models.Index(fields=["employer", "id"], name="vacancies_of_an_employer"),
        ]

    def __str__(self):
        return self.title

    @property
    def lawful_age_max(self):
        """The upper age that may keep somebody out: none without an accepted reason."""
        return self.age_max if self.age_reason else None

    @property
    def closed_said(self):
        """Why it ended: an officer's own words, or ours for what the timetable did."""
        return _("有效期已过") if self.closed_because == "expired" else self.closed_because

    def missing_elements(self):
        """Which of the seven elements of a lawful ad are not told yet, in the notice's order."""
        told = {
            Element.EMPLOYER: self._tells_of_the_employer(),
            Element.OPENINGS: self.openings > 0,
            Element.CONDITIONS: bool(
                self.conditions or self.education or self.experience or self.age_min or self.age_max
            ),
            Element.DUTIES: bool(self.duties),
            Element.WORKPLACE: bool(self.workplace) or self.region.level == "county",
            Element.PAY: bool(self.pay_low or self.pay_high),
            Element.VALIDITY: self.valid_until is not None,
        }
        return [element for element in Element if not told[element]]

    def _tells_of_the_employer(self):
        """An agency posts only under its licence number; anybody else under its full name."""
        if self.employer.kind == OrganisationKind.AGENCY:
            return bool(self.employer.licence)
        return bool(self.employer.name)


class Version(models.Model):
    """The terms as they stood after one change, word for word, with what they were read from."""

    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    said = models.TextField(_("原文"), blank=True)
    terms = models.JSONField(_("条款"))
    # {field: {"confidence": 0-100, "words": "…", "cell": "…"}} as the reader gave it
    evidence = models.JSONField(_("出处"), default=dict)
    source = models.CharField(_("来源"), max_length=120, blank=True)
    # Who changed it and when; versions from before these were kept have neither.
    made_on = models.DateField(_("修改日期"), null=True)
    by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "number"], name="one_version_of_a_number")
        ]

    def __str__(self):
        return f"{self.vacancy_id} v{self.number}"


class Level(models.TextChoices):
    PROHIBIT = "prohibit", _("不得发布")
    REVIEW = "review", _("需要核实")


class BreachQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(vacancy__in=Vacancy.objects.visible_to(user))

    def uncleared(self):
        return self.filter(cleared_by_id=None)

    def standing(self):
        """What keeps an ad from being published."""
        return self.uncleared().filter(level=Level.PROHIBIT)


class Breach(models.Model):
    """Words of an ad that a rule of law objects to, and how to say it lawfully."""

    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="breaches")
    rule = models.CharField(_("规则"), max_length=20)
    level = models.CharField(_("程度"), max_length=8, choices=Level)
    words = models.CharField(_("原文"), max_length=200, blank=True)
    basis = models.CharField(_("依据"), max_length=300)
    rewording = models.CharField(_("合法写法"), max_length=300)
    # Who found the words lawful after all, and why; both or neither.
    cleared_by_id = models.BigIntegerField(null=True)
    cleared_because = models.CharField(_("放行理由"), max_length=200, blank=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(cleared_by_id=None) & Q(cleared_because=""))
                | (Q(cleared_by_id__isnull=False) & ~Q(cleared_because="")),
                name="a_cleared_breach_says_who_and_why",
            )
        ]
        indexes = [models.Index(fields=["vacancy", "level"], name="breaches_of_a_vacancy")]

    def __str__(self):
        return f"{self.rule}: {self.words}"


class Wording(models.Model):
    """What an open vacancy is found by: letters, pairs of letters and sounds, no sentences.

    A full-text table made by its migration, of another make on SQLite and on PostgreSQL; the
    row's number is the vacancy's.
    """

    rowid = models.BigIntegerField(primary_key=True)
    title = models.TextField(_("岗位名称"))
    alias = models.TextField(_("别的叫法"))
    place = models.TextField(_("地点、单位"))
    duties = models.TextField(_("工作内容"))
    sound = models.TextField(_("读音"))

    class Meta:
        managed = False
        db_table = "vacancies_search"

    def __str__(self):
        return str(self.rowid)
