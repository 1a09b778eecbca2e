"""What has left for people's telephones, how it fared, and what to send again.

In a trial, where nothing leaves the machine, this page stands for the telephones: then, and only
then, sign-in codes can be read here. Production never shows one: settings.OUTBOX_SHOWS_CODES.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jiedui.notices import actions as notices
from jiedui.notices.models import Kind, Notice, Stage
from jiedui.web.kit.pages import back, refusals_told, staff
from jiedui.web.kit.paging import page_of
from jiedui.web.kit.templatetags.kit import Tab
from jiedui.workers.models import Worker

# What an officer looks for, and the stages that are meant.
PARTS = {
    "all": (gettext_lazy("全部"), tuple(Stage)),
    "waiting": (gettext_lazy("等待发送"), (Stage.WAITING, Stage.HELD, Stage.SENDING)),
    "sent": (gettext_lazy("已发出"), (Stage.SENT, Stage.DELIVERED)),
    "trouble": (gettext_lazy("没有送到"), (Stage.FAILED, Stage.UNKNOWN)),
    "refused": (gettext_lazy("不发"), (Stage.REFUSED,)),
}
TONES = {
    Stage.WAITING: "wait",
    Stage.HELD: "wait",
    Stage.SENDING: "river",
    Stage.SENT: "river",
    Stage.DELIVERED: "done",
    Stage.FAILED: "stop",
    Stage.UNKNOWN: "stop",
}
# Our own reasons in words; a provider's code is shown as it is.
REASONS = {
    "quiet-hours": gettext_lazy("夜里不打扰，早上8点发"),
    "limit": gettext_lazy("本人今天或这周收得够多了"),
    "too-late": gettext_lazy("过了时候，不再发"),
    "opted-out": gettext_lazy("本人退订"),
    "no-consent": gettext_lazy("本人不同意接收短信"),
    "no-address": gettext_lazy("没有登记电话"),
    "no-template": gettext_lazy("服务商没有这个模板"),
    "sms-off": gettext_lazy("没有开通短信"),
    "wechat-off": gettext_lazy("没有开通微信"),
    "not-reached": gettext_lazy("连不上服务商"),
    "no-answer": gettext_lazy("服务商没有回应，可能已发出"),
    "courier-fell": gettext_lazy("发送时中断，可能已发出"),
    "wechat-43004": gettext_lazy("本人没有关注公众号，改发短信"),
}
# What the two providers' documents call it, for what an officer can do something about.
WRONG_NUMBER = gettext_lazy("号码不对：核对后更正，再重发")
TOO_OFTEN = gettext_lazy("给这个号码发得太多，服务商拦下了：明天再发，或打电话")
NOT_WANTED = gettext_lazy("本人向运营商退订过：请打电话")
NO_MONEY = gettext_lazy("短信余额不足：请告诉系统管理员")
PROVIDERS_SAY = {
    "isv.MOBILE_NUMBER_ILLEGAL": WRONG_NUMBER,
    "InvalidParameterValue.IncorrectPhoneNumber": WRONG_NUMBER,
    "FailedOperation.PhoneNumberParseFail": WRONG_NUMBER,
    "isv.BUSINESS_LIMIT_CONTROL": TOO_OFTEN,
    "isv.DAY_LIMIT_CONTROL": TOO_OFTEN,
    "LimitExceeded.PhoneNumberDailyLimit": TOO_OFTEN,
    "LimitExceeded.PhoneNumberThirtySecondLimit": TOO_OFTEN,
    "LimitExceeded.PhoneNumberOneHourLimit": TOO_OFTEN,
    "isv.BLACK_KEY_CONTROL_LIMIT": NOT_WANTED,
    "FailedOperation.PhoneNumberInBlacklist": NOT_WANTED,
    "isv.AMOUNT_NOT_ENOUGH": NO_MONEY,
    "FailedOperation.InsufficientBalanceInSmsPackage": NO_MONEY,
}


@dataclass(frozen=True)
class Line:
    notice: Notice
    text: str
    tone: str
    reason: str
    can_resend: bool


def _seen_by(user):
    """The messages to people of the own county; in a trial also codes, which belong to nobody."""
    found = Notice.objects.visible_to(user)
    if settings.OUTBOX_SHOWS_CODES and user.may("notices.see"):
        found = found | Notice.objects.filter(kind=Kind.CODE, worker=None)
    return found.on_wires()


def _line(notice):
    hidden = notice.kind == Kind.CODE and not settings.OUTBOX_SHOWS_CODES
    return Line(
        notice=notice,
        text=_("验证码，不显示") if hidden else notice.text or _("已过期，内容已清除"),
        tone=TONES.get(notice.stage, ""),
        reason=_reason(notice.trouble),
        can_resend=notice.stage in {Stage.FAILED, Stage.UNKNOWN} and notice.kind != Kind.CODE,
    )


def _reason(trouble):
    """In words; a code that nobody has worded yet is shown to be asked the provider about."""
    told = REASONS.get(trouble) or PROVIDERS_SAY.get(trouble)
    if told or not trouble:
        return str(told or "")
    return _("服务商退回，代号 %(code)s") % {"code": trouble}


def _tabs(found, chosen, person):
    """Each part with its count, from one query."""
    counted = found.aggregate(
        **{name: Count("pk", filter=Q(stage__in=stages)) for name, (_l, stages) in PARTS.items()}
    )
    who = f"&person={person.code}" if person else ""
    here = reverse("desk:outbox")
    return [
        Tab(label, f"{here}?part={name}{who}", counted[name], name == chosen)
        for name, (label, _stages) in PARTS.items()
    ]


@staff("notices.see")
def listed(request):
    part, person = request.GET.get("part", "all"), None
    if part not in PARTS:
        raise Http404
    found = _seen_by(request.user)
    if code := request.GET.get("person"):
        person = get_object_or_404(Worker.objects.visible_to(request.user), code=code)
        found = found.filter(worker=person)
    chosen = found.filter(stage__in=PARTS[part][1]).select_related("worker")
    page = page_of(chosen, request, newest_first=True, size=30)
    told = {
        "page": page,
        "lines": [_line(one) for one in page],
        "tabs": _tabs(found, part, person),
        "person": person,
        "trial": settings.SMS == "outbox",
    }
    return render(request, "desk/outbox/list.html", told)


@staff("notices.resend")
@require_POST
def resend(request, pk):
    """Again, after the person was asked or the telephone number was mended."""
    notice = get_object_or_404(_seen_by(request.user), pk=pk)
    with refusals_told(request):
        notices.resend(notice, by=request.user, at=timezone.now())
        messages.success(request, _("已排队重发。"))
    return back(request, reverse("desk:outbox"))
