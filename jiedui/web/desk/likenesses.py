"""Records that may be one person: the queue, two side by side, and what an officer decides."""

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.web.kit.pages import refusals_on, refusals_told, staff
from jiedui.web.kit.paging import page_of
from jiedui.workers import actions as workers
from jiedui.workers.models import Left, Likeness, LikenessStage, Sifting, SiftingStage
from jiedui.workers.queries.likenesses import reasons, side_by_side

SIDES = (("one", _("左边这份")), ("other", _("右边这份")))
TOLD = 2  # reasons in a line of the list
BUSY = {SiftingStage.ASKED, SiftingStage.BEGUN}


def tabs(found, stage):
    """The three piles and how much lies on each."""
    counts = dict(found.decided().values_list("stage").annotate(Count("pk")).order_by())
    counts[LikenessStage.OPEN] = found.open().count()
    here = reverse("desk:likenesses")
    return [
        {
            "label": one.label,
            "href": f"{here}?stage={one.value}",
            "count": counts.get(one.value, 0),
            "current": one == stage,
        }
        for one in LikenessStage
    ]


def lines(page):
    """(pair, the words that weigh most) of a page."""
    return [(pair, reasons(pair)[:TOLD]) for pair in page]


@staff("people.merge")
def listed(request):
    found = Likeness.objects.visible_to(request.user)
    stage = request.GET.get("stage", "")
    stage = LikenessStage(stage) if stage in LikenessStage.values else LikenessStage.OPEN
    chosen = found.open() if stage == LikenessStage.OPEN else found.filter(stage=stage)
    page = page_of(chosen.select_related("one__town", "other__town"), request,
                   key="rank", newest_first=True, size=30)  # fmt: skip
    sifting = Sifting.objects.visible_to(request.user).order_by("-pk").first()
    told = {
        "tabs": tabs(found, stage),
        "stage": stage,
        "page": page,
        "lines": lines(page),
        "sifting": sifting,
        "is_busy": bool(sifting and sifting.stage in BUSY),
    }
    return render(request, "desk/likenesses/list.html", told)


@staff("people.merge")
@require_POST
def find(request):
    with refusals_told(request):
        workers.find_likenesses(
            request.user.organisation.region, on=timezone.localdate(), by=request.user
        )
        messages.success(request, _("开始查重。可以离开这一页，查完会出现在首页“等您处理”里。"))
    return redirect("desk:likenesses")


class MergeForm(forms.Form):
    """Which record stays, and in each contested field whose value is right."""

    kept = forms.ChoiceField(choices=SIDES, initial="one")
    because = forms.CharField(
        label=_("怎么核实的"), max_length=120, help_text=_("例如：看了身份证、问过本人或村干部。")
    )

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        for name in (row.field for row in rows if row.contested):
            self.fields[name] = forms.ChoiceField(choices=SIDES, initial="one")

    def choose(self):
        """Fields in which the record that goes is right, or alone says anything."""
        kept = self.cleaned_data["kept"]
        return tuple(
            row.field
            for row in self.rows
            if row.differs and self.cleaned_data.get(row.field, row.only_side) not in ("", kept)
        )

    def chosen(self, name):
        return self[name].value() if name in self.fields else ""


def found_pair(request, pk):
    found = Likeness.objects.visible_to(request.user)
    people = [
        f"{side}__{key}" for side in ("one", "other") for key in ("town", "home", "household")
    ]
    return get_object_or_404(found.select_related("merge", *people), pk=pk)


@staff("people.merge")
@require_http_methods(["GET", "POST"])
def one(request, pk):
    pair = found_pair(request, pk)
    rows = side_by_side(pair)
    form = MergeForm(request.POST or None, rows=rows)
    if form.is_valid():
        kept = getattr(pair, form.cleaned_data["kept"])
        with refusals_on(form):
            workers.merge_alike(
                pair, kept=kept, choose=form.choose(), by=request.user,
                because=form.cleaned_data["because"], on=timezone.localdate(),
            )  # fmt: skip
            messages.success(request, _("已合并。合错了，在“已合并”里可以撤销。"))
            return redirect("desk:likenesses")
    return render(request, "desk/likenesses/one.html", _shown(pair, rows, form))


def _shown(pair, rows, form):
    return {
        "pair": pair,
        "form": form,
        "rows": [(row, form.chosen(row.field)) for row in rows],
        "kept": form.chosen("kept"),
        "reasons": reasons(pair),
        "is_open": pair.stage == LikenessStage.OPEN,
        "has_left": Left.HERE not in (pair.one.left, pair.other.left),
    }


@staff("people.merge")
@require_POST
def different(request, pk):
    pair = found_pair(request, pk)
    with refusals_told(request):
        workers.tell_apart(pair, by=request.user, on=timezone.localdate())
        messages.success(request, _("已记下：不是同一人，以后不再提示。"))
    return redirect("desk:likenesses")


@staff("people.merge")
@require_POST
def reopen(request, pk):
    pair = found_pair(request, pk)
    with refusals_told(request):
        workers.reopen(
            pair, by=request.user, on=timezone.localdate(), because=str(_("查重结论撤销"))
        )
        messages.success(request, _("已撤销，这一对重新等待核对。"))
    return redirect("desk:likeness", pk=pk)
