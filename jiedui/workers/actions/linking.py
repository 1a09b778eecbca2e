"""A person who signs in for oneself is joined to the record that the registry holds."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.workers.models import Worker


@transaction.atomic
def link_account(worker, *, user, by):
    """From now on this account sees and answers for this record, and for no other one."""
    [worker] = lock([worker])
    lock([user])  # claimed for two records at once: one of them gets the account
    if worker.account_id == user.pk:
        return worker
    if worker.account_id is not None:
        raise Refusal(
            "record-has-account", _("这份档案已有人用另一个号码登录：请找村里帮办员核对。")
        )
    if Worker.objects.filter(account=user).exists():
        raise Refusal("account-has-record", _("这个账号已对应另一份档案：请找村里帮办员核对。"))
    worker.account = user
    worker.save(update_fields=["account"])
    record("worker.linked", worker, by=by, worker_id=worker.pk)
    return worker
