"""New vacancies that meet a wish: gathered per person, and told together, at most once a day."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef
from django.utils import timezone

from jiedui.core.refusal import Refusal
from jiedui.matching import bridge as matching
from jiedui.notices.actions.telling import tell
from jiedui.notices.models import Kind, Notice, Tip
from jiedui.vacancies.models import Stage as VacancyStage
from jiedui.vacancies.models import Vacancy
from jiedui.workers.models import Worker

# A bureau publishes a list in one go: one message tells of all of it.
SETTLING = timedelta(minutes=10)
ONE_A_DAY = timedelta(days=1)
STALE = timedelta(days=14)
AT_ONCE = 100


def gather_tips(event):
    """Keep for everybody whose wish this vacancy meets that there is something to tell."""
    if event.subject_kind != Vacancy._meta.label_lower:
        return
    vacancy = (
        Vacancy.objects.filter(pk=event.subject_id)
        .select_related("employer", "region", "occupation")
        .first()
    )
    if vacancy is None or vacancy.stage != VacancyStage.OPEN:
        return
    try:
        wishing = matching.people_wishing(vacancy, on=_day(event.at))
    except Refusal:  # nobody can be weighed there on that day, so nobody is told
        return
    Tip.objects.bulk_create(
        [Tip(worker_id=worker, vacancy=vacancy, since=event.at) for worker in wishing],
        ignore_conflicts=True,
        batch_size=500,
    )


@transaction.atomic
def tell_news(*, at):
    """Tell some of those for whom there is news and who had none today; how many were told."""
    told_today = Notice.objects.filter(
        worker=OuterRef("worker"), kind=Kind.NEWS, told_at__gt=at - ONE_A_DAY
    )
    waiting = (
        Tip.objects.filter(notice_key="", since__gt=at - STALE)
        .filter(~Exists(told_today))
        .values("worker")
        .annotate(first=Min("since"))
        .filter(first__lte=at - SETTLING)
        .order_by("first", "worker")
        .values_list("worker", flat=True)[:AT_ONCE]
    )
    people = Worker.objects.in_bulk(list(waiting))
    for worker in people.values():
        _tell_one(worker, at)
    return len(people)


def _tell_one(worker, at):
    tips = Tip.objects.select_for_update(of=("self",)).filter(worker=worker, notice_key="")
    tips = list(
        tips.select_related("vacancy__region").order_by(
            F("vacancy__pay_high").desc(nulls_last=True), "pk"
        )
    )
    live = [tip.vacancy for tip in tips if _is_live(tip.vacancy, _day(at))]
    key = "over"
    if live:
        notices = tell(
            "vacancies_fit", worker=worker, values=_values(live), at=at,
            place={"vacancies": [vacancy.code for vacancy in live[:20]]},
        )  # fmt: skip
        key = notices[0].key if notices else "left"
    Tip.objects.filter(pk__in=[tip.pk for tip in tips]).update(notice_key=key)


def _day(at):
    """The county's own day of a moment."""
    return at.astimezone(timezone.get_default_timezone()).date()


def _is_live(vacancy, on):
    return vacancy.stage == VacancyStage.OPEN and not (
        vacancy.valid_until and vacancy.valid_until < on
    )


def _values(live):
    best = live[0]
    return {
        "count": len(live),
        "place": best.region.name,
        "post": best.title,
        "pay": _pay(best),
    }


def _pay(vacancy):
    low, high = vacancy.pay_low, vacancy.pay_high
    if not (low or high):
        return "工资面谈"
    return f"{low}-{high}元/月" if low and high and low != high else f"{low or high}元/月"
