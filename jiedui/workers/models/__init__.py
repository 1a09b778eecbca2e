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
from jiedui.workers.models.surveys import (
    Assignment,
    Attachment,
    AttachmentKind,
    Conflict,
    Link,
    QuestionSet,
    Response,
    ResponseStage,
    Submission,
    VisitOutcome,
    Wave,
    WaveStage,
)
from jiedui.workers.models.wishes import (
    Channel,
    Intention,
    IntentionQuerySet,
    WishedOccupation,
    WishedPlace,
)

__all__ = [
    "Assignment",
    "Attachment",
    "AttachmentKind",
    "Certificate",
    "Channel",
    "Conflict",
    "Employment",
    "Experience",
    "Household",
    "HouseholdClass",
    "HouseholdStatus",
    "HouseholdStatusQuerySet",
    "Intention",
    "IntentionQuerySet",
    "Left",
    "Link",
    "QuestionSet",
    "Response",
    "ResponseStage",
    "Sex",
    "Submission",
    "VisitOutcome",
    "Wave",
    "WaveStage",
    "WishedOccupation",
    "WishedPlace",
    "Worker",
    "WorkerQuerySet",
]
