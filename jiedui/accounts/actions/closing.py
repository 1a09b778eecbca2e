"""An account whose holder is forgotten: it opens nothing, and says of nobody whose it was."""

import secrets

from django.db import transaction

from jiedui.accounts.models import Code, Receipt, User
from jiedui.accounts.roles import Role
from jiedui.core.events import record


@transaction.atomic
def close_account(user, *, by) -> None:
    """Somebody who signed in for oneself; accounts of staff are shut out, never forgotten."""
    user = User.objects.select_for_update().get(pk=user.pk, role=Role.SELF)
    if user.phone_index:
        Code.objects.filter(phone_index=user.phone_index).delete()
    user.username, user.full_name = f"gone-{secrets.token_hex(12)}", ""
    user.phone, user.phone_index, user.is_active = "", None, False
    user.save()
    record("user.closed", user, by=by)


@transaction.atomic
def follow_erasure(event) -> None:
    """What a helper's phone was answered about this person; told twice, once done."""
    Receipt.objects.filter(worker_id=event.worker_id).update(answer={})
