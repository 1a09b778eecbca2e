"""Invented names as they are borne in the valleys of Jiuzhaigou; nobody living is meant."""

import tomllib
from pathlib import Path

WORDS = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
# Offices type the point between the parts of a name in whatever way the keyboard offers.
POINTS = ["·", "·", "·", "•", "・", "．"]
SURNAMES = {"汉族": "han", "回族": "hui", "羌族": "qiang"}


def _one(random, key):
    return random.choice(WORDS[key].split())


def surname(random, ethnicity):
    """The family name of a household; Tibetan households bear none."""
    return _one(random, SURNAMES[ethnicity]) if ethnicity in SURNAMES else ""


def name(random, ethnicity, sex, family=""):
    if ethnicity == "藏族":
        first = _one(random, "tibetan_first")
        last = _one(random, "tibetan_men" if sex == "男" else "tibetan_women")
        point = random.choice(POINTS) if random.random() < 0.3 else ""
        return first + point + last
    hui = "hui_" if ethnicity == "回族" else ""
    return family + _one(random, hui + ("men" if sex == "男" else "women"))


def firm(random, trade, place, taken):
    """An employer's name that is not yet in use here."""
    while True:
        ending = random.choice(WORDS["firm_trades"][trade].split())
        found = f"{place}{_one(random, 'firm_words')}{ending}"
        if found not in taken:
            taken.add(found)
            return found
