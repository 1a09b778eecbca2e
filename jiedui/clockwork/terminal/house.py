"""The house in which a command works: the installed one, or one made for this call alone."""

import atexit
import gc
import hashlib
import logging
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from jiedui.clockwork import blank

KEYS = ("JIEDUI_SECRET_KEY", "JIEDUI_FIELD_KEYS")
# Nothing stays behind that an index could be used on, and lots may be drawn on it: with one
# key for all, the same two sheets give the same result on every machine.
INDEX_KEY = hashlib.sha256(b"jiedui terminal").hexdigest()


def enter_or_found(language):
    """Work in the installed house; what it has no tables for yet, the command makes."""
    _set_up(language)


def enter(language):
    """Work in the installed house, with its database and its keys."""
    _set_up(language)
    from django.utils.translation import gettext_lazy  # noqa: PLC0415  (after Django is set up)

    from jiedui.clockwork import ground  # noqa: PLC0415  (the same)
    from jiedui.core.refusal import Refusal  # noqa: PLC0415  (the same)

    if not ground.is_laid():
        raise Refusal("not-installed", gettext_lazy("这里还没有安装好的系统：请先运行 make run。"))


def enter_own(language):
    """Work in a house of our own: a new database, new keys, gone when the command ends.

    The blank database is copied if one was prepared, and otherwise made and kept for the
    next time.
    """
    shelf = blank.shelf()
    home = Path(tempfile.mkdtemp(prefix="jiedui-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["JIEDUI_HOME"] = str(home)
    os.environ["JIEDUI_DATABASE"] = str(home / "jiedui.sqlite3")
    os.environ.update({key: secrets.token_hex(32) for key in KEYS})
    os.environ["JIEDUI_INDEX_KEY"] = INDEX_KEY
    was_there = blank.copy_to(os.environ["JIEDUI_DATABASE"], shelf)
    _set_up(language)
    # A short life makes little garbage: looking for it often cost a tenth of the time.
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
    if not was_there:
        from jiedui.clockwork import ground  # noqa: PLC0415  (after Django is set up)

        ground.make()
        _keep_if_possible(shelf)


def _keep_if_possible(shelf):
    try:
        blank.keep(os.environ["JIEDUI_DATABASE"], shelf)
    except OSError:
        # An installation that may not write beside itself just makes a new one every time.
        logging.getLogger("jiedui.clockwork").debug("no shelf for the blank database")


def _set_up(language):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiedui.config.settings")
    os.environ.setdefault("JIEDUI_LOG_LEVEL", "WARNING")
    import django  # noqa: PLC0415  (the environment above must be set first)
    from django.utils import translation  # noqa: PLC0415  (the same)

    django.setup()
    translation.activate({"zh": "zh-hans"}.get(language, language))
