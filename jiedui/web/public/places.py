"""Where there is work: the same places on a sketch and in a list, from the country to a county."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from jiedui.accounts.scope import within
from jiedui.catalog.models import Region
from jiedui.catalog.queries import away_from, seats
from jiedui.web.kit.far import near_by
from jiedui.web.public.looking import LookForm, look_of
from jiedui.web.public.sketch import KNOWN, Spot, sketch_of
from jiedui.web.public.vacancies import shown

MOST_LABELS = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A county (or a post's wider place) with open posts, and how far it lies from home."""

    region: Region
    posts: int
    far: str = ""


@require_safe
def by_place(request):
    """Provinces, cities and counties with how many posts are open; `?inside=` comes closer."""
    form = LookForm(request.GET)
    look = look_of(form, request.user)
    inside = _inside(request)
    places = _places(inside, look.home)
    told = {
        "form": form,
        "look": look,
        "inside": inside,
        "provinces": _grouped(places),
        "sketch": _sketch(places, look.home, request) if places else None,
    }
    return render(request, "public/vacancies/places.html", told)


def _inside(request):
    told = request.GET.get("inside", "")
    if not told:
        return None
    return get_object_or_404(Region, pk=int(told) if told.isdecimal() and len(told) < 8 else 0)


def _places(inside, home):
    found = shown().order_by()
    if inside:
        found = found.filter(within([inside.interval()], "region"))
    counted = dict(found.values_list("region").annotate(Count("pk")))
    regions = Region.objects.select_related("parent__parent").in_bulk(list(counted))
    away = away_from(home) if home else None
    told = [
        Place(region, counted[code], near_by(away, region) if away else "")
        for code, region in regions.items()
    ]
    return sorted(told, key=lambda place: (-place.posts, place.region.pk))


def _above(region):
    """The region itself and what holds it: (county, city, province)."""
    line = [region]
    while line[-1].parent_id:
        line.append(line[-1].parent)
    return line


def _grouped(places):
    """[(province, posts, places)], most posts first."""
    provinces = defaultdict(list)
    for place in places:
        provinces[_above(place.region)[-1]].append(place)
    grouped = [(top, sum(one.posts for one in held), held) for top, held in provinces.items()]
    return sorted(grouped, key=lambda one: (-one[1], one[0].pk))


def _sketch(places, home, request):
    """Counties if there is room for their names, else cities, else provinces."""
    known = seats()
    for level in ("county", "city", "province"):
        spots = _spots(places, level, known, request)
        if len(spots) <= MOST_LABELS:
            break
    if not spots:
        return None
    here = known.get(home.prefix) if home else None
    names = Region.objects.filter(pk__in=KNOWN).values_list("pk", "short")
    drawn = {spot.name for spot in spots}
    return sketch_of(
        spots[:MOST_LABELS],
        home=here,
        home_name=home.plain if here else "",
        landmarks=[(name, known[code]) for code, name in names if name not in drawn],
    )


def _spots(places, level, known, request):
    """What is drawn at a level, most posts first: a tap opens its posts or comes closer."""
    held = defaultdict(list)
    for place in places:
        line = _above(place.region)
        held[next((one for one in line if one.level == level), line[0])].append(place)
    spots = [
        Spot(
            name=region.short if region.level == "province" else region.plain,
            posts=sum(place.posts for place in inside),
            point=known[region.prefix],
            address=_address(region, inside, request),
        )
        for region, inside in held.items()
        if region.prefix in known
    ]
    return sorted(spots, key=lambda spot: (-spot.posts, spot.name))


def _address(region, inside, request):
    told = {"near": request.GET["near"]} if request.GET.get("near") else {}
    if len(inside) == 1:
        return f"{reverse('public:vacancies')}?{urlencode({'place': inside[0].region.pk, **told})}"
    return f"{reverse('public:places')}?{urlencode({'inside': region.pk, **told})}"
