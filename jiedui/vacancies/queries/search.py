"""Looking for vacancies in the words of whoever looks: forgiving, and the likeliest first.

A posting is found by the letters of its title in ones and twos, by what else people call such
work, by its place and employer, by its duties, and by how all that sounds (逢纫工 finds 缝纫工).
A number is understood as pay, 包住 as lodging, the name of a place as the place.
"""

import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from jiedui.catalog.models import OccupationTitle
from jiedui.catalog.queries import gazetteer, wish_reader
from jiedui.vacancies.models import Wording
from jiedui.vacancies.queries.spelling import spelling_of, syllables

MOST_WORDS = 60  # letters of a search that are read
LOOKED_AT = 400  # of the rows that share anything with the search, so many are weighed
MOST_FOUND = 200
ENOUGH = 0.5  # share of the pairs of letters that a posting must have
ENOUGH_BY_EAR = 0.8
LONGEST_PLACE = 8
WEIGHTS = "8.0, 5.0, 4.0, 1.0, 2.0"  # title, other names, place and employer, duties, sound
SERVER_WEIGHTS = [0.15, 0.5, 0.625, 1.0]  # duties and sound, place, other names, title

_KINDS = set("省市县区州盟旗")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z]{2,}")
# What is said around the thing looked for.
_AROUND = re.compile(
    r"我想|想要|想做|想找|要找|找一?份|找个|寻找|招聘|招工|工作岗位|岗位|工作|职位|请问|有没有|的|了|吗|在|做|找"
)
_PAY = re.compile(r"(?<!\d)(\d{4,5})(?!\d)(?:元|块)?(?:每月|一个月|/月)?(?:以上|起|左右)?")
_COUPLE = re.compile(r"夫妻房?|夫妻(?:工|档)|两口子")
_LODGING = re.compile(r"包吃包?住|包食宿|包住|管住|有住宿|提供住宿|包吃住")
_AGED = re.compile(r"(?<!\d)([4-6]\d)(?:[多来几]?岁|周岁)(?:以上|左右)?")
# 五千, 5千5, 六千块: pay as people say it; 五十岁, 四十来岁: age as they say it.
_THOUSANDS = re.compile(r"([一二两三四五六七八九1-9])千([一二三四五六七八九两1-9])?百?(?!\d)")
_TENS = re.compile(r"([四五六])十([一二三四五六七八九])?(?=[多来几]?岁)")
_FIGURES = {letter: figure for figure, letter in enumerate("一二三四五六七八九", start=1)} | {
    "两": 2
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line of words asks for: wishes that are no words of a posting, and the words."""

    words: str
    region: int | None = None
    least_pay: int | None = None
    lodging: bool = False
    couple: bool = False
    age: int | None = None


def understood(line):
    """Take place, pay, lodging, couple room and age out of the line; the rest is looked for."""
    rest = in_figures(line.strip().lower()[:MOST_WORDS])
    told = {}
    for name, pattern in (("couple", _COUPLE), ("lodging", _LODGING)):
        if pattern.search(rest):
            told[name], rest = True, pattern.sub(" ", rest)
    if found := _AGED.search(rest):
        told["age"], rest = int(found[1]), _AGED.sub(" ", rest)
    if found := _PAY.search(rest):
        told["least_pay"], rest = int(found[1]), _PAY.sub(" ", rest)
    rest = _AROUND.sub(" ", rest)
    region, rest = _place_in(rest)
    return Asked(words=" ".join(rest.split()), region=region, **told)


def in_figures(line):
    """五千块 is 5000块, 四十来岁 is 40来岁: numbers as people say them."""
    line = _THOUSANDS.sub(lambda said: f"{_figure(said[1])}{_figure(said[2])}00", line)
    return _TENS.sub(lambda said: f"{_figure(said[1])}{_figure(said[2])}", line)


def _figure(letter):
    return _FIGURES.get(letter, letter or "0")


def _place_in(line):
    """(region code or None, the line without it): a word that is a place, or begins with one."""
    for word in line.split():
        code, end = None, 0
        while (step := _place_at(word[end:], code))[0] is not None:
            code, end = step[0], end + step[1]
        if code is not None:
            return code, line.replace(word[:end], " ", 1)
    return None, line


def _place_at(text, within):
    """The place that the text begins with, inside the one before it, and how long its name is."""
    for end in range(2, min(len(text), LONGEST_PLACE) + 1):
        code = gazetteer().find(text[:end], within)
        if code is None or code == within or _is_a_trade(text[:end]):
            continue
        return code, end + (text[end : end + 1] in _KINDS if text[end:] else 0)
    return None, 0


def _is_a_trade(word):
    """保安 is a guard to whoever looks for work, not the county that once bore the name."""
    return OccupationTitle.objects.filter(title=word).exists()


def wording_of(vacancy, names):
    """The columns by which one vacancy is found; `names` are other names of its occupation."""
    title = vacancy.title.lower()
    place = f"{vacancy.region.full_name} {vacancy.workplace} {vacancy.employer.name}".lower()
    aliases = " ".join(names).lower()
    sounds = [" ".join(_sounds(name)) for name in (title, *names)]
    return {
        "title": " ".join(_grams(title, ones=True)),
        "alias": " ".join(_grams(aliases)),
        "place": " ".join(_grams(place)),
        "duties": " ".join(_grams(f"{vacancy.duties} {vacancy.conditions}".lower())),
        "sound": f"{' '.join(sounds)} {spelling_of(vacancy.title).strip()}",
    }


def _grams(text, ones=False):
    """Pairs of letters, and single ones where a single letter means something."""
    found = {}
    for run in _HAN.findall(text):
        if ones or len(run) == 1:
            found |= dict.fromkeys(run)
        found |= dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1))
    found |= dict.fromkeys(_LATIN.findall(text))
    return list(found)


def _sounds(text):
    """Readings in pairs, joined so that they are one word of the index: feng1 ren → fengren0."""
    read = [one for one in syllables("".join(_HAN.findall(text))) if one]
    return list(dict.fromkeys(f"{read[i]}0{read[i + 1]}" for i in range(len(read) - 1)))


def found_by_words(words, vacancies):
    """Ids of these vacancies that the words mean, the likeliest first, at most MOST_FOUND."""
    grams, sounds = _grams(words.lower(), ones=len(words) == 1), _sounds(words)
    if not grams:
        return []
    begun = [word for word in grams if word.isascii()]
    worded = Wording.objects.filter(pk__in=vacancies.values("pk"))
    met = _MET[connection.vendor](worded, [*grams, *sounds], begun)
    weighed = []
    for row in met.order_by("rank", "pk")[:LOOKED_AT]:
        share = max(_share(row, grams), _share_by_ear(row, sounds))
        if share:
            weighed.append((-share, row.rank, row.pk))
    return [pk for _share_, _rank, pk in sorted(weighed)[:MOST_FOUND]]


def _met_in_file(worded, words, begun):
    """What shares any of these words or beginnings, with its rank: the lower, the likelier."""
    looked_for = [f'"{word}"' for word in words] + [f'"{word}"*' for word in begun]
    return worded.extra(
        where=["vacancies_search MATCH %s"], params=[" OR ".join(looked_for)]
    ).annotate(rank=RawSQL(f"bm25(vacancies_search, {WEIGHTS})", ()))


def _met_on_server(worded, words, begun):
    looked_for = [f"'{word}'" for word in words] + [f"'{word}':*" for word in begun]
    asked = " | ".join(looked_for)
    return worded.extra(where=["found @@ %s::tsquery"], params=[asked]).annotate(
        rank=RawSQL("-ts_rank(%s::real[], found, %s::tsquery)", (SERVER_WEIGHTS, asked))
    )


_MET = {"sqlite": _met_in_file, "postgresql": _met_on_server}


def found_by_meaning(words, vacancies):
    """Ids of these vacancies whose occupation the words mean although no posting says so
    (打螺丝, 煮饭, 看大门), the newest first, at most MOST_FOUND."""
    spans = [span for wish in wish_reader().work(words) for span in wish.intervals]
    meant = Q(pk__in=[])
    for low, high in spans:
        meant |= Q(occupation__number__gte=low, occupation__number__lt=high)
    return list(vacancies.filter(meant).order_by("-pk").values_list("pk", flat=True)[:MOST_FOUND])


def _share(row, grams):
    """How much of the search stands in the posting; 0 when it is too little."""
    held = set(f"{row.title} {row.alias} {row.place} {row.duties}".split())
    begins = row.sound.split()
    met = sum(
        gram in held or (gram.isascii() and any(one.startswith(gram) for one in begins))
        for gram in grams
    )
    share = met / len(grams)
    in_title = sum(gram in row.title.split() for gram in grams) / len(grams)
    return share + in_title if share >= ENOUGH else 0


def _share_by_ear(row, sounds):
    held = set(row.sound.split())
    share = sum(one in held for one in sounds) / len(sounds) if sounds else 0
    return share if share >= ENOUGH_BY_EAR else 0
