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
from jiedui.web.village.home import lines_of, next_of
from jiedui.web.village.joining import join
from jiedui.web.village.rounds import AT_THE_DOOR, BY_PHONE, way_of
from jiedui.workers import actions as workers
from jiedui.workers.models import Assignment, Attachment, Outcome


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


@staff("village.survey")
def one(request, pk):
    visit, houses = given(request, pk), lines_of(request.user)
    house = next((one for one in houses if one["assignment"] == visit.pk), {})
    left = house.get("done") or visit.outcome
    told = {
        "visit": visit,
        "members": house.get("members", []),
        "done": house.get("done", False),
        "next": next_of(houses, after=visit.pk) if left else None,
        "at_the_door": AT_THE_DOOR,
        "by_phone": BY_PHONE,
        "outcome": Outcome(visit.outcome).label if visit.outcome else "",
        "photos": Attachment.objects.filter(household=visit.household_id).count(),
        "submission": uuid.uuid4(),
    }
    return render(request, "village/visit.html", told)


@staff("village.survey")
@require_POST
def outcome(request, pk):
    """The second tap of two."""
    visit, found = given(request, pk), request.POST.get("outcome", "")
    with refusals_told(request):
        workers.record_outcome(
            visit, outcome=found, by=request.user, at=timezone.localtime(), channel=way_of(found)
        )
        messages.success(request, _("已记：%(outcome)s。") % {"outcome": Outcome(found).label})
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
