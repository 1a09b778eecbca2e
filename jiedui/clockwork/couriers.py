"""Glue to the outside: waiting messages are carried to the wires, and what came of it is noted.

A notice is taken up in one transaction, handed to the wire outside of any, and noted in another.
A courier that is killed in between leaves it “sending”; after `STRANDED` another clears it up,
and sends it again only where the provider recognises a repeat.
"""

import logging
import threading
import tomllib
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils import timezone

from jiedui.clockwork.models import Pass
from jiedui.gateways.outbox import Outbox
from jiedui.gateways.parcels import Outcome, Parcel, Receipt
from jiedui.gateways.sms import Aliyun, Tencent
from jiedui.gateways.wechat import Layout, OfficialAccount
from jiedui.notices import actions as notices
from jiedui.notices.models import Channel, Kind, Notice
from jiedui.notices.queries import TEMPLATES, wire_values

PAUSE = 1.0
AT_ONCE = 20
# Longer than any wire waits for an answer: whoever has not noted by then has fallen.
STRANDED = timedelta(minutes=3)

log = logging.getLogger("jiedui.couriers")


class Nowhere:
    """In place of a wire that is not laid."""

    name = "none"

    def __init__(self, channel):
        self.trouble = f"{channel}-off"

    def send(self, parcel):
        return Receipt(Outcome.NEVER, trouble=self.trouble)

    def knows_repeats(self, template):
        return True


class Shelf:
    """Short-lived keys of providers, in the database, for all processes together."""

    def get(self, name, at):
        kept = Pass.objects.filter(name=name, until__gt=at).first()
        return kept.value if kept else ""

    @transaction.atomic
    def put(self, name, value, until):
        Pass.objects.filter(name=name).delete()
        Pass.objects.bulk_create([Pass(name=name, value=value, until=until)], ignore_conflicts=True)

    def drop(self, name):
        Pass.objects.filter(name=name).delete()


def approved():
    """The templates as the providers have approved them; a name that is not ours is a mistake."""
    if not settings.WIRE_TEMPLATES:
        return {}
    told = tomllib.loads(Path(settings.WIRE_TEMPLATES).read_text(encoding="utf-8"))
    for provider, templates in told.items():
        for name, value in templates.items():
            if name.partition(".")[0] not in TEMPLATES:
                raise ImproperlyConfigured(f"{settings.WIRE_TEMPLATES}: no template {name}")
            if provider == "wechat":
                _check_layout(name, value)
    return told


def _check_layout(name, told):
    unknown = set(told.get("data", {}).values()) - set(TEMPLATES[name].values)
    if "id" not in told or unknown:
        raise ImproperlyConfigured(f"{settings.WIRE_TEMPLATES}: wechat.{name} {sorted(unknown)}")


def wires():
    """The wire of each channel, as the settings lay them."""
    known = approved()
    return {Channel.SMS: _sms(known), Channel.WECHAT: _wechat(known)}


def _sms(known):
    told = {"signature": settings.SMS_SIGNATURE, "templates": known.get(settings.SMS, {})}
    if settings.SMS_ENDPOINT:
        told["endpoint"] = settings.SMS_ENDPOINT
    if settings.SMS == "aliyun":
        return Aliyun(key_id=settings.ALIYUN_KEY_ID, key_secret=settings.ALIYUN_KEY_SECRET, **told)
    if settings.SMS == "tencent":
        return Tencent(
            secret_id=settings.TENCENT_SECRET_ID, secret_key=settings.TENCENT_SECRET_KEY,
            app_id=settings.TENCENT_SMS_APP, **told,
        )  # fmt: skip
    return Outbox() if settings.SMS == "outbox" else Nowhere(Channel.SMS)


def _wechat(known):
    if settings.WECHAT == "outbox":
        return Outbox()
    if settings.WECHAT == "off":
        return Nowhere(Channel.WECHAT)
    layouts = {
        name: Layout(told["id"], told.get("data", {}), told.get("subscribe", False))
        for name, told in known.get("wechat", {}).items()
    }
    endpoint = {"endpoint": settings.WECHAT_ENDPOINT} if settings.WECHAT_ENDPOINT else {}
    return OfficialAccount(
        app_id=settings.WECHAT_APP_ID, app_secret=settings.WECHAT_APP_SECRET, layouts=layouts,
        shelf=Shelf(), link=f"{settings.SITE}/me/", **endpoint,
    )  # fmt: skip


