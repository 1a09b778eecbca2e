"""What ledgers make of people: the errors of typing, hearing, reading and not asking.

`make(model, seed, many)` gives so many records with the number of the true person beside each,
as columns. `python -m bench.identify.ledgers offices 1 100000 people.csv` writes them to a file:
all invented, free to be published and compared with.
"""

import csv
import sys
import tomllib
from collections import defaultdict
from datetime import date, timedelta

from pypinyin.constants import PINYIN_DICT

from bench.identify.people import HERE, WORDS, Land, Ranked

MODELS = tomllib.loads((HERE / "rates.toml").read_text(encoding="utf-8"))
COLUMNS = ("person", "name", "identity", "born_on", "sex", "phone", "county", "town", "village")
POINTS = "·•・．‧ "
PLACEHOLDERS = ("?", "*", "□", "")
HEARD = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("l", "n"), ("ing", "in"),
         ("in", "ing"), ("eng", "en"), ("en", "eng"), ("hu", "fu"))  # fmt: skip
TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")


def _sound(character):
    return PINYIN_DICT.get(ord(character), "").split(",")[0].translate(TONES)


def _by_sound():
    """Characters that occur in names, by how they sound."""
    found = defaultdict(set)
    for words in WORDS.values():
        for character in words:
            if "\u4e00" <= character <= "\u9fff":
                found[_sound(character)].add(character)
    return {sound: sorted(characters) for sound, characters in found.items()}


def _pairs(words):
    found = defaultdict(list)
    for pair in words.split():
        found[pair[0]].append(pair[1])
        found[pair[1]].append(pair[0])
    return found


BY_SOUND = _by_sound()
VARIANTS, LOOK_ALIKES = _pairs(WORDS["variants"]), _pairs(WORDS["look_alikes"])
VILLAGES = ("新街村", "河东村", "上场村", "中心村", "西坡村2组")
RARE = set(WORDS["rare_characters"].split())


