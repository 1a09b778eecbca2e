"""What every installation stands on before the first person is entered."""

from django.db import transaction

from jiedui.accounts import actions as accounts
from jiedui.catalog import actions as catalog
from jiedui.catalog.models import Region
from jiedui.matching import actions as matching


@transaction.atomic
def lay():
    """Load or bring up to date the catalogue, the pairings and the matching policies.

    Safe to repeat: what has not changed is counted as such and left alone.
    """
    counted = catalog.load_catalogue()
    counted["pairings"] = accounts.load_pairings(catalog.SHEETS / "pairings.csv")
    counted["policies"] = matching.load_policies()
    return counted


def is_laid():
    return Region.objects.exists()
