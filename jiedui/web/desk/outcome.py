"""The result of a run as pages show it: figures, filtered lists, sentences, proof."""

from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import Pairing
from jiedui.accounts.scope import within
from jiedui.catalog.models import Region, RegionLevel
from jiedui.matching.models import Obstacle, Policy, Run, Shortage, Stage
from jiedui.matching.queries import said
from jiedui.web.kit.paging import page_of
from jiedui.web.kit.templatetags.kit import Tab

STEPS = (
    (Stage.ASKED, _("提交问题")),
    (Stage.GATHERED, _("汇集意愿和岗位")),
    (Stage.SOLVED, _("计算并复核")),
    (Stage.PUBLISHED, _("写出理由，出结果")),
)


def steps(run):
    """(name, state) of each stage of the run."""
    order = [stage for stage, _name in STEPS]
    here = order.index(run.stage)
    return [
        (name, "done" if place <= here else "now" if place == here + 1 else "ahead")
        for place, (_stage, name) in enumerate(STEPS)
    ]


KLASSES = [("", _("全部类别")), ("1", _("脱贫户、易地搬迁户")), ("2", _("防返贫监测对象")), ("0", _("一般户"))]


class PeopleFilter(forms.Form):
    """What the lists of proposals and of the unmatched have in common."""

    town = forms.ChoiceField(label=_("乡镇"), required=False)
    klass = forms.ChoiceField(label=_("优先类别"), choices=KLASSES, required=False)
    named = forms.CharField(label=_("姓名或拼音"), max_length=40, required=False)

    def __init__(self, *args, run, **kwargs):
        super().__init__(*args, **kwargs)
        towns = Region.objects.under(run.west).filter(level=RegionLevel.TOWN).order_by("code")
        self.fields["town"].choices = [("", _("全部乡镇")), *towns.values_list("code", "short")]

    def told(self):
        return self.cleaned_data if self.is_valid() else {}

    def chosen(self, rows):
        told = self.told()
        if town := told.get("town"):
            rows = rows.filter(worker__town=town)
        if klass := told.get("klass"):
            rows = rows.filter(klass=klass)
        for word in told.get("named", "").lower().split():
            rows = rows.filter(self.matches(word))
        return rows

    def matches(self, word):
        return Q(worker__name__contains=word) | Q(worker__spelling__contains=word)


class ProposalFilter(PeopleFilter):
    state = forms.ChoiceField(
        label=_("处理"),
        choices=[
            ("", _("全部推荐")),
            ("waiting", _("等您确认")),
            ("confirmed", _("已确认")),
            ("aside", _("不采纳")),
        ],
        required=False,
    )
    wish = forms.ChoiceField(
        label=_("合意程度"),
        choices=[("", _("不论第几意向")), ("first", _("正是第一意向")), ("later", _("第二意向及以后"))],
        required=False,
    )

    def matches(self, word):
        post = Q(vacancy__title__contains=word) | Q(vacancy__employer__name__contains=word)
        return super().matches(word) | post

    def chosen(self, rows):
        rows = super().chosen(rows)
        first = Q(occupation_rank=0, place_rank=0)
        if wish := self.told().get("wish"):
            rows = rows.filter(first if wish == "first" else ~first)
        return {
            "waiting": rows.waiting,
            "confirmed": rows.confirmed,
            "aside": rows.set_aside,
        }.get(self.told().get("state"), rows.all)()


class UnmatchedFilter(PeopleFilter):
    obstacle = forms.ChoiceField(
        label=_("主要障碍"), choices=[("", _("全部原因")), *Obstacle.choices], required=False
    )
    part = forms.ChoiceField(
        label=_("是否参加"),
        choices=[("", _("不论是否参加匹配")), ("in", _("参加了匹配")), ("out", _("没有参加匹配"))],
        required=False,
    )

    def chosen(self, rows):
        rows = super().chosen(rows)
        if obstacle := self.told().get("obstacle"):
            rows = rows.filter(obstacle=obstacle)
        if part := self.told().get("part"):
            rows = rows.filter(took_part=part == "in")
        return rows


class UnfilledFilter(forms.Form):
    obstacle = forms.ChoiceField(
        label=_("主要原因"), choices=[("", _("全部原因")), *Shortage.choices], required=False
    )
    named = forms.CharField(label=_("岗位或单位"), max_length=40, required=False)

    def chosen(self, rows):
        told = self.cleaned_data if self.is_valid() else {}
        if obstacle := told.get("obstacle"):
            rows = rows.filter(obstacle=obstacle)
        for word in told.get("named", "").lower().split():
            rows = rows.filter(
                Q(vacancy__title__contains=word)
                | Q(vacancy__spelling__contains=word)
                | Q(vacancy__employer__name__contains=word)
            )
        return rows


