"""What every settled house begins with: the ground of this edition, and the two offices."""

from pathlib import Path

from django.conf import settings
from django.db import connection

from jiedui.accounts.models import Organisation, OrganisationKind
from jiedui.accounts.roles import Role
from jiedui.catalog.models import Region
from jiedui.clockwork import blank, ground
from tests.town import enrol

# Laid once per edition for all houses, as the command line keeps it for itself.
SHELF = blank.ROOT / "var" / "cache"
OFFICES = (("west", "王西", 513225, Role.WEST), ("east", "沈东", 330421, Role.EAST))


def lay():
    """Tables, catalogue, pairings and questions: copied where they have been made before."""
    database = Path(settings.DATABASES["default"]["NAME"])
    if not blank.copy_to(database, SHELF):
        ground.make()
        connection.close()
        blank.keep(database, SHELF)


def offices():
    """The officers of both bureaus, by their user names."""
    lay()
    return {name: _officer(name, *told) for name, *told in OFFICES}


def _officer(username, full_name, code, role):
    region = Region.objects.get(code=code)
    bureau = Organisation.objects.create(
        name=f"{region.name}人力资源和社会保障局", kind=OrganisationKind.BUREAU, region=region
    )
    return enrol(username, full_name, bureau, role)
