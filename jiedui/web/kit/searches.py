"""People are looked for by name, and no name is left in an address.

An address stays in the browser's history and in the logs of every machine on the way. So the
form of a search is posted, the words are kept in the session, and the address that follows
bears only a token that means nothing to anybody else.
"""

import secrets
from functools import wraps

from django.http import HttpResponseRedirect

TOKEN = "q"
KEPT = 20


def searched(name):
    """A list with a search form: its words, posted as `name`, come back by a token."""

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.method == "POST" and name in request.POST:
                return _keep(request, name)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def told(request, name):
    """The filters of the address together with the words that were kept for it."""
    filters = request.GET.copy()
    filters.pop(name, None)  # typed into an address by hand, it is not listened to
    for token in filters.pop(TOKEN, [])[:1]:
        if words := request.session.get("searches", {}).get(token):
            filters[name] = words
    return filters


def _keep(request, name):
    filters = request.POST.copy()
    filters.pop("csrfmiddlewaretoken", None)
    words = "".join(filters.pop(name, [])[:1]).strip()
    if words:
        kept = request.session.get("searches", {})
        filters[TOKEN] = secrets.token_urlsafe(8)
        kept[filters[TOKEN]] = words[:40]
        request.session["searches"] = dict(list(kept.items())[-KEPT:])
    for empty in [field for field, value in filters.items() if not value]:
        del filters[empty]
    query = f"?{filters.urlencode()}" if filters else ""
    answer = HttpResponseRedirect(request.path + query)
    answer.status_code = 303  # what follows is asked for with GET, whatever the browser's age
    return answer
