"""Which schemes may concern one person who takes one of some vacancies.

“May”: nothing here decides. The notice of the place does, and whoever pays.
"""

from jiedui.subsidies.models import Scheme
from jiedui.workers.models import HouseholdStatus


def may_apply(worker, vacancies, *, on) -> dict[int, list[Scheme]]:
    """{vacancy: schemes of the person's home, of the workplace, or of the pair of both}."""
    schemes = Scheme.objects.spoken_of(on).select_related("west", "east")
    mine = classes_of(worker, on)
    near = [
        scheme
        for scheme in schemes
        if _covers(scheme.west, worker.home_id)
        and (not scheme.classes or mine & set(scheme.classes))
    ]
    return {
        vacancy.pk: [scheme for scheme in near if _covers(scheme.east, vacancy.region_id)]
        for vacancy in vacancies
    }


def classes_of(worker, on):
    """The classes of the person's household on this day."""
    held = HouseholdStatus.objects.in_force(on).filter(household=worker.household_id)
    return set(held.values_list("kind", flat=True))


def _covers(region, code):
    if region is None:
        return True
    low, high = region.interval()
    return low <= code < high
