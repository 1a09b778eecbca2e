"""The size of letters that somebody has chosen for phone pages; kept in the browser, no account."""

from django.conf import settings
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiedui.web.kit.pages import back

SIZES = ("large", "larger")
COOKIE = "size"
YEAR = 365 * 24 * 3600


def size_of(request):
    """`large`, `larger` or nothing; whatever else a cookie says is the ordinary size."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in SIZES else ""


@require_POST
def choose(request):
    answer = back(request, reverse("public:home"))
    chosen = request.POST.get("size", "")
    if chosen in SIZES:
        answer.set_cookie(
            COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer
