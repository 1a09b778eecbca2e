"""Open vacancies for everybody: looked for in one's own words, the nearest first, one by one."""

import math
from bisect import bisect_left, bisect_right
from itertools import accumulate

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jiedui.catalog.queries import away_from
from jiedui.core.events import Event
from jiedui.vacancies.models import Vacancy
from jiedui.vacancies.queries import found_by_meaning, found_by_words
from jiedui.web.kit.far import near_by
from jiedui.web.kit.paging import Page, page_of
from jiedui.web.public.looking import LookForm, look_of
from jiedui.web.public.markup import as_script, job_posting

AT_A_TIME = 20


def shown():
    """What everybody may see: open, and not past its last day."""
    return Vacancy.objects.live(timezone.localdate()).select_related("employer", "region")


@require_safe
def listed(request):
    form = LookForm(request.GET)
    look = look_of(form, request.user)
    found = look.among(shown())
    page, total = _turned(look, found, request)
    with_distances(page, look.home)
    told = {"form": form, "look": look, "page": page, "total": total, "any": bool(total)}
    if not total:
        told["any"] = shown().exists()
    return render(request, "public/vacancies/list.html", told)


def _turned(look, found, request):
    """(one page, how many there are): by likeness, by distance, or the newest first."""
    if not (look.words or look.home):
        return page_of(found, request, size=AT_A_TIME, newest_first=True), found.count()
    ids = found_ids(look.words, found) if look.words else None
    start = _start(request)
    if look.home is None:
        return _page(found, ids[start : start + AT_A_TIME], start, len(ids)), len(ids)
    if ids is not None:
        found = found.filter(pk__in=ids)
    wanted, total = _nearest(found, look.home, start, ids)
    return _page(found, wanted, start, total), total


def found_ids(words, found):
    """By the letters and the sound of the words; where nothing is written so, by what is meant."""
    return found_by_words(words, found) or found_by_meaning(words, found)


def _start(request):
    """A page begins where the last one ended."""
    told = request.GET.get("after") or request.GET.get("before") or "0"
    start = int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0
    return start - start % AT_A_TIME


def _page(found, ids, start, total):
    rows = found.in_bulk(ids)
    return Page(
        [rows[pk] for pk in ids if pk in rows],
        before=start - AT_A_TIME if start else None,
        after=start + AT_A_TIME if start + AT_A_TIME < total else None,
    )


def _nearest(found, home, start, likeliest=None):
    """(ids of one page, how many in all): the nearest place first, and in one place the
    likeliest, or else the newest. Only the places of this page are read row by row."""
    away = away_from(home)
    counted = dict(found.order_by().values_list("region").annotate(Count("pk")))
    order = sorted(counted, key=lambda code: (_or_last(away.to_code(code)), code))
    ends = list(accumulate(counted[code] for code in order))
    begins = [end - counted[code] for code, end in zip(order, ends, strict=True)]
    here = bisect_right(ends, start)
    there = bisect_left(begins, start + AT_A_TIME)
    place = {code: at for at, code in enumerate(order[here:there])}
    liked = {pk: at for at, pk in enumerate(likeliest or ())}
    rows = found.filter(region__in=place).order_by("-pk").values_list("pk", "region")
    near = sorted(rows, key=lambda row: (place[row[1]], liked.get(row[0], 0)))
    cut = start - begins[here] if place else 0
    return [pk for pk, _place in near[cut : cut + AT_A_TIME]], sum(counted.values())


def _or_last(kilometres):
    return math.inf if kilometres is None else kilometres


def with_distances(vacancies, home):
    """Each vacancy learns how far it lies from home, in words."""
    away = away_from(home) if home else None
    for vacancy in vacancies:
        vacancy.far = near_by(away, vacancy.region) if away else ""


@require_safe
def one(request, code):
    vacancy = get_object_or_404(shown().select_related("occupation"), code=code)
    published = published_on([vacancy]).get(vacancy.pk)
    around = shown().filter(region=vacancy.region_id).exclude(pk=vacancy.pk)
    near = list(around.order_by("-pk")[:3])
    form = LookForm(request.GET)
    with_distances([vacancy, *near], look_of(form, request.user).home)
    told = {
        "form": form,
        "vacancy": vacancy,
        "certificates": vacancy.certificates.all(),
        "published": timezone.localtime(published) if published else None,
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
