"""Who may see what: the one place where a person's region becomes a filter.

A bureau sees its own region tree, and of the regions it is paired with today only what a
pairing shares. Regions are compared as intervals of six-digit codes: a county's officer has
an interval of one, a prefecture's of a hundred.
"""

from django.db.models import Q

NOBODY = Q(pk__in=())


def within(intervals, path):
    """Rows whose region (a foreign key named by `path`) lies in one of these intervals."""
    inside = Q()
    for low, high in intervals:
        inside |= Q(**{f"{path}__gte": low, f"{path}__lt": high})
    return inside or NOBODY


def own(user, path):
    """Rows of the user's own region tree."""
    if not user.is_authenticated or user.organisation_id is None:
        return NOBODY
    return within([user.organisation.region.interval()], path)


def paired(user, path):
    """Rows of the regions that the user's region is paired with today, on either side."""
    if not user.is_authenticated:
        return NOBODY
    return within(user.paired_intervals(), path)
