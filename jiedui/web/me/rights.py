"""The person's rights: a copy of all that is held, and that it be forgotten."""

from django.conf import settings
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiedui.candidacies import queries as candidacies
from jiedui.web.kit.pages import refusals_told
from jiedui.web.me.guard import oneself
from jiedui.web.me.holding import copy_of, holding
from jiedui.workers import actions as workers
from jiedui.workers.models import Erasure


@oneself
@require_safe
def rights(request, worker):
    asked = Erasure.objects.filter(worker=worker).first()
    return render(request, "me/rights/rights.html", {"asked": asked})


@oneself
@require_safe
def everything(request, worker):
    """A page to be read; the same as a file is one button away."""
    return render(request, "me/rights/everything.html", {"tables": holding(worker)})


@oneself
@require_safe
def copy(request, worker):
    """The copy as a file that other programs can read."""
    told = copy_of(worker, timezone.now())
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="jiedui-copy.json"'
    return answer


@oneself
@require_http_methods(["GET", "POST"])
def forget(request, worker):
    """What will happen is said first; then one button asks for it."""
    if request.method == "POST":
        with refusals_told(request):
            workers.ask_erasure(worker, on=timezone.localdate(), by=request.user)
            messages.success(request, _("申请已收到：户籍县人社部门会在一天内办理。"))
        return redirect("me:rights")
    owed = candidacies.owed_until(worker, years=settings.KEEP_RECORDS_YEARS)
    return render(request, "me/rights/forget.html", {"owed": owed})


@oneself
@require_POST
def stay(request, worker):
    """Thought again: the request is taken back."""
    with refusals_told(request):
        for asked in Erasure.objects.waiting().filter(worker=worker):
            workers.withdraw_erasure(asked, on=timezone.localdate(), by=request.user)
            messages.success(request, _("申请已收回，资料照旧。"))
    return redirect("me:rights")
