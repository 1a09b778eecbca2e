"""What may be asked of the vacancies: what a posting says and changes, how a title is spelled."""

from jiedui.vacancies.queries.posting import (
    LISTS,
    PLAIN,
    Objection,
    Posting,
    certificate_lists,
    compare,
    employer_key,
    parts,
    terms_of,
)
from jiedui.vacancies.queries.search import (
    Asked,
    found_by_meaning,
    found_by_words,
    understood,
    wording_of,
)
from jiedui.vacancies.queries.spelling import spelling_of

__all__ = [
    "LISTS",
    "PLAIN",
    "Asked",
    "Objection",
    "Posting",
    "certificate_lists",
    "compare",
    "employer_key",
    "found_by_meaning",
    "found_by_words",
    "parts",
    "spelling_of",
    "terms_of",
    "understood",
    "wording_of",
]
