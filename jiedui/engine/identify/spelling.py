"""A name as it is written, as it sounds, and as clerks of different places would write it.

Four readings of one name, each coarser than the one before:

* `plain`: variant, traditional and rare forms folded, points and blanks gone; what could not be
  written (?, *, □, a private-use character) is `_`, which stands for any one character;
* `sound`: one sign for each syllable of the Mandarin reading, tones left out: homophones agree;
* `near`: the same after folding what is confused by ear in the south-west (n/l, zh/z, sh/s, ch/c,
  -ng/-n, hu/fu), so that 刘妮 and 牛丽 do not agree, but 陈林 and 程宁 do;
* `frame`: of each syllable only the place where its first consonant is made. Offices that write
  Tibetan, Yi or Uyghur names in Han characters choose different vowels and voicing for one
  element (次仁, 泽仁, 才让), hardly ever another place of articulation.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

ANY = "_"
UNWRITTEN = re.compile(r"[?？*＊□■〓_＿\ue000-\uf8ff\ufffd]|[\U000f0000-\U0010fffd]")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]")
ASIDE = re.compile(r"[(（\[【].*?[)）\]】]")
PIECE = re.compile(r"[a-z]+|[^a-z]")
# Readings borne in names that are not the character's usual one.
IN_NAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "查": "zha", "区": "ou", "盖": "ge",
    "缪": "miao", "翟": "zhai", "葛": "ge", "牟": "mu", "卜": "bu", "呷": "ga", "尕": "ga",
    "嘎": "ga", "噶": "ga", "朴": "piao", "覃": "qin", "谌": "chen", "冼": "xian", "隗": "wei",
    "撒": "sa",
}  # fmt: skip
TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")
INITIALS = ("zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x",
            "r", "z", "c", "s", "y", "w")  # fmt: skip
MERGED = {"zh": "z", "ch": "c", "sh": "s", "n": "l"}
PLACES = {
    "b": "P", "p": "P", "f": "P", "m": "M", "d": "T", "t": "T", "n": "L", "l": "L", "r": "L",
    "g": "K", "k": "K", "h": "K", "j": "S", "q": "S", "x": "S", "zh": "S", "ch": "S", "sh": "S",
    "z": "S", "c": "S", "s": "S",
}  # fmt: skip


class Spelling(NamedTuple):
    """Four readings of one name; empty where the name says nothing."""

    plain: str
    sound: str
    near: str
    frame: str


@cache
def _folds() -> dict[int, str]:
    lines = (Path(__file__).parent / "variants.txt").read_text(encoding="utf-8").splitlines()
    return {ord(other): line[0] for line in lines if not line.startswith("#") for other in line[1:]}


@cache
def _readings() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 -- a fifth of a second to load

    return PINYIN_DICT


@cache
def _signs() -> dict[str, str]:
    """One sign for each syllable, so that a distance between strings counts syllables."""
    syllables = {
        reading.translate(TONES)
        for code, readings in _readings().items()
        if 0x4E00 <= code <= 0x9FFF
        for reading in readings.split(",")
    }
    everything = sorted(syllables | {_near(syllable) for syllable in syllables})
    return {syllable: chr(0x100 + number) for number, syllable in enumerate(everything)}


def plain(name: str) -> str:
    """The characters alone, usual forms, lower case; `_` for what could not be written."""
    text = UNWRITTEN.sub(ANY, name)
    text = ASIDE.sub("", unicodedata.normalize("NFKC", text)).lower().translate(_folds())
    return "".join(c for c in text if c == ANY or HAN.match(c) or "a" <= c <= "z")


def _syllable(piece: str) -> str:
    if piece in IN_NAMES:
        return IN_NAMES[piece]
    if HAN.match(piece):
        return _readings().get(ord(piece), "").split(",")[0].translate(TONES)
    return piece


@cache
def _near(syllable: str) -> str:
    first = next((start for start in INITIALS if syllable.startswith(start)), "")
    rest = syllable[len(first) :]
    if rest.endswith(("ing", "eng")):
        rest = rest[:-1]
    if first == "h" and rest.startswith("u"):
        first, rest = "f", rest if rest == "u" else rest[1:]
    return MERGED.get(first, first) + rest


def _place(syllable: str) -> str:
    first = next((start for start in INITIALS if syllable.startswith(start)), "")
    return PLACES.get(first, "A")


@lru_cache(maxsize=1 << 18)
def spell(name: str) -> Spelling:
    """The four readings of a name."""
    written = plain(name)
    signs = _signs()
    said = [_syllable(piece) for piece in PIECE.findall(written)]
    return Spelling(
        written,
        "".join(signs.get(one, one) for one in said),
        "".join(signs.get(_near(one), one) for one in said),
        "".join(_place(one) if one != ANY else ANY for one in said),
    )
