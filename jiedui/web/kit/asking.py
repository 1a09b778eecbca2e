"""Answering for oneself, one question a page: behind a one-time link, or signed in."""

from abc import ABC, abstractmethod
from functools import cached_property

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jiedui.web.kit.pages import refusals_on, refusals_told
from jiedui.web.kit.questions import AnswersForm, keep_answers, response_of, shown
from jiedui.workers import actions
from jiedui.workers.queries import last_answers
from jiedui.workers.queries.asking import asked_of, is_asked, missing, said


class Asking(ABC):
    """One person at one wave's form.

    A door says where its pages are, in which frame they stand, and what handing in, confirming
    and declining mean there; the order of the questions is the same at all of them.
    """

    # The names of the door's addresses begin so: PREFIX_question, _last, _check, _no.
    prefix = ""
    frame = "kit/phone.html"
    # What becomes of the form if the person does not agree.
    no_said = ""

    def __init__(self, wave, worker, *, channel, by, where=()):
        self.wave, self.worker, self.channel, self.by = wave, worker, channel, by
        self.where, self.body = list(where), wave.questions.body
        self.read_again()

    def read_again(self):
        self.response = response_of(self.wave, self.worker)
        self.values = self.response.values

    @cached_property
    def last(self):
        return last_answers(self.wave, [self.worker])[self.worker.pk]

    @abstractmethod
    def hand_in(self, *, on, at):
        """Everything is answered: the form becomes what the registry knows."""

    @abstractmethod
    def confirm(self, *, on, at):
        """Nothing has changed since last time."""

    @abstractmethod
    def decline(self, *, on, at):
        """The person does not agree."""

    @abstractmethod
    def thank(self, request):
        """The page after handing in or confirming."""

    @abstractmethod
    def after_no(self, request):
        """The page after declining."""

    def address(self, page, *of):
        return reverse(f"{self.prefix}_{page}", args=[*self.where, *of])

    def unasked(self, after=None):
        """The questions still without an answer, those after the one just answered first."""
        names = [q["name"] for q in asked_of(self.body, self.values) if q["type"] != "note"]
        if after in names:
            return names[names.index(after) + 1 :]
        return [name for name in names if self.values.get(name) is None]

    def ahead(self, after=None):
        """To the next question, the consent before all others; or to the look at all of them."""
        names = self.unasked(after)
        return self.address("question", names[0]) if names else self.address("check")

    def has_last(self):
        """Whether enough is known of last time to be confirmed in one tap."""
        agreed = {q["name"] for q in self.body if q["type"] == "consent"}
        now = {name: value for name, value in self.values.items() if value is not None}
        known = self.last.values
        return bool(known.keys() - agreed) and not missing(self.body, known | now)

    def lacking(self):
        """What must be answered before handing in, and what two others have told differently."""
        names = {question["name"] for question in missing(self.body, self.values)}
        if self.response.pk:
            names |= set(self.response.conflicts.open().values_list("question", flat=True))
        return names

    def last_lines(self):
        return [line for line in shown(self.body, self.last.values) if line["answer"]]

    def keep(self, asked, form):
        """Keep the answer; where to go next. What the person says ends a disagreement of others."""
        name, value, at = asked["name"], form.answers[asked["name"]], timezone.now()
        taken = keep_answers(form, by=self.by, at=at, channel=self.channel)
        self.read_again()
        if value is not None or form.is_touched(name):
            for conflict in self.response.conflicts.open().filter(question=name):
                actions.settle(conflict, value=value, by=self.by, at=at)
            self.read_again()
        if asked["type"] == "consent" and value == "no" and asked.get("required"):
            return self.address("no")
        if asked["type"] == "consent" and taken.accepted and self.has_last():
            return self.address("last")
        return self.ahead(after=name)

    def told_of(self, asked, form):
        """What the page of one question shows beside it."""
        values = self.last.values | self.values
        names = [
            one["name"]
            for one in self.body
            if one["type"] != "note" and (one is asked or is_asked(one, values))
        ]
        at = names.index(asked["name"])
        return {
            "frame": self.frame,
            "asked": asked,
            "section": said(asked.get("section", {})),
            "form": form,
            "bound": form.asked()[0],
            "many": asked["type"] in ("one", "many", "consent"),
            "before": self.address("question", names[at - 1]) if at else "",
            "done": at + 1,
            "all": len(names),
            "skippable": not asked.get("required") and asked["type"] != "consent",
            "is_last": asked["name"] in self.last.values and asked["name"] not in self.values,
        }


@require_http_methods(["GET", "POST"])
def question(request, asking, name):
    """One question; what was said last time is marked, and a tap confirms it."""
    asked = asking.wave.questions.question(name)
    if asked is None or asked["type"] == "note":
        return HttpResponseRedirect(asking.address("check"))
    form = AnswersForm(
        request.POST or None, response=asking.response, only=[asked], last=asking.last.values
    )
    if form.is_valid():
        with refusals_on(form):
            return HttpResponseRedirect(asking.keep(asked, form))
    return render(request, "kit/asking/question.html", asking.told_of(asked, form))


@require_http_methods(["GET", "POST"])
def last(request, asking):
    """Everything as it was said last time, and one tap if it still holds."""
    if request.method == "POST":
        with refusals_told(request):
            asking.confirm(on=timezone.localdate(), at=timezone.now())
            return asking.thank(request)
    if not asking.has_last():
        return HttpResponseRedirect(asking.ahead())
    told = {
        "frame": asking.frame, "lines": asking.last_lines(), "on": asking.last.told_on,
        "ahead": asking.ahead(),
    }  # fmt: skip
    return render(request, "kit/asking/last.html", told)


@require_http_methods(["GET", "POST"])
def check(request, asking):
    """All answers once more, each with the way back to its question; then it is handed in."""
    if request.method == "POST":
        with refusals_told(request):
            asking.hand_in(on=timezone.localdate(), at=timezone.now())
            return asking.thank(request)
    lacking = asking.lacking()
    lines = [
        one | {"href": asking.address("question", one["name"]), "lacking": one["name"] in lacking}
        for one in shown(asking.body, asking.values)
    ]
    told = {"frame": asking.frame, "lines": lines, "lacking": len(lacking)}
    return render(request, "kit/asking/check.html", told)


@require_http_methods(["GET", "POST"])
def no(request, asking):
    """Saying no is an answer: it is kept, nothing else is, and nobody asks on."""
    if request.method == "POST":
        with refusals_told(request):
            asking.decline(on=timezone.localdate(), at=timezone.now())
            return asking.after_no(request)
    consents = [q["name"] for q in asking.body if q["type"] == "consent"]
    back = asking.address("question", consents[0]) if consents else asking.address("check")
    told = {"frame": asking.frame, "no_said": asking.no_said, "back": back}
    return render(request, "kit/asking/no.html", told)
