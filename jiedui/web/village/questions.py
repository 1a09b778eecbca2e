"""All questions that concern somebody so far, on one page that needs no script."""

import json

from django import forms

from jiedui.web.kit.asking import AnswersForm, place
from jiedui.workers.queries.asking import asked_of, said


class WholeForm(AnswersForm):
    """The page brings back what it had shown: only what was changed on it is an answer, whatever
    somebody else has written meanwhile. A new answer may bring further questions; the page then
    comes again with them."""

    shown = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, questions, values, version):
        known = values if data is None else _shown(data)
        self.page = asked_of(questions, known)
        super().__init__(data, questions=self.page, values=known, version=version)
        spoken = {q["name"] for q in self.page if q["type"] != "phone"}
        self.initial["shown"] = {name: known[name] for name in known if name in spoken}

    def rows(self):
        """From top to bottom: headings of sections, notes to read out, questions."""
        for question in self.page:
            row = {"heading": said(question.get("section", {})), "note": "", "field": ""}
            if question["type"] == "note":
                yield row | {"note": said(question["label"])}
            else:
                yield row | {"field": self[place(question["name"])]}

    def changed(self):
        """{question: (version that was shown, value)} of what was changed on the page."""
        return self.changed_answers(_shown(self.data))


def _shown(data):
    try:
        shown = json.loads(data.get("shown", ""))
    except ValueError:
        return {}
    return shown if isinstance(shown, dict) else {}
