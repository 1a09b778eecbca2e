"""The thread: one worker standing for one vacancy, from first proposal to last day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import User
from jiedui.accounts.roles import Role
from jiedui.accounts.scope import own
from jiedui.core.fields import SealedField
from jiedui.core.stages import Staged
from jiedui.vacancies.models import Vacancy
from jiedui.workers.models import Worker


class Stage(models.TextChoices):
    PROPOSED = "proposed", _("已推荐")
    REGISTERED = "registered", _("已报名")
    INTERVIEWED = "interviewed", _("已面试")
    OFFERED = "offered", _("已录用")
    HIRED = "hired", _("已签约")
    WORKING = "working", _("在岗")
    ENDED = "ended", _("已结束")


class Unfit(models.TextChoices):
    """Why a vacancy is not for somebody, in the person's own words."""

    PAY = "pay", _("工资不够")
    FAR = "far", _("太远了")
    WORK = "work", _("不想做这个活")
    HOURS = "hours", _("上班时间不合适")
    LODGING = "lodging", _("吃住不合适")
    FAMILY = "family", _("家里走不开")
    BODY = "body", _("身体吃不消")
    EMPLOYER = "employer", _("不想去这家单位")
    OTHER = "other", _("别的原因")


VACANCY_CLOSED = "vacancy-closed"
MERGED = "merged"
WORKER_LEFT = "worker-left"
DECLINED = "declined"  # declined-pay, declined-far …
PLACED = (Stage.OFFERED, Stage.HIRED, Stage.WORKING)


def _both_ends(user):
    """The bureau of the worker's home and the bureau of the workplace both see it."""
    return own(user, "worker__home") | own(user, "vacancy__region")


def _of_whom_one_sees(user):
    return Q(worker__in=Worker.objects.visible_to(user))


# Whose threads each role may see; who is not named here sees none.
SEEN_BY = {
    Role.WEST: _both_ends,
    Role.EAST: _both_ends,
    Role.HELPER: _of_whom_one_sees,
    Role.SELF: _of_whom_one_sees,
}


class CandidacyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Both bureaus; the helper who visits the person; the person."""
        if not user.is_authenticated or user.role not in SEEN_BY:
            return self.none()
        return self.filter(SEEN_BY[user.role](user))

    def live(self):
        return self.exclude(stage=Stage.ENDED)

    def placed(self):
        """An employer has said yes: nobody should be put forward elsewhere meanwhile."""
        return self.filter(stage__in=PLACED)


class Candidacy(Staged):
    """One worker standing for one vacancy."""

    MOVES = {
        Stage.PROPOSED: {Stage.REGISTERED, Stage.OFFERED, Stage.ENDED},
        Stage.REGISTERED: {Stage.INTERVIEWED, Stage.ENDED},
        Stage.INTERVIEWED: {Stage.OFFERED, Stage.ENDED},
        Stage.OFFERED: {Stage.HIRED, Stage.ENDED},
        Stage.HIRED: {Stage.WORKING, Stage.ENDED},
        Stage.WORKING: {Stage.ENDED},
        Stage.ENDED: set(),
    }

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+", verbose_name=_("劳动者"))
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="+", verbose_name=_("岗位"))
    stage = models.CharField(_("进度"), max_length=12, choices=Stage, default=Stage.PROPOSED)
    ended_because = models.CharField(_("结束原因"), max_length=120, blank=True)

    objects = CandidacyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "vacancy"],
                condition=~Q(stage=Stage.ENDED),
                name="one_live_candidacy_per_worker_and_vacancy",
            ),
            models.UniqueConstraint(
                fields=["worker"],
                condition=Q(stage__in=PLACED),
                name="one_employer_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.ENDED) | Q(ended_because=""),
                name="only_an_ended_candidacy_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["vacancy", "stage"], name="candidacies_of_a_vacancy"),
            models.Index(fields=["worker", "stage"], name="candidacies_of_a_worker"),
        ]

    def __str__(self):
        return f"{self.worker_id} → {self.vacancy_id}"

    @property
    def ended_said(self):
        """Why it ended: an officer's own words, or ours for what followed by itself."""
        if self.ended_because.startswith(DECLINED):
            return _("本人说不合适")
        ours = {
            VACANCY_CLOSED: _("岗位已结束"),
            MERGED: _("两份档案合并，只留一条"),
            WORKER_LEFT: _("本人已去世或迁出"),
        }
        return ours.get(self.ended_because, self.ended_because)


class DeclinedQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(worker__in=Worker.objects.visible_to(user))


class Declined(models.Model):
    """Somebody has looked at a vacancy and said no: it is not put forward again."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="+", verbose_name=_("劳动者"))
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="+", verbose_name=_("岗位"))
    reason = models.CharField(_("不合适的原因"), max_length=10, choices=Unfit)

    objects = DeclinedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "vacancy"], name="one_no_per_worker_and_vacancy"
            )
        ]

    def __str__(self):
        return f"{self.worker_id} ✗ {self.vacancy_id}"


class About(models.TextChoices):
    """With what a person wants help."""

    POST = "post", _("这个岗位我没看懂")
    CHOOSE = "choose", _("帮我选岗位")
    PAPERS = "papers", _("证件、材料不会办")
    TRAVEL = "travel", _("怎么去、谁来接")
    RECORD = "record", _("我的资料不对")
    WRONG = "wrong", _("被骗、欠薪、收押金")
    OTHER = "other", _("别的事")


class HelpStage(models.TextChoices):
    ASKED = "asked", _("等人答复")
    ANSWERED = "answered", _("已答复")


class HelpQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(worker__in=Worker.objects.visible_to(user))

    def waiting(self):
        return self.filter(stage=HelpStage.ASKED)

    def answered(self):
        return self.filter(stage=HelpStage.ANSWERED)


class Help(Staged):
    """Somebody asks a person for help; the helper or the officer answers."""

    MOVES = {
        HelpStage.ASKED: {HelpStage.ANSWERED},
        # Asked again: the answer did not help.
        HelpStage.ANSWERED: {HelpStage.ASKED},
    }

    code = models.CharField(max_length=24, unique=True)
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="+", verbose_name=_("劳动者"))
    vacancy = models.ForeignKey(
        Vacancy, models.SET_NULL, null=True, related_name="+", verbose_name=_("岗位")
    )
    stage = models.CharField(_("进度"), max_length=10, choices=HelpStage, default=HelpStage.ASKED)
    about = models.CharField(_("什么事"), max_length=10, choices=About)
    words = SealedField(_("本人的话"), blank=True)
    asked_at = models.DateTimeField(_("提出时间"))
    answer = SealedField(_("答复"), blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("答复人")
    )

    objects = HelpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answer_has_somebody_and_a_day",
            )
        ]
        indexes = [models.Index(fields=["worker", "stage"], name="helps_of_a_worker")]

    def __str__(self):
        return f"{self.worker_id} {self.about}"
