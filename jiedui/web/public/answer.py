"""The page behind a one-time link: somebody answers on the own telephone, without an account.

The address carries nothing but a random token, and only until the first page: from then on the
link is kept in the browser's session. Whoever found the letter must know the last four
characters of the identity number (or the day of birth) before anything is shown.
"""

from functools import wraps

from django import forms
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jiedui.web.kit.asking import AnswersForm, shown
from jiedui.web.kit.pages import refusals_on, refusals_told
from jiedui.workers import actions
from jiedui.workers.models import Link, Outcome, Response
from jiedui.workers.queries import last_answers
from jiedui.workers.queries.asking import asked_of, is_asked, missing, said

KEPT = "answering"


@never_cache
@require_GET
def enter(request, token):
    """Opening the address uses nothing up: messengers open it to draw a preview."""
    link = Link.objects.live(timezone.now()).holding(token).first()
    if link is None:
        return over(request)
    if request.session.get(KEPT, {}).get("link") != link.pk:
        request.session[KEPT] = {"link": link.pk, "known": False}
    return redirect("public:answer")


def over(request):
    """Used, expired, replaced or never made: all look the same."""
    return render(request, "public/answer/over.html", status=404)


def with_link(view, *, known=True):
    """Only with a live link in this browser; `known`: only for the person it was made for."""

    @never_cache
    @wraps(view)
    def guarded(request, *args, **kwargs):
        kept = request.session.get(KEPT, {})
        found = Link.objects.live(timezone.now()).select_related(
            "wave__questions", "worker", "made_by__organisation"
        )
        link = found.filter(pk=kept.get("link")).first()
        if link is None or (link.worker.left and not link.used_at):
            return over(request)
        if known and not kept.get("known"):
            return redirect("public:answer")
        return view(request, link, *args, **kwargs)

    return guarded


