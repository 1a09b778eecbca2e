"""How the app on a phone is heard and answered: JSON, a code that never changes, a device key."""

import json
from functools import wraps

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from jiedui.accounts import actions as accounts
from jiedui.accounts import rls
from jiedui.accounts.models import Device
from jiedui.core.refusal import Refusal

SCHEME = "Device "


def answered(told, status=200):
    """Nothing of what a phone is told stays behind in a cache, the browser's or another."""
    return JsonResponse(told, status=status, headers={"Cache-Control": "private, no-store"})


def refused(refusal, status=400):
    return answered({"code": refusal.code, "message": str(refusal.message)}, status)


def bad_paper():
    return Refusal(
        "bad-paper", _("这份内容看不懂：手机上的程序可能太旧，请联网后重新打开，再发一次。")
    )


def told_in(request):
    """The JSON object that was sent."""
    try:
        told = json.loads(request.body)
    except ValueError:
        raise bad_paper() from None
    if not isinstance(told, dict):
        raise bad_paper()
    return told


def refusals_answered(view):
    """A refusal of a room is an answer to the phone, with its code."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(refusal)

    return guarded


def by_sign_in(view):
    """For setting up: somebody who is signed in as a helper, in the browser's own session."""

    @wraps(view)
    @refusals_answered
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return refused(Refusal("signed-out", _("请先用您的账号和密码登录。")), 401)
        if not request.user.may("village.survey"):
            return refused(Refusal("not-a-helper", _("只有村级帮办员能启用走访手机。")), 403)
        return view(request, *args, **kwargs)

    return guarded


def by_device(view):
    """For everything else: the device's own key. No cookie is read, so there is none to forge."""

    @csrf_exempt
    @wraps(view)
    @refusals_answered
    def guarded(request, *args, **kwargs):
        key = request.headers.get("Authorization", "").removeprefix(SCHEME)
        device = Device.objects.select_related("user__organisation__region").holding(key).first()
        if device is None:
            return refused(
                Refusal("device-unknown", _("系统不认识这部手机：请联系县里的经办人。")), 401
            )
        if not device.is_live or not device.user.may("village.survey"):
            return refused(accounts.revoked(), 403)
        request.device, request.user = device, device.user
        rls.see_as(device.user)
        accounts.hear_of(device, at=timezone.now(), waiting=_many(request))
        return view(request, *args, **kwargs)

    return guarded


def _many(request):
    """How many papers the phone says still lie on it."""
    said = request.GET.get("waiting", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else None