class Couriers:
    """Carry what is due. A wire that asks for rest is left alone, by this process, for so long."""

    def __init__(self, gateways=None):
        self.gateways = wires() if gateways is None else gateways
        self.resting = {}

    def carry(self, now=None):
        """One round; how much was moved. Codes go first: somebody waits for them."""
        now = now or timezone.now()
        moved = self._clear_stranded(now)
        awake = [one for one in self.gateways if self.resting.get(one, now) <= now]
        due = Notice.objects.due(now).filter(channel__in=awake).order_by("not_before", "pk")
        urgent = list(due.filter(kind=Kind.CODE)[:AT_ONCE])
        for notice in urgent or list(due.exclude(kind=Kind.CODE)[:AT_ONCE]):
            if self.resting.get(notice.channel, now) <= now:
                moved += self._carry(notice, now)
        return moved

    def _clear_stranded(self, now):
        repeatable = {
            (channel, template)
            for channel, gateway in self.gateways.items()
            for template in TEMPLATES
            if gateway.knows_repeats(template)
        }
        return notices.clear_stranded(before=now - STRANDED, at=now, repeatable=repeatable)

    def _carry(self, notice, now):
        taken = notices.take_up(notice, at=now)
        if taken is None:
            return 1  # refused or held: that too is a move
        gateway = self.gateways[taken.channel]
        try:
            receipt = gateway.send(_parcel(taken))
        except Exception as error:  # the outermost loop: one message must not stop the rest
            log.error("%s fell over notice %s (%s)", gateway.name, taken.pk, type(error).__name__)
            receipt = Receipt(Outcome.UNKNOWN, trouble="courier-fell")
        self._note(taken, gateway, receipt, now)
        return 1

    def _note(self, notice, gateway, receipt, now):
        told = {"provider": gateway.name, "at": now}
        if receipt.rest:
            self.resting[notice.channel] = now + timedelta(seconds=receipt.rest)
            log.warning("%s rests %ss: %s", gateway.name, receipt.rest, receipt.trouble)
        if receipt.outcome is Outcome.TAKEN:
            notices.note_sent(notice, provider_id=receipt.number, **told)
        elif receipt.outcome is Outcome.LATER:
            notices.note_later(notice, trouble=receipt.trouble, **told)
        elif receipt.outcome is Outcome.UNKNOWN:
            repeats = gateway.knows_repeats(notice.template)
            notices.note_unknown(notice, trouble=receipt.trouble, knows_repeats=repeats, **told)
        elif receipt.gone:
            notices.note_gone(notice, trouble=receipt.trouble, **told)
        else:
            notices.note_failed(notice, trouble=receipt.trouble, **told)


def _parcel(notice):
    values = wire_values(notice.values)
    return Parcel(
        code=notice.code,
        to=notice.address,
        template=notice.template,
        language=notice.language,
        text=notice.text,
        values={name: values[name] for name in TEMPLATES[notice.template].values},
    )


@contextmanager
def carry_beside(stopping):
    """In a thread of its own: a sign-in code must not wait for a matching to end."""
    carrying = threading.Thread(target=_keep_carrying, args=(Couriers(), stopping), daemon=True)
    carrying.start()
    try:
        yield
    finally:
        stopping.set()
        carrying.join()


def _keep_carrying(couriers, stopping):
    try:
        while not stopping.is_set():
            try:
                close_old_connections()
                moved = couriers.carry() + notices.tell_news(at=timezone.now())
            except OperationalError as error:
                log.warning("the database does not answer (%s)", type(error).__name__)
                moved = 0
            except Exception as error:  # the outermost loop: letters must go on being carried
                log.error("couriers fell over (%s)", type(error).__name__)
                moved = 0
            if not moved:
                stopping.wait(PAUSE)
    finally:
        connection.close()
