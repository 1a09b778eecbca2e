"""The questions of a survey as a form: the same one at every door.

What counts as told is what differs from what the page had *shown*, not from what stands in the
form by now: whoever left a field alone has said nothing about it, whatever somebody else wrote
there in the meantime. The page brings back a keyed digest of each value it showed; no answer
lies hidden in it.
"""

import json
import uuid

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.fields import blind
from jiedui.core.refusal import Refusal
from jiedui.workers import actions
from jiedui.workers.actions.surveys.answers import form_of
from jiedui.workers.models import Response
from jiedui.workers.queries.asking import asked_of, in_words, read_answer, said

CONSENT = [("yes", _("同意")), ("no", _("不同意"))]
# What the keyboard of a telephone should offer.
KEYBOARDS = {"number": "numeric", "phone": "tel"}


def response_of(wave, worker):
    """The form of this person in this wave as it stands, saved or not yet."""
    found = Response.objects.filter(wave=wave, worker=worker).first() or Response()
    found.wave, found.worker = wave, worker
    return found


def field_for(question):
    """The form field of one question; nothing is required here, because finishing asks for it."""
    told = {"label": said(question["label"]), "help_text": said(question.get("hint", {}))}
    kind = question["type"]
    if kind in ("one", "consent"):
        choices = CONSENT if kind == "consent" else _choices(question)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, required=False, **told)
    if kind == "many":
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(
            choices=_choices(question), widget=widget, required=False, **told
        )
    if kind == "date":
        widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    else:
        mode = KEYBOARDS.get(kind, "text")
        widget = forms.TextInput({"inputmode": mode, "autocomplete": "off"})
    return forms.CharField(widget=widget, max_length=200, required=False, **told)


def _choices(question):
    return [(choice["name"], said(choice)) for choice in question["choices"]]


def place(name):
    """Apart from the page's own fields, whatever a county calls its questions."""
    return f"q-{name}"


class AnswersForm(forms.Form):
    """Some questions of one person's form: those named, or all that concern the person so far.

    `last` is what was said last time; it is shown where nothing has been said this time, and
    handing the page in confirms it. `seen` is the version of the form that was shown, `shown`
    which questions were on the page and, as digests, with what; a double tap sends the same
    `mark` twice and is kept once.
    """

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    mark = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.JSONField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, response, only=None, last=None):
        self.response = response
        values = (last or {}) | response.values
        body = response.wave.questions.body
        if only or data is None:
            self.page = only or asked_of(body, values)
        else:
            # The questions that were on the page, even if others are asked by now.
            was = _shown(data)
            self.page = [question for question in body if question["name"] in was]
        super().__init__(data, initial=self._first(values))
        self.questions = [question for question in self.page if question["type"] != "note"]
        for question in self.questions:
            self.fields[place(question["name"])] = field_for(question)
            self._hint_at_number(question, values)

    def _first(self, values):
        """What the page shows at first, and the traces of it that it brings back."""
        plain = {
            question["name"]: values.get(question["name"])
            for question in self.page
            if question["type"] not in ("phone", "note")
        }
        shown = {question["name"]: "" for question in self.page} | {
            question["name"]: self._digest(question["name"], _as_read(question, values))
            for question in self.page
            if question["name"] in plain
        }
        own = {"seen": self.response.version, "mark": uuid.uuid4(), "shown": shown}
        return own | {place(name): value for name, value in plain.items()}

    def _hint_at_number(self, question, values):
        """No page shows a whole number: an empty field means that it is still the same."""
        known = values.get(question["name"]) if question["type"] == "phone" else None
        if question.get("maps_to") == "person.phone":
            known = known or self.response.worker.phone
        if known:
            told = {"number": in_words(question, known)}
            hint = _("已记 %(number)s，没变就不用填。") % told
            self.fields[place(question["name"])].help_text = hint

    def _digest(self, name, value):
        """Says whether two values are the same, and to nobody without the key which they are."""
        if value is None:
            return ""
        of = f"{self.response.wave.pk}:{self.response.worker.pk}:{name}"
        return blind("survey-shown", f"{of}:{json.dumps(value, ensure_ascii=False)}")[:16]

    def asked(self):
        """The fields of the questions, in their order."""
        return [self[place(question["name"])] for question in self.questions]

    def rows(self):
        """From top to bottom: headings of sections, notes to read out, questions."""
        for question in self.page:
            row = {"heading": said(question.get("section", {})), "note": "", "field": ""}
            if question["type"] == "note":
                yield row | {"note": said(question["label"])}
            else:
                yield row | {"field": self[place(question["name"])]}

    def clean_shown(self):
        shown = self.cleaned_data["shown"]
        if not isinstance(shown, dict):
            raise forms.ValidationError(_("这一页不完整：请刷新后再填。"))
        return shown

    def clean(self):
        told = super().clean()
        self.answers = {}
        for question in self.questions:
            name = question["name"]
            try:
                self.answers[name] = read_answer(question, told.get(place(name)))
            except Refusal as refusal:
                self.add_error(place(name), refusal.message)
        return told

    def is_touched(self, name):
        """Whether the page says something else of this question than it had shown.

        A number is never shown: whatever stands in its field has been typed.
        """
        return self._digest(name, self.answers[name]) != self.cleaned_data["shown"].get(name, "")

    def told(self, entries):
        """{question: (base version, value)} of what this page says, where `entries` stand by now.

        What was touched, and what was shown as last year's answer and left, as long as nobody
        has answered that question this year.
        """
        return {
            name: (self.cleaned_data["seen"], value)
            for name, value in self.answers.items()
            if self.is_touched(name) or (value is not None and name not in entries)
        }


def _as_read(question, values):
    """What the page brings back if it is left as it is: spaces of a ledger may be fewer then."""
    value = values.get(question["name"])
    try:
        return read_answer(question, value)
    except Refusal:
        return value


def _shown(data):
    try:
        shown = json.loads(data.get("shown", ""))
    except ValueError:
        return {}
    return shown if isinstance(shown, dict) else {}


@transaction.atomic
def keep_answers(form, *, by, at, channel):
    """Hand over what the page says. Nobody writes between the looking and the keeping."""
    wave, worker = form.response.wave, form.response.worker
    answers = form.told(form_of(wave, worker).told)
    return actions.take_answers(
        wave, worker, answers=answers, by=by, at=at, channel=channel,
        submission=form.cleaned_data["mark"],
    )  # fmt: skip


def shown(questions, values):
    """The answers in words, in the order of the questions that concern this person."""
    return [
        {
            "name": question["name"],
            "label": said(question["label"]),
            "answer": in_words(question, values.get(question["name"])),
            "required": question.get("required", False),
        }
        for question in asked_of(questions, values)
        if question["type"] != "note"
    ]
