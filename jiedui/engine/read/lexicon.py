"""The catalogue's words, indexed once for reading: regions by name, occupations by title."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jiedui.engine.read.finding import Job

_REGION_ENDING = re.compile(
    r"(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市|(?:[^省市]{0,12}族)?自治[州县旗]|地区|盟"
    r"|林区|矿区|新区|县|区|旗)$"
)
# 凉山彝族自治州 is called 凉山; the peoples stand between the place's own name and its ending
_PEOPLES = re.compile(
    r"(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜"
    r"|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|塔吉克|怒|鄂温克|保安"
    r"|裕固|独龙|鄂伦春|普米|各)族.*$"
    r"|(?:哈萨克|蒙古|柯尔克孜|塔吉克|锡伯|达斡尔|维吾尔|土家|傈僳)自治[州县旗]$"
)
# Development zones have no code; one that lies across counties stands for its prefecture
_ZONES = {"652300": ("准东",)}
_NOISE = re.compile(r"[\s()（）/\\、,，;；:：\-·.+&]+")


@dataclass(frozen=True, slots=True)
class Region:
    """A province, city or county of the catalogue; `parent` is the code above it or empty."""

    code: str
    name: str
    level: str
    parent: str
    short: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Regions and occupations ready for look-up; build it once with `from_rows`."""

    regions: dict[str, Region]
    regions_by_name: dict[str, tuple[Region, ...]]
    region_heads: dict[str, tuple[str, ...]]
    region_signs: re.Pattern[str]
    jobs: dict[str, Job]
    jobs_by_title: dict[str, tuple[tuple[str, int], ...]]
    pieces: dict[str, tuple[float, tuple[tuple[int, float], ...]]]
    title_jobs: tuple[str, ...]
    trades: tuple[tuple[str, str], ...]
    _remembered: dict[str, tuple[tuple[str, float], ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def empty(cls) -> Lexicon:
        """A lexicon without words: places and occupations stay unread."""
        return cls.from_rows((), (), ())

    @classmethod
    def from_rows(
        cls,
        regions: Iterable[Sequence[object]],
        occupations: Iterable[Sequence[object]],
        titles: Iterable[Sequence[str]],
    ) -> Lexicon:
        """Index the catalogue's rows.

        regions: (code, name, level, parent, other names …); codes and parents may be
        integers, several other names in one column are parted by strokes ("/沪/"), and
        codes of more than six digits (townships) are left out. occupations: (code, name,
        …); only four-part codes such as 6-31-01-01 are offered. titles: (everyday title,
        occupation code, source …); the source "jiedui" marks a row written by the
        project, which counts more than a collected one.
        """
        by_code, by_name, heads = _index_regions(regions)
        firsts = re.escape("".join(sorted({head[0] for head in heads}))) or "\\x00"
        named = [(str(row[0]), str(row[1])) for row in occupations]
        jobs = {code: Job(code, name) for code, name in named if code.count("-") == 3}
        labelled = [
            (normal_title(row[0]), row[1], _OWN if len(row) > 2 and row[2] == "jiedui" else 1)
            for row in titles
            if len(row) > 1 and row[1] in jobs
        ]
        labelled += [(normal_title(job.name), job.code, 1) for job in jobs.values()]
        labelled = [row for row in labelled if row[0]]
        return cls(
            by_code, by_name, heads, re.compile(f"[{firsts}]"), jobs, *_index_titles(labelled)
        )

    def ranked(self, title: str) -> tuple[tuple[str, float], ...]:
        """Occupation codes for a title, likeliest first, with likeness in 0..1."""
        key = normal_title(title)
        if key not in self._remembered:
            if len(self._remembered) > 20_000:
                self._remembered.clear()
            self._remembered[key] = tuple(self._rank(key)[:8])
        return self._remembered[key]

    def _rank(self, key: str) -> list[tuple[str, float]]:
        if not key:
            return []
        scores: dict[int, float] = defaultdict(float)
        norm = 0.0
        for piece, weight in title_pieces(key).items():
            entry = self.pieces.get(piece)
            if entry is None:
                norm += (weight * 9.0) ** 2
                continue
            rarity, postings = entry
            value = weight * rarity
            norm += value * value
            for row, share in postings:
                scores[row] += value * share
        length = math.sqrt(norm) or 1.0
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:_NEIGHBOURS]
        votes: dict[str, float] = defaultdict(float)
        nearest: dict[str, float] = {}
        for row, score in best:
            likeness = score / length
            code = self.title_jobs[row]
            votes[code] += likeness**_SHARPNESS
            nearest[code] = max(nearest.get(code, 0.0), likeness)
        for code, times in self.jobs_by_title.get(key, ()):
            votes[code] += 1.5 * times
            nearest[code] = 1.0
        ordered = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
        total = sum(votes.values()) or 1.0
        return [
            (code, min(1.0, nearest[code]) * (0.4 + 0.6 * min(1.0, 2 * vote / total)))
            for code, vote in ordered
        ]


_OWN = 4  # a title the project wrote for this purpose outweighs a collected one
_NEIGHBOURS = 32
_SHARPNESS = 2
_COMMONEST = 250  # a piece that more titles share tells hardly anything and costs most


def normal_title(title: str) -> str:
    """A title without blanks and signs, in lower case."""
    return _NOISE.sub("", title).lower()


def title_pieces(key: str) -> dict[str, float]:
    """The pieces a title is compared by: single signs, pairs, and its ending, which says most."""
    pieces: dict[str, float] = defaultdict(float)
    for sign in key:
        pieces[sign] += 0.35
    for at in range(len(key) - 1):
        pieces[key[at : at + 2]] += 1.0
    for at in range(len(key) - 2):
        pieces[key[at : at + 3]] += 0.6
    pieces["$" + key[-2:]] += 0.9
    pieces["^" + key[:2]] += 0.9
    return pieces


def _index_titles(
    labelled: list[tuple[str, str, int]],
) -> tuple[
    dict[str, tuple[tuple[str, int], ...]],
    dict[str, tuple[float, tuple[tuple[int, float], ...]]],
    tuple[str, ...],
    tuple[tuple[str, str], ...],
]:
    exact: dict[str, Counter[str]] = defaultdict(Counter)
    for key, code, times in labelled:
        exact[key][code] += times
    rows = sorted({(key, code) for key, code, _ in labelled})
    holding: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, (key, _) in enumerate(rows):
        for piece, weight in title_pieces(key).items():
            holding[piece].append((number, weight))
    count = len(rows) + 1
    rarity = {piece: math.log(count / len(held)) + 0.1 for piece, held in holding.items()}
    lengths = [0.0] * len(rows)
    for piece, held in holding.items():
        for number, weight in held:
            lengths[number] += (weight * rarity[piece]) ** 2
    pieces = {
        piece: (
            rarity[piece],
            tuple((n, weight * rarity[piece] / math.sqrt(lengths[n])) for n, weight in held),
        )
        for piece, held in holding.items()
        if len(held) < _COMMONEST
    }
    return (
        {key: tuple(sorted(codes.items())) for key, codes in exact.items()},
        pieces,
        tuple(code for _, code in rows),
        _trades(rows),
    )


def _trades(rows: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Out of 服装厂普工 and its like: the word of the trade and its occupation, longest first."""
    found = {
        key.removesuffix("厂普工"): code
        for key, code in rows
        if key.endswith("厂普工") and len(key) > 4
    }
    return tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def _index_regions(
    rows: Iterable[Sequence[object]],
) -> tuple[dict[str, Region], dict[str, tuple[Region, ...]], dict[str, tuple[str, ...]]]:
    by_code: dict[str, Region] = {}
    by_name: dict[str, list[Region]] = defaultdict(list)
    for row in rows:
        code, name, level = str(row[0]), str(row[1]), str(row[2])
        if len(code) > 6:
            continue
        region = Region(code, name, level, str(row[3] or ""), short_name(name))
        by_code[code] = region
        others = {other for names in row[4:] for other in str(names or "").split("/")}
        others.update(_ZONES.get(code, ()))
        for word in {name, region.short, *_spoken_names(region), *others}:
            if len(word) > 1:
                by_name[word].append(region)
    heads: dict[str, list[str]] = defaultdict(list)
    for word in by_name:
        heads[word[:2]].append(word)
    return (
        by_code,
        {word: tuple(sorted(held, key=lambda r: r.code)) for word, held in by_name.items()},
        {head: tuple(sorted(words, key=len, reverse=True)) for head, words in heads.items()},
    )


def short_name(name: str) -> str:
    """新疆维吾尔自治区 → 新疆, 凉山彝族自治州 → 凉山, 九寨沟县 → 九寨沟; 泾县 stays 泾县."""
    bare = _PEOPLES.sub("", name)
    if len(bare) < 2:
        bare = name
    if bare == name:
        bare = _REGION_ENDING.sub("", name)
    return bare if len(bare) > 1 else name


def _spoken_names(region: Region) -> tuple[str, ...]:
    """昌吉回族自治州 is said 昌吉州, a county or city keeps its old ending for years."""
    ending = {"州": "州", "县": "县", "旗": "旗"}.get(region.name[-1])
    spoken = [region.short + ending] if ending else []
    if region.level == "county" and region.name[-1] in "区市县" and len(region.short) > 1:
        spoken += [region.short + sign for sign in "区市县"]
    return tuple(spoken)
