"""The questions at the desk: read as they are asked, brought and taken away as XLSForm."""

from io import BytesIO

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jiedui.sheets.questions import read_questions, write_questions
from jiedui.web.desk.asked import Conditions, becomes
from jiedui.web.desk.surveys import tabs_of, wave_or_404
from jiedui.web.kit.pages import refusals_on, staff, workbook
from jiedui.workers import actions
from jiedui.workers.models import QuestionSet
from jiedui.workers.queries.asking import said


class BringForm(forms.Form):
    form = forms.FileField(
        label=_("XLSForm 文件（.xlsx）"),
        help_text=_("有 survey、choices 两张工作表。先下载一份现成的题组，在上面改最省事。"),
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
    )


def sets_of(request):
    return QuestionSet.objects.visible_to(request.user).select_related("region")


@staff("surveys.see")
@require_http_methods(["GET", "POST"])
def listed(request):
    form = BringForm(request.POST or None, request.FILES or None)
    if form.is_valid() and request.user.may("surveys.run"):
        with refusals_on(form):
            kept = bring(request, form.cleaned_data["form"])
            return redirect("desk:question_set", pk=kept.pk)
    told = {"form": form, "sets": sets_of(request).newest().order_by("region", "code")}
    return render(request, "desk/surveys/sets.html", told)


def bring(request, file):
    """Keep a county's own questions; those named like ours mean the same."""
    ours = QuestionSet.objects.filter(region=None).order_by("-version").first()
    brought = read_questions(file, like=ours.body if ours else ())
    for remark in brought.remarks:
        messages.warning(request, remark)
    return actions.keep_questions(
        request.user.organisation.region, code=brought.code, title=brought.title,
        body=brought.body, by=request.user,
    )  # fmt: skip


def lines_of(body):
    """Each question as an officer reads it: words, choices, when it is asked."""
    conditions = Conditions(body)
    return [
        {
            "number": number,
            "label": said(question["label"]),
            "hint": said(question.get("hint", {})),
            "section": said(question.get("section", {})),
            "choices": [said(choice) for choice in question.get("choices", ())],
            "required": question.get("required", False),
            "when": conditions.told(question),
            "becomes": becomes(question),
        }
        for number, question in enumerate(body, 1)
    ]


@staff("surveys.see")
def one(request, pk):
    kept = get_object_or_404(sets_of(request), pk=pk)
    return render(request, "desk/surveys/set.html", {"set": kept, "lines": lines_of(kept.body)})


@staff("surveys.see")
def of_wave(request, pk):
    wave = wave_or_404(request, pk)
    told = {
        "wave": wave,
        "tabs": tabs_of(request, wave, "wave_questions"),
        "set": wave.questions,
        "lines": lines_of(wave.questions.body),
    }
    return render(request, "desk/surveys/questions.html", told)


@staff("surveys.see")
def download(request, pk):
    kept, book = get_object_or_404(sets_of(request), pk=pk), BytesIO()
    write_questions(kept, book)
    return workbook(book, f"{kept.title}-{kept.version}.xlsx")
