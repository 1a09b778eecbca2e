"""Reads are recorded like writes: who opened whose record, and which list showed whom."""

from jiedui.accounts.roles import Role
from jiedui.core.events import Event, record
from jiedui.workers.models import Worker

SEEN, LISTED = "person.seen", "people.listed"
# So many numbers are kept of one list; the count is always whole.
NAMED = 500


def record_look(people, *, by, page, code="", filters=None) -> Event | None:
    """One insert for one page. `people` is {key: code} of whose records were read for it.

    The page of one person (`code`, or nobody else on it) is that person's event; others on it
    stand beside. A list says how many, under which filters, and their numbers, so that an
    auditor finds whose data an account has seen. Nobody is recorded for one's own record.
    """
    if by.role == Role.SELF or not people:
        return None
    keys = sorted(people)
    told = {"page": page} | ({"filters": filters} if filters else {})
    one = next((key for key in keys if code and people[key] == code), None)
    if one is None and len(keys) == 1:
        one = keys[0]
    if one is None:
        return record(LISTED, by, by=by, **told, many=len(keys), people=keys[:NAMED])
    if beside := [key for key in keys if key != one][:NAMED]:
        told["beside"] = beside
    return record(SEEN, Worker(pk=one), by=by, worker_id=one, **told)
