"""How many places are taken, by whom, and who from one county is already there."""

from datetime import date, timedelta

from django.db.models import Count, Max
from django.utils import timezone

from jiedui.accounts import rls
from jiedui.candidacies.models import Candidacy, Declined, Stage
from jiedui.core.events import Event

PART = 500  # values in one IN (…), well under what SQLite takes


def taken(vacancy_ids) -> dict[int, int]:
    """{vacancy: live candidacies}: how much of each head-count is spoken for."""
    counted = {}
    keys = sorted(set(vacancy_ids))
    with rls.as_the_house():
        for start in range(0, len(keys), PART):
            rows = Candidacy.objects.live().filter(vacancy__in=keys[start : start + PART])
            counted |= dict(rows.order_by().values_list("vacancy").annotate(Count("pk")))
    return counted


def stages_of(vacancy) -> list[tuple[Stage, int]]:
    """How many stand at which stage of one vacancy, in the order of the road; counts only."""
    with rls.as_the_house():
        rows = Candidacy.objects.live().filter(vacancy=vacancy).order_by()
        counted = dict(rows.values_list("stage").annotate(Count("pk")))
    return [(stage, counted[stage]) for stage in Stage if stage in counted]


def free(vacancy) -> int:
    """Openings of one vacancy that nobody stands for."""
    return max(0, vacancy.openings - taken([vacancy.pk]).get(vacancy.pk, 0))


ENOUGH = 3  # fewer people than this are not counted aloud: two neighbours know each other


def compatriots(worker, employers) -> dict[int, int]:
    """{employer: people of this person's county at work there or taken on}, from three upwards."""
    rows = (
        Candidacy.objects.placed()
        .filter(vacancy__employer__in=sorted(set(employers)), worker__home=worker.home_id)
        .exclude(worker=worker)
        .order_by()
        .values_list("vacancy__employer")
        .annotate(n=Count("worker", distinct=True))
        .filter(n__gte=ENOUGH)
    )
    with rls.as_the_house():
        return dict(rows)


def declined(worker) -> dict[int, str]:
    """{vacancy: reason} of what somebody has said no to."""
    return dict(Declined.objects.filter(worker=worker).values_list("vacancy_id", "reason"))


# A proposal that nobody answered is no service that anybody received.
SERVED = [
    f"candidacy.{stage.value}"
    for stage in (Stage.REGISTERED, Stage.INTERVIEWED, Stage.OFFERED, Stage.HIRED, Stage.WORKING)
]


def owed_until(worker, *, years) -> date | None:
    """Until when records of this person's recruitment must be kept: so many years after the last
    step of the last candidacy that got further than a proposal; None if there was none.

    网络招聘服务管理规定 (2021): at least three years from the end of the service.
    """
    mine = Event.objects.filter(worker_id=worker.pk)
    served = mine.filter(verb__in=SERVED).values("candidacy_id")
    last = mine.filter(candidacy_id__in=served).aggregate(last=Max("at"))["last"]
    if last is None:
        return None
    day = last.astimezone(timezone.get_default_timezone()).date()
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # a 29th of February
        return day.replace(year=day.year + years, day=28) + timedelta(days=1)
