"""People, households and their dated class, skills, consent, and what each person wishes."""

from jiedui.workers.models.care import Care, CareKind
from jiedui.workers.models.changes import Change, change_code
from jiedui.workers.models.consent import Consent, ConsentQuerySet, Purpose
from jiedui.workers.models.contacts import Contact, Outcome
from jiedui.workers.models.erasures import Erasure, ErasureQuerySet, ErasureStage
from jiedui.workers.models.households import (
    Household,
    HouseholdClass,
    HouseholdStatus,
    HouseholdStatusQuerySet,
)
from jiedui.workers.models.likeness import (
    Likeness,
    LikenessQuerySet,
    LikenessStage,
    Sifting,
    SiftingQuerySet,
    SiftingStage,
)
from jiedui.workers.models.looked import looking
from jiedui.workers.models.merges import Merge, Split
from jiedui.workers.models.people import (
    Certificate,
    Disability,
    Employment,
    Experience,
    Left,
    Relation,
    Sex,
    SkillLevel,
    Worker,
    WorkerQuerySet,
)
from jiedui.workers.models.reveals import Number, Reveal, RevealReason
from jiedui.workers.models.skills import Fluency, Language, Tongue
from jiedui.workers.models.spells import Found, Spell, SpellQuerySet
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
    "Care",
    "CareKind",
    "Certificate",
    "Change",
    "Channel",
    "Conflict",
    "Consent",
    "ConsentQuerySet",
    "Contact",
    "Disability",
    "Employment",
    "Erasure",
    "ErasureQuerySet",
    "ErasureStage",
    "Experience",
    "Fluency",
    "Found",
    "Household",
    "HouseholdClass",
    "HouseholdStatus",
    "HouseholdStatusQuerySet",
    "Intention",
    "IntentionQuerySet",
    "Language",
    "Left",
    "Likeness",
    "LikenessQuerySet",
    "LikenessStage",
    "Link",
    "Merge",
    "Number",
    "Outcome",
    "Purpose",
    "QuestionSet",
    "Relation",
    "Response",
    "ResponseStage",
    "Reveal",
    "RevealReason",
    "Sex",
    "Sifting",
    "SiftingQuerySet",
    "SiftingStage",
    "SkillLevel",
    "Spell",
    "SpellQuerySet",
    "Split",
    "Submission",
    "Tongue",
    "Wave",
    "WaveStage",
    "WishedOccupation",
    "WishedPlace",
    "Worker",
    "WorkerQuerySet",
    "change_code",
    "looking",
]
