"""Survey waves 摸排: the questions, who visits whom, what was answered, and where two disagree.

Answers are sealed at rest, field by field with who told them and when, because two helpers may
write to one person's form at once, one of them out of the reach of any network.
"""

import json
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import User
from jiedui.accounts.roles import Role
from jiedui.accounts.scope import own
from jiedui.catalog.models import Region, RegionLevel
from jiedui.core.fields import SealedField, blind
from jiedui.core.stages import Staged
from jiedui.workers.models.contacts import Outcome
from jiedui.workers.models.households import Household
from jiedui.workers.models.people import Worker
from jiedui.workers.models.wishes import Channel


class WaveStage(models.TextChoices):
    DRAWN = "drawn", _("已划定")
    OPEN = "open", _("摸排中")
    CLOSED = "closed", _("已结束")


class ResponseStage(models.TextChoices):
    DRAFT = "draft", _("填写中")
    FINISHED = "finished", _("已完成")


def above(code):
    """The city and the province of a county, by their codes."""
    return {code // 100 * 100, code // 10_000 * 10_000}


class QuestionSetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The sets shipped with the house, and those of the user's own region tree."""
        if not (user.is_authenticated and user.may("surveys.see")):
            return self.none()
        return self.filter(Q(region=None) | own(user, "region__prefix"))

    def newest(self):
        """The latest version of each set."""
        later = self.model.objects.filter(
            code=models.OuterRef("code"), version__gt=models.OuterRef("version")
        )
        return self.filter(~models.Exists(later))


class QuestionSet(models.Model):
    """One version of a list of questions. A version never changes: answers refer to it."""

    code = models.CharField(_("题组编号"), max_length=60)
    version = models.PositiveSmallIntegerField(_("版本"))
    title = models.CharField(_("题组名称"), max_length=80)
    title_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    # None: shipped with the house; otherwise brought by this county.
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    # [question, …] as docs/rules/surveys.md describes them
    body = models.JSONField(_("题目"))
    digest = models.CharField(_("摘要"), max_length=64)

    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_question_set_a_version")
        ]

    def __str__(self):
        return f"{self.title} {self.version}"

    def question(self, name):
        """The question of this name, or None."""
        return next((question for question in self.body if question["name"] == name), None)


class WaveQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Officers: their region tree and what was drawn above it; helpers: where they visit."""
        if not user.is_authenticated:
            return self.none()
        if user.role == Role.HELPER:
            visited = Assignment.objects.filter(helper=user).values("wave")
            return self.filter(pk__in=visited, stage=WaveStage.OPEN)
        if not user.may("surveys.see"):
            return self.none()
        over = Q(region__in=above(user.organisation.region.prefix))
        return self.filter(own(user, "region__prefix") | over)

    def under_way(self):
        return self.filter(stage=WaveStage.OPEN)

    def covering(self, worker):
        """The waves in which this person is asked."""
        regions = {worker.home_id, *above(worker.home_id)}
        if worker.town_id:
            regions.add(worker.town_id)
        return self.filter(region__in=regions)


class Wave(Staged):
    """One round of asking: a region, a period, a version of the questions."""

    MOVES = {
        WaveStage.DRAWN: {WaveStage.OPEN},
        WaveStage.OPEN: {WaveStage.CLOSED},
        # Forms that were still on a telephone in the mountains must not be lost.
        WaveStage.CLOSED: {WaveStage.OPEN},
    }

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("范围"))
    title = models.CharField(_("名称"), max_length=60)
    opens_on = models.DateField(_("开始"))
    closes_on = models.DateField(_("截止"))
    questions = models.ForeignKey(
        QuestionSet, models.PROTECT, related_name="waves", verbose_name=_("题组")
    )
    stage = models.CharField(_("进度"), max_length=8, choices=WaveStage, default=WaveStage.DRAWN)

    objects = WaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")),
                name="wave_closes_after_it_opens",
            )
        ]
        indexes = [models.Index(fields=["region", "stage"], name="waves_of_a_region")]

    def __str__(self):
        return self.title

    def inside(self):
        """Who belongs to this wave: a condition on `Worker` and on `Household` alike."""
        if self.region.level == RegionLevel.TOWN:
            return Q(town=self.region_id)
        low, high = self.region.interval()
        return Q(home__gte=low, home__lt=high)


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        if user.role == Role.HELPER:
            return self.filter(helper=user, wave__stage=WaveStage.OPEN)
        if not user.may("surveys.see"):
            return self.none()
        return self.filter(own(user, "household__home"))


class Assignment(models.Model):
    """One roof that one helper visits in one wave, at its place on the way."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="assignments")
    household = models.ForeignKey(Household, models.CASCADE, related_name="assignments")
    helper = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("村级帮办员"))
    position = models.PositiveIntegerField(_("走访顺序"))
    outcome = models.CharField(_("未问到的原因"), max_length=8, choices=Outcome, blank=True)
    outcome_at = models.DateTimeField(_("时间"), null=True)
    tries = models.PositiveSmallIntegerField(_("上门次数"), default=0)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "household"], name="one_helper_for_a_household_in_a_wave"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at=None)
                | (~Q(outcome="") & Q(outcome_at__isnull=False)),
                name="visit_outcome_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["helper", "wave", "position"], name="round_of_a_helper"),
        ]

    def __str__(self):
        return f"{self.wave_id} {self.household_id}"


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(worker__in=Worker.objects.visible_to(user))


