"""What may be asked of the people: identity, spelling, what is known, one person's road."""

from jiedui.workers.queries.identity import (
    IDENTITY_FAULTS,
    Identity,
    age_on,
    check_digit,
    is_name,
    plain,
    read_identity,
    read_name,
    read_phone,
)
from jiedui.workers.queries.known import (
    Known,
    differences,
    is_older,
    known,
    partner_token,
    wish_differences,
)
from jiedui.workers.queries.origin import Changed, Origin, changes_of, origin_of
from jiedui.workers.queries.person import (
    Kept,
    Person,
    Wish,
    household_code,
    identity_index,
    own_household_code,
    person_key,
    phone_index,
)
from jiedui.workers.queries.road import Answer, Milestone, answers, road
from jiedui.workers.queries.spelling import pinyin_of
from jiedui.workers.queries.surveys import (
    STATES,
    last_answers,
    progress_by_village,
    todays_round,
    with_state,
)

__all__ = [
    "IDENTITY_FAULTS",
    "STATES",
    "Answer",
    "Changed",
    "Identity",
    "Kept",
    "Known",
    "Milestone",
    "Origin",
    "Person",
    "Wish",
    "age_on",
    "answers",
    "changes_of",
    "check_digit",
    "differences",
    "household_code",
    "identity_index",
    "is_name",
    "is_older",
    "known",
    "last_answers",
    "origin_of",
    "own_household_code",
    "partner_token",
    "person_key",
    "phone_index",
    "pinyin_of",
    "plain",
    "progress_by_village",
    "read_identity",
    "read_name",
    "read_phone",
    "road",
    "todays_round",
    "wish_differences",
    "with_state",
]
