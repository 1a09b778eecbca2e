"""Made beforehand and kept in the house's folder: sessions of visitors who come in by a code, and
addresses that the registry makes up."""

import json
import time
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from jiedui.accounts.actions import open_account
from jiedui.web.me import telephones
from jiedui.workers.actions.linking import link_account
from jiedui.workers.queries import phone_index

BACKEND = "django.contrib.auth.backends.ModelBackend"


def to_oneself(worker):
    """The first of the county signs in on an own phone."""
    user = open_account(worker.phone, phone_index=phone_index(worker.phone))
    link_account(worker, user=user, by=user)
    hand("me", user)


def hand(name, user):
    """A session of this user, its key in the house's folder."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    # As though the password had just been typed, for as long as the browser walks: what guards an
    # account asks for it again after minutes.
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time() + 3600, "reauthenticated": True}
    ]
    _keep(name, session)


def hand_telephone(name, phone):
    """Somebody has proven a telephone, and has not yet said who is holding it."""
    session = SessionStore()
    telephones.keep(SimpleNamespace(session=session), telephones.PROVEN, phone)
    _keep(name, session)


def _keep(name, session):
    session.save()
    (settings.HOME / f"session-{name}").write_text(session.session_key)


def keep_addresses(told):
    """{name: address}, added to those that were kept before."""
    file = settings.HOME / "addresses.json"
    kept = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps(kept | told))
