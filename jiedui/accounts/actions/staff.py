"""Accounts of those who sign in for an organisation."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import User
from jiedui.core.events import record
from jiedui.core.refusal import Refusal


@transaction.atomic
def enrol_user(*, username, password, full_name, organisation, role, by):
    """Give a member of staff an account; without a password nobody can sign in to it."""
    if User.objects.filter(username=username).exists():
        raise Refusal("username-taken", _("这个账号已有人使用：请换一个。"))
    user = User(username=username, full_name=full_name, organisation=organisation, role=role)
    if password is not None:
        _refuse_weak(password, user)
    user.set_password(password)
    user.save()
    record("user.enrolled", user, by=by, role=role)
    return user


def _refuse_weak(password, user):
    try:
        validate_password(password, user)
    except ValidationError:
        raise Refusal(
            "weak-password", _("密码太弱：至少10位，不要全用数字，也不要用常见的密码。请换一个。")
        ) from None
