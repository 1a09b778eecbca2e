"""`manage.py enrol`: an account for a member of staff, made by whoever runs the installation."""

import getpass
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Organisation, OrganisationKind
from jiedui.accounts.roles import Role
from jiedui.catalog.models import Region
from jiedui.clockwork.management.commands.demo import in_both_languages


class Command(BaseCommand):
    help = (
        "Gives a member of a bureau an account and registers the bureau if it is not yet known. "
        "The password is asked for, or read from standard input: never from the command line."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument(
            "--region", required=True, type=int, help="code of the bureau's region, as 513225"
        )
        parser.add_argument("--bureau", default="", help="name of the bureau, if not the usual one")

    def handle(self, *, username, name, role, region, bureau, **options):
        place = Region.objects.filter(code=region).first()
        if place is None:
            raise CommandError(f"No region has the code {region}: load_catalogue, or mend it.")
        password = asked_password()
        with in_both_languages(), transaction.atomic():
            accounts.enrol_user(
                username=username,
                password=password,
                full_name=name,
                organisation=_bureau(place, bureau or f"{place.name}人力资源和社会保障局"),
                role=role,
                by=None,
            )
        self.stdout.write(f"{username} · {name} · {Role(role).label} · {place.full_name}")


def _bureau(place, name):
    known = Organisation.objects.filter(name=name, region=place, kind=OrganisationKind.BUREAU)
    return known.first() or accounts.open_organisation(
        name=name, kind=OrganisationKind.BUREAU, region=place, by=None
    )


def asked_password():
    """Asked for without being shown, or read from standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("密码 Password: ")
    if getpass.getpass("再输一次 Once more: ") != password:
        raise CommandError("两次输入的密码不同。The two passwords differ.")
    return password
