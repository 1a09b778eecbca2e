"""Postings, their versions, and what the law says of their words."""

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
    "Element",
    "Level",
    "PayPeriod",
    "Stage",
    "Vacancy",
    "VacancyQuerySet",
    "Version",
    "Wording",
]
