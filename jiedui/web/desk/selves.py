"""What people do for themselves: applications of their own, and calls for help to be answered."""

from django import forms
from django.contrib import messages
from django.db.models import BooleanField, Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import Candidacy, Help, Stage
from jiedui.core.events import Event
from jiedui.web.kit.pages import refusals_told, staff
from jiedui.web.kit.paging import page_of


def by_oneself(found):
    """Marks the applications that the person made, without an officer."""
    said = Event.objects.filter(
        verb="candidacy.registered", candidacy_id=OuterRef("pk"), facts__because="self"
    )
    return found.annotate(own=Exists(said, output_field=BooleanField()))


@staff("candidacies.see")
def applications(request):
    """Who has said yes and waits for an interview: both bureaus see the same list."""
    waiting = Candidacy.objects.visible_to(request.user).filter(stage=Stage.REGISTERED)
    rows = by_oneself(waiting).select_related(
        "worker__home", "vacancy__employer", "vacancy__region"
    )
    told = {
        "page": page_of(rows, request, newest_first=True),
        "total": waiting.count(),
        "sees_people": request.user.may("people.see"),
    }
    return render(request, "desk/selves/applications.html", told)


class AnswerForm(forms.Form):
    answer = forms.CharField(max_length=400, required=False)


@staff("people.see")
def helps(request):
    """Calls for help, those that wait first."""
    asked = Help.objects.visible_to(request.user).select_related(
        "worker__town", "vacancy", "answered_by"
    )
    told = {
        "waiting": asked.waiting().order_by("asked_at")[:100],
        "answered": asked.answered().order_by("-answered_at")[:20],
    }
    return render(request, "desk/selves/helps.html", told)


@staff("people.see")
@require_POST
def answer(request, code):
    called = get_object_or_404(Help.objects.visible_to(request.user), code=code)
    form = AnswerForm(request.POST)
    with refusals_told(request):
        said = form.cleaned_data["answer"] if form.is_valid() else ""
        candidacies.answer_help(called, answer=said, at=timezone.now(), by=request.user)
        messages.success(request, _("已答复：本人在手机上看得到。"))
    return redirect("desk:helps")
