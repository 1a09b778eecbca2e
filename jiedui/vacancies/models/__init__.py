"""Postings, their versions, and what the law says of their words."""

from jiedui.vacancies.models.review import (
    Decision,
    Print,
    Sketch,
    Verdict,
)
from jiedui.vacancies.models.vacancies import (
    Breach,
    BreachQuerySet,
    Element,
    Level,
    PayPeriod,
    Stage,
    Vacancy,
    VacancyQuerySet,
    Version,
    Wording,
)

__all__ = [
    "Breach",
    "BreachQuerySet",
    "Decision",
    "Element",
    "Level",
    "PayPeriod",
    "Print",
    "Sketch",
    "Stage",
    "Vacancy",
    "VacancyQuerySet",
    "Verdict",
    "Version",
    "Wording",
]
