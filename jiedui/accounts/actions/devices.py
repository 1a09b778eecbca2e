"""Enrolling a helper's phone, hearing of it, revoking it, and the receipts it holds."""

import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import Device, Receipt, User
from jiedui.accounts.models.devices import hash_of
from jiedui.accounts.roles import require
from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal

# An old phone, a new one and the one that the village lends out.
MOST = 3


@transaction.atomic
def enrol_device(user, *, name, at, by):
    """Let a helper's phone in; (device, its key). The key is told this once and never again."""
    require(user, "village.survey")
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.devices.live().count() >= MOST:
        raise Refusal(
            "too-many-devices",
            _("您名下已有3部手机在用：请先请县里的经办人停用不再用的那一部，再来启用这一部。"),
        )
    key = secrets.token_urlsafe(32)
    device = Device(
        code=secrets.token_urlsafe(16),
        user=user,
        name=name[:40],
        key_hash=hash_of(key),
        spare=secrets.token_hex(32),
        made_at=at,
        seen_at=at,
    )
    device.save()
    record("device.enrolled", device, by=by)
    return device, key


def revoked():
    """The refusal at which the app on the phone empties itself; its code never changes."""
    return Refusal(
        "device-revoked", _("这部手机已被停用，里面的内容会清空。有疑问请联系县里的经办人。")
    )


def hear_of(device, *, at, waiting=None):
    """The phone has been in contact; how many forms it still holds, if it said so.

    Not an event: a phone is heard of every few minutes of a working day.
    """
    told = {"seen_at": at} if waiting is None else {"seen_at": at, "waiting": waiting}
    Device.objects.filter(pk=device.pk).update(**told)


@transaction.atomic
def carry_out(device, *, visits, waiting):
    """The phone takes these visits along; earlier ones count until nothing waits on it."""
    (device,) = lock([device])
    earlier = device.carried if waiting else []
    carried = sorted({*earlier, *visits})
    if carried != device.carried:
        Device.objects.filter(pk=device.pk).update(carried=carried)
        # Names and telephones of these people are on a phone from now on: that stays on record.
        record("round.carried", device, by=device.user, visits=len(visits))


@transaction.atomic
def revoke_device(device, *, by, because, at):
    """From now on every request of this phone is refused, and it empties itself on hearing so."""
    require(by, "devices.revoke")
    (device,) = lock([device])
    if device.revoked_at:
        raise Refusal("already-revoked", _("这部手机已经停用，不用再停一次。"))
    device.revoked_at, device.revoked_by, device.because = at, by, because[:120]
    # Without the spare key, what is still on the phone stays shut even if it never calls again.
    device.spare = ""
    device.save(update_fields=["revoked_at", "revoked_by", "because", "spare"])
    record("device.revoked", device, by=by, waiting=device.waiting)
    return device


@transaction.atomic
def confirm_wiped(device, *, at):
    """The revoked phone says that nothing is left on it; said twice, the first time counts."""
    (device,) = lock([device])
    if device.revoked_at is None or device.wiped_at is not None:
        return device
    device.wiped_at, device.waiting = at, 0
    device.save(update_fields=["wiped_at", "waiting"])
    record("device.wiped", device, by=device.user)
    return device


def open_receipt(device, *, submission, kind, at):
    """(receipt, is_new) of one paper; call it in the transaction that takes the paper.

    The lock on the device is what keeps a paper from slipping in while it is being revoked, and
    makes the second delivery of the same paper wait for the first and then find its receipt.
    """
    (device,) = lock([device])
    if not device.is_live:
        raise revoked()
    receipt, is_new = Receipt.objects.get_or_create(
        submission=submission, defaults={"device": device, "kind": kind, "taken_at": at}
    )
    if receipt.device.user_id != device.user_id:
        raise Refusal("not-your-paper", _("这份表是另一位帮办员交的：请各交各的。"))
    return receipt, is_new


def close_receipt(receipt, *, answer, worker_id=None):
    """What the device is told of the paper that it has just handed in."""
    receipt.answer, receipt.worker_id = answer, worker_id
    receipt.save(update_fields=["answer", "worker_id"])
    return receipt
