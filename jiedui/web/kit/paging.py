"""Lists turned by key: page one thousand costs what page one costs, and nothing is skipped."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """One page of a list, and the keys that the pages before and after it begin at."""

    rows: list
    before: Any = None
    after: Any = None

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def page_of(rows, request, *, key="pk", size=50, newest_first=False):
    """The page that `?after=` or `?before=` asks for; a key that is no number is the start.

    One row more than a page is read, to know whether there is a next page without counting.
    """
    after, before = (_number(request.GET.get(name)) for name in ("after", "before"))
    forward, backward = ("lt", "gt") if newest_first else ("gt", "lt")
    order = f"-{key}" if newest_first else key
    reverse = key if newest_first else f"-{key}"
    if before is not None:
        found = list(rows.filter(**{f"{key}__{backward}": before}).order_by(reverse)[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        return Page(
            found,
            before=_key(found[0], key) if more else None,
            after=_key(found[-1], key) if found else None,
        )
    if after is not None:
        rows = rows.filter(**{f"{key}__{forward}": after})
    found = list(rows.order_by(order)[: size + 1])
    more, found = len(found) > size, found[:size]
    return Page(
        found,
        before=_key(found[0], key) if after is not None and found else None,
        after=_key(found[-1], key) if more else None,
    )


def _key(row, key):
    return row.pk if key == "pk" else getattr(row, key)


def _number(text):
    """A key of the database, or None: nine quintillion and beyond are no keys."""
    if text and text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    return None
