"""Which records are compared at all: those that agree in at least one of these keys.

Comparing everybody with everybody would be half a billion pairs in one county. Each key is made
so that one kind of error leaves it whole; a key that more than `MOST` records share says too
little and makes no pairs (the number of a cadre who registered a whole village).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from jiedui.engine.identify.case import Traits

MOST = 60

# Key → what it is made of. An empty key makes no pairs.
BLOCKS: dict[str, Callable[[Traits], str]] = {
    # the same number, however the rest is written
    "by_number": lambda t: t.number,
    # a slip in the region or the year of the number; the rest of the number is whole
    "by_tail": lambda t: t.number and t.number[:4] + t.number[10:],
    # no number, or a slip in its last digits
    "by_name_and_day": lambda t: t.born and t.near + t.born,
    # another spelling of a name made of syllables
    "by_frame_and_day": lambda t: t.born and t.frame + t.born,
    # a wrong figure in the day or the month
    "by_name_and_year": lambda t: t.born and f"{t.near}{t.county}{t.born[:4]}",
    # a wrong year
    "by_name_and_birthday": lambda t: t.born and f"{t.near}{t.county}{t.born[4:]}",
    # everything wrong but where people live and what they are called
    "by_name_and_town": lambda t: t.near + str(t.town) if t.town else "",
    # a name that was not understood at all
    "by_day": lambda t: t.born and f"{t.county}{t.born}{t.sex}",
    "by_phone": lambda t: t.phone,
}


def keys(people: list[Traits], make: Callable[[Traits], str]) -> list[str | None]:
    """One column of keys; None where the key is missing or shared by too many."""
    made = [make(one) for one in people]
    often = Counter(made)
    return [key if key and often[key] <= MOST else None for key in made]
