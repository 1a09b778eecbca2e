"""How many places are taken, by whom, and who from one county is already there."""

from django.db.models import Count

from jiedui.candidacies.models import Candidacy, Declined

PART = 500  # values in one IN (…), well under what SQLite takes


def taken(vacancy_ids) -> dict[int, int]:
    """{vacancy: live candidacies}: how much of each head-count is spoken for."""
    counted = {}
    keys = sorted(set(vacancy_ids))
    for start in range(0, len(keys), PART):
        rows = Candidacy.objects.live().filter(vacancy__in=keys[start : start + PART])
        counted |= dict(rows.order_by().values_list("vacancy").annotate(Count("pk")))
    return counted


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
    return dict(rows)


def declined(worker) -> dict[int, str]:
    """{vacancy: reason} of what somebody has said no to."""
    return dict(Declined.objects.filter(worker=worker).values_list("vacancy_id", "reason"))
