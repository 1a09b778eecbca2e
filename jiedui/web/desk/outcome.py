"""The result of a run as pages show it: figures, filtered lists, sentences, proof."""

from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import Pairing
from jiedui.accounts.scope import within
from jiedui.matching import queries as matching
from jiedui.matching.actions import tell_why
from jiedui.matching.models import Policy, Run, Stage
from jiedui.web.kit import searches
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


def number(text):
    return int(text) if text else None


class PeopleFilter(forms.Form):
    """What the lists of proposals and of the unmatched have in common."""

    town = forms.TypedChoiceField(label=_("乡镇"), coerce=number, empty_value=None, required=False)
    klass = forms.TypedChoiceField(
        label=_("优先类别"), coerce=number, empty_value=None, required=False
    )
    words = forms.CharField(label=_("姓名或拼音"), max_length=40, required=False)

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["town"].choices = [("", _("全部乡镇")), *offered["towns"]]
        self.fields["klass"].choices = [("", _("全部类别")), *offered["classes"]]

    def told(self):
        """The words of the sentence; what means nothing chooses nothing out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


FIRST = Q(occupation_rank=0, place_rank=0)


class ProposalFilter(PeopleFilter):
    state = forms.ChoiceField(label=_("处理"), required=False)
    wish = forms.ChoiceField(
        label=_("合意程度"),
        choices=[
            ("", _("不论第几意向")),
            ("first", _("正是第一意向")),
            ("later", _("第二意向及以后")),
        ],
        required=False,
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, offered=offered, **kwargs)
        self.fields["state"].choices = [("", _("全部推荐")), *offered["states"]]

    def chosen(self, run):
        told = self.told()
        wish = told.pop("wish", "")
        found = matching.proposals(run, **told)
        return {"first": found.filter(FIRST), "later": found.exclude(FIRST)}.get(wish, found)


class UnmatchedFilter(PeopleFilter):
    obstacle = forms.ChoiceField(label=_("主要障碍"), required=False)
    part = forms.ChoiceField(
        label=_("是否参加"),
        choices=[
            ("", _("不论是否参加匹配")),
            ("in", _("参加了匹配")),
            ("out", _("没有参加匹配")),
        ],
        required=False,
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, offered=offered, **kwargs)
        self.fields["obstacle"].choices = [("", _("全部原因")), *offered["obstacles"]]

    def chosen(self, run):
        told = self.told()
        part = told.pop("part", "")
        return matching.unmatched(run, took_part=part == "in" if part else None, **told)


class UnfilledFilter(forms.Form):
    obstacle = forms.ChoiceField(label=_("主要原因"), required=False)
    words = forms.CharField(label=_("岗位或单位"), max_length=40, required=False)

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["obstacle"].choices = [("", _("全部原因")), *offered["shortages"]]

    def chosen(self, run):
        self.is_valid()
        return matching.unfilled(run, **self.cleaned_data)


@dataclass(frozen=True)
class Line:
    """One row of a result with its reasons in sentences, for the officer and for the worker."""

    row: object
    officer: list
    worker: list


def lines(page, *, for_workers=False):
    if not for_workers:
        rows = tell_why(page.rows)
        return [Line(told.row, told.sentences, []) for told in matching.said_of(rows)]
    officer = matching.said_of(page.rows)
    worker = matching.said_of(page.rows, audience="worker")
    return [
        Line(ours.row, ours.sentences, theirs.sentences)
        for ours, theirs in zip(officer, worker, strict=True)
    ]


def _frame(request, run, here):
    """What every page of a result shows: the pair, the figures, the tabs."""
    pages = ("desk:run", "desk:run_unmatched", "desk:run_unfilled", "desk:run_proof")
    at = {page: reverse(page, args=[run.pk]) for page in pages}
    lead = at | {"desk:run_unmatched": at["desk:run_unmatched"] + "?part=in"}
    result = matching.result_of(run)
    empty = sum(one.count for one in result.shortages)
    labels = (_("推荐"), _("未匹配"), _("空缺"), _("怎样复核"))
    pairings = Pairing.objects.in_force(run.as_of).vouched()
    return {
        "run": run,
        "result": result,
        "pairs": pairings.filter(within([run.west.interval()], "west"))
        .select_related("east")
        .order_by("pk")[:3],
        "figures": [
            (result.proposed, _("得到推荐"), at["desk:run"]),
            (result.first_wish, _("正是第一意向"), at["desk:run"] + "?wish=first"),
            (result.waiting, _("等您确认"), at["desk:run"] + "?state=waiting"),
            (result.unmatched, _("没有配上"), at["desk:run_unmatched"] + "?part=in"),
            (result.left_out, _("没有参加"), at["desk:run_unmatched"] + "?part=out"),
            (result.unfilled, _("空着的名额"), at["desk:run_unfilled"]),
        ],
        "tabs": [
            Tab(name, lead[page], count, page == here)
            for page, name, count in zip(
                pages, labels, (result.proposed, result.unmatched, empty, None), strict=True
            )
        ],
        "besides": Run.objects.visible_to(request.user).filter(beside=run).order_by("-pk")[:5],
        "supposed": matching.supposition(run),
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
    return [(label, before.get(name, 0), now.get(name, 0)) for name, label in named]


def _listed(request, run, here, filtering, **shown):
    """One of the three lists: its sentence of filters, its page, its lines."""
    form = filtering(searches.told(request, "words"), offered=matching.choices(run))
    chosen = form.chosen(run)
    page = page_of(chosen, request, size=50)
    return _frame(request, run, here) | {
        "form": form,
        "total": chosen.count(),
        "page": page,
        "lines": lines(page, **shown),
    }


def proposals(request, run):
    told = _listed(request, run, "desk:run", ProposalFilter, for_workers=True)
    return told | {"waiting": told["result"].waiting}


def unmatched(request, run):
    return _listed(request, run, "desk:run_unmatched", UnmatchedFilter)


def unfilled(request, run):
    return _listed(request, run, "desk:run_unfilled", UnfilledFilter)


def waiting(run, vacancy):
    """Who holds a place of this vacancy in the run, and who is next in line for it."""
    return {
        "run": run,
        "vacancy": vacancy,
        "held": matching.proposals(run, vacancy=vacancy),
        "line": matching.waiting_for(run, vacancy),
    }


# The work that was done, in words; what a new solver counts is shown by its code.
COUNTERS = {
    "pairs": _("比较过的人岗组合"),
    "admissible": _("条件都符合的组合"),
    "scanned": _("查看过的组合"),
    "fetched": _("取出的候选岗位"),
    "proposals": _("逐个询问的次数"),
    "rounds": _("询问的轮数"),
    "refills": _("候选名单续取次数"),
    "heap": _("名额内的比较次数"),
    "waiting_scans": _("候补名单的查看次数"),
    "couples": _("要同去的两人"),
    "couples_placed": _("同去成功的两人"),
    "cleared": _("为同去让出的名额"),
}


def proof(request, run, again):
    """How this can be checked: what was asked, what the checker found, each weight's reason."""
    policy = Policy.objects.filter(name=run.policy).order_by("-valid_from").first()
    because = policy.weights if policy else {}
    return _frame(request, run, "desk:run_proof") | {
        "again": again,
        "counters": [(COUNTERS.get(name, name), n) for name, n in run.counters.items()],
        "weights": [
            (name, value, because.get(name, {}).get("because", ""))
            for name, value in run.weights.items()
        ],
    }
