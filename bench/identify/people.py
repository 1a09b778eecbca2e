"""Invented people of invented villages: households, siblings, twins, neighbours of one name.

Everything is drawn from one seed. The people are true; what ledgers make of them is in
`ledgers.py`.
"""

import tomllib
from bisect import bisect
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
WORDS = tomllib.loads((HERE / "names.toml").read_text(encoding="utf-8"))
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
FIRST_DAY, DAYS = date(1961, 1, 1), 365 * 47
PEOPLE_PER_COUNTY = 60_000
# Of a hundred households of a county of each kind
PEOPLES = {
    "han": {"han": 96, "hui": 3, "tibetan": 1},
    "tibetan": {"tibetan": 70, "han": 24, "hui": 6},
    "yi": {"yi": 72, "han": 27, "tibetan": 1},
    "hui": {"hui": 55, "han": 44, "uyghur": 1},
    "uyghur": {"uyghur": 85, "han": 12, "hui": 3},
}
KINDS = ("tibetan", "han", "yi", "han", "hui", "han", "uyghur")
PLACE = "清平水田团结下塘七里双龙沟里回龙上寨中查大城桥头香扎芝麻蒲南阳山太平石门白杨青林"
TWINS, SAME_NAME, SIBLINGS_SHARE, RARE = 0.012, 0.02, 0.45, 0.03


class Ranked:
    """Values drawn by weights, fast."""

    def __init__(self, values, weights):
        self.values, self.sums = list(values), list(accumulate(weights))

    def one(self, random):
        return self.values[bisect(self.sums, random.random() * self.sums[-1])]


def ranked(words):
    values = words.split()
    return Ranked(values, [1 / (rank + 4) for rank in range(len(values))])


def weighted(words):
    cells = words.split()
    return Ranked(cells[::2], map(float, cells[1::2]))


def lines(words):
    values = [tuple(line.split()) for line in words.strip().splitlines()]
    return Ranked(values, [1 / (rank + 4) for rank in range(len(values))])


SURNAMES, HUI = weighted(WORDS["surnames"]), weighted(WORDS["hui_surnames"])
WHOLE = {"男": ranked(WORDS["men"]), "女": ranked(WORDS["women"])}
FIRST = ranked(WORDS["first_characters"])
SECOND = {"男": ranked(WORDS["men_characters"]), "女": ranked(WORDS["women_characters"])}
RARE_ONES = WORDS["rare_characters"].split()
HUI_GIVEN = {"男": ranked(WORDS["hui_men"]), "女": ranked(WORDS["hui_women"])}
TIBETAN = {"男": lines(WORDS["tibetan_men"]), "女": lines(WORDS["tibetan_women"])}
YI = {"男": lines(WORDS["yi_men"]), "女": lines(WORDS["yi_women"])}
CLANS = lines(WORDS["yi_clans"])
UYGHUR = {"男": lines(WORDS["uyghur_men"]), "女": lines(WORDS["uyghur_women"])}


@dataclass(slots=True)
class Someone:
    """One true person. `parts` are the elements of the name: each a tuple of its spellings
    (one for Han names), of which `spelt` says by which the person's own papers write it."""

    number: int
    people: str
    parts: tuple
    spelt: tuple
    dotted: bool
    sex: str
    born: date
    identity: str
    phone: str
    county: int
    town: int
    village: str
    family: list = field(default_factory=list, repr=False)

    @property
    def name(self):
        words = [part[at] for part, at in zip(self.parts, self.spelt, strict=True)]
        return ("·" if self.dotted else "").join(words)


def check_digit(seventeen):
    return CHECKS[sum(int(d) * w for d, w in zip(seventeen, WEIGHTS, strict=True)) % 11]


def identity(county, born, serial):
    seventeen = f"{county:06d}{born:%Y%m%d}{serial:03d}"
    return seventeen + check_digit(seventeen)


