"""Accounts of those who sign in for an organisation."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import User
from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal


@transaction.atomic
def enrol_user(*, username, password, full_name, organisation, role, by):
    """Give a member of staff an account; without a password nobody can sign in to it."""
    if User.objects.filter(username=username).exists():
        raise username_taken()
    user = User(username=username, full_name=full_name, organisation=organisation, role=role)
    if password is not None:
        _refuse_weak(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # somebody else has just taken it
        raise username_taken() from None
    record("user.enrolled", user, by=by, role=role)
    return user


def username_taken():
    return Refusal("username-taken", _("这个账号已有人使用：请换一个。"))


def _refuse_weak(password, user):
    try:
        validate_password(password, user)
    except ValidationError:
        raise Refusal(
            "weak-password", _("密码太弱：至少10位，不要全用数字，也不要用常见的密码。请换一个。")
        ) from None


@transaction.atomic
def shut_out(user, *, by, because):
    """The account is closed from this moment on: its open sessions end with the next click."""
    [user] = lock([user])
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        record("user.shut_out", user, by=by, because=because[:80])
    return user


@transaction.atomic
def let_in_again(user, *, by):
    [user] = lock([user])
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record("user.let_in_again", user, by=by)
    return user


@transaction.atomic
def give_password(user, password, *, by):
    """A new password from the administrator; every open session of the account ends."""
    _refuse_weak(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    record("user.password_given", user, by=by)


def note_signin(user):
    record("user.signed_in", user, by=user)


def note_factor(user, *, kind, what, by):
    """A second factor was `added` or `removed`: by the user, or (None) by the administrator."""
    record(f"factor.{what}", user, by=by, kind=kind)
