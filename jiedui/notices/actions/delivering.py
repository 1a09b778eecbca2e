"""How a message leaves: taken up before the wire is touched, noted after, never sent blindly.

The courier writes down that it goes before it goes. If it falls on the way, the notice stands
at “sending”, and nobody can know whether the provider has it: such a notice is sent again only
where the provider recognises a repeat; otherwise it becomes “unknown” and waits for a report,
or for an officer who has asked the person.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.notices.models import DUE, Kind, Notice, OptOut, Stage
from jiedui.workers.models import Consent, Purpose

# Nobody is woken: local time of the county.
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
# How many messages one telephone or WeChat gets, codes apart.
LIMITS = ((timedelta(days=1), 3), (timedelta(days=7), 7))
# After the first, second … try that was certainly not taken; then it is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 10, 60, 240))
# A provider that recognises repeats does so for ten minutes: so often a repeat is safe.
SAFE_REPEATS = 3
MANY = 200


@transaction.atomic
def take_up(notice, *, at):
    """The notice, now on its way and to be sent; None if it may not or need not go now."""
    waiting = Notice.objects.filter(stage__in=DUE)
    if notice.address_index:
        # All that waits for one person is locked together: two couriers keep one limit.
        waiting = waiting.filter(address_index=notice.address_index)
    else:
        waiting = waiting.filter(pk=notice.pk)
    notice = next((one for one in lock(waiting) if one.pk == notice.pk), None)
    if notice is None or notice.stage not in DUE or notice.not_before > at:
        return None
    if why := _why_never(notice, at):
        return _put(notice, Stage.REFUSED, trouble=why, settled_at=at)
    until, why = _not_before(notice, at)
    if until > notice.expires_at:
        return _put(notice, Stage.REFUSED, trouble="too-late", settled_at=at)
    if until > at:
        return _put(notice, Stage.HELD, not_before=until, trouble=why)
    _put(notice, Stage.SENDING, taken_at=at, attempts=notice.attempts + 1, trouble="")
    return notice


def _why_never(notice, at):
    if at > notice.expires_at:
        return "too-late"
    if notice.is_urgent:
        return ""
    against = OptOut.objects.against(
        notice.kind, worker=notice.worker_id, user=notice.user_id, phone_index=notice.address_index
    )
    if against.exists():
        return "opted-out"
    asked = Consent.objects.filter(worker=notice.worker_id, purpose=Purpose.MESSAGES)
    # Who was never asked is served under the law; who said no, or took it back, is left in peace.
    return "no-consent" if asked.exists() and not asked.live().exists() else ""


def _not_before(notice, at):
    """The first moment at which it may go, and what it waits for."""
    if notice.is_urgent:
        return at, ""
    until, why = at, ""
    taken = list(
        Notice.objects.filter(address_index=notice.address_index, taken_at__isnull=False)
        .exclude(kind=Kind.CODE)
        .exclude(pk=notice.pk)
        .order_by("-taken_at")
        .values_list("taken_at", flat=True)[: max(most for _span, most in LIMITS)]
    )
    for span, most in LIMITS:
        if len(taken) >= most and taken[most - 1] + span > until:
            until, why = taken[most - 1] + span, "limit"
    awake = _awake(until)
    return (awake, why or "quiet-hours") if awake > until else (until, why)


def _awake(at):
    """The same moment, or the next morning if it lies in the quiet hours."""
    here = at.astimezone(timezone.get_default_timezone())
    if QUIET_UNTIL <= here.time() < QUIET_FROM:
        return at
    day = here.date() + timedelta(days=1 if here.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_UNTIL, here.tzinfo)


def _put(notice, stage, **told):
    """Write stage and facts together and record it; returns None, for the caller's no."""
    if notice.stage != stage and not notice.can_move(stage):
        raise Refusal("wrong-stage", _("这一步现在还不能做：请刷新页面，看看目前的进度。"))
    moved = notice.stage != stage
    for name, value in {**told, "stage": stage}.items():
        setattr(notice, name, value)
    notice.save(update_fields=["stage", *told])
    if moved and stage != Stage.SENDING:
        record(
            f"notice.{stage}", notice, by=None, worker_id=notice.worker_id,
            what=notice.template, channel=notice.channel, trouble=notice.trouble,
        )  # fmt: skip
    return None


