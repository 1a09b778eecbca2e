"""A run of the matching, stored with its question, its proofs and its reasons."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import User
from jiedui.accounts.scope import own
from jiedui.candidacies.models import Candidacy
from jiedui.catalog.models import Region
from jiedui.core.stages import Staged
from jiedui.vacancies.models import Vacancy
from jiedui.workers.models import Worker


class Stage(models.TextChoices):
    ASKED = "asked", _("已提交")
    GATHERED = "gathered", _("已汇集")
    SOLVED = "solved", _("已计算")
    PUBLISHED = "published", _("已出结果")
    FAILED = "failed", _("未完成")


class RunQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not (user.is_authenticated and user.may("matching.see")):
            return self.none()
        return self.filter(own(user, "west"))

    def unfinished(self):
        return self.exclude(stage__in=[Stage.PUBLISHED, Stage.FAILED])


class Run(Staged):
    """One question put to the matching: whose wishes, which vacancies, which weights, which seed."""

    MOVES = {
        Stage.ASKED: {Stage.GATHERED, Stage.FAILED},
        Stage.GATHERED: {Stage.SOLVED, Stage.FAILED},
        Stage.SOLVED: {Stage.PUBLISHED, Stage.FAILED},
        Stage.PUBLISHED: set(),
        Stage.FAILED: set(),
    }

    title = models.CharField(_("名称"), max_length=80)
    stage = models.CharField(_("进度"), max_length=10, choices=Stage, default=Stage.ASKED)
    west = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("输出地"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("提交时间"))
    # The day on which ages, classes, validity and dates are judged.
    as_of = models.DateField(_("计算日期"))
    seed = models.PositiveBigIntegerField(_("抽签种子"))
    # A what-if run changes something of an earlier question and is never confirmed.
    beside = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    what_if = models.JSONField(_("假设"), default=dict, blank=True)
    weights = models.JSONField(_("权重"), default=dict)
    # Columns of the question (numpy .npz), so that the answer can be recomputed and appealed.
    question = models.BinaryField(null=True)
    answer = models.BinaryField(null=True)
    digest = models.CharField(_("输入摘要"), max_length=64, blank=True)
    verdict = models.CharField(_("复核结论"), max_length=200, blank=True)
    counters = models.JSONField(_("计数"), default=dict)
    counts = models.JSONField(_("结果"), default=dict)
    trouble = models.JSONField(_("未完成原因"), default=dict)
    # Who is working on it, and until when nobody else may.
    leased_until = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(_("进度百分比"), default=0)

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["west", "-id"], name="runs_of_a_region")]

    def __str__(self):
        return self.title


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(run__in=Run.objects.visible_to(user))

    def waiting(self):
        """Neither confirmed nor set aside."""
        return self.filter(candidacy=None, set_aside_because="")


class Proposal(models.Model):
    """The run puts this worker forward for this vacancy; an officer decides."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="proposals")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="+")
    occupation_rank = models.PositiveSmallIntegerField(_("工种顺位"))
    place_rank = models.PositiveSmallIntegerField(_("地点顺位"))
    # Codes and numbers only; the words are chosen by the page that shows them.
    reasons = models.JSONField(_("理由"), default=dict)
    candidacy = models.OneToOneField(Candidacy, models.PROTECT, null=True, related_name="+")
    set_aside_by_id = models.BigIntegerField(null=True)
    set_aside_because = models.CharField(_("不采纳理由"), max_length=120, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "worker"], name="one_proposal_per_run_and_worker"
            ),
            models.CheckConstraint(
                condition=Q(candidacy=None) | Q(set_aside_because=""),
                name="a_proposal_is_confirmed_or_set_aside",
            ),
        ]
        indexes = [models.Index(fields=["run", "vacancy"], name="proposals_for_a_vacancy")]

    def __str__(self):
        return f"{self.run_id}: {self.worker_id} → {self.vacancy_id}"


class Waiting(models.Model):
    """Somebody who would rather have this vacancy than what the run gave, in its order."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="waiting")
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    place = models.PositiveIntegerField(_("候补顺位"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "vacancy", "place"], name="one_worker_at_a_waiting_place"
            )
        ]

    def __str__(self):
        return f"{self.vacancy_id} #{self.place}"


class Unmatched(models.Model):
    """Somebody for whom the run found nothing: the nearest obstacle and what would open doors."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="unmatched")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    # The code of the obstacle that stands nearest, for filtering.
    obstacle = models.CharField(_("主要障碍"), max_length=30)
    reasons = models.JSONField(_("说明"), default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "worker"], name="one_explanation_per_worker")
        ]

    def __str__(self):
        return f"{self.worker_id}: {self.obstacle}"


class Unfilled(models.Model):
    """A vacancy with openings left over: how many, what stands in the way, what would help."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="unfilled")
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="+")
    openings = models.PositiveIntegerField(_("空缺"))
    obstacle = models.CharField(_("主要障碍"), max_length=30)
    reasons = models.JSONField(_("说明"), default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "vacancy"], name="one_explanation_per_vacancy")
        ]

    def __str__(self):
        return f"{self.vacancy_id}: {self.openings}"


class PolicyQuerySet(models.QuerySet):
    def in_force(self, on):
        return self.filter(Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on))


class Policy(models.Model):
    """The weights of the matching in one place for a time, each with a sentence that explains it."""

    name = models.CharField(_("名称"), max_length=80)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(_("起"))
    valid_until = models.DateField(_("止"), null=True, blank=True)
    # {weight: {"value": 300, "because": "…"}}
    weights = models.JSONField(_("权重"))
    source = models.CharField(_("来源"), max_length=200)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "valid_from"], name="one_policy_of_a_name_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="policy_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return self.name
