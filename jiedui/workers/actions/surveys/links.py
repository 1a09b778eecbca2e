"""One-time links: the person answers on the own telephone, without an account."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.workers.actions.surveys.answers import form_of, refuse_shut
from jiedui.workers.actions.surveys.finishing import decline_survey, finish, nothing_changed
from jiedui.workers.models import Channel, Link, Response, ResponseStage, Worker
from jiedui.workers.models.surveys import link_index

LIFE = timedelta(days=14)
MOST_WRONG = 5


@transaction.atomic
def make_link(wave, worker, *, by, at, channel=Channel.SMS):
    """A new address for this person, told this once; the ones made before are closed."""
    refuse_shut(wave)
    lock([worker])  # two officers at once: the later link is the one that opens
    if Response.objects.filter(wave=wave, worker=worker, stage=ResponseStage.FINISHED).exists():
        raise Refusal("already-finished", _("这个人已经问完，不用再发链接。"))
    if not type(worker).objects.present().filter(wave.inside(), pk=worker.pk).exists():
        raise Refusal("not-in-wave", _("这个人不在这次摸排的范围内，不能发链接。"))
    earlier = Link.objects.filter(wave=wave, worker=worker, used_at=None, closed_at=None)
    earlier.update(closed_at=at)
    # 144 random bits: nobody guesses it, and it still fits in one short message.
    token = secrets.token_urlsafe(18)
    link = Link.objects.create(
        wave=wave,
        worker=worker,
        token_index=link_index(token),
        channel=channel,
        made_by=by,
        made_at=at,
        expires_at=at + LIFE,
    )
    record("link.made", link, by=by, worker_id=worker.pk, channel=str(channel))
    return token


@transaction.atomic
def close_link(link, *, by, at):
    """Sent to the wrong number, or no longer wanted."""
    (link,) = lock([link])
    if link.closed_at is None and link.used_at is None:
        link.closed_at = at
        link.save(update_fields=["closed_at"])
        record("link.closed", link, by=by, worker_id=link.worker_id)
    return link


@transaction.atomic
def miss(link, *, at):
    """Whoever holds the link did not know the last four digits; how many tries are left."""
    (link,) = lock([link])
    link.wrong += 1
    if link.wrong >= MOST_WRONG and link.closed_at is None:
        link.closed_at = at
        record("link.closed", link, by=None, worker_id=link.worker_id, wrong=link.wrong)
    link.save(update_fields=["wrong", "closed_at"])
    return max(MOST_WRONG - link.wrong, 0)


@transaction.atomic
def finish_at_link(link, *, on, at):
    """The person has answered everything: the form is finished and the link used up."""
    link = _usable(link, at=at)
    finish(form_of(link.wave, link.worker), by=None, on=on)
    return _used(link, at=at)


@transaction.atomic
def nothing_changed_at_link(link, *, on, at):
    """One tap on the own telephone: everything is as it was last time."""
    link = _usable(link, at=at)
    nothing_changed(link.wave, link.worker, by=None, on=on, at=at, channel=link.channel)
    return _used(link, at=at)


@transaction.atomic
def decline_at_link(link, *, on, at):
    """The person does not agree: that is kept, the answers are not, the link is over."""
    link = _usable(link, at=at)
    decline_survey(link.wave, link.worker, by=None, on=on, at=at, channel=link.channel)
    return _used(link, at=at)


def _usable(link, *, at):
    lock([Worker(pk=link.worker_id)])  # the person first, as everywhere
    (link,) = lock([link])
    if not Link.objects.live(at).filter(pk=link.pk).exists():
        raise Refusal("link-over", _("这个链接已经用过或过期：请打电话给县人社局，重新要一个。"))
    return link


def _used(link, *, at):
    link.used_at = at
    link.save(update_fields=["used_at"])
    return link
