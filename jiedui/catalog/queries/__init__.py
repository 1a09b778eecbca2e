"""What may be asked of the catalogue: what words mean, and how far places lie apart."""

from jiedui.catalog.queries.distances import Away, away_from, kilometres, seats
from jiedui.catalog.queries.occupations import (
    CertificateNames,
    Suggestion,
    TitleIndex,
    certificate_names,
    certificates_named,
    lexicon_rows,
    occupations_for,
    tidy_title,
    title_index,
)
from jiedui.catalog.queries.places import Gazetteer, gazetteer, place_for, place_of_identity
from jiedui.catalog.queries.wages import Least, least_pay, wages_in_force
from jiedui.catalog.queries.wishes import ANY_WORK, ANYWHERE, Wished, WishReader, wish_reader

__all__ = [
    "ANYWHERE",
    "ANY_WORK",
    "Away",
    "CertificateNames",
    "Gazetteer",
    "Least",
    "Suggestion",
    "TitleIndex",
    "WishReader",
    "Wished",
    "away_from",
    "certificate_names",
    "certificates_named",
    "gazetteer",
    "kilometres",
    "least_pay",
    "lexicon_rows",
    "occupations_for",
    "place_for",
    "place_of_identity",
    "seats",
    "tidy_title",
    "title_index",
    "wages_in_force",
    "wish_reader",
]
