"""Calls for help from the people of one's round, answered at the door or on the way."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import Help
from jiedui.web.kit.pages import refusals_told, staff


class AnswerForm(forms.Form):
    answer = forms.CharField(max_length=400, required=False)


@staff("village.survey")
def listed(request):
    asked = Help.objects.visible_to(request.user).select_related("worker", "vacancy")
    told = {"waiting": asked.waiting().order_by("asked_at")[:100]}
    return render(request, "village/helps.html", told)


@staff("village.survey")
@require_POST
def answer(request, code):
    called = get_object_or_404(Help.objects.visible_to(request.user), code=code)
    form = AnswerForm(request.POST)
    with refusals_told(request):
        said = form.cleaned_data["answer"] if form.is_valid() else ""
        candidacies.answer_help(called, answer=said, at=timezone.now(), by=request.user)
        messages.success(request, _("已答复：本人在手机上看得到。"))
    return redirect("village:helps")
