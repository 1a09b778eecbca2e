"""Setting a phone up, opening one that was shut, and telling one of its end."""

from django.contrib.auth import logout
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Device
from jiedui.core.refusal import Refusal
from jiedui.web.village.wire import (
    answered,
    bad_paper,
    by_sign_in,
    refusals_answered,
    told_in,
)


@require_safe
@by_sign_in
def who(request):
    """Who is signed in, and the token with which this browser may ask for a device."""
    return answered({"name": request.user.full_name, "token": get_token(request)})


@require_POST
@by_sign_in
def enrol(request):
    """The key is told once. The session ends here: the phone needs the password no more, and
    whoever picks it up finds nobody signed in."""
    name = str(told_in(request).get("name", "")).strip()
    if not name:
        raise Refusal("no-name", _("请给这部手机起个名字，方便以后辨认。"))
    device, key = accounts.enrol_device(request.user, name=name, at=timezone.now(), by=request.user)
    logout(request)
    return answered({"device": device.code, "key": key, "spare": device.spare})


@require_POST
@by_sign_in
def spare(request):
    """The PIN is lost: who has the password gets the phone's spare key back."""
    device = Device.objects.filter(user=request.user, code=_code(request)).first()
    if device is None:
        raise Refusal("not-your-phone", _("这部手机不是用您的账号启用的：请用原来的账号登录。"))
    if not device.is_live:
        raise accounts.revoked()
    logout(request)
    return answered({"spare": device.spare})


@csrf_exempt
@require_POST
@refusals_answered
def standing(request):
    """Whether the device of this number is revoked; asked by an app that is still locked.

    The number has 128 random bits and opens nothing.
    """
    device = Device.objects.select_related("user").filter(code=_code(request)).first()
    if device is None:
        return answered({"is": "unknown"})
    return answered({"is": "live" if device.is_live else "revoked"})


@csrf_exempt
@require_POST
@refusals_answered
def wiped(request):
    """A revoked phone says that it has emptied itself."""
    device = Device.objects.filter(code=_code(request)).first()
    if device is not None:
        accounts.confirm_wiped(device, at=timezone.now())
    return answered({})


def _code(request):
    code = told_in(request).get("device")
    if not isinstance(code, str):
        raise bad_paper()
    return code
