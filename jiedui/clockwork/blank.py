"""An empty database with all tables and the catalogue, made once per edition and then copied.

Making it takes seconds, copying it a few hundredths: that is how a command without a server
can answer at once, and how a new installation starts quickly. It holds nothing secret.
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What a blank database depends on; a change in any of them makes another edition.
SOURCES = (
    "jiedui/*/migrations/0*.py",
    "jiedui/catalog/data/*.csv",
    "jiedui/matching/policies/*.toml",
    "jiedui/workers/questions/*.toml",
)


def shelf():
    """Where blanks are kept, found without asking Django: its settings may not be set yet."""
    return Path(os.environ.get("JIEDUI_HOME") or ROOT / "var") / "cache"


def edition():
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def kept(folder=None):
    """The blank of this edition on the shelf, or None."""
    path = (folder or shelf()) / f"blank-{edition()}.sqlite3"
    return path if path.exists() else None


def copy_to(database, folder=None):
    """Put a blank where a database is to be; False if none is on the shelf."""
    blank = kept(folder)
    if blank is None:
        return False
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(blank, database)
    return True


def keep(database, folder=None):
    """Put a copy of this database on the shelf in place of earlier editions."""
    folder = folder or shelf()
    folder.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=folder, suffix=".draft")
    os.close(handle)
    with sqlite3.connect(database) as made, sqlite3.connect(draft) as copy:
        made.backup(copy)
    made.close()
    copy.execute("PRAGMA journal_mode=DELETE")
    copy.close()
    for old in folder.glob("blank-*.sqlite3"):
        old.unlink(missing_ok=True)
    os.replace(draft, folder / f"blank-{edition()}.sqlite3")
