"""Messages to people, how each was delivered, and what somebody does not want to be told."""

import json

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


class Channel(models.TextChoices):
    IN_APP = "inapp", _("站内消息")
    SMS = "sms", _("短信")
    WECHAT = "wechat", _("微信")


class Kind(models.TextChoices):
    """What a message is about; of each kind but the first somebody may say: no more of these."""

    CODE = "code", _("登录验证码")
    SURVEY = "survey", _("就业意愿调查")
    NEWS = "news", _("合您意愿的新岗位")
    PROGRESS = "progress", _("推荐和报名的进展")
    ANSWER = "answer", _("求助的答复")
    OFFICE = "office", _("办公事项")


class Stage(models.TextChoices):
    WAITING = "waiting", _("等待发送")
    HELD = "held", _("暂缓发送")
    SENDING = "sending", _("正在发送")
    SENT = "sent", _("已发出")
    DELIVERED = "delivered", _("已送达")
    FAILED = "failed", _("没有送到")
    UNKNOWN = "unknown", _("结果不明")
    REFUSED = "refused", _("不发")


DUE = (Stage.WAITING, Stage.HELD)


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What the bureau of a person's home has said to the person. Codes belong to nobody."""
        if not (user.is_authenticated and user.may("notices.see")):
            return self.none()
        return self.filter(own(user, "worker__home"))

    def to_person(self, user):
        """What somebody who signs in finds at the own door, whoever's name it was told under."""
        if not user.is_authenticated:
            return self.none()
        if user.role == Role.SELF:
            mine = Q(worker__account=user) | Q(worker__merged_into__account=user)
        else:
            mine = Q(user=user)
        return self.filter(mine, channel=Channel.IN_APP)

    def unread(self):
        return self.filter(read_at=None)

    def on_wires(self):
        """What leaves the house, or would."""
        return self.exclude(channel=Channel.IN_APP)

    def due(self, at):
        return self.on_wires().filter(stage__in=DUE, not_before__lte=at)

    def stranded(self, before):
        """Taken up before then and never noted: whoever carried them fell on the way."""
        return self.filter(stage=Stage.SENDING, taken_at__lt=before)


class Notice(Staged):
    """One message to one person by one channel.

    `key` says what it is about and to whom: told again, it is the same notice. `code` is made
    from key and channel, so a provider that is asked twice can know it is the same one.
    """

    MOVES = {
        Stage.WAITING: {Stage.HELD, Stage.SENDING, Stage.SENT, Stage.REFUSED},
        Stage.HELD: {Stage.WAITING, Stage.SENDING, Stage.REFUSED},
        # Back to waiting only when it certainly was not taken, or the provider knows repeats.
        Stage.SENDING: {
            Stage.WAITING, Stage.SENT, Stage.DELIVERED, Stage.FAILED, Stage.UNKNOWN,
        },
        Stage.SENT: {Stage.DELIVERED, Stage.FAILED},
        # A late report clears it up, or an officer who has asked the person sends it again.
        Stage.UNKNOWN: {Stage.SENT, Stage.DELIVERED, Stage.FAILED, Stage.WAITING},
        Stage.FAILED: {Stage.WAITING, Stage.DELIVERED},
        Stage.DELIVERED: set(),
        Stage.REFUSED: set(),
    }  # fmt: skip

    code = models.CharField(_("通知编号"), max_length=24, unique=True)
    key = models.CharField(_("事由"), max_length=160)
    channel = models.CharField(_("渠道"), max_length=8, choices=Channel)
    template = models.CharField(_("模板"), max_length=40)
    kind = models.CharField(_("种类"), max_length=10, choices=Kind)
    language = models.CharField(_("语言"), max_length=8, default="zh")
    # A person erased takes along what was said to the person; a code belongs to no row.
    worker = models.ForeignKey(Worker, models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    address = SealedField(_("地址"), blank=True)
    address_index = models.CharField(max_length=40, null=True)
    text = SealedField(_("内容"), blank=True)
    sealed_values = SealedField(_("模板参数"), blank=True)
    # Plain numbers and codes that lead from the message to the page it is about.
    place = models.JSONField(_("去处"), default=dict)
    stage = models.CharField(_("状态"), max_length=10, choices=Stage, default=Stage.WAITING)
    told_at = models.DateTimeField(_("产生时间"))
    not_before = models.DateTimeField(_("最早发送"))
    expires_at = models.DateTimeField(_("过时作废"))
    taken_at = models.DateTimeField(_("最近一次发送"), null=True)
    settled_at = models.DateTimeField(_("有结果的时间"), null=True)
    read_at = models.DateTimeField(_("已读时间"), null=True)
    attempts = models.PositiveSmallIntegerField(_("发送次数"), default=0)
    provider = models.CharField(_("服务商"), max_length=12, blank=True)
    provider_id = models.CharField(_("服务商流水号"), max_length=80, blank=True)
    # A provider's code or ours; never a number, a name or a provider's sentence.
    trouble = models.CharField(_("原因"), max_length=60, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "channel"], name="told_twice_is_once"),
            models.CheckConstraint(
                condition=Q(worker=None) | Q(user=None), name="a_notice_is_to_one_person"
            ),
        ]
        indexes = [
            models.Index(
                fields=["stage", "not_before"],
                condition=~Q(channel="inapp"),
                name="notices_to_carry",
            ),
            models.Index(fields=["worker", "-id"], name="notices_of_a_worker"),
            models.Index(fields=["user", "-id"], name="notices_of_a_user"),
            models.Index(fields=["address_index", "taken_at"], name="notices_to_an_address"),
            models.Index(
                fields=["provider_id"], condition=~Q(provider_id=""), name="notices_by_receipt"
            ),
        ]

    def __str__(self):
        return f"{self.template} {self.code}"

    @property
    def values(self):
        return json.loads(self.sealed_values) if self.sealed_values else {}

    @property
    def address_masked(self):
        return f"{'*' * 7}{self.address[-4:]}" if self.address else ""

    @property
    def is_urgent(self):
        """Somebody sits and waits for it: no quiet hours, no limits, before all others."""
        return self.kind == Kind.CODE


class OptOutQuerySet(models.QuerySet):
    def against(self, kind, *, worker=None, user=None, phone_index=None):
        """What stands against sending this kind to this person or telephone."""
        owners = Q(pk__in=())
        if worker is not None:
            owners |= Q(worker=worker)
        if user is not None:
            owners |= Q(user=user)
        if phone_index:
            owners |= Q(phone_index=phone_index)
        return self.filter(owners, kind__in=[kind, ""])


class OptOut(models.Model):
    """Somebody does not want messages of a kind sent out (an empty kind: of any kind).

    A reply by SMS speaks for the telephone and all who share it; a choice made at the own
    door speaks for that person. What is shown inside the house stays there to be read.
    """

    worker = models.ForeignKey(Worker, models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    phone_index = models.CharField(max_length=40, null=True)
    kind = models.CharField(_("种类"), max_length=10, choices=Kind, blank=True)
    since = models.DateTimeField(_("自"))
    via = models.CharField(_("途径"), max_length=10)

    objects = OptOutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(worker__isnull=False, user=None, phone_index=None)
                | Q(worker=None, user__isnull=False, phone_index=None)
                | Q(worker=None, user=None, phone_index__isnull=False),
                name="one_somebody_opts_out",
            ),
            models.CheckConstraint(condition=~Q(kind="code"), name="codes_cannot_be_opted_out"),
            models.UniqueConstraint(fields=["worker", "kind"], name="one_opt_out_of_a_worker"),
            models.UniqueConstraint(fields=["user", "kind"], name="one_opt_out_of_a_user"),
            models.UniqueConstraint(fields=["phone_index", "kind"], name="one_opt_out_of_a_phone"),
        ]

    def __str__(self):
        return f"{self.kind or '*'} {self.since}"


class Binding(models.Model):
    """A person's WeChat, as the official account knows it.

    It begins as a short code shown at the person's own door; sent to the official account as a
    message, it tells which WeChat is theirs.
    """

    code = models.CharField(max_length=24, unique=True)
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(_("申请时间"))
    word_hash = models.CharField(max_length=64, null=True, unique=True)
    open_id = SealedField(_("微信标识"), blank=True)
    open_id_index = models.CharField(max_length=40, null=True)
    bound_at = models.DateTimeField(_("绑定时间"), null=True)
    ended_at = models.DateTimeField(_("解除时间"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker"],
                condition=Q(bound_at__isnull=False, ended_at=None),
                name="one_wechat_of_a_worker",
            ),
        ]
        indexes = [models.Index(fields=["open_id_index"], name="bindings_by_wechat")]

    def __str__(self):
        return self.code


class Tip(models.Model):
    """A new vacancy that meets somebody's wish, kept until the next message tells of it."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="+")
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="+")
    since = models.DateTimeField(_("自"))
    notice_key = models.CharField(_("已告知于"), max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["worker", "vacancy"], name="one_tip_of_a_vacancy")
        ]
        indexes = [
            models.Index(
                fields=["since", "worker"], condition=Q(notice_key=""), name="tips_to_tell"
            ),
        ]

    def __str__(self):
        return f"{self.worker_id} → {self.vacancy_id}"
