"""`manage.py demo`: the invented county pair, made or made again."""

from django.core.management.base import BaseCommand

from jiedui.clockwork.demo import build as demo


class Command(BaseCommand):
    help = "Fills an empty house with an invented county pair; --reset empties it first."

    def add_arguments(self, parser):
        parser.add_argument(
            "--reset", action="store_true", help="delete the database and start over"
        )

    def handle(self, *, reset, **options):
        if reset:
            demo.reset()
        demo.fill()
        for line in demo.sign_ins():
            self.stdout.write(line)