class Response(Staged):
    """What one person answered in one wave.

    `answers` is sealed JSON: {question: {"value", "version", "by", "at", "channel", "device"}};
    the version of an answer is the version that the whole form had after it was written.
    """

    MOVES = {
        ResponseStage.DRAFT: {ResponseStage.FINISHED},
        ResponseStage.FINISHED: set(),
    }

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="responses")
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="responses")
    stage = models.CharField(
        _("进度"), max_length=8, choices=ResponseStage, default=ResponseStage.DRAFT
    )
    answers = SealedField(_("回答"), blank=True)
    version = models.PositiveIntegerField(_("版本"), default=0)
    channel = models.CharField(_("调查方式"), max_length=8, choices=Channel, blank=True)
    # When this one person could not be asked though others under the roof were.
    outcome = models.CharField(_("未问到的原因"), max_length=8, choices=Outcome, blank=True)
    unchanged = models.BooleanField(_("与上次相同"), default=False)
    touched_at = models.DateTimeField(_("最近填写"), null=True)
    touched_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    finished_on = models.DateField(_("完成日期"), null=True)
    finished_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ResponseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "worker"], name="one_response_in_a_wave"),
            models.CheckConstraint(
                condition=Q(stage=ResponseStage.FINISHED, finished_on__isnull=False)
                | Q(stage=ResponseStage.DRAFT, finished_on=None),
                name="finished_response_has_its_day",
            ),
        ]

    def __str__(self):
        return f"{self.wave_id} {self.worker_id}"

    @property
    def told(self):
        """The answers, opened: {question: entry}."""
        return json.loads(self.answers) if self.answers else {}

    @property
    def values(self):
        """{question: value}: the answers without who told them and when."""
        return {name: entry["value"] for name, entry in self.told.items()}


class Submission(models.Model):
    """One sending of answers. Sent twice, it is answered twice and kept once."""

    code = models.UUIDField(unique=True)
    response = models.ForeignKey(Response, models.CASCADE, related_name="submissions")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("收到时间"))
    # {"version", "accepted", "same", "conflicts"}: names of questions, never what was answered
    taken = models.JSONField(_("结果"))

    def __str__(self):
        return str(self.code)


class ConflictQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(response__in=Response.objects.visible_to(user))

    def open(self):
        return self.filter(settled_at=None)


class Conflict(models.Model):
    """Two answers to one question, neither of which knew of the other: a person decides.

    `ours` is what stood when `theirs` arrived; both keep who told them, when, and by which way.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="conflicts")
    question = models.CharField(_("题目"), max_length=60)
    ours = SealedField(_("已有回答"))
    theirs = SealedField(_("另一回答"))
    made_at = models.DateTimeField(_("发现时间"))
    settled_at = models.DateTimeField(_("处理时间"), null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False),
                name="settled_conflict_has_its_time",
            )
        ]

    def __str__(self):
        return f"{self.response_id} {self.question}"

    @property
    def sides(self):
        """What stood and what arrived: two entries with value, by, at, channel, device."""
        return json.loads(self.ours), json.loads(self.theirs)


def link_index(token):
    """All that is kept of the token of a link."""
    return blind("survey-link", token)


class LinkQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(worker__in=Worker.objects.visible_to(user))

    def holding(self, token):
        return self.filter(token_index=link_index(token))

    def live(self, at):
        return self.filter(
            used_at=None, closed_at=None, expires_at__gt=at, wave__stage=WaveStage.OPEN
        )


class Link(models.Model):
    """A one-time address at which one person answers on the own telephone.

    Only a keyed digest of the token is kept: a copy of the database opens no form.
    """

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="links")
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="+")
    token_index = models.CharField(max_length=40, unique=True)
    # By which way it went out, and so by which way the answers are said to have come.
    channel = models.CharField(_("调查方式"), max_length=8, choices=Channel, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("生成时间"))
    expires_at = models.DateTimeField(_("有效期至"))
    used_at = models.DateTimeField(_("完成时间"), null=True)
    closed_at = models.DateTimeField(_("作废时间"), null=True)
    # Whoever found the letter guesses the last four digits only so often.
    wrong = models.PositiveSmallIntegerField(_("核对失败次数"), default=0)

    objects = LinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["wave", "worker"], name="links_of_a_person")]

    def __str__(self):
        return f"{self.wave_id} {self.worker_id}"


class AttachmentKind(models.TextChoices):
    PHOTO = "photo", _("照片")


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        people = Worker.objects.visible_to(user)
        return self.filter(
            Q(response__worker__in=people)
            | Q(household__in=people.exclude(household=None).values("household"))
        )


class Attachment(models.Model):
    """A photo of a paper form, sealed under a random name: shown only through a checked page."""

    code = models.UUIDField(unique=True)
    kind = models.CharField(_("类别"), max_length=8, choices=AttachmentKind)
    response = models.ForeignKey(Response, models.CASCADE, null=True, related_name="attachments")
    household = models.ForeignKey(Household, models.CASCADE, null=True, related_name="+")
    file = models.CharField(max_length=80, unique=True)
    bytes = models.PositiveIntegerField(_("大小"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("时间"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(response=None, household__isnull=False)
                | Q(response__isnull=False, household=None),
                name="attachment_hangs_on_one_thing",
            )
        ]

    def __str__(self):
        return str(self.code)
