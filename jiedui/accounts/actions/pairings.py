"""The table of pairings, brought up to its file."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from jiedui.accounts.models import Pairing
from jiedui.catalog.models import Region


@transaction.atomic
def load_pairings(path):
    """Bring the table of pairings up to the file; what the file no longer names stays as it is."""
    counted = {"new": 0, "changed": 0, "same": 0}
    with Path(path).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            counted[_keep_pairing(row)] += 1
    return counted


def _keep_pairing(row):
    told = {
        "valid_until": date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        "confidence": row["confidence"],
        "source": row["source"],
        "note": row["note"],
    }
    pairing, is_new = Pairing.objects.get_or_create(
        east=Region.objects.get(code=row["east_code"]),
        west=Region.objects.get(code=row["west_code"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        defaults=told,
    )
    if is_new:
        return "new"
    if all(getattr(pairing, name) == value for name, value in told.items()):
        return "same"
    Pairing.objects.filter(pk=pairing.pk).update(**told)
    return "changed"
