"""A telephone on its way through sign-in: kept in the session, sealed, for a quarter of an hour.

The browser gets a word of its own; a code can be tried only in the browser that asked for it.
"""

import secrets
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from django.utils import timezone

from jiedui.accounts import actions as accounts
from jiedui.core.fields import seal, unseal
from jiedui.notices import actions as notices
from jiedui.web.kit.addresses import address_of

LASTS = timedelta(minutes=15)
ASKED, PROVEN = "phone_asked", "phone_proven"


def browser_of(request):
    """The word by which this browser is known while somebody signs in."""
    if "browser" not in request.session:
        request.session["browser"] = secrets.token_urlsafe(24)
    return request.session["browser"]


def keep(request, name, phone):
    bound = browser_of(request)
    request.session[name] = {
        "phone": seal(phone, f"session.{name}:{bound}"),
        "until": (timezone.now() + LASTS).isoformat(),
    }


def kept(request, name):
    """The telephone, or nothing when none was given in this browser or it was too long ago."""
    told = request.session.get(name)
    if not told or timezone.now() > datetime.fromisoformat(told["until"]):
        return ""
    try:
        return unseal(told["phone"], f"session.{name}:{browser_of(request)}")
    except InvalidTag:
        return ""


def forget(request):
    for name in (ASKED, PROVEN):
        request.session.pop(name, None)


def send(request, phone, *, purpose):
    """A code is made and handed to the messenger; it is kept nowhere here."""
    at = timezone.now()
    code = accounts.issue_code(
        phone, purpose=purpose, at=at, address=address_of(request), bound=browser_of(request)
    )
    keep(request, ASKED, phone)
    notices.send_code(phone, code, at=at)


def proof(request, purpose):
    """What both checks of a code are told besides the telephone and the code."""
    return {
        "purpose": purpose,
        "at": timezone.now(),
        "address": address_of(request),
        "bound": browser_of(request),
    }