@dataclass(frozen=True)
class Line:
    """One row of a result with its reasons in sentences."""

    row: object
    officer: list
    worker: list
    first: bool = False


def _frame(request, run, here):
    """What every page of a result shows: the pair, the figures, the tabs."""
    pages = ("desk:run", "desk:run_unmatched", "desk:run_unfilled", "desk:run_proof")
    addresses = {page: reverse(page, args=[run.pk]) for page in pages}
    counts = run.counts
    labels = (_("推荐"), _("未匹配"), _("空缺"), _("怎样复核"))
    numbers = (counts["proposed"], run.unmatched.count(), run.unfilled.count(), None)
    pairings = Pairing.objects.in_force(run.as_of).filter(within([run.west.interval()], "west"))
    return {
        "run": run,
        "pairs": pairings.select_related("east").order_by("pk")[:3],
        "figures": [
            (counts["took_part"], _("参加匹配的人"), addresses["desk:run"]),
            (counts["proposed"], _("得到推荐"), addresses["desk:run"]),
            (counts["first_wish"], _("正是第一意向"), addresses["desk:run"] + "?wish=first"),
            (counts["unmatched"], _("没有配上"), addresses["desk:run_unmatched"] + "?part=in"),
            (counts["left_out"], _("没有参加"), addresses["desk:run_unmatched"] + "?part=out"),
            (counts["unfilled"], _("空着的名额"), addresses["desk:run_unfilled"]),
        ],
        "tabs": [
            Tab(label, addresses[page], number, page == here)
            for page, label, number in zip(pages, labels, numbers, strict=True)
        ],
        "besides": Run.objects.visible_to(request.user).filter(beside=run).order_by("-pk")[:5],
        "compared": _compared(run) if run.beside_id else [],
    }


def _compared(run):
    """(what, in the run beside which this one stands, here) for the figures that matter."""
    before, now = run.beside.counts, run.counts
    named = (
        ("proposed", _("得到推荐")),
        ("first_wish", _("正是第一意向")),
        ("unmatched", _("没有配上")),
        ("unfilled", _("空着的名额")),
    )
    return [(label, before.get(name, 0), now[name]) for name, label in named]


def proposals(request, run):
    form = ProposalFilter(request.GET, run=run)
    chosen = form.chosen(run.proposals.all())
    rows = chosen.select_related(
        "worker__town", "vacancy__employer", "vacancy__region", "candidacy", "together_with"
    )
    page = page_of(rows, request, size=50)
    return _frame(request, run, "desk:run") | {
        "form": form,
        "total": chosen.count(),
        "waiting": run.proposals.waiting().count(),
        "page": page,
        "lines": [_line(row, row.occupation_rank == row.place_rank == 0) for row in page],
    }


def _line(row, first=False):
    return Line(
        row=row,
        officer=said(row.reasons, audience="officer"),
        worker=said(row.reasons, audience="worker"),
        first=first,
    )


def unmatched(request, run):
    form = UnmatchedFilter(request.GET, run=run)
    chosen = form.chosen(run.unmatched.all())
    page = page_of(chosen.select_related("worker__town"), request, size=50)
    return _frame(request, run, "desk:run_unmatched") | {
        "form": form,
        "total": chosen.count(),
        "page": page,
        "lines": [_line(row) for row in page],
    }


def unfilled(request, run):
    form = UnfilledFilter(request.GET)
    chosen = form.chosen(run.unfilled.all())
    rows = chosen.select_related("vacancy__employer", "vacancy__region")
    page = page_of(rows, request, size=50)
    return _frame(request, run, "desk:run_unfilled") | {
        "form": form,
        "total": chosen.count(),
        "page": page,
        "lines": [_line(row) for row in page],
    }


def proof(request, run, again):
    """How this can be checked: what was asked, what the checker found, each weight's reason."""
    policy = Policy.objects.filter(name=run.policy).order_by("-valid_from").first()
    because = policy.weights if policy else {}
    return _frame(request, run, "desk:run_proof") | {
        "again": again,
        "counters": list(run.counters.items()),
        "weights": [
            (name, value, because.get(name, {}).get("because", ""))
            for name, value in run.weights.items()
        ],
    }
