"""What every installation stands on before the first person is entered."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from jiedui.accounts import actions as accounts
from jiedui.catalog import actions as catalog
from jiedui.clockwork import blank
from jiedui.matching import actions as matching
from jiedui.subsidies import actions as subsidies
from jiedui.workers import actions as workers


@transaction.atomic
def lay():
    """Load or bring up to date the catalogue, pairings, matching policies and questions.

    Safe to repeat: what has not changed is counted as such and left alone.
    """
    counted = catalog.load_catalogue()
    counted["pairings"] = accounts.load_pairings(catalog.SHEETS / "pairings.csv")
    counted["policies"] = matching.load_policies()
    counted["schemes"] = subsidies.load_schemes()
    counted["questions"] = workers.load_questions()
    return counted


def make():
    """Create or change the tables, then lay the ground in them."""
    call_command("migrate", verbosity=0, interactive=False)
    return lay()


def is_laid():
    """Whether this house was ever made ready."""
    if connection.vendor == "sqlite":
        return Path(settings.DATABASES["default"]["NAME"]).exists()
    return MigrationRecorder(connection).has_table()


def prepare():
    """Tables and catalogue, made or brought up to this edition."""
    stamp = settings.HOME / "edition"
    if connection.vendor != "sqlite":
        make()
        return
    database = Path(settings.DATABASES["default"]["NAME"])
    if not database.exists() and not blank.copy_to(database):
        make()
        connection.close()
        blank.keep(database)
    elif not stamp.exists() or stamp.read_text() != blank.edition():
        make()
    stamp.write_text(blank.edition())
