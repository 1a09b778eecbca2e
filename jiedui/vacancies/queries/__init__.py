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
from jiedui.vacancies.queries.spelling import spelling_of

__all__ = [
    "LISTS",
    "PLAIN",
    "Objection",
    "Posting",
    "certificate_lists",
    "compare",
    "employer_key",
    "parts",
    "spelling_of",
    "terms_of",
]
