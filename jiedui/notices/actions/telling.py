"""Telling somebody something, once: inside the house, and by the wire that reaches the person."""

import hashlib
import json
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import User
from jiedui.core.events import record
from jiedui.core.fields import blind
from jiedui.core.refusal import Refusal
from jiedui.notices.models import Channel, Kind, Notice, Stage
from jiedui.notices.queries import (
    TEMPLATES,
    Reach,
    inbox,
    phone_index,
    reach_of,
    said,
    sms_text,
)

# The last hand on the tap, whoever asks for codes: a minute, a day.
CODES = ((timedelta(minutes=1), 3), (timedelta(days=1), 10))


@transaction.atomic
def tell(
    template, *, values, at, worker=None, user=None, about=None, place=None, language="zh", by=None
):
    """Tell one person, once; the notices that came of it, new or told before.

    `about` is the event that is told of: the same event tells the same person once, however
    often a follower hears of it. Without an event, the same words on one day are told once.
    `place` holds plain numbers and codes by which a door finds the page the message is about.
    """
    asked = TEMPLATES[template]
    values = _checked(template, values)
    if worker is not None and worker.left:
        return []
    who = f"w{worker.pk}" if worker is not None else f"u{user.pk}"
    key = f"{template}:{_occasion(values, about, at)}:{who}"
    told = {"worker": worker, "user": user, "place": place or {}, "language": language, "at": at}
    made = []
    if asked.inside:
        made.append(_keep(key, Channel.IN_APP, template, values, told))
    if asked.by_wire and worker is not None:
        reach = reach_of(worker) or Reach(Channel.SMS, "", None)
        made.append(_keep(key, reach.channel, template, values, told, reach))
    if new := [notice for notice, is_new in made if is_new]:
        record("notice.told", new[0], by=by, worker_id=getattr(worker, "pk", None), what=template)
    return [notice for notice, _is_new in made]


@transaction.atomic
def tell_organisation(template, organisation, *, verb, values, at, about, place=None):
    """Tell everybody of an organisation whose role lets them act on it."""
    staff = User.objects.filter(organisation=organisation, is_active=True).order_by("pk")
    return [
        notice
        for user in staff
        if user.may(verb)
        for notice in tell(template, user=user, values=values, at=at, about=about, place=place)
    ]


@transaction.atomic
def send_code(phone, code, *, at, language="zh"):
    """A sign-in code to a telephone. Nobody can opt out of it, no hour is too late for it."""
    if settings.SMS == "off":
        raise Refusal("sms-off", _("这里还没有开通短信：请到村里找帮办员，或联系人社局。"))
    index = phone_index(phone)
    _refuse_too_many(index, at)
    values = _checked("signin_code", {"code": code})
    # The key must not give the code away to somebody who tries a million of them.
    key = f"signin_code:{blind('notice', f'{phone}:{code}:{at.isoformat()}')}"
    told = {"worker": None, "user": None, "place": {}, "language": language, "at": at}
    notice, is_new = _keep(
        key, Channel.SMS, "signin_code", values, told, Reach(Channel.SMS, phone, index)
    )
    if is_new:
        record("notice.told", notice, by=None, what="signin_code")
    return notice


def _refuse_too_many(index, at):
    codes = Notice.objects.filter(address_index=index, kind=Kind.CODE)
    for span, most in CODES:
        if codes.filter(told_at__gt=at - span).count() >= most:
            raise Refusal(
                "too-many-codes", _("验证码要得太勤了：请过一会儿再试，或找村里的帮办员。")
            )


def _checked(template, values):
    """Exactly the declared values, as plain text: a template says nothing else."""
    values = {name: str(value) for name, value in values.items()}
    if set(values) != set(TEMPLATES[template].values):
        raise ValueError(f"{template} takes {TEMPLATES[template].values}, not {sorted(values)}")
    return values


def _occasion(values, about, at):
    if about is not None:
        return f"e{about.pk}"
    words = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return f"{at:%Y%m%d}.{blind('notice', words)[:20]}"


def _keep(key, channel, template, values, told, reach=None):
    """The row of this message on this channel; (notice, whether it is new)."""
    asked, at = TEMPLATES[template], told["at"]
    language = told["language"]
    inside = channel == Channel.IN_APP
    notice = Notice(
        code=hashlib.sha256(f"{key}|{channel}".encode()).hexdigest()[:24],
        key=key,
        channel=channel,
        template=template,
        kind=asked.kind,
        language=language,
        worker=told["worker"],
        user=told["user"],
        address=reach.address if reach else "",
        address_index=reach.index if reach else None,
        text=_worded(template, values, language, inside),
        sealed_values=json.dumps(values, ensure_ascii=False),
        place=told["place"],
        stage=Stage.SENT if inside else Stage.WAITING,
        told_at=at,
        not_before=at,
        expires_at=at + asked.lasting,
        settled_at=at if inside else None,
    )
    if not inside and (why := _why_nowhere(notice)):
        notice.stage, notice.trouble, notice.settled_at = Stage.REFUSED, why, at
    known = Notice.objects.filter(key=key, channel=channel).first()
    if known:
        return known, False
    # Two tellers at once: the database keeps the first, and both go on with that one.
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    kept = Notice.objects.get(code=notice.code)
    return kept, True


def _why_nowhere(notice):
    if not notice.address:
        return "no-address"
    return "sms-off" if notice.channel == Channel.SMS and settings.SMS == "off" else ""


def tell_by_sms(notice, *, at):
    """The same message by SMS, to somebody whom another wire has lost."""
    if notice.worker is None or not notice.worker.phone:
        return None
    told = {
        "worker": notice.worker, "user": None, "place": notice.place,
        "language": notice.language, "at": at,
    }  # fmt: skip
    reach = Reach(Channel.SMS, notice.worker.phone, notice.worker.phone_index)
    return _keep(notice.key, Channel.SMS, notice.template, notice.values, told, reach)[0]


def _worded(template, values, language, inside):
    if inside:
        return said(template, values, language=language).body
    return sms_text(template, values, language=language)


@transaction.atomic
def read_all(person, *, at, by):
    """Somebody has looked at the messages at the own door; how many were new."""
    new = Notice.objects.filter(pk__in=list(inbox(person).unread().values_list("pk", flat=True)))
    counted = new.update(read_at=at, stage=Stage.DELIVERED)
    if counted:
        record("notice.read", by, by=by, many=counted)
    return counted


@transaction.atomic
def forget_codes(*, before, by=None):
    """A code that has had its time is nobody's to read any more; the row stays, without it."""
    old = Notice.objects.filter(kind=Kind.CODE, expires_at__lt=before).exclude(text="")
    counted = old.update(text="", sealed_values="")
    return counted
