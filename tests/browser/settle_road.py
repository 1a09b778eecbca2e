"""Fills an empty installation with what stands before the road begins: run as a program.

Both offices, a village helper, three families of whom only a ledger tells, a public body of the
pair whose licence was checked, and posts in the pair that are not what the families want.
"""

import django

django.setup()

from django.utils import timezone  # noqa: E402
from stdnum.cn import uscc  # noqa: E402

from jiedui.catalog.models import EmployerKind  # noqa: E402
from tests.browser import beginnings  # noqa: E402
from tests.browser.persons import FAMILIES, FIRM  # noqa: E402
from tests.web import counted, firms, visiting  # noqa: E402


def settle():
    west, east = beginnings.offices().values()
    visiting.helper(west)
    visiting.households(by=west, families=FAMILIES)
    counted.posts(2, by=east)
    stem = "11330421MB1A2B3C4"
    firms.approved(
        east, name=FIRM, username="police", on=timezone.localdate(), at=timezone.now(),
        credit_code=stem + uscc.calc_check_digit(stem + "0"),
        employer_kind=EmployerKind.objects.get(code="public"),
    )  # fmt: skip


settle()
