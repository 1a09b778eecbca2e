from datetime import UTC, datetime

import pytest

from tests.sheets import making
from tests.town import TODAY

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }


@pytest.fixture
def review(officer):
    """Bring a file and take its book up to the review."""

    def of(file, **told):
        told = {"on": TODAY, "at": AT} | told
        return making.finish(making.bring(file, told.pop("by", officer), **told))

    return of
