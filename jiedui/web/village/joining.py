"""Somebody met at home who is not on the list joins the household."""

from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal
from jiedui.workers import actions as workers
from jiedui.workers.models import Channel, Worker
from jiedui.workers.queries import Person, read_phone


def join(visit, *, name, born_on, phone, by, on):
    """The person, registered under this roof. Somebody of another roof is not moved, lest a
    name and a birthday open a stranger's record."""
    house, name = visit.household, " ".join(name.split())
    # Deliberately beyond what the helper may see: only that there is such a person is told.
    elsewhere = Worker.objects.filter(home=house.home_id, name=name, born_on=born_on)
    if elsewhere.exclude(household=house).exists():
        raise Refusal(
            "known-elsewhere",
            _("这个人已登记在另一户：请告诉县里的经办人核对迁移，不要重复添加。"),
        )
    number = read_phone(phone) if phone else None
    if phone and number is None:
        raise Refusal("bad-phone", _("电话号码不对：请核对后重新添加，没有可以不填。"))
    kept = workers.keep_person(
        Person(
            name=name, born_on=born_on, home=house.home_id, town=house.town_id,
            village=house.village or None, household=house.code, phone=number,
        ),
        on=on, by=by, source=visit.wave.title, channel=Channel.VISIT,
    )  # fmt: skip
    return Worker.objects.get(pk=kept.worker_id)
