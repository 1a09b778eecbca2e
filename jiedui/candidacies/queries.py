"""How many places are taken, and by whom."""

from django.db.models import Count

from jiedui.candidacies.models import Candidacy

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
