"""Looking at a number that pages otherwise hide."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.refusal import Refusal


@transaction.atomic
def show_phone(worker, *, by) -> str:
    """The whole telephone number, to ring somebody up; who looked at it stays on record."""
    if not worker.phone:
        raise Refusal("no-phone", _("没有登记电话：请先补登。"))
    record("person.shown", worker, by=by, worker_id=worker.pk, fields=["phone"])
    return worker.phone
