"""Steps that change who is who: merged, split, left, taken back. Each asks why, each goes back."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jiedui.candidacies.models import Candidacy
from jiedui.sheets.models import Kind
from jiedui.web.desk.cells import label, shown
from jiedui.web.desk.entry import EntryForm, day
from jiedui.web.desk.said import certificate_names, value_said
from jiedui.web.kit import searches
from jiedui.web.kit.pages import refusals_on, staff
from jiedui.workers import actions as workers
from jiedui.workers.actions import values
from jiedui.workers.actions.merging import CHOOSABLE
from jiedui.workers.models import Change, Consent, Intention, Left, Merge, Split, Worker
from jiedui.workers.queries import Person
from jiedui.workers.queries.origin import changes_of


class ReasonForm(forms.Form):
    """Why: kept with the step, and shown on the road."""

    because = forms.CharField(label=_("原因"), max_length=120)


def _person(request, code):
    return get_object_or_404(Worker.objects.visible_to(request.user), code=code)


def _confirm(request, worker, form, **page):
    """One question, one reason, one button."""
    return render(request, "desk/workers/confirm.html", {"worker": worker, "form": form} | page)


class LeftForm(ReasonForm):
    why = forms.ChoiceField(
        label=_("去向"),
        choices=[(Left.DECEASED, _("已去世")), (Left.MOVED, _("已迁出本县"))],
        widget=forms.RadioSelect,
    )
    on = day(label=_("哪天"))
    field_order = ("why", "on", "because")


@staff("people.correct")
@require_http_methods(["GET", "POST"])
def left(request, code):
    worker, today = _person(request, code), timezone.localdate()
    form = LeftForm(request.POST or None, initial={"on": today})
    if form.is_valid():
        with refusals_on(form):
            workers.mark_left(worker, by=request.user, told_on=today, **form.cleaned_data)
            messages.success(request, _("已标记；不再为此人找岗位。标错了可以恢复。"))
            return redirect("desk:person", code=code)
    standing = Candidacy.objects.filter(worker=worker).live().select_related("vacancy")
    return _confirm(
        request,
        worker,
        form,
        title=_("标记去世或迁出"),
        lead=_("标记以后，此人不再出现在名单、匹配和导出里；档案保留，随时可以恢复。"),
        standing=standing,
        submit=_("标记"),
    )


@staff("people.correct")
@require_http_methods(["GET", "POST"])
def back(request, code):
    worker, form = _person(request, code), ReasonForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            workers.mark_back(worker, on=timezone.localdate(), by=request.user, **form.cleaned_data)
            messages.success(request, _("已恢复在册。"))
            return redirect("desk:person", code=code)
    lead = _("恢复以后，此人又会出现在名单和匹配里；已经结束的推荐不会自动恢复。")
    return _confirm(request, worker, form, title=_("恢复在册"), lead=lead, submit=_("恢复"))


@staff("people.correct")
@require_http_methods(["GET", "POST"])
def undo(request, code, pk):
    worker, form = _person(request, code), ReasonForm(request.POST or None)
    change = get_object_or_404(Change, pk=pk, worker=worker)
    if form.is_valid():
        with refusals_on(form):
            workers.undo(change, on=timezone.localdate(), by=request.user, **form.cleaned_data)
            messages.success(request, _("已撤销，恢复成原来的内容。"))
            return redirect("desk:person", code=code)
    told = next(one for one in changes_of([worker])[change.event_id] if one.id == change.pk)
    names = certificate_names()
    lead = _("把“%(field)s”从“%(now)s”恢复成“%(before)s”。") % {
        "field": label(Kind.PEOPLE, change.field),
        "now": value_said(change.field, told.after, names),
        "before": value_said(change.field, told.before, names),
    }
    return _confirm(request, worker, form, title=_("撤销更改"), lead=lead, submit=_("撤销更改"))


@staff("people.correct")
@require_http_methods(["GET", "POST"])
def withdraw(request, code, purpose):
    worker, form = _person(request, code), ReasonForm(request.POST or None)
    consent = get_object_or_404(Consent.objects.live(), worker=worker, purpose=purpose)
    if form.is_valid():
        with refusals_on(form):
            told = {"on": timezone.localdate(), "by": request.user, **form.cleaned_data}
            workers.withdraw_consent(worker, purpose=purpose, **told)
            messages.success(request, _("已撤回；从下一次起不再为这件事使用本人信息。"))
            return redirect("desk:person", code=code)
    lead = _("本人不再同意“%(purpose)s”。") % {"purpose": consent.get_purpose_display()}
    return _confirm(request, worker, form, title=_("撤回同意"), lead=lead, submit=_("撤回"))


# --- two records of one person ---------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """One value in which the two records differ."""

    field: str
    name: str
    mine: str
    theirs: str
    is_filled: bool


def _differences(kept, other):
    today, found = timezone.localdate(), []
    for field in CHOOSABLE:
        mine, theirs = values.read(kept, field, on=today), values.read(other, field, on=today)
        if mine != theirs and theirs:
            found.append(
                Difference(
                    field,
                    label(Kind.PEOPLE, field),
                    shown(field, mine, Kind.PEOPLE),
                    shown(field, theirs, Kind.PEOPLE),
                    is_filled=not mine,
                )
            )
    return found


class MergeForm(ReasonForm):
    choose = forms.MultipleChoiceField(required=False)

    def __init__(self, *args, differences, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["choose"].choices = [(one.field, one.name) for one in differences]


def _found(request, worker):
    """Other records of the own county by code, name or pinyin; no name stays in an address."""
    words = searches.told(request, "words").get("words", "")
    others = Worker.objects.visible_to(request.user).present().exclude(pk=worker.pk)
    if not words:
        return words, []
    found = others.filter(code=words.upper()) | others.named(words)
    return words, found.select_related("town").order_by("pk")[:10]


@staff("people.correct")
@require_http_methods(["GET", "POST"])
@searches.searched("words")
def merge(request, code):
    worker = _person(request, code)
    words, found = _found(request, worker)
    page = {"worker": worker, "words": words, "found": found}
    if not request.GET.get("with"):
        return render(request, "desk/workers/merge.html", page)
    other = _person(request, request.GET["with"])
    differences = _differences(worker, other)
    form = MergeForm(request.POST or None, differences=differences)
    if form.is_valid():
        with refusals_on(form):
            chosen = {"by": request.user, "on": timezone.localdate(), **form.cleaned_data}
            workers.merge(worker, other, **chosen)
            messages.success(request, _("已合并；两份档案的经过都在这里。合错了可以撤销。"))
            return redirect("desk:person", code=code)
    page |= {"other": other, "differences": differences, "form": form}
    return render(request, "desk/workers/merge.html", page)


@staff("people.correct")
@require_http_methods(["GET", "POST"])
def unmerge(request, code, pk):
    worker, form = _person(request, code), ReasonForm(request.POST or None)
    merged = get_object_or_404(Merge, pk=pk, kept=worker, undone_on=None)
    if form.is_valid():
        with refusals_on(form):
            workers.unmerge(merged, by=request.user, on=timezone.localdate(), **form.cleaned_data)
            messages.success(request, _("已撤销合并，两份档案分开了。"))
            return redirect("desk:person", code=code)
    lead = _("%(name)s（%(code)s）恢复为单独的一份档案；合并以后新登记的内容留在这一份。") % {
        "name": merged.other.name,
        "code": merged.other.code,
    }
    return _confirm(request, worker, form, title=_("撤销合并"), lead=lead, submit=_("撤销合并"))


class SplitForm(EntryForm):
    """Who the second person is, and what of the record was his or hers."""

    is_another = None
    moving = forms.MultipleChoiceField(
        label=_("哪些是这个人的"), required=False, widget=forms.CheckboxSelectMultiple
    )
    clearing = forms.MultipleChoiceField(
        label=_("原档案里哪几项其实是这个人的（拆分后清空）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    because = forms.CharField(label=_("原因"), max_length=120)

    def __init__(self, *args, worker, **kwargs):
        super().__init__(*args, **kwargs)
        asked = Intention.objects.filter(worker=worker).order_by("-asked_on", "-pk")
        self.fields["moving"].choices = [
            (one.pk, _("%(day)s 的就业意愿") % {"day": f"{one.asked_on:%Y-%m-%d}"}) for one in asked
        ]
        self.fields["clearing"].choices = [
            (name, label(Kind.PEOPLE, name))
            for name in ("phone", "identity", "remark", "employer_name", "workplace")
            if getattr(worker, name)
        ]

    def person(self):
        told = {name: value for name, value in self.told().items() if value}
        checked = workers.checked(told, home=self.cleaned_data["home"], **self.day())
        return Person(home=self.cleaned_data["home"], **checked)

    def day(self):
        return {"on": self.cleaned_data["told_on"]}


@staff("people.correct")
@require_http_methods(["GET", "POST"])
def split(request, code):
    worker, today = _person(request, code), timezone.localdate()
    start = {"told_on": today, "home": worker.home_id}
    form = SplitForm(request.POST or None, user=request.user, worker=worker, initial=start)
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            moving = {"Intention.worker": [int(pk) for pk in told["moving"]]}
            parted = workers.split(
                worker,
                person=form.person(),
                by=request.user,
                because=told["because"],
                on=told["told_on"],
                moving=moving,
                clearing=told["clearing"],
            )
            messages.success(request, _("已拆分；拆错了可以撤销。"))
            return redirect("desk:person", code=parted.newcomer.code)
    return render(request, "desk/workers/split.html", {"worker": worker, "form": form})


@staff("people.correct")
@require_http_methods(["GET", "POST"])
def unsplit(request, code, pk):
    worker, form = _person(request, code), ReasonForm(request.POST or None)
    parted = get_object_or_404(Split, pk=pk, worker=worker, undone_on=None)
    if form.is_valid():
        with refusals_on(form):
            workers.unsplit(parted, by=request.user, on=timezone.localdate(), **form.cleaned_data)
            messages.success(request, _("已撤销拆分，又是一份档案了。"))
            return redirect("desk:person", code=code)
    lead = _("%(name)s（%(code)s）并回这份档案。") % {
        "name": parted.newcomer.name,
        "code": parted.newcomer.code,
    }
    return _confirm(request, worker, form, title=_("撤销拆分"), lead=lead, submit=_("撤销拆分"))


FORGETTABLE = {"certificates", "experience", "spoken", "cares", "spells"}


@staff("people.correct")
@require_http_methods(["GET", "POST"])
def forget(request, code, field, first):
    """Take out a row that should not be there: a certificate never held, a work never done."""
    worker, form = _person(request, code), ReasonForm(request.POST or None)
    today = timezone.localdate()
    rows = values.read(worker, field, on=today) if field in FORGETTABLE else []
    if not any(str(row[0]) == first for row in rows):
        return redirect("desk:person", code=code)
    if form.is_valid():
        with refusals_on(form):
            workers.forget(worker, field, first, on=today, by=request.user, **form.cleaned_data)
            messages.success(request, _("已删去；可以在“经过”里撤销。"))
            return redirect("desk:person", code=code)
    lead = _("从“%(field)s”里删去这一条。") % {"field": label(Kind.PEOPLE, field)}
    return _confirm(request, worker, form, title=_("删去一条"), lead=lead, submit=_("删去"))
