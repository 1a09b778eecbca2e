"""Every write to vacancies, their versions and their breaches."""

from jiedui.vacancies.actions.amending import AMENDABLE, amend, reword_breach
from jiedui.vacancies.actions.handing_in import (
    RENEWED_FOR,
    drop_sketch,
    hand_in,
    hand_in_again,
    remind_of_expiring,
    renew,
    return_to_firm,
    save_sketch,
    sketch_text,
    start_sketch,
    terms_from,
)
from jiedui.vacancies.actions.keeping import Kept, keep_vacancies, print_unprinted
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
    "RENEWED_FOR",
    "Kept",
    "Published",
    "amend",
    "clear_breach",
    "close",
    "close_expired",
    "drop_sketch",
    "elements_missing",
    "hand_in",
    "hand_in_again",
    "keep_vacancies",
    "print_unprinted",
    "publish",
    "publish_many",
    "remind_of_expiring",
    "renew",
    "return_to_firm",
    "reword_breach",
    "save_sketch",
    "sketch_text",
    "start_sketch",
    "terms_from",
    "word_again",
]
