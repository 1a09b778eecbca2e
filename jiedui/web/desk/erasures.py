"""People who ask that what is held about them be destroyed: decided here within a day."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiedui.candidacies import actions as candidacies
from jiedui.candidacies import queries
from jiedui.web.kit.pages import refusals_told, staff
from jiedui.web.kit.paging import page_of
from jiedui.workers import actions as workers
from jiedui.workers.models import Erasure, Worker


class RefuseForm(forms.Form):
    because = forms.CharField(max_length=200, required=False)


@staff("people.erase")
@require_safe
def listed(request):
    found = Erasure.objects.visible_to(request.user).select_related("worker__town")
    told = {
        "waiting": found.waiting().order_by("asked_on", "pk")[:100],
        "page": page_of(found.exclude(stage="asked"), request, newest_first=True),
    }
    return render(request, "desk/erasures/list.html", told)


@staff("people.erase")
@require_http_methods(["GET", "POST"])
def decide(request, code):
    """What would be destroyed and what kept until when; then one button."""
    asked = get_object_or_404(Erasure.objects.visible_to(request.user).waiting(), code=code)
    years, today = settings.KEEP_RECORDS_YEARS, timezone.localdate()
    if request.method == "POST":
        with refusals_told(request):
            candidacies.decide_erasure(asked, years=years, on=today, by=request.user)
            messages.success(request, _("已删除：姓名、号码、原话、照片都已销毁。"))
        return redirect("desk:erasures")
    owed = queries.owed_until(asked.worker, years=years)
    return render(request, "desk/erasures/one.html", {"asked": asked, "owed": owed})


@staff("people.erase")
@require_POST
def refuse(request, code):
    asked = get_object_or_404(Erasure.objects.visible_to(request.user).waiting(), code=code)
    form = RefuseForm(request.POST)
    with refusals_told(request):
        because = form.cleaned_data["because"] if form.is_valid() else ""
        workers.refuse_erasure(asked, because=because, on=timezone.localdate(), by=request.user)
        messages.success(request, _("已答复本人。"))
    return redirect("desk:erasures")


@staff("people.erase")
@require_http_methods(["GET", "POST"])
def ask(request, code):
    """Somebody rings or comes in; another officer will decide."""
    worker = get_object_or_404(Worker.objects.visible_to(request.user), code=code)
    if request.method == "POST":
        with refusals_told(request):
            workers.ask_erasure(worker, on=timezone.localdate(), by=request.user)
            messages.success(request, _("已登记申请，由另一位经办人决定。"))
            return redirect("desk:erasures")
    return render(request, "desk/erasures/ask.html", {"worker": worker})
