"""One person without a script: the same questions on a page, saved as often as one likes."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.web.kit.pages import refusals_on, refusals_told, staff
from jiedui.web.kit.questions import AnswersForm, keep_answers, place, response_of
from jiedui.web.village.hearing import finish_if_ready, hear_consent
from jiedui.web.village.rounds import clashes_of
from jiedui.workers import actions as workers
from jiedui.workers.models import Assignment, Channel, Conflict, Tongue, Worker
from jiedui.workers.queries import last_answers
from jiedui.workers.queries.asking import asked_of, in_words, missing, said

CONSENT = "consent"


class LanguageForm(forms.Form):
    """In which language the words were read out that the person agreed to: said by whoever read
    them, not guessed. Asked only as long as nothing has been agreed to."""

    language = forms.ChoiceField(
        label=gettext_lazy("下面这段话，是用什么话念给本人听的"),
        choices=[("", gettext_lazy("请选一种")), *Tongue.choices],
        required=False,
    )


class Visit:
    """One person of this helper's round in one wave, and the form so far."""

    def __init__(self, request, wave, code):
        people = Worker.objects.visible_to(request.user).present()
        self.worker = get_object_or_404(people, code=code)
        given = Assignment.objects.visible_to(request.user).select_related("wave__questions")
        self.assignment = given.filter(wave=wave, household=self.worker.household_id).first()
        if self.assignment is None:
            raise Http404
        self.wave, self.by = self.assignment.wave, request.user
        self.questions = self.wave.questions.body
        self.response = response_of(self.wave, self.worker)
        self.values = self.response.values

    def form(self, data=None):
        return AnswersForm(data, response=self.response)

    def has_agreed(self):
        """To everything that must be agreed to before anything else is asked."""
        asked = [q for q in self.questions if q["type"] == CONSENT and q.get("required")]
        return all(self.values.get(question["name"]) == "yes" for question in asked)

    def missing(self):
        """[(what is asked, where on the page)] of what must still be answered."""
        return [
            (said(q["label"]), f"id_{place(q['name'])}{'_0' if 'choices' in q else ''}")
            for q in missing(self.questions, self.values)
        ]

    def lines(self, values):
        """(question, answer) in words, for reading."""
        asked = [q for q in asked_of(self.questions, values) if q["type"] != CONSENT]
        told = [q for q in asked if values.get(q["name"]) is not None]
        return [(said(q["label"]), in_words(q, values[q["name"]])) for q in told]

    def last(self):
        return last_answers(self.wave, [self.worker])[self.worker.pk]

    def is_enough(self, values):
        """Whether these answers, and a yes to what was read out, leave nothing to ask."""
        agreed = {q["name"]: "yes" for q in self.questions if q["type"] == CONSENT}
        return bool(values) and not missing(self.questions, values | agreed)

    def clashes(self):
        by_name = {question["name"]: question for question in self.questions}
        found = clashes_of(self.by, response__wave=self.wave, response__worker=self.worker)
        for clash in found.values():
            question = by_name[clash["question"]]
            sides = [
                {"words": in_words(question, clash[side]["value"]), "side": side, **clash[side]}
                for side in ("ours", "theirs")
            ]
            yield {"code": clash["code"], "asked": said(question["label"]), "sides": sides}

    @transaction.atomic
    def keep(self, form, language):
        """Consent first, then the answers, then the whole form if nothing is missing."""
        at, refused = timezone.localtime(), False
        for question, agreed in self._consents_heard(form):
            hear_consent(
                self.wave, self.worker, question=question, agreed=agreed == "yes",
                language=language, by=self.by, at=at,
            )  # fmt: skip
            refused |= bool(question.get("required") and agreed == "no")
        if refused:
            return "refused"
        keep_answers(form, by=self.by, at=at, channel=Channel.VISIT)
        response = response_of(self.wave, self.worker)
        return finish_if_ready(response, by=self.by, on=at.date()).get("code", "finished")

    def is_read_out(self, form, language):
        """Nobody agrees to words without it being said in which language they were read out."""
        told = language.cleaned_data["language"] or not any(self._consents_heard(form))
        if not told:
            language.add_error("language", _("请选用什么话念给本人听的。"))
        return told

    def _consents_heard(self, form):
        """(question, yes or no) of what was read out just now; a second tap reads nothing out."""
        for question in form.questions:
            name = question["name"]
            agreed = form.answers[name] if question["type"] == CONSENT else None
            if agreed and form.is_touched(name) and self.values.get(name) != agreed:
                yield question, agreed


SAID = {
    "finished": gettext_lazy("已完成。"),
    "refused": gettext_lazy("已记下：本人不同意登记，不再往下问。"),
    "answers-missing": gettext_lazy("已存好，还有题要回答。"),
    "conflicts-open": gettext_lazy("已存好，有的题两个人记的不一样：请先选定。"),
}


@staff("village.survey")
@require_http_methods(["GET", "POST"])
def one(request, wave, code):
    visit = Visit(request, wave, code)
    form, language = visit.form(request.POST or None), LanguageForm(request.POST or None)
    if form.is_valid() and language.is_valid() and visit.is_read_out(form, language):
        with refusals_on(form):
            state = visit.keep(form, language.cleaned_data["language"])
            said_now = SAID.get(state, SAID["answers-missing"])
            messages.success(
                request, _("%(name)s：%(said)s") % {"name": visit.worker.name, "said": said_now}
            )
            if state in {"finished", "refused"}:
                return redirect("village:visit", pk=visit.assignment.pk)
            return redirect("village:person", wave=wave, code=code)
    return render(request, "village/person.html", _page(visit, form, language))


def _page(visit, form, language):
    last = visit.last()
    touched = any(visit.values.get(q["name"]) for q in visit.questions if q["type"] != CONSENT)
    return {
        "visit": visit,
        "form": form,
        "language": language,
        "clashes": list(visit.clashes()),
        "missing": visit.missing() if touched else [],
        "touched": touched,
        "last_on": last.told_on,
        # Offered only when it answers everything that must be answered.
        "last": visit.lines(last.values) if not touched and visit.is_enough(last.values) else [],
    }


@staff("village.survey")
@require_POST
def unchanged(request, wave, code):
    """One tap, once the person has agreed to what is kept."""
    visit, at = Visit(request, wave, code), timezone.localtime()
    with refusals_told(request):
        workers.nothing_changed(
            visit.wave, visit.worker, by=request.user, on=at.date(), at=at, channel=Channel.VISIT
        )
        messages.success(request, _("已记“没有变化”。"))
        return redirect("village:visit", pk=visit.assignment.pk)
    return redirect("village:person", wave=wave, code=code)


@staff("village.survey")
@require_POST
def settle(request, wave, code, clash):
    visit, at = Visit(request, wave, code), timezone.localtime()
    found = Conflict.objects.visible_to(request.user).filter(response__worker=visit.worker)
    conflict = get_object_or_404(found.select_related("response"), code=clash)
    side = conflict.sides[request.POST.get("side") == "theirs"]
    with refusals_told(request):
        response = workers.settle(conflict, value=side["value"], by=request.user, at=at)
        finish_if_ready(response, by=request.user, on=at.date())
        messages.success(request, _("已选定。"))
    return redirect("village:person", wave=wave, code=code)
