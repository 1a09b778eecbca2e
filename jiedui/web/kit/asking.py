"""Survey questions as form fields: the same questions at the desk and on the own telephone."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal
from jiedui.workers.queries.asking import asked_of, in_words, read_answer, said

CONSENT = [("yes", _("同意")), ("no", _("不同意"))]
# What the keyboard of a telephone should offer.
KEYBOARDS = {"number": "numeric", "phone": "tel"}


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
    """Some questions of one person's form, with the version of the form that was shown.

    A double tap sends the same mark twice and is kept once.
    """

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    mark = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, questions, values, version):
        first = {"seen": version, "mark": uuid.uuid4()} | {
            place(question["name"]): values.get(question["name"])
            for question in questions
            if question["type"] != "phone"
        }
        super().__init__(data, initial=first)
        self.questions = [question for question in questions if question["type"] != "note"]
        for question in self.questions:
            self.fields[place(question["name"])] = field_for(question)
            if question["type"] == "phone" and values.get(question["name"]):
                # No page shows a whole number: an empty field means that it is still the same.
                told = {"number": in_words(question, values[question["name"]])}
                hint = _("已记 %(number)s，没变就不用填。") % told
                self.fields[place(question["name"])].help_text = hint

    def asked(self):
        """The fields of the questions, in their order."""
        return [self[place(question["name"])] for question in self.questions]

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

    def changed_answers(self, values):
        """{question: (base version, value)}: only what differs from what was shown is sent."""
        seen = self.cleaned_data["seen"]
        return {
            name: (seen, value)
            for name, value in self.answers.items()
            if value != values.get(name) and not self._left_as_it_was(name, value)
        }

    def _left_as_it_was(self, name, value):
        kinds = {question["name"]: question["type"] for question in self.questions}
        return value is None and kinds[name] == "phone"


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
