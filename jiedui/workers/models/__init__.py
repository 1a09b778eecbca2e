"""People, households and their dated class, skills, and what each person wishes."""

from jiedui.workers.models.households import (
    Household,
    HouseholdClass,
    HouseholdStatus,
    HouseholdStatusQuerySet,
)
from jiedui.workers.models.people import (
    Certificate,
    Employment,
    Experience,
    Left,
    Sex,
    Worker,
    WorkerQuerySet,
)
from jiedui.workers.models.wishes import (
    Channel,
    Intention,
    IntentionQuerySet,
    WishedOccupation,
    WishedPlace,
)

__all__ = [
    "Certificate",
    "Channel",
    "Employment",
    "Experience",
    "Household",
    "HouseholdClass",
    "HouseholdStatus",
    "HouseholdStatusQuerySet",
    "Intention",
    "IntentionQuerySet",
    "Left",
    "Sex",
    "WishedOccupation",
    "WishedPlace",
    "Worker",
    "WorkerQuerySet",
]
