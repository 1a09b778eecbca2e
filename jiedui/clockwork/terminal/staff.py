"""Who is at the keyboard: the account in whose name a command acts."""

from django.utils.translation import gettext_lazy

from jiedui.accounts.models import User
from jiedui.core.refusal import Refusal


def member(username, verb):
    """The account named, or the only one that may do this."""
    active = User.objects.filter(is_active=True).select_related("organisation__region")
    if username:
        found = active.filter(username=username).first()
        if found is None:
            raise Refusal(
                "no-such-account", gettext_lazy("没有这个账号，或已停用：请用 --as 写明账号。")
            )
        return found
    able = [user for user in active if user.may(verb)]
    if len(able) != 1:
        raise Refusal("who-acts", gettext_lazy("请用 --as 写明经办人账号。"))
    return able[0]
