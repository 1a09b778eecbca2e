"""A run of the matching, stored with its question, its proofs and its reasons."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import User
from jiedui.accounts.scope import own
from jiedui.candidacies.models import VACANCY_CLOSED, Candidacy
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


class Obstacle(models.TextChoices):
    """What keeps one person without a proposal; the first six have not taken part.

    EMPLOYER_KIND is for briefs: a run only prefers the wished kind.
    """

    NO_INTENTION = "no-intention", _("没有登记就业意愿")
    NOT_SEEKING = "not-seeking", _("本人暂无就业意愿")
    WITHDRAWN = "withdrawn", _("本人不同意推荐岗位")
    UNDER_AGE = "under-age", _("未满16周岁")
    STANDING = "standing", _("已推荐到岗位")
    PLACED = "placed", _("已录用或在岗")
    NO_VACANCIES = "no-vacancies", _("没有可匹配的岗位")
    OCCUPATION = "occupation", _("没有意向工种的岗位")
    PLACE = "place", _("意向地区没有岗位")
    EMPLOYER_KIND = "employer-kind", _("没有想要的单位类型")
    AGE = "age", _("年龄不符合")
    EDUCATION = "education", _("学历不符合")
    CERTIFICATES = "certificates", _("缺少证书")
    EXPERIENCE = "experience", _("经验不足")
    PAY = "pay", _("工资低于期望")
    LODGING = "lodging", _("岗位不包住")
    COUPLE_ROOM = "couple-room", _("没有夫妻房")
    START = "start", _("到岗时间不合")
    BARRED = "barred", _("以前推荐过，没有成功")
    PARTNER = "partner", _("没有能与同行人同去的岗位")
    SEVERAL = "several", _("不止一个条件不符")
    FULL = "full", _("符合条件，但名额已满")
    UNTOLD = "untold", _("点开后计算原因")


class Shortage(models.TextChoices):
    """What leaves openings empty; the first three have not taken part."""

    PROHIBITED = "prohibited", _("招聘文字含禁止内容")
    DRAFT = "draft", _("待审核，尚未发布")
    TAKEN = "taken", _("名额已推荐满")
    NO_PEOPLE = "no-people", _("没有参加匹配的人")
    OCCUPATION = "occupation", _("没有人想做这个工种")
    PLACE = "place", _("没有人想去这个地方")
    AGE = "age", _("年龄要求无人符合")
    EDUCATION = "education", _("学历要求偏高")
    CERTIFICATES = "certificates", _("证书要求无人符合")
    EXPERIENCE = "experience", _("经验要求偏高")
    PAY = "pay", _("工资低于求职者期望")
    LODGING = "lodging", _("不包住")
    COUPLE_ROOM = "couple-room", _("没有夫妻房")
    START = "start", _("到岗时间太早")
    BARRED = "barred", _("以前推荐过，没有成功")
    SEVERAL = "several", _("不止一个条件不符")
    UNWANTED = "unwanted", _("符合条件的人都有更合意的岗位")
    UNTOLD = "untold", _("点开后计算原因")


class Verdict(models.TextChoices):
    """What the independent check found; an unproven plan is never published."""

    STABLE = "stable", _("复核通过：名额未超、条件相符、无人有理由互换")
    FAULTY = "faulty", _("复核未通过：结果作废")


class RunQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not (user.is_authenticated and user.may("matching.see")):
            return self.none()
        return self.filter(own(user, "west"))

    def unfinished(self):
        return self.exclude(stage__in=[Stage.PUBLISHED, Stage.FAILED])

    def published(self):
        return self.filter(stage=Stage.PUBLISHED)


class Run(Staged):
    """One question put to the matching: whose wishes, which vacancies, what weights and seed."""

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
    # Only these people and vacancies, where the question was put for a list; else everybody
    # of `west`, and every vacancy there and in the places paired with it on that day.
    people = models.JSONField(_("限定人员"), null=True, blank=True)
    vacancies = models.JSONField(_("限定岗位"), null=True, blank=True)
    # A what-if run changes something of an earlier question and is never confirmed.
    beside = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    what_if = models.JSONField(_("假设"), default=dict, blank=True)
    # Also vacancies that are not published yet: reckoned with, never confirmed.
    with_drafts = models.BooleanField(_("一并计算待审核岗位"), default=False)
    policy = models.CharField(_("权重方案"), max_length=80, blank=True)
    # The weights as they stood when the question was put: {weight: value}
    weights = models.JSONField(_("权重"), default=dict)
    # {class of a household: its place in the weight "priority"}
    classes = models.JSONField(_("优先类别"), default=dict)
    digest = models.CharField(_("输入摘要"), max_length=64, blank=True)
    # Under which key of the installation the lots were drawn; the key itself is nowhere.
    lots_key = models.CharField(_("抽签密钥名"), max_length=12, blank=True, db_default="")
    verdict = models.CharField(_("复核结论"), max_length=20, choices=Verdict, blank=True)
    counters = models.JSONField(_("计数"), default=dict)
    counts = models.JSONField(_("结果"), default=dict)
    trouble = models.JSONField(_("未完成原因"), default=dict)
    progress = models.PositiveSmallIntegerField(_("进度百分比"), default=0)

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["west", "-id"], name="runs_of_a_region")]

    def __str__(self):
        return self.title


class Exhibit(models.Model):
    """The question and the answer of a run, column by column (numpy .npz): whoever doubts a
    decision can have it worked out again from these alone."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="exhibit")
    question = models.BinaryField(_("问题"))
    answer = models.BinaryField(_("答案"), null=True)

    def __str__(self):
        return f"{self.run_id}"


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(run__in=Run.objects.visible_to(user))

    def waiting(self):
        """Neither confirmed nor set aside."""
        return self.filter(candidacy=None, set_aside_because="")

    def confirmed(self):
        return self.filter(candidacy__isnull=False)

    def set_aside(self):
        return self.exclude(set_aside_because="")


