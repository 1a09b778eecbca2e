"""The thread: one worker standing for one vacancy, from first proposal to last day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.scope import own
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


VACANCY_CLOSED = "vacancy-closed"
PLACED = (Stage.OFFERED, Stage.HIRED, Stage.WORKING)


class CandidacyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The bureau of the worker's home and the bureau of the workplace both see it."""
        if not (user.is_authenticated and user.may("candidacies.see")):
            return self.none()
        return self.filter(own(user, "worker__home") | own(user, "vacancy__region"))

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
        return _("岗位已结束") if self.ended_because == VACANCY_CLOSED else self.ended_because
