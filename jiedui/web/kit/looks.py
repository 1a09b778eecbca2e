"""Every page that shows people is recorded, whoever wrote it: one event, one insert.

What was read is noted where the rows come out of the database (`workers.models.looked`), so a
new page is recorded without a line of its own. The filters of a list are kept by name, and by
value only where the value is one of a choice: what somebody typed could name a person.
"""

import re

from jiedui.workers import actions as workers
from jiedui.workers.models import looking

# Filters whose values are chosen from a list, never typed.
CHOSEN = {"town", "kind", "group", "wish", "step", "tab", "state", "stage", "village", "channel"}
CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")
PLAIN = {"page", "after", "before", "q"}


class LookMiddleware:
    """Notes whose records a signed-in person's page was made of."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with looking() as seen:
            response = self.get_response(request)
        if seen and is_shown(request, response) and request.user.is_authenticated:
            match = request.resolver_match
            workers.record_look(
                seen,
                by=request.user,
                page=match.view_name,
                code=match.kwargs.get("code", ""),
                filters=filters_of(request),
            )
        return response


def is_shown(request, response):
    """A page or file that somebody now has before them; a form that leads on shows nobody."""
    if response.status_code != 200 or request.resolver_match is None:
        return False
    return request.method == "GET" or response.get("Content-Type", "").startswith("text/html")


def filters_of(request):
    """{"town": "513225100", "named": ""}: which filters, and of choices what was chosen."""
    return {
        name: value if name in CHOSEN and CODE.fullmatch(value) else ""
        for name, value in request.GET.items()
        if value and name not in PLAIN and name.isidentifier()
    } | ({"searched": ""} if "q" in request.GET else {})
