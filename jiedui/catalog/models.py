"""Regions, occupations, certificate types, kinds of employer, and which counties come first."""

from django.db import models
from django.db.models import Q


class Education(models.IntegerChoices):
    """Levels of schooling, in their order; a requirement is met by every level above it."""

    NONE = 0, "不限"
    PRIMARY = 1, "小学"
    JUNIOR = 2, "初中"
    SENIOR = 3, "高中/中专"
    COLLEGE = 4, "大专"
    BACHELOR = 5, "本科及以上"


class RegionLevel(models.TextChoices):
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"
    TOWN = "town", "乡镇"


class RegionQuerySet(models.QuerySet):
    def under(self, region):
        low, high = region.interval()
        return self.filter(prefix__gte=low, prefix__lt=high)


class Region(models.Model):
    """A province, city, county (six digits of GB/T 2260) or town (nine digits)."""

    code = models.PositiveIntegerField("区划代码", primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=8, choices=RegionLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # The six digits also of a town, so that one interval holds everything in a county.
    prefix = models.PositiveIntegerField("六位代码", db_index=True)
    full_name = models.CharField("全称", max_length=120)
    short = models.CharField("简称", max_length=40)
    pinyin = models.CharField("拼音", max_length=160, blank=True)
    valid_from = models.DateField("启用日期", null=True)
    valid_until = models.DateField("停用日期", null=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["short"], name="regions_by_short_name")]

    def __str__(self):
        return self.full_name

    def interval(self):
        """The half-open interval of six-digit codes that this region covers."""
        width = {"province": 10_000, "city": 100}.get(self.level, 1)
        return self.prefix, self.prefix + width


class KeyCounty(models.Model):
    """A county that is helped first, for a time, and where that is written."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    listed_as = models.CharField("名单", max_length=60)
    valid_from = models.DateField("起")
    valid_until = models.DateField("止", null=True)
    confidence = models.CharField("可信度", max_length=12)
    source = models.CharField("来源", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "listed_as", "valid_from"], name="one_listing_of_a_key_county"
            )
        ]

    def __str__(self):
        return f"{self.region} {self.listed_as}"

    @staticmethod
    def current(on):
        return Q(valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gte=on))


class OccupationLevel(models.TextChoices):
    MAJOR = "major", "大类"
    MIDDLE = "middle", "中类"
    MINOR = "minor", "小类"
    UNIT = "unit", "细类"


class Occupation(models.Model):
    """A class of the national occupation classification (大典, 2022)."""

    code = models.CharField("职业代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=6, choices=OccupationLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # 6-31-01-01 as 6310101: a class of any level is an interval of such numbers.
    number = models.PositiveIntegerField("数字代码", unique=True)
    retired = models.BooleanField("已停用", default=False)

    def __str__(self):
        return self.name

    def interval(self):
        width = {"major": 1_000_000, "middle": 10_000, "minor": 100}.get(self.level, 1)
        return self.number, self.number + width


class OccupationTitle(models.Model):
    """What people call it, and which class they mean."""

    title = models.CharField("常用叫法", max_length=60)
    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="+")
    source = models.CharField("来源", max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["title", "occupation"], name="one_title_of_an_occupation"
            )
        ]

    def __str__(self):
        return self.title


class WishGroup(models.Model):
    """An everyday group of work that a survey asks for (电子厂, 服装鞋帽 …)."""

    code = models.CharField("代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=40)
    order = models.PositiveSmallIntegerField("顺序")
    # Prefixes of occupation codes ("6-31", "6-31-01"): the classes that it covers.
    prefixes = models.JSONField("职业范围", default=list)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name


class CertificateType(models.Model):
    code = models.CharField("代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=60)
    aliases = models.JSONField("别名", default=list)
    # Its place in the 64-bit mask that matching compares; never reused.
    bit = models.PositiveSmallIntegerField("位", unique=True)
    group = models.CharField("类别", max_length=40, blank=True)

    def __str__(self):
        return self.name


class EmployerKind(models.Model):
    code = models.CharField("代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=40)
    bit = models.PositiveSmallIntegerField("位", unique=True)

    def __str__(self):
        return self.name
