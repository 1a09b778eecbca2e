"""What an employer has begun to write, what an officer decided, what a text is known again by."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import Organisation, User
from jiedui.vacancies.models.vacancies import Vacancy


class SketchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A firm's own, for whoever works there."""
        if not (user.is_authenticated and user.may("employer.post")):
            return self.none()
        return self.filter(employer=user.organisation_id)


class Sketch(models.Model):
    """A post that somebody is still writing: the form as it stands, complete or not.

    Texts with several posts leave several sketches to walk through. Handed in, a sketch becomes
    a vacancy and is gone; an officer never sees one.
    """

    employer = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("开始时间"))
    # {field of the form: what stands in it}
    terms = models.JSONField(_("已填内容"), default=dict)
    said = models.TextField(_("原文"), blank=True)
    # {field: {"confidence": 0-100, "words": "…"}} as the reader gave it
    evidence = models.JSONField(_("出处"), default=dict)
    # The request of the pair that this post answers, as a plain number: requests live upstairs.
    answering = models.BigIntegerField(null=True)

    objects = SketchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["employer", "id"], name="sketches_of_an_employer")]

    def __str__(self):
        return self.title

    @property
    def title(self):
        return str(self.terms.get("title") or "")


class Verdict(models.TextChoices):
    APPROVED = "approved", _("批准发布")
    RETURNED = "returned", _("退回修改")


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(vacancy__in=Vacancy.objects.visible_to(user))


class Decision(models.Model):
    """What an officer decided about one version of a post: who, when, and why."""

    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="decisions")
    version = models.PositiveIntegerField(_("版本"))
    verdict = models.CharField(_("决定"), max_length=8, choices=Verdict)
    because = models.CharField(_("理由"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    made_on = models.DateField(_("日期"))

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="returned") | ~Q(because=""), name="a_return_says_why"
            )
        ]

    def __str__(self):
        return f"{self.vacancy_id} v{self.version} {self.verdict}"


class Print(models.Model):
    """One of the few numbers by which a text is met again, also reworded: see `engine.read`."""

    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="prints")
    key = models.BigIntegerField(_("指纹"))

    class Meta:
        indexes = [models.Index(fields=["key"], name="prints_by_key")]

    def __str__(self):
        return f"{self.vacancy_id} {self.key}"
