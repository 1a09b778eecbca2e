"""Fills an empty installation with a wave under way: run as a program, in a process of its own.

Two helpers; the first has three families on the way, one of them asked last year.
"""

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from jiedui.accounts.models import Organisation, OrganisationKind  # noqa: E402
from jiedui.accounts.roles import Role  # noqa: E402
from jiedui.catalog.models import Region  # noqa: E402
from jiedui.clockwork import ground  # noqa: E402
from tests.town import enrol  # noqa: E402
from tests.web import visiting  # noqa: E402


def settle():
    call_command("migrate", verbosity=0)
    ground.lay()
    region = Region.objects.get(code=513225)
    bureau = Organisation.objects.create(
        name=f"{region.name}人力资源和社会保障局", kind=OrganisationKind.BUREAU, region=region
    )
    officer = enrol("west", "王西", bureau, Role.WEST)
    helper = visiting.helper(officer)
    visiting.helper(officer, "helper2", "陈帮办")
    roofs = visiting.households(by=officer)
    visiting.asked_last_year([roof for roof in roofs if roof.code == "何家"], by=officer)
    visiting.wave(by=officer, helper=helper, roofs=roofs)


settle()
