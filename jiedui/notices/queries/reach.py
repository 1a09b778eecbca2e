"""By which wires a person can be reached, and whether the person wants to be."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from jiedui.core.fields import blind
from jiedui.notices.models import Binding, Channel, Kind, OptOut


@dataclass(frozen=True, slots=True)
class Reach:
    """An address on a wire; the index under which it is found again without being opened."""

    channel: str
    address: str
    index: str


def phone_index(phone):
    """The same index under which the registry finds a telephone again."""
    return blind("phone", phone)


def reach_of(worker):
    """The wire for this worker: WeChat if bound, else SMS, else none."""
    bound = Binding.objects.filter(worker=worker, ended_at=None).exclude(bound_at=None)
    if settings.WECHAT != "off" and (binding := bound.first()):
        return Reach(Channel.WECHAT, binding.open_id, binding.open_id_index)
    if worker.phone:
        return Reach(Channel.SMS, worker.phone, worker.phone_index)
    return None


def wechat_of(worker):
    """Whether messages to this worker go by WeChat."""
    return Binding.objects.filter(worker=worker, ended_at=None).exclude(bound_at=None).exists()


def refused_kinds(worker):
    """The kinds that this worker does not want to the telephone, by whichever way it was said."""
    said = OptOut.objects.filter(
        Q(worker=worker) | Q(phone_index=worker.phone_index or "-")
    ).values_list("kind", flat=True)
    return set(Kind.values) if "" in said else set(said)
