"""What open vacancies are found by, kept up to date after each change."""

from django.db import transaction

from jiedui.catalog.models import OccupationTitle
from jiedui.vacancies.models import Stage, Vacancy, Wording
from jiedui.vacancies.queries import wording_of

MOST_NAMES = 20  # other names of the occupation that a vacancy is found by


@transaction.atomic
def word_again(event):
    """Follower: an open vacancy is found by the words it has now, any other by none."""
    found = Vacancy.objects.select_related("region", "employer").filter(pk=event.subject_id)
    Wording.objects.filter(pk=event.subject_id).delete()
    for vacancy in found.filter(stage=Stage.OPEN):
        names = OccupationTitle.objects.filter(occupation=vacancy.occupation_id)
        titles = names.order_by("title").values_list("title", flat=True)[:MOST_NAMES]
        Wording.objects.create(rowid=vacancy.pk, **wording_of(vacancy, titles))
