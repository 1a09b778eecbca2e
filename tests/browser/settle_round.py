"""Fills an empty installation with a wave under way: run as a program, in a process of its own.

Two helpers; the first has three families on the way, one of them asked last year.
"""

import django

django.setup()

from tests.browser import beginnings  # noqa: E402
from tests.web import visiting  # noqa: E402


def settle():
    officer = beginnings.offices()["west"]
    helper = visiting.helper(officer)
    visiting.helper(officer, "helper2", "陈帮办")
    roofs = visiting.households(by=officer)
    visiting.asked_last_year([roof for roof in roofs if roof.code == "何家"], by=officer)
    visiting.wave(by=officer, helper=helper, roofs=roofs)


settle()
