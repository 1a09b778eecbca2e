"""Open vacancies for everybody: looked for in one's own words, by place, one by one."""

from dataclasses import dataclass

from django import forms
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from jiedui.accounts.scope import within
from jiedui.catalog.models import Region
from jiedui.core.events import Event
from jiedui.vacancies.models import Vacancy
from jiedui.vacancies.queries import found_by_words, understood
from jiedui.web.kit.paging import Page, page_of
from jiedui.web.public.markup import as_script, job_posting

AT_A_TIME = 20
LEAST_PAY = (3000, 4000, 5000, 6000, 7000, 8000)
AGES = (40, 45, 50, 55, 60)


class LookForm(forms.Form):
    """What is looked for: in words, and by what decides for most people."""

    q = forms.CharField(
        label=_("想做什么、去哪里"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
    )
    place = forms.IntegerField(required=False, widget=forms.HiddenInput)
    pay = forms.TypedChoiceField(
        label=_("每月至少"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("多少都看")), *((n, f"{n:,}") for n in LEAST_PAY)],
    )
    age = forms.TypedChoiceField(
        label=_("我的年龄"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("不按年龄找")), *((n, str(n)) for n in AGES)],
    )
    lodging = forms.BooleanField(label=_("要包住"), required=False)
    couple = forms.BooleanField(label=_("要夫妻房"), required=False)


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody is looking for, from the form and from the words together."""

    words: str = ""
    region: Region | None = None
    pay: int | None = None
    age: int | None = None
    lodging: bool = False
    couple: bool = False

    def among(self, vacancies):
        """Those of these vacancies that answer to everything but the words."""
        if self.region:
            vacancies = vacancies.filter(within([self.region.interval()], "region"))
        if self.pay:
            enough = Q(pay_high__gte=self.pay) | Q(pay_high=None, pay_low__gte=self.pay)
            vacancies = vacancies.filter(enough)
        if self.age:
            vacancies = vacancies.filter(
                Q(age_max=None) | Q(age_max__gte=self.age),
                Q(age_min=None) | Q(age_min__lte=self.age),
            )
        if self.lodging:
            vacancies = vacancies.filter(lodging=True)
        if self.couple:
            vacancies = vacancies.filter(couple_rooms__gt=0)
        return vacancies


def look_of(form):
    """A form that makes no sense looks for everything; what is chosen goes before what is said."""
    told = form.cleaned_data if form.is_valid() else {}
    said = understood(told.get("q") or "")
    code = told.get("place") or said.region
    return Look(
        words=said.words,
        region=Region.objects.filter(pk=code).first() if code else None,
        pay=told.get("pay") or said.least_pay,
        age=told.get("age") or said.age,
        lodging=bool(told.get("lodging") or said.lodging),
        couple=bool(told.get("couple") or said.couple),
    )


def shown():
    """What everybody may see: open, and not past its last day."""
    return Vacancy.objects.live(timezone.localdate()).select_related("employer", "region")


@require_safe
def listed(request):
    form = LookForm(request.GET)
    look = look_of(form)
    found = look.among(shown())
    page, total = _by_words(look, found, request) if look.words else _newest(found, request)
    told = {"form": form, "look": look, "page": page, "total": total, "any": bool(total)}
    if not total:
        told["any"] = shown().exists()
    return render(request, "public/vacancies/list.html", told)


def _newest(found, request):
    return page_of(found, request, size=AT_A_TIME, newest_first=True), found.count()


def _by_words(look, found, request):
    """The likeliest first; a page begins where the last one ended."""
    ids = found_by_words(look.words, found)
    told = request.GET.get("after") or request.GET.get("before") or "0"
    start = int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0
    start -= start % AT_A_TIME
    rows = found.in_bulk(ids[start : start + AT_A_TIME])
    page = Page(
        [rows[pk] for pk in ids[start : start + AT_A_TIME] if pk in rows],
        before=start - AT_A_TIME if start else None,
        after=start + AT_A_TIME if start + AT_A_TIME < len(ids) else None,
    )
    return page, len(ids)


@require_safe
def by_place(request):
    """Where there is work: provinces, cities and counties with how many places are open."""
    counted = shown().order_by().values("region").annotate(posts=Count("pk"))
    counted = counted.values_list("region", "posts")
    return render(request, "public/vacancies/places.html", {"provinces": _grouped(dict(counted))})


def _grouped(counted):
    """[(province, posts, [(place, posts)])], most posts first."""
    places = Region.objects.select_related("parent__parent").in_bulk(list(counted))
    provinces = {}
    for code, place in places.items():
        top = place
        while top.parent_id:
            top = top.parent
        provinces.setdefault(top, []).append((place, counted[code]))
    grouped = [
        (top, sum(posts for _place, posts in inside), sorted(inside, key=lambda one: -one[1]))
        for top, inside in provinces.items()
    ]
    return sorted(grouped, key=lambda one: (-one[1], one[0].pk))


@require_safe
def one(request, code):
    vacancy = get_object_or_404(shown().select_related("occupation"), code=code)
    published = published_on([vacancy]).get(vacancy.pk)
    near = shown().filter(region=vacancy.region_id).exclude(pk=vacancy.pk).order_by("-pk")[:3]
    told = {
        "vacancy": vacancy,
        "certificates": vacancy.certificates.all(),
        "published": published,
        "near": near,
        "markup": as_script(job_posting(vacancy, published, request.build_absolute_uri())),
    }
    return render(request, "public/vacancies/one.html", told)


def published_on(vacancies):
    """{vacancy id: the moment it was last opened}."""
    opened = Event.objects.filter(
        verb="vacancy.published",
        subject_kind=Vacancy._meta.label_lower,
        subject_id__in=[vacancy.pk for vacancy in vacancies],
    )
    return dict(opened.order_by("id").values_list("subject_id", "at"))


@require_safe
def robots(request):
    """Programs may read what everybody may read, and nothing else."""
    address = request.build_absolute_uri("/sitemap.xml")
    return render(request, "public/robots.txt", {"sitemap": address}, content_type="text/plain")
