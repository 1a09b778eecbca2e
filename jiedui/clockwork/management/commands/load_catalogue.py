"""`manage.py load_catalogue`: regions, occupations, certificates, pairings, policies."""

from django.core.management.base import BaseCommand

from jiedui.clockwork import ground


class Command(BaseCommand):
    help = "Loads the catalogue, the pairings and the policies, or brings them up to date."

    def handle(self, **options):
        for table, counts in ground.lay().items():
            self.stdout.write(f"{table:<20} {counts}")
