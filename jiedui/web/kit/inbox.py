"""Messages at every door: the bell in the masthead and the page behind it.

A door lends its frame, its verb and the addresses to which a message may lead; the list is the
same everywhere.
"""

from dataclasses import dataclass

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jiedui.accounts.roles import DOORS
from jiedui.notices import actions as notices
from jiedui.notices.queries import inbox, shown, unread_count
from jiedui.web.kit.pages import staff
from jiedui.web.kit.paging import page_of

# Where a message's thing is found: door → name in `place` → address. The first that fits leads.
LEADS = {
    "desk": {
        "call": "desk:call",
        "vacancy": "desk:vacancy",
        "worker": "desk:person",
        "registration": "desk:review_firm",
        "licence": "desk:review",
    },
    "employer": {"request": "employer:call", "vacancy": "employer:vacancy"},
    "me": {"help": "me:helps", "vacancy": "me:post", "vacancies": "me:posts"},
}
# Found on a list that needs no number to be found.
LISTS = {"help", "licence", "vacancies"}
BELL_DOORS = set(LEADS)


@dataclass(frozen=True)
class Line:
    heading: str
    body: str
    at: object
    is_new: bool
    href: str


def bell_of(user):
    """(address, how many are new) of the bell, or None for whoever has none."""
    door = DOORS[user.role] if user.is_authenticated else ""
    if door not in BELL_DOORS:
        return None
    return reverse(f"{door}:messages"), unread_count(user)


def lead(door, place):
    """The page a message is about, at this door; empty if this door has none."""
    for name, address in LEADS[door].items():
        if name in place:
            return reverse(address, args=[] if name in LISTS else [place[name]])
    return ""


def lines(door, page):
    """Messages in the reader's language, ready to be shown."""
    return [
        Line(words.heading, words.body, one.told_at, one.read_at is None, lead(door, one.place))
        for one in page
        for words in [shown(one)]
    ]


def messages_at(door, verb, template, more=None):
    """The view of one door: its messages, newest first, and the button “seen”.

    `more` tells from the person what else the door's own template wants to know.
    """

    @staff(verb)
    @require_http_methods(["GET", "POST"])
    def messages(request):
        if request.method == "POST":
            notices.read_all(request.user, at=timezone.now(), by=request.user)
            return redirect(f"{door}:messages")
        page = page_of(inbox(request.user), request, newest_first=True, size=30)
        told = {"page": page, "lines": lines(door, page)} | (more(request.user) if more else {})
        return render(request, template, told)

    return messages
