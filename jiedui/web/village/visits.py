"""One household without a script: who lives there, why nobody was asked, a photo, somebody new."""

import uuid

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.web.kit.pages import refusals_on, refusals_told, staff
from jiedui.web.village.home import state_of
from jiedui.web.village.joining import join
from jiedui.web.village.rounds import NOT_ASKED
from jiedui.workers import actions as workers
from jiedui.workers.models import Assignment, Outcome
from jiedui.workers.queries import todays_round


class MemberForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    born_on = forms.DateField(
        label=gettext_lazy("出生日期"), help_text=gettext_lazy("比如 1990-05-01。")
    )
    phone = forms.CharField(
        label=gettext_lazy("电话"),
        help_text=gettext_lazy("没有可以不填。"),
        max_length=20,
        required=False,
    )


def given(request, pk):
    """The visit of this number, on this helper's round."""
    found = Assignment.objects.visible_to(request.user).select_related("wave", "household__town")
    return get_object_or_404(found, pk=pk)


def _members(request, visit):
    """What the round says of the people under this roof."""
    houses = todays_round(request.user, timezone.localdate())
    house = next((one for one in houses if one.assignment_id == visit.pk), None)
    return [(one, state_of(one)) for one in house.members] if house else []


@staff("village.survey")
def one(request, pk):
    visit = given(request, pk)
    told = {
        "visit": visit,
        "members": _members(request, visit),
        "outcomes": NOT_ASKED,
        "outcome": Outcome(visit.outcome).label if visit.outcome else "",
        "submission": uuid.uuid4(),
    }
    return render(request, "village/visit.html", told)


@staff("village.survey")
@require_POST
def outcome(request, pk):
    """The second tap of two."""
    visit = given(request, pk)
    with refusals_told(request):
        workers.record_outcome(
            visit, outcome=request.POST.get("outcome", ""), by=request.user,
            at=timezone.localtime(),
        )  # fmt: skip
        messages.success(request, _("已记下。"))
        return redirect("village:home")
    return redirect("village:visit", pk=pk)


@staff("village.survey")
@require_POST
def photo(request, pk):
    visit = given(request, pk)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_told(request):
            workers.attach(
                visit.household, by=request.user, at=timezone.localtime(), **form.cleaned_data
            )
            messages.success(request, _("照片已存好。"))
    else:
        messages.error(request, _("请先选一张照片。"))
    return redirect("village:visit", pk=pk)


class PhotoForm(forms.Form):
    photo = forms.FileField()
    submission = forms.UUIDField()


@staff("village.survey")
@require_http_methods(["GET", "POST"])
def member(request, pk):
    visit = given(request, pk)
    form = MemberForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form), transaction.atomic():
            worker = join(visit, by=request.user, on=timezone.localdate(), **form.cleaned_data)
            return redirect("village:person", wave=visit.wave_id, code=worker.code)
    return render(request, "village/member.html", {"visit": visit, "form": form})
