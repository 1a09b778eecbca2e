"""When a session ends by itself, and who may not work yet without a second factor."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.roles import DOORS

# A session is written at most so often because somebody clicked.
MINUTE = 60
# Doors of those who sit at a desk with other people's particulars; a helper on the way and a
# worker with the own telephone are not signed out between two houses.
ATTENDED = {"desk", "employer"}
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def begin(request):
    """The clock of a session starts when somebody signs in."""
    request.session["began"] = request.session["seen"] = int(time.time())


class SessionsEnd:
    """Signs out whoever has not clicked for half an hour, or came in half a day ago."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "_auth_user_id" in request.session and self._is_over(request):
            logout(request)
            messages.info(request, _("太久没有操作，已自动退出：请重新登录。"))
        return self.get_response(request)

    def _is_over(self, request):
        now, kept = int(time.time()), request.session
        if "began" not in kept:  # signed in before sessions had a clock
            begin(request)
        began, seen = kept["began"], kept["seen"]
        if now - seen >= MINUTE:
            kept["seen"] = now
        if now - began > settings.SESSION_COOKIE_AGE:
            return True
        idle = now - seen > settings.SESSION_IDLE_MINUTES * MINUTE
        return idle and request.user.is_authenticated and DOORS[request.user.role] in ATTENDED


def lacks_second_factor(request):
    """An officer who has to set one up first. Asked of the database once a session."""
    user = request.user
    if not settings.SECOND_FACTOR_NEEDED or DOORS[user.role] != "desk":
        return False
    if not request.session.get("second_factor") and is_mfa_enabled(user, STRONG):
        request.session["second_factor"] = True
    return not request.session.get("second_factor")