class Proposal(models.Model):
    """The run puts this worker forward for this vacancy; an officer decides."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="proposals")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="+")
    occupation_rank = models.PositiveSmallIntegerField(_("工种顺位"))
    place_rank = models.PositiveSmallIntegerField(_("地点顺位"))
    # The priority class on the day of the run (0 is none).
    klass = models.PositiveSmallIntegerField(_("优先类别"), default=0)
    # Codes and numbers only; the words are chosen where they are shown.
    reasons = models.JSONField(_("理由"), default=list)
    # Who must not be separated from this worker: confirmed together or not at all.
    together_with = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
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
        indexes = [
            models.Index(fields=["run", "vacancy"], name="proposals_for_a_vacancy"),
            models.Index(fields=["run", "id"], name="proposals_of_a_run"),
        ]

    def __str__(self):
        return f"{self.run_id}: {self.worker_id} → {self.vacancy_id}"

    @property
    def set_aside_said(self):
        """Why not: an officer's own words, or ours for what followed by itself."""
        closed = self.set_aside_because == VACANCY_CLOSED
        return _("岗位已结束") if closed else self.set_aside_because


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
    """Somebody without a proposal: the nearest obstacle and what would open doors.

    Those who did not take part (no wish told, too young, already placed) stand here too, with
    that as their obstacle: nobody disappears from the count.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="unmatched")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    took_part = models.BooleanField(_("参加匹配"), default=True)
    klass = models.PositiveSmallIntegerField(_("优先类别"), default=0)
    # The code of the obstacle that stands nearest, for filtering.
    obstacle = models.CharField(_("主要障碍"), max_length=30, choices=Obstacle)
    reasons = models.JSONField(_("说明"), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "worker"], name="one_explanation_per_worker")
        ]
        indexes = [models.Index(fields=["run", "obstacle", "id"], name="unmatched_by_obstacle")]

    def __str__(self):
        return f"{self.worker_id}: {self.obstacle}"


class Unfilled(models.Model):
    """A vacancy with openings left over: how many, what stands in the way, what would help.

    Vacancies that could not take part (prohibited words, no opening left) stand here too.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="unfilled")
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="+")
    openings = models.PositiveIntegerField(_("空缺"))
    took_part = models.BooleanField(_("参加匹配"), default=True)
    obstacle = models.CharField(_("主要障碍"), max_length=30, choices=Shortage)
    reasons = models.JSONField(_("说明"), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "vacancy"], name="one_explanation_per_vacancy")
        ]
        indexes = [models.Index(fields=["run", "obstacle", "id"], name="unfilled_by_obstacle")]

    def __str__(self):
        return f"{self.vacancy_id}: {self.openings}"


class PolicyQuerySet(models.QuerySet):
    def over(self, region):
        """Policies of this region and of those around it, the nearest and newest first."""
        around = {region.prefix // width * width for width in (1, 100, 10_000)}
        return self.filter(Q(region=None) | Q(region__in=around)).order_by(
            F("region").desc(nulls_last=True), "-valid_from"
        )

    def in_force(self, on):
        return self.filter(Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on))


class Policy(models.Model):
    """The weights of the matching in one place for a time, each with its reason in a sentence."""

    name = models.CharField(_("名称"), max_length=80)
    # Where it holds; without one, everywhere that has no policy of its own.
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(_("起"))
    valid_until = models.DateField(_("止"), null=True, blank=True)
    # {weight: {"value": 300, "because": "…"}}
    weights = models.JSONField(_("权重"))
    # {class of a household: its place in the weight "priority"}
    classes = models.JSONField(_("优先类别"), default=dict)
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
