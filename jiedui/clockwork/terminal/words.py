"""The terminal's own sentences in the reader's language, before Django is even loaded."""

import gettext
import os
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[1] / "locale"

_said = gettext.NullTranslations()


def usual():
    """Chinese, unless the terminal is set to English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if told := os.environ.get(name, ""):
            return "en" if told.lower().startswith("en") else "zh"
    return "zh"


def speak(language):
    """From now on say it in this language."""
    global _said
    if language == "en":
        _said = gettext.translation("django", LOCALE, ["en"], fallback=True)
    else:
        _said = gettext.NullTranslations()


def _(said):
    return _said.gettext(said)
