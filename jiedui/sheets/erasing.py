"""The raw cells of somebody who is forgotten, and of sheets that are old enough."""

from django.db import transaction

from jiedui.sheets.models import Kind, Row


@transaction.atomic
def follow_erasure(event):
    """In every sheet that spoke of this person; told twice, once done."""
    _wipe(Row.objects.filter(book__kind=Kind.PEOPLE, subject_id=event.worker_id))


def forget_cells(*, before):
    """Cells of people's sheets brought before that moment; how many rows there were.

    What was understood of them has long been in the registry, with its origin.
    """
    old = Row.objects.filter(book__kind=Kind.PEOPLE, book__brought_at__lt=before)
    return _wipe(old)


def _wipe(rows):
    return rows.exclude(raw="", understood="").update(raw="", understood="", key=None)
