"""`manage.py account`: what the administrator does to an account somebody already has."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import User
from jiedui.clockwork.management.commands.demo import in_both_languages
from jiedui.clockwork.management.commands.enrol import asked_password


class Command(BaseCommand):
    help = (
        "Shuts an account, opens it again, gives it a new password (asked for, or read from "
        "standard input), or takes away its second factor when telephone and recovery codes are "
        "lost: then first make sure, face to face, who is asking."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")
        deed = parser.add_mutually_exclusive_group(required=True)
        deed.add_argument("--shut-out", metavar="BECAUSE", help="closed from this moment on")
        deed.add_argument("--let-in", action="store_true", help="opened again")
        deed.add_argument("--password", action="store_true", help="a new password")
        deed.add_argument("--no-factor", action="store_true", help="no second factor any more")

    @transaction.atomic
    def handle(self, *, username, shut_out, let_in, password, no_factor, **options):
        user = User.objects.filter(username=username).first()
        if user is None or user.organisation_id is None:
            raise CommandError(f"没有这个工作账号。There is no staff account {username}.")
        with in_both_languages():
            if shut_out:
                accounts.shut_out(user, by=None, because=shut_out)
            elif let_in:
                accounts.let_in_again(user, by=None)
            elif password:
                accounts.give_password(user, asked_password(), by=None)
            elif no_factor:
                _take_factors_away(user)
        self.stdout.write(f"{username} · {user.full_name}: ok")


def _take_factors_away(user):
    for factor in Authenticator.objects.filter(user=user):
        factor.delete()
        accounts.note_factor(user, kind=factor.type, what="removed", by=None)
