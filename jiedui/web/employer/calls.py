"""What the employer has been asked for: requests handed on by the bureau, and its answers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jiedui.matching import actions as matching
from jiedui.matching.models import Answer, Request
from jiedui.matching.queries import forwarded_to
from jiedui.vacancies.models import Stage, Vacancy
from jiedui.web.kit.pages import refusals_told, staff
from jiedui.web.kit.paging import page_of


@staff("employer.post")
def listed(request):
    found = forwarded_to(request.user.organisation)
    page = page_of(found, request, newest_first=True, size=30)
    return render(request, "employer/calls/list.html", {"page": page})


@staff("employer.post")
@require_http_methods(["GET", "POST"])
def one(request, pk):
    rows = Request.objects.visible_to(request.user).select_related("call__west", "call__east")
    row = get_object_or_404(rows, pk=pk)
    mine = Vacancy.objects.filter(employer=request.user.organisation).exclude(stage=Stage.CLOSED)
    if request.method == "POST":
        with refusals_told(request):
            vacancy = get_object_or_404(mine, code=request.POST.get("code", ""))
            matching.answer_with(row, vacancy, by=request.user)
            messages.success(request, _("已用这个岗位答复，两地人社部门马上能看到。"))
        return redirect("employer:call", pk=pk)
    given = Answer.objects.filter(request=row, vacancy__in=mine).select_related("vacancy")
    told = {"row": row, "call": row.call, "answers": given}
    told["vacancies"] = mine.exclude(pk__in=given.values("vacancy")).order_by("-pk")[:50]
    return render(request, "employer/calls/one.html", told)
