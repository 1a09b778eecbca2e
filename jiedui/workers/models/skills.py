"""Which languages a person speaks, and how well."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiedui.workers.models.people import Worker


class Tongue(models.TextChoices):
    MANDARIN = "mandarin", _("普通话")
    DIALECT = "dialect", _("当地汉语方言")
    YI = "yi", _("彝语")
    TIBETAN = "tibetan", _("藏语")
    QIANG = "qiang", _("羌语")
    MONGOL = "mongol", _("蒙古语")
    UYGHUR = "uyghur", _("维吾尔语")
    ZHUANG = "zhuang", _("壮语")
    MIAO = "miao", _("苗语")
    ENGLISH = "english", _("英语")
    OTHER = "other", _("其他语言")


class Fluency(models.TextChoices):
    """What an employer or an interpreter has to know, not what an examination says."""

    UNTOLD = "", _("程度未填")
    NONE = "none", _("不会")
    SOME = "some", _("能听懂一些")
    TALK = "talk", _("能日常交流")
    WRITE = "write", _("会说会写")


class Language(models.Model):
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="spoken")
    tongue = models.CharField(_("语种"), max_length=8, choices=Tongue)
    level = models.CharField(_("程度"), max_length=5, choices=Fluency, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["worker", "tongue"], name="one_level_of_a_language")
        ]

    def __str__(self):
        return f"{self.get_tongue_display()} {self.get_level_display()}"
