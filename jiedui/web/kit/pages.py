"""What every view needs: who may enter, how a refusal is shown, how a file is sent."""

from contextlib import contextmanager
from functools import wraps
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.defaults import permission_denied

from jiedui.accounts.roles import DOORS
from jiedui.core.refusal import Refusal
from jiedui.web.kit.sessions import lacks_second_factor


def staff(verb):
    """Only for those who are signed in, in a role that may do this.

    Nothing of what they see stays behind in the browser of a shared computer.
    """

    def guard(view):
        @login_required
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.may(verb):
                # Answered, not raised: a shut door is no fault worth a trace in the log.
                return permission_denied(request, None)
            if lacks_second_factor(request):
                messages.warning(request, _("您的岗位要有第二道保护才能办事：请先开通一种。"))
                return redirect("mfa_index")
            answer = view(request, *args, **kwargs)
            patch_cache_control(answer, private=True, no_store=True)
            return answer

        return guarded

    return guard


def door_of(user):
    """The address of the door that is this person's own: desk, village, employer or me."""
    return reverse(f"{DOORS[user.role]}:home")


@contextmanager
def refusals_on(form, fields=None):
    """A refusal of the room becomes an error of the form, at the field that can mend it.

    `fields` is {code of a refusal: name of the field}; any other stands above the form.
    """
    try:
        yield
    except Refusal as refusal:
        form.add_error((fields or {}).get(refusal.code), refusal.message)


@contextmanager
def refusals_told(request):
    """For buttons without a form of their own: the refusal is said on the next page."""
    try:
        yield
    except Refusal as refusal:
        messages.error(request, refusal.message)


def back(request, otherwise):
    """To where the person was, if that is one of our own pages."""
    came_from = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(came_from)
    return HttpResponseRedirect(otherwise)


# More rows than this in one workbook would keep a page of somebody else waiting.
AT_ONCE = 20_000


def too_many(limit):
    said = _("一次最多导出 %(limit)s 行：请先按乡镇或条件筛选，分几次导出；全部导出可用命令行。")
    return said % {"limit": limit}


def workbook(out, name):
    """Send a workbook under a Chinese name."""
    out.seek(0)
    response = FileResponse(out, as_attachment=True, filename=name)
    response["Content-Type"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    return response
