"""How a name is spelled in pinyin, so that it is found by typing Latin letters."""

from functools import cache, lru_cache

from jiedui.workers.queries.identity import HAN

# Characters whose reading as a surname is not their usual one.
SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "查": "zha", "朴": "piao", "区": "ou",
    "盖": "ge", "乐": "yue", "缪": "miao", "覃": "qin", "谌": "chen", "召": "shao", "繁": "po",
    "员": "yun", "祭": "zhai", "折": "she", "黑": "he", "秘": "bi", "种": "chong", "冼": "xian",
    "洗": "xian", "翟": "zhai", "葛": "ge", "牟": "mu", "都": "du", "卜": "bu", "郇": "xun",
    "佴": "nai", "阚": "kan", "隗": "wei", "訾": "zi", "句": "gou", "么": "yao", "撒": "sa",
}  # fmt: skip
TWO_PART = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
}
MARKS = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")


@cache
def _readings():
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 -- a fifth of a second to load

    return PINYIN_DICT


@lru_cache(maxsize=32768)
def _reading(character):
    if HAN.match(character):
        said = _readings().get(ord(character), "")
        return said.split(",")[0].translate(MARKS)
    return character.lower() if character.isascii() and character.isalpha() else ""


@lru_cache(maxsize=65536)
def pinyin_of(name):
    """`" zhaxi zx "`: the whole spelling and the initials, between blanks.

    A name with an interpunct has no surname; else the first character (or one of the
    surnames of two) is read as a surname: 单 is Shan, 仇 Qiu, 解 Xie.
    """
    syllables = [_reading(character) for character in name]
    if "·" not in name and name:
        if name[:2] in TWO_PART:
            syllables[:2] = TWO_PART[name[:2]]
        elif name[0] in SURNAMES:
            syllables[0] = SURNAMES[name[0]]
    syllables = [syllable for syllable in syllables if syllable]
    if not syllables:
        return ""
    initials = "".join(syllable[0] for syllable in syllables)
    return f" {''.join(syllables)} {initials} "[:200]
