"""What one press would do about words that the law does not allow."""

from django.utils.translation import gettext as _

from jiedui.vacancies import bridge


def press_for(rule, words):
    """The words on the button; none where only the writer knows what to write."""
    instead = bridge.lawful_words(rule)
    if instead is None or not words:
        return ""
    return _("换成“%s”") % instead if instead else _("删去这几个字")
