"""Which region do these words mean?"""

import re
from collections import defaultdict
from functools import lru_cache

from jiedui.catalog.models import FormerRegion, Region, RegionLevel, squeezed
from jiedui.catalog.queries.editions import edition_of

_DEPTH = {RegionLevel.PROVINCE: 1, RegionLevel.CITY: 2, RegionLevel.COUNTY: 3, RegionLevel.TOWN: 4}
_WIDTH = {1: 10_000, 2: 100, 3: 1, 4: 1}
# What may stand between two levels of one address.
_BETWEEN = re.compile(r"(?:市辖区|省直辖县级行政区划|[-—–_/\\·>→,，;；:：|()（）])+")
# A bare name before such words is the name of something else: 中山路, 平安保险, 长安汽车.
_NOT_A_PLACE = re.compile(
    r"[东西南北中上下新老大小一二三四五六七八九十\d]{0,2}"
    r"(?:路|街|大道|巷|弄|里|村|桥|山|河|湖|江|沟|站|门|店|楼|厦|苑|园|广场|花园|小区|"
    r"保险|银行|汽车|集团|饭店|酒店|传媒|地产|物业|大学|学院|中学|小学|医院|话|菜|面|米粉|火锅|人)"
)
_KINDS = ("省", "市", "区", "县", "州", "盟", "旗", "镇", "乡", "街道")


class Gazetteer:
    """All names of places, ready to be found in addresses.

    Built once for an edition of the catalogue; a search of one address takes well under a
    millisecond and no query, so the import of a whole ledger can afford it on every row.
    """

    def __init__(self, regions, former):
        self._prefix, self._depth = {}, {}
        self._full, self._bare = defaultdict(set), defaultdict(set)
        for code, name, level, prefix, short, plain, also in regions:
            self._prefix[code], self._depth[code] = prefix, _DEPTH[level]
            self._full[name].add(code)
            self._full[plain].add(code)
            for nickname in filter(None, also.split("/")):
                kept = self._full if nickname.endswith(_KINDS) else self._bare
                kept[nickname].add(code)
            if short != name:
                self._bare[short].add(code)
        once = defaultdict(set)
        for name, code in former:
            once[name].add(code)
        for name, codes in once.items():
            # 东区, 郊区 and their like were names in too many cities to mean one of them.
            if name not in self._full and len(codes) == 1 and len(name) > 2:
                self._full[name] |= codes
        self._longest = max(map(len, [*self._full, *self._bare]), default=0)

    def find(self, text, within=None):
        """The code of the most exact region that the text names, or None if it names none.

        `within` is the code of a region that must hold the answer; it also decides between
        namesakes (鼓楼区). A name that fits several places is no answer.
        """
        text = squeezed(text)
        best, reached = None, (0, 0)
        if (code := self._whole(text, within)) is not None:
            return code
        for start in range(len(text)):
            code, end = self._walk(text, start, within)
            if code is None or (within is not None and not self._holds(within, code)):
                continue
            if (score := (self._depth[code], end - start)) > reached:
                best, reached = code, score
        return best

    def _holds(self, outer, inner):
        """Is `inner` the region `outer` itself or a place inside it?"""
        if self._depth[outer] == 4:
            return outer == inner
        low = self._prefix[outer]
        return low <= self._prefix[inner] < low + _WIDTH[self._depth[outer]]

    def _whole(self, text, within):
        """The text is one name and nothing else."""
        for names in (self._full, self._bare):
            codes = names.get(text, ())
            if within is not None:
                codes = [code for code in codes if self._holds(within, code)]
            if codes:
                return self._widest(codes)
        return None

    def _widest(self, codes):
        """The one that holds all the others, a province before all; None if there is no such."""
        first = min(codes, key=lambda code: (self._depth[code], code))
        if self._depth[first] == 1 or all(self._holds(first, code) for code in codes):
            return first
        return None

    def _walk(self, text, start, within):
        """Read one address downwards from a position: (code of its last place, where it ends)."""
        at, here, end = start, None, start
        while at < len(text):
            length, code = self._next(text, at, here, within, start)
            if code is None:
                break
            at = end = at + length
            here = code
            if gap := _BETWEEN.match(text, at):
                at = gap.end()
        return here, end

    def _next(self, text, at, here, within, start):
        for length in range(min(self._longest, len(text) - at), 1, -1):
            name = text[at : at + length]
            for names, bare in ((self._full, False), (self._bare, True)):
                codes = names.get(name)
                if not codes or (bare and _NOT_A_PLACE.match(text, at + length)):
                    continue
                codes = [code for code in codes if self._fits(code, here, within)]
                if here is None and not self._stands_alone(name, bare, codes, start):
                    continue
                if codes and (code := self._widest(codes)) is not None:
                    return length, code
        return 0, None

    def _fits(self, code, here, within):
        if here is not None:
            return self._holds(here, code)
        return within is None or self._holds(within, code) or self._holds(code, within)

    def _stands_alone(self, name, bare, codes, start):
        """May this name open an address in the middle of a text?"""
        if not bare:
            return len(name) > 2 or not name.endswith("区")  # 城区, 郊区: which?
        if any(self._depth[code] <= 2 for code in codes):
            return True
        # A county without its kind: 九寨沟 anywhere, two letters only where the text begins.
        return len(name) > 2 or start == 0


@lru_cache(maxsize=2)
def _kept_gazetteer(edition):
    return Gazetteer(
        Region.objects.current().values_list(
            "code", "name", "level", "prefix", "short", "plain", "also"
        ),
        FormerRegion.objects.filter(region__retired=False).values_list("name", "region_id"),
    )


def gazetteer():
    """The names of the loaded edition; keep it for as long as one import runs."""
    edition = edition_of("regions", "former_regions")
    return _kept_gazetteer(edition) if edition else _kept_gazetteer.__wrapped__(edition)


def place_for(text, within=None):
    """The most exact region named in a text (“四川阿坝州九寨沟”), or None if it names none.

    `within` is a region that must hold the answer; it also decides between namesakes.
    """
    code = gazetteer().find(text, within.pk if within else None)
    return Region.objects.get(pk=code) if code is not None else None


def place_of_identity(identity):
    """The county of first registration that an identity number begins with, as it is today.

    None for a number whose first six digits were never those of a county.
    """
    digits = identity[:6]
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return None
    code = int(digits)
    if place := Region.objects.filter(pk=code, level=RegionLevel.COUNTY).first():
        return place
    once = FormerRegion.objects.filter(code=code).select_related("region").order_by("-until")
    return next((gone.region for gone in once), None)
