"""`manage.py demo`: the invented county pair, made or made again."""

from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError

from jiedui.clockwork import ground
from jiedui.clockwork.demo import build as demo
from jiedui.core.refusal import Refusal


@contextmanager
def in_both_languages():
    """Why not, for whoever stands at this terminal."""
    try:
        yield
    except Refusal as refusal:
        both = refusal.in_both()
        raise CommandError(f"{both['zh']}\n{both['en']}") from None


class Command(BaseCommand):
    help = "Fills an empty house with an invented county pair; --reset empties it first."

    def add_arguments(self, parser):
        parser.add_argument(
            "--reset", action="store_true", help="delete the database and start over"
        )

    def handle(self, *, reset, **options):
        with in_both_languages():
            if reset:
                demo.reset()
            ground.prepare()
            demo.fill()
        for line in demo.sign_ins():
            self.stdout.write(line)
