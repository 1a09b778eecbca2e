"""Who may enter by this door: somebody signed in for oneself, with a record in the registry."""

from functools import wraps

from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.defaults import permission_denied

from jiedui.workers.models import Worker

WANTED = "wanted_post"


def remember(request):
    """Whoever wanted to answer to a vacancy is brought back to it after signing in."""
    at = request.resolver_match
    if at.url_name == "post":
        request.session[WANTED] = at.kwargs["code"]


def oneself(view):
    """Hands the view the person's own record, the only one this account sees.

    Who is not signed in is led to the telephone, not to the password. Nothing of what is seen
    stays behind in the browser of a borrowed phone.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            remember(request)
            return redirect("me:signin")
        if not request.user.may("me.live"):
            return permission_denied(request, None)
        worker = (
            Worker.objects.visible_to(request.user)
            .present()
            .select_related("home", "town", "household")
            .first()
        )
        if worker is None:
            return redirect("me:who")
        answer = view(request, worker, *args, **kwargs)
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    return guarded
