"""A call to the pair: “we have these people, find them posts”, with counts and never a name."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import Organisation, User
from jiedui.accounts.roles import Role
from jiedui.accounts.scope import own
from jiedui.catalog.models import Region
from jiedui.core.stages import Staged
from jiedui.vacancies.models import Vacancy
from jiedui.workers.models import Worker


class CallStage(models.TextChoices):
    DRAFTED = "drafted", _("起草中")
    SENT = "sent", _("已发出")
    ASKED_BACK = "asked_back", _("对方有询问")
    ANSWERED = "answered", _("已答复")
    DECLINED = "declined", _("对方无法办理")
    CLOSED = "closed", _("已办结")


# Between sending and closing the stage says what the requests say; see actions.calls.
UNDER_WAY = (CallStage.SENT, CallStage.ASKED_BACK, CallStage.ANSWERED, CallStage.DECLINED)


class CallQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The bureau that drew it up; its pair, once it has been sent."""
        if not (user.is_authenticated and user.may("calls.see")):
            return self.none()
        sent = own(user, "east") & Q(sent_at__isnull=False)
        return self.filter(own(user, "west") | sent)

    def under_way(self):
        return self.filter(stage__in=UNDER_WAY)


class Call(Staged):
    """A letter from a western bureau to its pair: the people nothing live meets, as requests."""

    MOVES = {
        CallStage.DRAFTED: {CallStage.SENT, CallStage.CLOSED},
        **{stage: {*UNDER_WAY, CallStage.CLOSED} - {stage} for stage in UNDER_WAY},
        CallStage.CLOSED: set(),
    }

    stage = models.CharField(_("进度"), max_length=10, choices=CallStage, default=CallStage.DRAFTED)
    west = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("输出地"))
    east = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("输入地"))
    title = models.CharField(_("标题"), max_length=80)
    # Who is meant, in words that name no town and no village: these go to the pair.
    group = models.CharField(_("人群"), max_length=120, blank=True)
    # The words of the sentence that chose them; they stay in the west.
    filters = models.JSONField(_("筛选条件"), default=dict, blank=True)
    as_of = models.DateField(_("统计日期"))
    # What the brief counted on that day; it stays in the west as well.
    counts = models.JSONField(_("计数"), default=dict, blank=True)
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(_("起草时间"))
    number = models.CharField(_("文号"), max_length=40, blank=True)
    contact = models.CharField(_("联系人和电话"), max_length=80, blank=True)
    reply_by = models.DateField(_("望回复日期"), null=True, blank=True)
    sent_at = models.DateTimeField(_("发出时间"), null=True)
    sent_by_id = models.BigIntegerField(null=True)
    closed_because = models.CharField(_("办结说明"), max_length=200, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by_id=None)
                | Q(sent_at__isnull=False, sent_by_id__isnull=False),
                name="a_sent_call_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | ~Q(stage__in=UNDER_WAY),
                name="only_a_sent_call_is_under_way",
            ),
            models.UniqueConstraint(
                fields=["west", "number"], condition=~Q(number=""), name="one_call_of_a_number"
            ),
        ]
        indexes = [
            models.Index(fields=["west", "-id"], name="calls_of_a_west"),
            models.Index(fields=["east", "-id"], name="calls_to_an_east"),
        ]

    def __str__(self):
        return self.title


class RequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """With its call; and an employer sees what was forwarded to the own house."""
        if user.is_authenticated and user.role == Role.EMPLOYER:
            mine = Forwarding.objects.filter(organisation=user.organisation_id)
            return self.filter(pk__in=mine.values("request"), call__stage__in=UNDER_WAY)
        return self.filter(call__in=Call.objects.visible_to(user))

    def declined(self):
        return self.exclude(declined_because="")


class Request(models.Model):
    """One line of a call: so many people, such posts, such a place, such a pay. Counts only."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="requests")
    position = models.PositiveSmallIntegerField(_("序号"))
    # How many were found, and how many are asked for: an officer may ask for fewer, never more.
    people = models.PositiveIntegerField(_("摸排人数"))
    asked = models.PositiveIntegerField(_("需求人数"))
    wording = models.CharField(_("岗位要求"), max_length=200)
    remark = models.CharField(_("其中"), max_length=200, blank=True)
    # [[occupation low, high, place low, high, kind of employer or -1]]: what employers it suits
    terms = models.JSONField(_("条件"), default=list)
    pay = models.PositiveIntegerField(_("月薪起点（元）"), default=0)
    accept = models.PositiveSmallIntegerField(_("接受这一工资的百分比"), default=100)
    starts_on = models.DateField(_("可到岗日期"), null=True, blank=True)
    # A number, or -1 (a few) and -2 (nearly all) where the number would point at somebody
    lodging = models.IntegerField(_("需要住宿"), default=0)
    couples = models.IntegerField(_("需要夫妻房"), default=0)
    declined_because = models.CharField(_("不能办理的原因"), max_length=200, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked__gte=1) & Q(asked__lte=F("people")),
                name="nobody_is_asked_for_who_was_not_found",
            ),
            models.CheckConstraint(
                condition=Q(accept__lte=100), name="a_share_of_acceptance_is_a_per_cent"
            ),
        ]

    def __str__(self):
        return f"{self.asked} {self.wording}"


class WisherQuerySet(models.QuerySet):
    def visible_to(self, user):
        """People: only where people may be seen at all."""
        return self.filter(worker__in=Worker.objects.visible_to(user))


class Wisher(models.Model):
    """Somebody who stands behind a request. Known in the west only: this row never crosses."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="+")
    request = models.ForeignKey(Request, models.CASCADE, related_name="wishers")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")

    objects = WisherQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "worker"], name="nobody_twice_in_a_call")
        ]

    def __str__(self):
        return f"{self.request_id}: {self.worker_id}"


class ForwardingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The eastern bureau's own doing, and the house it went to; the west sees answers."""
        if user.is_authenticated and user.role == Role.EMPLOYER:
            return self.filter(organisation=user.organisation_id)
        return self.filter(request__call__in=Call.objects.visible_to(user)).filter(
            own(user, "request__call__east")
        )


class Forwarding(models.Model):
    """The eastern bureau has handed a request on to an employer."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="forwardings")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("用人单位")
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("转发时间"))

    objects = ForwardingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "organisation"], name="one_forwarding_to_an_employer"
            )
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="forwardings_to_an_employer")]

    def __str__(self):
        return f"{self.request_id} → {self.organisation_id}"


class Answer(models.Model):
    """A vacancy given in answer to a request; it counts as offered while it is open."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="answers")
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "vacancy"], name="one_answer_of_a_vacancy_to_a_request"
            )
        ]

    def __str__(self):
        return f"{self.request_id} ← {self.vacancy_id}"


class Question(models.Model):
    """What the pair wants to know before it can answer, and what the west said to it."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="questions")
    said = models.CharField(_("询问"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("询问时间"))
    reply = models.CharField(_("答复"), max_length=300, blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reply="", replied_by=None, replied_at=None)
                | (~Q(reply="") & Q(replied_by__isnull=False, replied_at__isnull=False)),
                name="a_reply_says_who_and_when",
            )
        ]

    def __str__(self):
        return self.said