class Clerk:
    """Writes one record of somebody, with the habits of one ledger."""

    def __init__(self, random, rates):
        self.random, self.rates = random, rates

    def errs(self, kind):
        rate = self.rates.get(kind, 0)
        return rate and self.random.random() * 100 < rate

    def write(self, one):
        number, born = self._identity(one)
        sex = one.sex
        if self.errs("sex_wrong"):
            sex = "女" if sex == "男" else "男"
        place = self._place(one)
        return (one.number, self._name(one), number, born, sex, self._phone(one), *place)

    # ---- the name

    def _name(self, one):
        words = []
        for part, at in zip(one.parts, one.spelt, strict=True):
            if len(part) > 1 and self.errs("respelt"):
                at = self.random.randrange(len(part))
            words.append(part[at])
        if len(words) > 1 and self.errs("part"):
            words = [words[self.random.randrange(2)] if one.people == "yi" else words[0]]
        point = "·" if one.dotted else ""
        if self.errs("dot"):
            point = self.random.choice(POINTS) if not point or self.random.random() < 0.4 else ""
        name = point.join(words)
        for kind, mend in (
            ("homophone", self._homophone), ("variant", self._variant),
            ("look_alike", self._look_alike), ("placeholder", self._placeholder),
        ):  # fmt: skip
            if self.errs(kind):
                name = mend(name)
        return name[:4] if len(name) > 4 and self.errs("cut") else name

    def _homophone(self, name):
        at = self.random.randrange(len(name))
        sound = _sound(name[at])
        if self.random.random() < 0.25:
            for said, heard in self.random.sample(HEARD, len(HEARD)):
                if said in sound and sound.replace(said, heard) in BY_SOUND:
                    sound = sound.replace(said, heard)
                    break
        others = [c for c in BY_SOUND.get(sound, ()) if c != name[at]]
        return self._put(name, at, self.random.choice(others)) if others else name

    def _variant(self, name):
        return self._swap(name, VARIANTS)

    def _look_alike(self, name):
        return self._swap(name, LOOK_ALIKES)

    def _swap(self, name, pairs):
        places = [at for at, character in enumerate(name) if character in pairs]
        if not places:
            return name
        at = self.random.choice(places)
        return self._put(name, at, self.random.choice(pairs[name[at]]))

    def _placeholder(self, name):
        """What stands where the keyboard has no such character: a sign, nothing, or Latin."""
        for at, character in enumerate(name):
            if character in RARE:
                stand_in = self.random.choice((*PLACEHOLDERS, _sound(character)))
                return self._put(name, at, stand_in)
        return name

    @staticmethod
    def _put(name, at, character):
        return name[:at] + character + name[at + 1 :]

    # ---- number and birthday

    def _identity(self, one):
        """The number and the birthday as this ledger has them; one follows from the other."""
        random, number = self.random, one.identity
        if self.errs("no_identity"):
            return "", self._born(one.born).isoformat()
        if self.errs("relative_identity"):
            number = random.choice(one.family).identity
        elif self.errs("fifteen") and one.born.year < 1986:
            number = number[:6] + number[8:17]
        if self.errs("identity_slip"):
            number = self._slip(number)
        elif self.errs("two_slips"):
            number = self._slip(self._slip(number))
        born = _birthday(number) or one.born
        if self.errs("born_slip"):
            born = self._misread(one.born)
        if self.errs("spaced_identity"):
            number = random.choice((f"{number[:6]} {number[6:]}", number.lower(), f"'{number}"))
        return number, born.isoformat()

    def _slip(self, number):
        """One digit mistyped, or two neighbours exchanged."""
        random = self.random
        at = random.randrange(len(number) - 1)
        if random.random() < 0.35 and number[at] != number[at + 1]:
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        digit = random.choice([d for d in "0123456789" if d != number[at]])
        return number[:at] + digit + number[at + 1 :]

    def _born(self, born):
        """A birthday as it was told: by the old calendar, a year off, or written wrongly."""
        random = self.random
        if self.errs("new_year"):
            return date(born.year, 1, 1)
        if self.errs("lunar"):
            return born - timedelta(random.randint(18, 51))
        if self.errs("year_off"):
            return _safe(born.year + random.choice((-1, 1)), born.month, born.day)
        return self._misread(born) if self.errs("born_slip") else born

    def _misread(self, born):
        """Day and month exchanged, or one of the figures not as it was."""
        random = self.random
        kind = random.random()
        if kind < 0.25:
            return _safe(born.year, born.day, born.month)
        if kind < 0.5:
            return _safe(born.year, born.month, born.day + random.choice((-1, 1, -10, 10)))
        if kind < 0.75:
            return _safe(born.year, born.month + random.choice((-1, 1)), born.day)
        return _safe(born.year + random.choice((-10, 10, -1, 1)), born.month, born.day)

    # ---- telephone and place

    def _phone(self, one):
        random = self.random
        if self.errs("no_phone"):
            return ""
        phone = one.phone
        if self.errs("other_phone"):
            others = [relative.phone for relative in one.family if relative is not one]
            if others and random.random() < 0.3:
                phone = random.choice(others)
            else:
                phone = f"1{random.choice('3456789')}{random.randrange(10**9):09d}"
        if self.errs("phone_slip"):
            at = random.randrange(2, 11)
            phone = phone[:at] + random.choice("0123456789") + phone[at + 1 :]
        return phone

    def _place(self, one):
        random = self.random
        if self.errs("moved"):
            county = one.county + random.choice((0, 0, 7, -7))
            return county, county * 1000 + random.randint(1, 18), random.choice(VILLAGES)
        if self.errs("no_village"):
            return one.county, (None if random.random() < 0.5 else one.town), ""
        village = one.village
        if self.errs("village_otherwise"):
            body, group = village.split("村")
            village = random.choice(
                (f"{body}村", f"{body}", f"{body}村{group[0]}社", f"{body}村第{group}",
                 f"{body}村委会{group}", f"{body}村民小组")
            )  # fmt: skip
        return one.county, one.town, village


def _safe(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, min(max(month, 1), 12), min(max(day, 1), 28))


def _birthday(number):
    eight = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        return date(int(eight[:4]), int(eight[4:6]), int(eight[6:]))
    except ValueError:
        return None


def make(model, seed, many):
    """`many` records of invented people as columns; `person` is the truth."""
    rates = MODELS[model]
    land = Land(seed, rates)
    random = land.random
    copies = Ranked(range(1, 5), rates["copies"])
    clerks = {name: Clerk(random, habits) for name, habits in rates["ledgers"].items()}
    first = Ranked(rates["first"], rates["first"].values())
    later = Ranked(rates["later"], rates["later"].values())
    rows = []
    for one in land.everyone():
        for copy in range(copies.one(random)):
            ledger = (later if copy else first).one(random)
            rows.append(clerks[ledger].write(one))
        if len(rows) >= many:
            break
    rows = rows[:many]
    random.shuffle(rows)
    return dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))


def true_pairs(people):
    """All pairs of records of one person, as sorted pairs of places."""
    by_person = defaultdict(list)
    for place, person in enumerate(people):
        by_person[person].append(place)
    return {
        (one, other)
        for places in by_person.values()
        for at, one in enumerate(places)
        for other in places[at + 1 :]
    }


def main(model, seed, many, path):
    columns = make(model, int(seed), int(many))
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["record", *columns])
        for number, row in enumerate(zip(*columns.values(), strict=True)):
            rows.writerow([number, *("" if cell is None else cell for cell in row)])


if __name__ == "__main__":
    main(*sys.argv[1:])
