"""因人找岗 at the desk: a sentence chooses people, the page says what they want and lack."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jiedui.accounts.models import Pairing
from jiedui.accounts.scope import within
from jiedui.catalog.models import HouseholdClass, Region, RegionLevel
from jiedui.matching import actions as matching
from jiedui.matching import bridge
from jiedui.web.kit import charts
from jiedui.web.kit.pages import refusals_told, staff
from jiedui.workers.models import Response, Sex, Wave, Worker

# Groups of people as notices name them; the words go into the letter.
GROUPS = {
    "graduates": _("近两年毕业生"),
    "graduates3": _("近三年毕业生"),
    "veterans": _("退役军人"),
    "women45": _("45岁以上妇女"),
    "over45": _("45岁以上劳动力"),
    "under30": _("30岁以下青年"),
}
# A larger group takes seconds to work out: only when asked to.
AT_A_GLANCE = 20_000


class GroupForm(forms.Form):
    """The words of the sentence: whose wishes, and which pair is to be asked."""

    pairing = forms.ModelChoiceField(Pairing.objects.none(), label=_("对口地"), required=False)
    town = forms.ChoiceField(label=_("乡镇"), required=False)
    village = forms.CharField(label=_("村"), max_length=60, required=False)
    group = forms.ChoiceField(
        label=_("人群"), choices=[("", _("所有人")), *GROUPS.items()], required=False
    )
    kind = forms.ChoiceField(label=_("户类型"), required=False)
    wave = forms.ModelChoiceField(
        Wave.objects.none(), label=_("摸排"), required=False, empty_label=_("不论哪次摸排")
    )

    def __init__(self, *args, user, on, **kwargs):
        super().__init__(*args, **kwargs)
        region = user.organisation.region
        towns = Region.objects.under(region).filter(level=RegionLevel.TOWN).order_by("code")
        self.fields["town"].choices = [
            ("", _("全部乡镇")), *((str(code), short) for code, short in
                                   towns.values_list("code", "short")),
        ]  # fmt: skip
        classes = HouseholdClass.objects.current()
        self.fields["kind"].choices = [
            ("", _("全部户类型")), *((one.pk, str(one)) for one in classes)
        ]  # fmt: skip
        self.fields["wave"].queryset = Wave.objects.visible_to(user)
        pairings = (
            Pairing.objects.in_force(on).vouched().filter(within([region.interval()], "west"))
        )
        self.pairings = pairings.select_related("east__parent", "west").order_by(
            "-valid_from", "pk"
        )
        self.fields["pairing"].queryset = self.pairings
        self.fields["pairing"].label_from_instance = lambda pairing: pairing.east.name
        self.on = on
        self.is_valid()
        self.told = {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def pair(self):
        """The one that was chosen, else the newest in force."""
        return self.told.get("pairing") or self.pairings.first()

    def chosen(self, found):
        told = self.told
        if self.pair:
            found = found.filter(within([self.pair.west.interval()], "home"))
        found = _of_group(found.present(), told.get("group"), self.on)
        if town := told.get("town"):
            found = found.in_town(town)
        if village := told.get("village"):
            found = found.in_village(village.strip())
        if kind := told.get("kind"):
            found = found.of_class(kind, self.on)
        if wave := told.get("wave"):
            found = found.filter(pk__in=Response.objects.filter(wave=wave).values("worker"))
        return found

    def said(self):
        """Who is meant, for the pair: neither town nor village, since few may live there."""
        with override("zh-hans"):
            parts = [GROUPS[group] for group in [self.told.get("group")] if group]
            parts += [
                name for code, name in self.fields["kind"].choices
                if code and code == self.told.get("kind")
            ]  # fmt: skip
            return "、".join(map(str, parts))

    def kept(self):
        """The sentence as plain values, for whoever opens the draft again."""
        return {name: str(getattr(value, "pk", value)) for name, value in self.told.items()}


def _of_group(found, group, on):
    return {
        "graduates": lambda: found.graduated_in([on.year, on.year - 1]),
        "graduates3": lambda: found.graduated_in([on.year, on.year - 1, on.year - 2]),
        "veterans": lambda: found.veterans(),
        "women45": lambda: found.of_sex(Sex.FEMALE).aged(45, None, on),
        "over45": lambda: found.aged(45, None, on),
        "under30": lambda: found.aged(16, 29, on),
    }.get(group, lambda: found)()


@staff("calls.draw")
def brief(request):
    today = timezone.localdate()
    form = GroupForm(request.GET, user=request.user, on=today)
    people = form.chosen(Worker.objects.visible_to(request.user))
    told = {"form": form, "total": people.count(), "pairing": form.pair}
    told["glance"] = told["total"] <= AT_A_GLANCE or "draw" in request.GET
    if form.pair and told["total"] and told["glance"]:
        with refusals_told(request):
            told |= shown(bridge.brief(people, form.pair, on=today))
    return render(request, "desk/calls/brief.html", told)


def shown(found):
    """A brief as the page shows it: figures, sentences, and pictures with their tables."""
    return {
        "brief": found,
        "figures": [
            (found.people, _("这群人")),
            (found.seeking, _("想找工作")),
            (found.openings, _("对口地在招名额")),
            (found.met, _("已有合适岗位")),
            (found.unmet, _("还没有着落")),
        ],
        "pictures": list(pictures(found)),
        "rest": rest_of(found),
    }


def rest_of(found):
    """Of those whom no request can ask for: how many, and what is done for them."""
    lines = []
    if n := found.elsewhere:
        said = ngettext(
            "%(n)s 人只想去别处，不向对口地提。", "%(n)s 人只想去别处，不向对口地提。", n
        )
        lines.append(said % {"n": n})
    if n := found.at_home:
        said = ngettext(
            "%(n)s 人意愿分散，同样意愿的不足 %(floor)s 人，写出来就认得出是谁：留在本地个别推荐。",
            "%(n)s 人意愿分散，同样意愿的不足 %(floor)s 人，写出来就认得出是谁：留在本地个别推荐。",
            n,
        )
        lines.append(said % {"n": n, "floor": bridge.FLOOR})
    return lines


def pictures(found):
    """(heading, address of the image, what it says, head of the table, its rows)"""
    want, there, met = gettext("想要的人"), gettext("在招名额"), gettext("已有着落")
    for heading, lines in (
        (_("想做什么"), found.occupations),
        (_("想去哪类单位"), found.kinds),
        (_("想去哪里"), found.places),
        (_("吃住要求"), found.needs),
    ):
        if any(line.people for line in lines):
            rows = [(line.label, line.people, line.openings) for line in lines]
            svg = charts.bars(rows, series=(want, there), unit=gettext("人"))
            table = [(line.label, line.people, line.openings, line.met) for line in lines]
            yield heading, charts.as_image(svg), (gettext("类别"), want, there, met), table
    if found.obstacles:
        rows = [(str(label), count) for _code, label, count in found.obstacles]
        svg = charts.bars(rows, series=(gettext("人"),), unit=gettext("人"))
        head = gettext("障碍"), gettext("人")
        yield _("没有着落的人，卡在哪里"), charts.as_image(svg), head, rows
    if found.unmet:
        rows = [(line.label, line.people, line.openings) for line in found.pays]
        head = gettext("月薪（元）"), gettext("愿意去的人"), gettext("给得到的名额")
        svg = charts.steps(
            [(int(label.replace(",", "")), *values) for label, *values in rows],
            series=head[1:], unit=gettext("人"), across=head[0],
        )  # fmt: skip
        yield _("给多少，有多少人愿意"), charts.as_image(svg), head, rows


@staff("calls.draw")
@require_POST
def draw(request):
    today = timezone.localdate()
    form = GroupForm(request.POST, user=request.user, on=today)
    if form.pair is None:
        raise Http404
    people = form.chosen(Worker.objects.visible_to(request.user))
    with refusals_told(request):
        call = matching.draw_brief(
            bridge.brief(people, form.pair, on=today),
            by=request.user, at=timezone.now(), group=form.said(), filters=form.kept(),
        )  # fmt: skip
        messages.success(request, _("已起草：请逐条看过、改好措辞，再发给对口地。"))
        return redirect("desk:call", pk=call.pk)
    return redirect("desk:brief")