def _again(notice):
    [notice] = lock([notice])
    return notice


@transaction.atomic
def note_sent(notice, *, provider, provider_id, at):
    """The provider has taken it. A report that was faster stands."""
    notice = _again(notice)
    if notice.stage in {Stage.SENDING, Stage.UNKNOWN}:
        _put(notice, Stage.SENT, provider=provider, provider_id=provider_id, settled_at=at)
    elif not notice.provider_id:
        notice.provider, notice.provider_id = provider, provider_id
        notice.save(update_fields=["provider", "provider_id"])
    return notice


@transaction.atomic
def note_later(notice, *, provider, trouble, at):
    """The provider certainly has not taken it: again after a pause that grows, or given up."""
    notice = _again(notice)
    if notice.stage != Stage.SENDING:
        return notice
    if notice.attempts > len(PAUSES):
        _put(notice, Stage.FAILED, provider=provider, trouble=trouble, settled_at=at)
    else:
        pause = PAUSES[notice.attempts - 1]
        _put(notice, Stage.WAITING, provider=provider, trouble=trouble, not_before=at + pause)
    return notice


@transaction.atomic
def note_failed(notice, *, provider, trouble, at):
    """The provider will never take it: a wrong number, a template it does not know."""
    notice = _again(notice)
    if notice.stage == Stage.SENDING:
        _put(notice, Stage.FAILED, provider=provider, trouble=trouble, settled_at=at)
    return notice


@transaction.atomic
def note_unknown(notice, *, provider, trouble, at, knows_repeats=False):
    """No answer came: it may have been taken. Only a provider that knows repeats is asked again."""
    notice = _again(notice)
    if notice.stage != Stage.SENDING:
        return notice
    if knows_repeats and notice.attempts < SAFE_REPEATS:
        pause = PAUSES[notice.attempts - 1]
        _put(notice, Stage.WAITING, provider=provider, trouble=trouble, not_before=at + pause)
    else:
        _put(notice, Stage.UNKNOWN, provider=provider, trouble=trouble, settled_at=at)
    return notice


@transaction.atomic
def clear_stranded(*, before, at, repeatable=()):
    """Whoever carried these fell on the way; how many were cleared up.

    `repeatable` holds (channel, template) where the provider recognises what it has had.
    """
    fallen = lock(Notice.objects.stranded(before).order_by("pk")[:MANY])
    for notice in fallen:
        if notice.stage != Stage.SENDING:
            continue
        known = (notice.channel, notice.template) in repeatable
        if known and notice.attempts < SAFE_REPEATS:
            _put(notice, Stage.WAITING, trouble="courier-fell", not_before=at)
        else:
            _put(notice, Stage.UNKNOWN, trouble="courier-fell", settled_at=at)
    return len(fallen)


REPORTED = {Stage.SENDING, Stage.SENT, Stage.UNKNOWN}


@transaction.atomic
def note_report(*, delivered, at, code="", provider_id="", trouble=""):
    """What the network reports of a message, by our code or the provider's; None if not ours."""
    known = {"code": code} if code else {"provider_id": provider_id}
    notice = Notice.objects.on_wires().filter(**known).first() if code or provider_id else None
    if notice is None:
        return None
    notice = _again(notice)
    stage = Stage.DELIVERED if delivered else Stage.FAILED
    if notice.stage in REPORTED or (delivered and notice.stage == Stage.FAILED):
        _put(notice, stage, trouble="" if delivered else trouble[:60], settled_at=at)
    return notice


@transaction.atomic
def resend(notice, *, by, at):
    """An officer sends again what did not arrive, or what nobody knows the end of."""
    notice = _again(notice)
    if notice.kind == Kind.CODE:
        raise Refusal("codes-are-not-resent", _("验证码不能重发：请本人重新获取一个。"))
    if not notice.can_move(Stage.WAITING) or notice.stage == Stage.SENDING:
        raise Refusal("nothing-to-resend", _("这条不用重发：请刷新页面，看看目前的状态。"))
    lasting = notice.expires_at - notice.told_at
    _put(
        notice, Stage.WAITING, attempts=0, trouble="", not_before=at, expires_at=at + lasting,
        settled_at=None,
    )  # fmt: skip
    record("notice.resent", notice, by=by, worker_id=notice.worker_id, what=notice.template)
    return notice
