"""Survey waves at the desk: drawn, opened, how far they have come, and who stands where."""

from dataclasses import dataclass

from django import forms
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.catalog.models import Region, RegionLevel
from jiedui.web.kit.pages import refusals_on, refusals_told, staff
from jiedui.web.kit.paging import page_of
from jiedui.web.kit.templatetags.kit import Tab
from jiedui.workers import actions
from jiedui.workers.models import Assignment, Conflict, QuestionSet, Response, Wave, Worker
from jiedui.workers.queries import STATES, progress_by_village, with_state
from jiedui.workers.queries.surveys import figures_of


@staff("surveys.see")
def listed(request):
    waves = Wave.objects.visible_to(request.user).select_related("region", "questions")
    page = page_of(waves, request, newest_first=True, size=20)
    figures = figures_of(page.rows)
    lines = [{"wave": wave, **figures[wave.pk]} for wave in page]
    return render(request, "desk/surveys/list.html", {"page": page, "lines": lines})


class WaveForm(forms.Form):
    title = forms.CharField(
        label=_("名称"), max_length=60, help_text=_("比如：2026年春季就业意愿摸排。")
    )
    region = forms.ModelChoiceField(Region.objects.none(), label=_("范围"), empty_label=None)
    opens_on = forms.DateField(
        label=_("开始"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    closes_on = forms.DateField(
        label=_("截止"),
        help_text=_("过期七天后自动结束，给山里没有信号的手机留时间。"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    questions = forms.ModelChoiceField(
        QuestionSet.objects.none(), label=_("题组"), empty_label=None
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        places = Region.objects.under(user.organisation.region).current()
        levels = [user.organisation.region.level, RegionLevel.COUNTY, RegionLevel.TOWN]
        self.fields["region"].queryset = places.filter(level__in=levels).order_by("code")
        self.fields["region"].label_from_instance = lambda region: region.name
        sets = QuestionSet.objects.visible_to(user).newest()
        self.fields["questions"].queryset = sets.order_by("region", "pk")


@staff("surveys.run")
@require_http_methods(["GET", "POST"])
def draw(request):
    today = timezone.localdate()
    first = {"opens_on": today, "region": request.user.organisation.region_id}
    form = WaveForm(request.POST or None, initial=first, user=request.user)
    if form.is_valid():
        with refusals_on(form):
            told = dict(form.cleaned_data)
            wave = actions.draw_wave(told.pop("region"), by=request.user, **told)
            return redirect("desk:wave_assign", pk=wave.pk)
    return render(request, "desk/surveys/draw.html", {"form": form})


def wave_or_404(request, pk):
    found = Wave.objects.visible_to(request.user).select_related("region", "questions")
    return get_object_or_404(found, pk=pk)


def people_of(request):
    return Worker.objects.visible_to(request.user)


def conflicts_of(request, wave):
    found = Conflict.objects.visible_to(request.user).open()
    return found.filter(response__wave=wave)


def tabs_of(request, wave, here):
    """The parts of one wave: how far, who visits, what disagrees, what is asked."""
    places = [
        ("wave", _("进度"), None),
        ("wave_assign", _("分派"), None),
        ("wave_conflicts", _("说法不一致"), conflicts_of(request, wave).count()),
        ("wave_questions", _("题目"), None),
    ]
    return [
        Tab(label, reverse(f"desk:{name}", args=[wave.pk]), count, current=name == here)
        for name, label, count in places
    ]


@dataclass(frozen=True)
class Column:
    """A state that occurs in this wave: a figure above, a column below."""

    state: str
    label: object
    many: int


def columns_of(villages):
    totals = {state: sum(one.counts[state] for one in villages) for state in STATES}
    always = {"finished", "draft", "refused", "empty", "absent", "waiting"}
    return [
        Column(state, label, totals[state])
        for state, label in STATES.items()
        if totals[state] or state in always
    ]


@staff("surveys.see")
def one(request, pk):
    wave = wave_or_404(request, pk)
    villages = progress_by_village(wave, people_of(request))
    columns = columns_of(villages)
    told = {
        "wave": wave,
        "tabs": tabs_of(request, wave, "wave"),
        "columns": columns,
        "people": sum(village.people for village in villages),
        "done": sum(village.done for village in villages),
        "lines": [
            {
                "village": village,
                "cells": [Column(c.state, c.label, village.counts[c.state]) for c in columns],
            }
            for village in villages
        ],
        "overdue": wave.stage == "open" and wave.closes_on < timezone.localdate(),
        "today": timezone.localdate(),
    }
    return render(request, "desk/surveys/one.html", told)


class OpenForm(forms.Form):
    until = forms.DateField(required=False)


@staff("surveys.run")
@require_POST
def open_wave(request, pk):
    wave, form = wave_or_404(request, pk), OpenForm(request.POST)
    until = form.cleaned_data["until"] if form.is_valid() else None
    with refusals_told(request):
        actions.open_wave(wave, by=request.user, on=timezone.localdate(), until=until)
    return redirect("desk:wave", pk=pk)


@staff("surveys.run")
@require_POST
def close_wave(request, pk):
    with refusals_told(request):
        actions.close_wave(wave_or_404(request, pk), by=request.user)
    return redirect("desk:wave", pk=pk)


class PeopleForm(forms.Form):
    """The words of the sentence over the list; what is not chosen does not narrow it."""

    town = forms.IntegerField(required=False)
    village = forms.CharField(max_length=60, required=False)
    state = forms.ChoiceField(
        label=_("进度"), choices=[("", _("全部进度")), *STATES.items()], required=False
    )

    def chosen(self, found):
        told = self.cleaned_data if self.is_valid() else {}
        if told.get("town"):
            found = found.filter(town=told["town"])
        if told.get("village") or "village" in self.data:
            found = found.filter(village=told.get("village", ""))
        return found.filter(state=told["state"]) if told.get("state") else found


@staff("surveys.see")
def people(request, pk):
    wave = wave_or_404(request, pk)
    form = PeopleForm(request.GET)
    found = form.chosen(with_state(wave, people_of(request))).select_related("town")
    page = page_of(found, request)
    told = {
        "wave": wave,
        "form": form,
        "page": page,
        "total": found.count(),
        "town": request.GET.get("town", ""),
        "village": request.GET.get("village"),
        "lines": lines_of(wave, page.rows),
    }
    return render(request, "desk/surveys/people.html", told)


def lines_of(wave, people):
    """Each person with the state in words, the form and who visits: three queries."""
    ids = [worker.pk for worker in people]
    forms_of = {
        form.worker_id: form
        for form in Response.objects.filter(wave=wave, worker__in=ids)
        .select_related("touched_by")
        .annotate(clashes=Count("conflicts", filter=Q(conflicts__settled_at=None)))
    }
    roofs = Assignment.objects.filter(
        wave=wave, household__in=[worker.household_id for worker in people]
    ).select_related("helper")
    visits = {one.household_id: one for one in roofs}
    return [
        {
            "worker": worker,
            "state": worker.state,
            "said": STATES[worker.state],
            "form": forms_of.get(worker.pk),
            "visit": visits.get(worker.household_id),
        }
        for worker in people
    ]
