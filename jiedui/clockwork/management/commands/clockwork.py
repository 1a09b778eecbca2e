"""`manage.py clockwork`: the process that does what needs no hand."""

import os

from django.core.management.base import BaseCommand

from jiedui.clockwork import runner


class Command(BaseCommand):
    help = (
        "Reads and commits books, computes runs, tells the followers, keeps the timetable. "
        "Any number may run side by side; Ctrl-C or SIGTERM ends it after the step under way."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--until-idle", action="store_true", help="stop when nothing is left to do"
        )

    def handle(self, *, until_idle, **options):
        os.umask(0o077)
        runner.work(until_idle=until_idle, stopping=runner.stop_on_signals())
