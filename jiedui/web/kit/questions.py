"""A question set as a form that needs no script: the questions that concern somebody so far.

What was answered may bring further questions; the page then comes again with them. Only what
was changed on the page is handed in, with the version of the form that the page had shown.
"""

import json
import uuid

from django import forms
from django.utils.translation import gettext as _

from jiedui.core.refusal import Refusal
from jiedui.workers.queries.asking import asked_of, read_answer, said


class AnswerForm(forms.Form):
    """`values` is what is known: {question: value}; `version` the form's version at that time."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    shown = forms.JSONField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, questions, values, version=0):
        # What comes back belongs to the questions that stood on the page, whatever was
        # answered elsewhere meanwhile.
        shown = values if data is None else _shown(data)
        self.questions = asked_of(questions, shown)
        told = {"submission": uuid.uuid4(), "version": version, "shown": shown}
        super().__init__(data, initial=told | {_place(name): v for name, v in shown.items()})
        for question in self.questions:
            if question["type"] != "note":
                self.fields[_place(question["name"])] = _field(question)

    def rows(self):
        """The page from top to bottom: headings of sections, notes to read out, questions."""
        for question in self.questions:
            row = {"heading": said(question.get("section", {})), "note": "", "field": ""}
            if question["type"] == "note":
                yield row | {"note": said(question["label"])}
            else:
                yield row | {"field": self[_place(question["name"])]}

    def clean(self):
        told = super().clean()
        self.read = {}
        for question in self.questions:
            place = _place(question["name"])
            if place in self.fields and place not in self.errors:
                self._read(question, told.get(place))
        return told

    def _read(self, question, value):
        try:
            self.read[question["name"]] = read_answer(question, value)
        except Refusal as refusal:
            self.add_error(_place(question["name"]), str(refusal.message))

    def changed(self):
        """{question: (version that was shown, value)} of what was changed on the page."""
        shown, version = _shown(self.data), self.cleaned_data["version"]
        return {
            name: (version, value) for name, value in self.read.items() if value != shown.get(name)
        }


def _place(name):
    """Apart from the form's own fields, whatever a county calls its questions."""
    return f"q-{name}"


def _shown(data):
    try:
        shown = json.loads(data.get("shown", ""))
    except ValueError:
        return {}
    return shown if isinstance(shown, dict) else {}


def _field(question):
    kind, label = question["type"], said(question["label"])
    told = {"label": label, "help_text": said(question.get("hint", {})), "required": False}
    if kind == "consent":
        choices = [("yes", _("同意")), ("no", _("不同意"))]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **told)
    if kind in {"one", "many"}:
        choices = [(choice["name"], said(choice)) for choice in question["choices"]]
        if kind == "one":
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **told)
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, **told
        )
    return forms.CharField(max_length=200, widget=_WIDGETS[kind], **told)


_WIDGETS = {
    "text": forms.TextInput(),
    "number": forms.TextInput({"inputmode": "numeric"}),
    "phone": forms.TextInput({"inputmode": "tel"}),
    "date": forms.TextInput({"placeholder": "2026-03-01"}),
}
