"""Every write to vacancies, their versions and their breaches."""

from jiedui.vacancies.actions.amending import AMENDABLE, amend
from jiedui.vacancies.actions.keeping import Kept, keep_vacancies
from jiedui.vacancies.actions.publishing import (
    Published,
    clear_breach,
    close,
    close_expired,
    elements_missing,
    publish,
    publish_many,
)
from jiedui.vacancies.actions.wording import word_again

__all__ = [
    "AMENDABLE",
    "Kept",
    "Published",
    "amend",
    "clear_breach",
    "close",
    "close_expired",
    "elements_missing",
    "keep_vacancies",
    "publish",
    "publish_many",
    "word_again",
]
