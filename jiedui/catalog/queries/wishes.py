"""Which work and which places does somebody wish for?"""

import re
from functools import lru_cache
from typing import NamedTuple

from jiedui.catalog.models import PlaceGroup, Region, WishGroup, interval_of, squeezed
from jiedui.catalog.queries.editions import edition_of
from jiedui.catalog.queries.occupations import title_index
from jiedui.catalog.queries.places import gazetteer

ANYWHERE = (0, 1_000_000)
ANY_WORK = (0, 10_000_000)


class Wished(NamedTuple):
    """One wish as it was said, and the half-open intervals of numbers that it covers.

    No interval means that nobody knows what was meant: show it, do not guess.
    """

    said: str
    intervals: tuple[tuple[int, int], ...]


_APART = re.compile(r"[、,，;；/|\n]+|或者|或|以及")
_AWAY = {"省外", "外省", "出省", "跨省", "外出"}
_NO_MATTER = {
    "不限",
    "都可以",
    "都行",
    "随便",
    "其他",
    "其它",
    "无要求",
    "没有要求",
    "全国",
    "服从安排",
}
# Under this a likeness of letters is no answer to a wish.
_SURE = 70


def _pieces(text):
    return [piece for part in _APART.split(text) if (piece := squeezed(part).strip("。.:："))]


class WishReader:
    """Reads what people say they wish, as intervals that matching can compare."""

    def __init__(self, work_groups, place_groups, intervals, titles, places):
        self._work, self._places, self._intervals = work_groups, place_groups, intervals
        self._titles, self._gazetteer = titles, places

    def work(self, text):
        """Wishes for work in the order they were said.

        A group of the survey (电子厂, 种养殖) covers its classes, a title its occupation.
        """
        return [Wished(said, self._work_meant(said)) for said in _pieces(text)]

    def _work_meant(self, said):
        if said in self._work:
            return self._work[said]
        if known := self._titles.exact(said):
            return (interval_of(known),)
        if (best := self._titles.ask(said, 1)) and best[0][2] >= _SURE:
            return (interval_of(best[0][0]),)
        return ()

    def places(self, text, home=None):
        """Wishes for places in the order they were said; `home` is the code of the home county.

        县内, 市内, 省内, 县外省内 and 省外 are told from home and mean nothing without it.
        """
        return [Wished(said, self._place_meant(said, home)) for said in _pieces(text)]

    def _place_meant(self, said, home):
        if said in _NO_MATTER:
            return (ANYWHERE,)
        if said in self._places:
            return tuple(self._intervals[code] for code in self._places[said])
        if spans := _from_home(said, self._home(home)):
            return spans
        code = self._gazetteer.find(said)
        return (self._intervals[code],) if code is not None else ()

    def _home(self, code):
        if code is None:
            return None
        county = self._intervals[code]
        low = county[0]
        # Counties right under a province (神农架林区, 重庆's) have no city of their own.
        city = self._intervals.get(low // 100 * 100, county)
        return county, city, (low // 10_000 * 10_000, low // 10_000 * 10_000 + 10_000)


def _from_home(said, home):
    if home is None:
        return ()
    county, city, province = home
    near = {
        "县内": (county,), "本县": (county,), "县城": (county,), "本地": (county,),
        "家门口": (county,), "乡镇": (county,), "镇内": (county,), "就近": (county,),
        "市内": (city,), "州内": (city,), "本市": (city,), "本州": (city,),
        "省内": (province,), "本省": (province,),
        "县外市内": _without(city, county), "县外州内": _without(city, county),
        "市外省内": _without(province, city), "州外省内": _without(province, city),
        "县外省内": _without(province, county), "市外": _without(ANYWHERE, city),
    }  # fmt: skip
    if said in _AWAY:
        return _without(ANYWHERE, province)
    return near.get(said.removesuffix("务工").removesuffix("就业"), ())


def _without(outer, inner):
    """What is left of an interval when an inner one is taken out."""
    spans = ((outer[0], inner[0]), (inner[1], outer[1]))
    return tuple((low, high) for low, high in spans if low < high)


@lru_cache(maxsize=2)
def _kept_wishes(edition):
    work = {
        name: (ANY_WORK,) if group.pk == "any" else tuple(group.intervals())
        for group in WishGroup.objects.current()
        for name in (group.name, *group.aliases)
    }
    places = {
        name: group.regions
        for group in PlaceGroup.objects.current()
        for name in (group.name, *group.aliases)
    }
    regions = Region.objects.current().only("code", "level", "prefix")
    intervals = {region.pk: region.interval() for region in regions}
    return WishReader(work, places, intervals, title_index(), gazetteer())


def wish_reader():
    """The reader of wishes for the loaded edition; keep it for as long as one import runs."""
    edition = edition_of(
        "wish_groups", "place_groups", "regions", "former_regions",
        "occupations", "occupation_titles", "taught_titles",
    )  # fmt: skip
    return _kept_wishes(edition) if edition else _kept_wishes.__wrapped__(edition)
