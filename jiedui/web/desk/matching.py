"""Matching at the desk: ask, wait, read the result with its reasons, confirm."""

import secrets
from io import BytesIO

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.accounts.models import Pairing
from jiedui.accounts.scope import within
from jiedui.matching import actions as matching
from jiedui.matching.models import Policy, Run, Stage
from jiedui.sheets import actions as sheets
from jiedui.sheets import results
from jiedui.vacancies.models import Vacancy
from jiedui.web.desk import outcome
from jiedui.web.kit.pages import back, refusals_on, refusals_told, staff, workbook
from jiedui.web.kit.paging import page_of
from jiedui.web.kit.searches import searched
from jiedui.workers.models import Intention

CONFIRM_AT_ONCE = 500


@staff("matching.see")
def listed(request):
    found = Run.objects.visible_to(request.user).select_related("asked_by", "beside")
    page = page_of(found, request, newest_first=True, size=30)
    return render(request, "desk/matching/list.html", {"page": page})


class AskForm(forms.Form):
    title = forms.CharField(
        label=_("名称"), max_length=80, required=False, help_text=_("不填则用地名和日期。")
    )
    as_of = forms.DateField(
        label=_("计算日期"),
        help_text=_("年龄、户类型、岗位有效期都按这一天算。"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    seed = forms.IntegerField(
        label=_("抽签种子"),
        min_value=0,
        max_value=10**18 - 1,
        help_text=_("条件完全相同时由它定先后。可改成事先公布的号码；同样的种子总得出同样的结果。"),
    )
    with_drafts = forms.BooleanField(
        label=_("也计算还没有发布的岗位（只供参考，发布后才能确认）"), required=False
    )


def included(user, today):
    """What a run of today would take in, so that nobody is surprised by its result."""
    region = user.organisation.region
    pairings = (
        Pairing.objects.in_force(today)
        .vouched()
        .filter(within([region.interval()], "west"))
        .select_related("east")
    )
    places = [region, *(pairing.east for pairing in pairings)]
    live = Vacancy.objects.visible_to(user).live(today)
    return {
        "seeking": Intention.objects.visible_to(user).seeking().count(),
        "places": [
            {
                "name": place.name,
                "vacancies": len(rows := _openings(live, place)),
                "openings": sum(rows),
            }
            for place in places
        ],
        "policy": Policy.objects.over(region).in_force(today).first(),
    }


def _openings(live, place):
    return list(live.in_regions([place.interval()]).values_list("openings", flat=True))


@staff("matching.run")
@require_http_methods(["GET", "POST"])
def ask(request):
    today = timezone.localdate()
    first = {"as_of": today, "seed": secrets.randbelow(10**9)}
    form = AskForm(request.POST or None, initial=first)
    if form.is_valid():
        with refusals_on(form):
            run = matching.ask(
                west=request.user.organisation.region,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
            return redirect("desk:run", pk=run.pk)
    told = {"form": form, "included": included(request.user, today)}
    return render(request, "desk/matching/ask.html", told)


class SupposeForm(forms.Form):
    """What would be if: at least one supposition."""

    least_pay_less = forms.IntegerField(
        label=_("求职者都少要（元/月）"), min_value=1, max_value=100_000, required=False
    )
    pay_more = forms.IntegerField(
        label=_("岗位都多给（元/月）"), min_value=1, max_value=100_000, required=False
    )
    ages = forms.ChoiceField(
        label=_("年龄上限"),
        choices=[
            ("", _("照旧")),
            ("none", _("一律不看年龄上限")),
            ("stated", _("写了的都算，不论有无依据")),
        ],
        required=False,
    )

    def what_if(self):
        return {name: value for name, value in self.cleaned_data.items() if value}


@staff("matching.run")
@require_http_methods(["GET", "POST"])
def suppose(request, pk):
    run = get_object_or_404(Run.objects.visible_to(request.user), pk=pk)
    form = SupposeForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            beside = matching.ask(
                west=run.west,
                as_of=run.as_of,
                seed=run.seed,
                by=request.user,
                at=timezone.now(),
                beside=run,
                what_if=form.what_if(),
            )
            return redirect("desk:run", pk=beside.pk)
    return render(request, "desk/matching/suppose.html", {"form": form, "run": run})


def found_run(request, pk):
    runs = Run.objects.visible_to(request.user).select_related("west", "beside", "asked_by")
    return get_object_or_404(runs, pk=pk)


@staff("matching.see")
@searched("words")
def one(request, pk):
    run = found_run(request, pk)
    if run.stage == Stage.FAILED:
        return render(request, "desk/matching/failed.html", {"run": run})
    if run.stage != Stage.PUBLISHED:
        told = {"run": run, "steps": outcome.steps(run)}
        return render(request, "desk/matching/progress.html", told)
    if request.htmx and not request.GET and request.htmx.trigger == "progress":
        answer = redirect("desk:run", pk=pk)
        answer.status_code, answer["HX-Refresh"] = 200, "true"
        return answer
    told = outcome.proposals(request, run)
    told["may_confirm"] = request.user.may("matching.confirm") and run.beside_id is None
    return render(request, "desk/matching/proposals.html", told)


def published_run(request, pk):
    runs = Run.objects.visible_to(request.user).published()
    return get_object_or_404(runs.select_related("west", "beside", "asked_by"), pk=pk)


@staff("matching.see")
@searched("words")
def unmatched(request, pk):
    run = published_run(request, pk)
    return render(request, "desk/matching/unmatched.html", outcome.unmatched(request, run))


@staff("matching.see")
def unfilled(request, pk):
    run = published_run(request, pk)
    return render(request, "desk/matching/unfilled.html", outcome.unfilled(request, run))


@staff("matching.see")
def waiting(request, pk, code):
    run = published_run(request, pk)
    vacancy = get_object_or_404(Vacancy.objects.visible_to(request.user), code=code)
    return render(request, "desk/matching/waiting.html", outcome.waiting(run, vacancy))


@staff("matching.see")
@require_http_methods(["GET", "POST"])
def proof(request, pk):
    run = published_run(request, pk)
    again = matching.recompute(run) if request.method == "POST" else None
    return render(request, "desk/matching/proof.html", outcome.proof(request, run, again))


@staff("matching.confirm")
@require_POST
def confirm(request, pk):
    run = published_run(request, pk)
    rows = run.proposals.select_related("worker", "vacancy").waiting()
    if not request.POST.get("all"):
        # The button in a row means that row alone, whatever else is ticked.
        keys = request.POST.getlist("one") or request.POST.getlist("chosen")
        rows = rows.filter(pk__in=[key for key in keys if key.isdecimal()][:CONFIRM_AT_ONCE])
    with refusals_told(request):
        confirmed = matching.confirm(rows, by=request.user)
        _say(request, confirmed)
    return back(request, run_address(run))


def _say(request, confirmed):
    n = len(confirmed.candidacies)
    said = ngettext("已确认推荐 %(n)d 人。", "已确认推荐 %(n)d 人。", n)
    messages.success(request, said % {"n": n})
    for vacancy, refusal in confirmed.refused[:10]:
        messages.warning(request, f"{vacancy.title}：{refusal.message}")


def run_address(run):
    return redirect("desk:run", pk=run.pk).url


class AsideForm(forms.Form):
    because = forms.CharField(
        label=_("为什么不采纳"),
        max_length=120,
        help_text=_("理由会留存，本人和上级可以查问。不要写身份证号、电话。"),
    )


@staff("matching.confirm")
@require_http_methods(["GET", "POST"])
def set_aside(request, pk, proposal):
    run = published_run(request, pk)
    rows = run.proposals.select_related("worker", "vacancy__employer")
    chosen = get_object_or_404(rows, pk=proposal)
    form = AsideForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            matching.set_aside(chosen, by=request.user, **form.cleaned_data)
            messages.success(request, _("已标为不采纳，理由已留存。"))
            return redirect("desk:run", pk=pk)
    told = {"form": form, "run": run, "proposal": chosen}
    return render(request, "desk/matching/aside.html", told)


@staff("matching.see")
def export(request, pk):
    run = published_run(request, pk)
    book = BytesIO()
    written = results.write_result(run, book)
    sheets.record_export("result", rows=sum(written.values()), by=request.user)
    return workbook(book, f"匹配结果-{run.title}.xlsx")