class KnownForm(forms.Form):
    """Something that whoever merely found the link does not know."""

    tail = forms.CharField(
        label=_("身份证号后四位"),
        max_length=4,
        required=False,
        widget=forms.TextInput({"inputmode": "text", "autocomplete": "off"}),
    )
    born_on = forms.DateField(
        label=_("出生日期"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, *args, worker, **kwargs):
        super().__init__(*args, **kwargs)
        self.worker = worker
        self.asked = "tail" if worker.identity else "born_on"
        del self.fields["born_on" if self.asked == "tail" else "tail"]

    @property
    def question(self):
        return self[self.asked]

    def is_right(self):
        told = self.cleaned_data.get(self.asked)
        if self.asked == "tail":
            return bool(told) and told.strip().upper() == self.worker.identity[-4:]
        return told == self.worker.born_on


@require_http_methods(["GET", "POST"])
def begin(request, link):
    """Who asks, what and why; and the one thing that proves who answers."""
    if request.session[KEPT]["known"]:
        return redirect(where_first(link))
    form = KnownForm(request.POST or None, worker=link.worker)
    if form.is_valid():
        if form.is_right():
            request.session[KEPT] = {"link": link.pk, "known": True}
            return redirect(where_first(link))
        form.add_error(form.asked, missed(link))
    told = {
        "form": form,
        "link": link,
        "office": link.made_by.organisation.name,
        "name": veiled(link.worker),
    }
    return render(request, "public/answer/begin.html", told)


def missed(link):
    left = actions.miss(link, at=timezone.now())
    return _("对不上。还可以试 %(left)s 次，再不对链接就作废了。") % {"left": left}


def veiled(worker):
    """The family name is enough for whoever it is meant for."""
    return f"{worker.name[0]}{'*' * (len(worker.name) - 1)}"


def form_of(link):
    found = Response.objects.filter(wave=link.wave, worker=link.worker).first()
    return found or Response(wave=link.wave, worker=link.worker)


def where_first(link):
    """To the consent, which always comes first, or to last year's answers."""
    values = form_of(link).values
    first = next(iter(unasked(link, values)), None)
    return page_of(first) if first else reverse("public:answer_check")


def unasked(link, values, after=None):
    """The questions still without an answer, those after the one just answered first."""
    names = [q["name"] for q in asked_of(link.wave.questions.body, values) if q["type"] != "note"]
    if after in names:
        at = names.index(after) + 1
        return names[at:]
    return [name for name in names if values.get(name) is None]


def page_of(name):
    return reverse("public:answer_question", args=[name])


@require_http_methods(["GET", "POST"])
def question(request, link, name):
    """One question; what was said last time is marked, and a tap confirms it."""
    asked = link.wave.questions.question(name)
    response = form_of(link)
    if asked is None or asked["type"] == "note":
        return redirect("public:answer_check")
    last = last_answers(link.wave, [link.worker])[link.worker_id]
    form = AnswersForm(
        request.POST or None, questions=[asked], values=last.values | response.values,
        version=response.version,
    )  # fmt: skip
    if form.is_valid():
        with refusals_on(form):
            return HttpResponseRedirect(keep(link, asked, form))
    return render(request, "public/answer/question.html", told_of(link, asked, form, last))


def keep(link, asked, form):
    """Keep the answer; where to go next. What the person says ends a disagreement of others."""
    name, value, at = asked["name"], form.answers[asked["name"]], timezone.now()
    changed = form.changed_answers(form_of(link).values)
    taken = actions.take_answers(
        link.wave, link.worker, answers=changed, by=None, at=at, channel=link.channel,
        submission=form.cleaned_data["mark"],
    )  # fmt: skip
    response = form_of(link)
    for conflict in response.conflicts.open().filter(question=name):
        actions.settle(conflict, value=value, by=None, at=at)
    if asked["type"] == "consent" and value == "no" and asked.get("required"):
        return reverse("public:answer_no")
    if asked["type"] == "consent" and taken.accepted and has_last(link):
        return reverse("public:answer_last")
    ahead = unasked(link, form_of(link).values, after=name)
    return page_of(ahead[0]) if ahead else reverse("public:answer_check")


def has_last(link):
    """Whether enough is known of last time to be confirmed in one tap."""
    last = last_answers(link.wave, [link.worker])[link.worker_id].values
    values = last | {k: v for k, v in form_of(link).values.items() if v is not None}
    return bool(last) and not missing(link.wave.questions.body, values)


def told_of(link, asked, form, last):
    values = last.values | form_of(link).values
    names = [
        one["name"]
        for one in link.wave.questions.body
        if one["type"] != "note" and (one is asked or is_asked(one, values))
    ]
    at = names.index(asked["name"])
    return {
        "link": link,
        "asked": asked,
        "section": said(asked.get("section", {})),
        "form": form,
        "bound": form.asked()[0],
        "many": asked["type"] in ("one", "many", "consent"),
        "before": page_of(names[at - 1]) if at else "",
        "done": at + 1,
        "all": len(names),
        "skippable": not asked.get("required") and asked["type"] != "consent",
        "is_last": asked["name"] in last.values and asked["name"] not in form_of(link).values,
    }


@require_http_methods(["GET", "POST"])
def last(request, link):
    """Everything as it was said last time, and one tap if it still holds."""
    known = last_answers(link.wave, [link.worker])[link.worker_id]
    if request.method == "POST":
        with refusals_told(request):
            actions.nothing_changed_at_link(link, on=timezone.localdate(), at=timezone.now())
            return thanks(request)
    lines = [one for one in shown(link.wave.questions.body, known.values) if one["answer"]]
    ahead = unasked(link, form_of(link).values)
    told = {"link": link, "lines": lines, "on": known.told_on,
            "ahead": page_of(ahead[0]) if ahead else reverse("public:answer_check")}  # fmt: skip
    return render(request, "public/answer/last.html", told)


@require_http_methods(["GET", "POST"])
def check(request, link):
    """All answers once more, each with the way back to its question; then it is handed in."""
    response = form_of(link)
    if request.method == "POST":
        with refusals_told(request):
            actions.finish_at_link(link, on=timezone.localdate(), at=timezone.now())
            return thanks(request)
    body = link.wave.questions.body
    lacking = [q["name"] for q in missing(body, response.values)]
    lines = [
        one | {"href": page_of(one["name"]), "lacking": one["name"] in lacking}
        for one in shown(body, response.values)
    ]
    return render(
        request, "public/answer/check.html", {"link": link, "lines": lines, "lacking": len(lacking)}
    )


@require_http_methods(["GET", "POST"])
def no(request, link):
    """Saying no is an answer: it is kept, nothing else is, and the link is closed."""
    if request.method == "POST":
        with refusals_told(request):
            actions.decline_at_link(link, outcome=Outcome.REFUSED, at=timezone.now())
            request.session.pop(KEPT, None)
            return render(request, "public/answer/declined.html")
    consents = [q["name"] for q in link.wave.questions.body if q["type"] == "consent"]
    return render(request, "public/answer/no.html", {"back": page_of(consents[0])})


def thanks(request):
    request.session.pop(KEPT, None)
    return render(request, "public/answer/thanks.html")


begin = with_link(begin, known=False)
question, last, check, no = (with_link(view) for view in (question, last, check, no))
