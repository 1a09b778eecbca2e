"""People at the desk: the list, found by name, pinyin and the words of a sentence."""

from collections import defaultdict
from dataclasses import dataclass
from io import BytesIO

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiedui.candidacies.models import Candidacy
from jiedui.catalog.models import Region, RegionLevel
from jiedui.sheets import actions as sheets
from jiedui.sheets import out
from jiedui.web.kit.pages import AT_ONCE, staff, too_many, workbook
from jiedui.web.kit.paging import page_of
from jiedui.web.kit.searches import searched, told
from jiedui.web.kit.stations import furthest, stations
from jiedui.workers.models import HouseholdClass, HouseholdStatus, Intention, Worker


class FilterForm(forms.Form):
    """The words of the sentence: who, of what kind, how far."""

    town = forms.ChoiceField(label=_("乡镇"), required=False)
    kind = forms.ChoiceField(label=_("户类型"), required=False)
    group = forms.ChoiceField(
        label=_("人群"),
        choices=[
            ("", _("所有人群")),
            ("graduates", _("近三年毕业生")),
            ("veterans", _("退役军人")),
            ("couples", _("要夫妻房")),
        ],
        required=False,
    )
    wish = forms.ChoiceField(
        label=_("意愿"),
        choices=[
            ("", _("不论意愿")),
            ("seeking", _("想找工作")),
            ("declined", _("暂不找工作")),
            ("unasked", _("还没有问过")),
        ],
        required=False,
    )
    step = forms.ChoiceField(
        label=_("进度"),
        choices=[
            ("", _("不论进度")),
            ("free", _("还没有推荐")),
            ("proposed", _("已推荐")),
            ("placed", _("已录用")),
        ],
        required=False,
    )
    named = forms.CharField(label=_("姓名或拼音"), max_length=40, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        towns = Region.objects.under(user.organisation.region).filter(level=RegionLevel.TOWN)
        self.fields["town"].choices = [
            ("", _("全部乡镇")),
            *towns.order_by("code").values_list("code", "short"),
        ]
        self.fields["kind"].choices = [
            ("", _("全部户类型")),
            *((one.pk, str(one)) for one in HouseholdClass.objects.current()),
        ]

    def chosen(self, found, on):
        told = self.cleaned_data if self.is_valid() else {}
        if town := told.get("town"):
            found = found.filter(town=town)
        if kind := told.get("kind"):
            found = found.filter(Exists(_classes(on).filter(kind=kind)))
        found = _of_group(found, told.get("group"), on)
        found = _of_wish(found, told.get("wish"))
        found = _of_step(found, told.get("step"))
        return found.named(told["named"]) if told.get("named") else found


def _classes(on):
    return HouseholdStatus.objects.in_force(on).filter(household=OuterRef("household"))


def _of_group(found, group, on):
    current = Intention.objects.current().filter(worker=OuterRef("pk"))
    return {
        "graduates": lambda: found.filter(graduated_in__gte=on.year - 2),
        "veterans": lambda: found.filter(is_veteran=True),
        "couples": lambda: found.filter(Exists(current.filter(needs_couple_room=True))),
    }.get(group, lambda: found)()


def _of_wish(found, wish):
    current = Intention.objects.current().filter(worker=OuterRef("pk"))
    return {
        "seeking": lambda: found.filter(Exists(current.filter(wants_work=True))),
        "declined": lambda: found.filter(Exists(current.filter(wants_work=False))),
        "unasked": lambda: found.filter(~Exists(current)),
    }.get(wish, lambda: found)()


def _of_step(found, step):
    live = Candidacy.objects.live().filter(worker=OuterRef("pk"))
    return {
        "free": lambda: found.filter(~Exists(live)),
        "proposed": lambda: found.filter(Exists(live)),
        "placed": lambda: found.filter(Exists(live.placed())),
    }.get(step, lambda: found)()


@dataclass(frozen=True)
class Line:
    """One person in the list, ready to be shown."""

    worker: Worker
    age: int
    classes: list
    wish: Intention | None
    occupations: str
    places: str
    stations: list


def lines(people, on):
    """The page's people with what is shown of each: the same few queries for any number."""
    live = defaultdict(list)
    for candidacy in Candidacy.objects.live().filter(worker__in=[w.pk for w in people]):
        live[candidacy.worker_id].append(candidacy)
    return [_line(worker, furthest(live[worker.pk]), on) for worker in people]


def _line(worker, candidacy, on):
    wish = next(iter(worker.current), None)
    return Line(
        worker=worker,
        age=worker.age_on(on),
        classes=[str(status.kind) for status in worker.household.in_force]
        if worker.household_id
        else [],
        wish=wish,
        occupations=_said(wish.occupations.all()) if wish else "",
        places=_said(wish.places.all()) if wish else "",
        stations=stations(
            has_wish=bool(wish and wish.wants_work), stage=candidacy.stage if candidacy else None
        ),
    )


def _said(wishes):
    return "、".join(dict.fromkeys(wish.said for wish in wishes))


def _with_wishes(found, on):
    current = Intention.objects.current().prefetch_related("occupations", "places")
    return found.select_related("town", "household").prefetch_related(
        Prefetch("intentions", current, to_attr="current"),
        Prefetch("household__statuses", HouseholdStatus.objects.in_force(on), to_attr="in_force"),
    )


@staff("people.see")
@searched("named")
def listed(request):
    found = Worker.objects.visible_to(request.user).present()
    today = timezone.localdate()
    form = FilterForm(told(request, "named"), user=request.user)
    chosen = form.chosen(found, today)
    page = page_of(_with_wishes(chosen, today), request)
    shown = {
        "form": form,
        "total": chosen.count(),
        "any": found.exists(),
        "page": page,
        "lines": lines(page.rows, today),
    }
    return render(request, "desk/workers/list.html", shown)


@staff("people.export")
def export(request):
    today = timezone.localdate()
    form = FilterForm(told(request, "named"), user=request.user)
    chosen = form.chosen(Worker.objects.visible_to(request.user).present(), today)
    if chosen.count() > AT_ONCE:
        messages.warning(request, too_many(AT_ONCE))
        return redirect("desk:people")
    book = BytesIO()
    written = out.write_people(chosen.order_by("pk"), book, on=today)
    sheets.record_export("people", rows=written, by=request.user)
    return workbook(book, f"人员台账-{today:%Y%m%d}.xlsx")