class Land:
    """People, household by household, without end."""

    def __init__(self, seed, rates):
        self.random, self.rates = Random(seed), rates
        self.number, self.serials = 0, {}

    def everyone(self):
        """Households village by village, county by county."""
        random = self.random
        county, kind, left = 0, "", 0
        while True:
            if left <= 0:
                county, left = county + 1, PEOPLE_PER_COUNTY
                kind = KINDS[(county - 1) % len(KINDS)]
                code = 513200 + county * 7
            town = code * 1000 + random.randint(1, 18)
            village = "".join(random.choice(PLACE) for _ in "12") + "村"
            cadre, people = self._phone(), []
            while len(people) < random.randint(120, 320):
                people += self._household(code, town, village, kind, cadre)
            self._same_names(people)
            left -= len(people)
            yield from people

    def _phone(self):
        second = self.random.choice("3456789")
        return f"1{second}{self.random.randrange(10**9):09d}"

    def _household(self, county, town, village, kind, cadre):
        random = self.random
        people = Ranked(PEOPLES[kind], PEOPLES[kind].values()).one(random)
        family_name = {"han": SURNAMES, "hui": HUI}.get(people)
        name = family_name.one(random) if family_name else CLANS.one(random)
        shared_first, group = FIRST.one(random), f"{random.randint(1, 9)}组"
        shared = self._phone() if random.random() * 100 < self.rates["shared_phone"] else ""
        father = UYGHUR["男"].one(random)
        born_of_parents = FIRST_DAY + timedelta(random.randrange(DAYS))
        household = []
        for place in range(random.choice((1, 2, 2, 3, 3, 4, 5))):
            sex = random.choice("男女") if place > 1 else "男女"[place]
            if place < 2:
                born = born_of_parents + timedelta(random.randint(-1500, 1500))
            else:
                born = born_of_parents + timedelta(random.randint(20 * 365, 32 * 365))
            while not FIRST_DAY <= born <= FIRST_DAY + timedelta(DAYS):
                born = FIRST_DAY + timedelta(random.randrange(DAYS))
            twin = place > 2 and random.random() < TWINS
            if twin:
                born, sex = household[-1].born, household[-1].sex
            own = self._surname_of(place, name, family_name)
            parts = self._parts(people, sex, own, shared_first if place > 1 else "", father)
            phone = shared or self._phone()
            if random.random() * 100 < self.rates["cadre_phone"]:
                phone = cadre
            household.append(
                self._someone(people, parts, sex, born, phone, county, town, village + group)
            )
        for one in household:
            one.family = household
        return household

    def _surname_of(self, place, name, family_name):
        """The mother bears a name of her own."""
        if place != 1:
            return name
        return family_name.one(self.random) if family_name else CLANS.one(self.random)

    def _parts(self, people, sex, family, shared_first, father):
        random = self.random
        if people == "tibetan":
            return (TIBETAN["男"].one(random), TIBETAN[sex].one(random))
        if people == "yi":
            return (family, YI[sex].one(random))
        if people == "uyghur":
            return (UYGHUR[sex].one(random), father)
        if people == "hui":
            return ((family + HUI_GIVEN[sex].one(random),),)
        return ((family + self._given(sex, shared_first),),)

    def _given(self, sex, shared_first):
        random = self.random
        if shared_first and random.random() < SIBLINGS_SHARE:
            given = shared_first + SECOND[sex].one(random)
        elif random.random() < 0.55:
            given = WHOLE[sex].one(random)
        else:
            given = FIRST.one(random) + SECOND[sex].one(random)
        if random.random() < RARE:
            given = given[:-1] + random.choice(RARE_ONES)
        return given

    def _someone(self, people, parts, sex, born, phone, county, town, village):
        random = self.random
        issued = county if random.random() < 0.93 else 510100 + random.randrange(300)
        serials = self.serials.setdefault((issued, born), [random.randrange(20), random.random()])
        serial = (serials[0] * 2 + (sex == "男")) % 1000
        serials[0] += 1
        dotted = {"tibetan": 0.3, "yi": 0.15, "uyghur": 0.95}.get(people, 0)
        spelt = tuple(0 if random.random() < 0.6 else random.randrange(len(p)) for p in parts)
        self.number += 1
        return Someone(
            self.number, people, parts, spelt, random.random() < dotted, sex, born,
            identity(issued, born, serial), phone, county, town, village,
        )  # fmt: skip

    def _same_names(self, people):
        """Some bear the name of a neighbour of the same sex; some of these are of one age."""
        random = self.random
        for one in people:
            if random.random() >= SAME_NAME:
                continue
            other = random.choice(people)
            if other is one or other.sex != one.sex:
                continue
            one.people, one.parts, one.spelt, one.dotted = (
                other.people, other.parts, other.spelt, other.dotted,
            )  # fmt: skip
