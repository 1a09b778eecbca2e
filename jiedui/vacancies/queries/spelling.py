"""How the words of a posting are read aloud."""

from functools import cache, lru_cache


def spelling_of(title):
    """ " pugong pg ": full pinyin and initials, so that either finds it."""
    return _spelling(title[:80])


# Words of trades in which a character has not its usual reading.
READ_TOGETHER = {
    "会计": ("kuai", "ji"),
    "银行": ("yin", "hang"),
    "调度": ("diao", "du"),
    "调酒": ("tiao", "jiu"),
    "调试": ("tiao", "shi"),
    "重工": ("zhong", "gong"),
    "车长": ("che", "zhang"),
    "店长": ("dian", "zhang"),
    "组长": ("zu", "zhang"),
    "班长": ("ban", "zhang"),
    "缝纫": ("feng", "ren"),
    "行车": ("hang", "che"),
}
MARKS = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")


@cache
def _readings():
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 -- a fifth of a second to load

    return PINYIN_DICT


@lru_cache(maxsize=8192)
def _reading(character):
    said = _readings().get(ord(character), "")
    if said:
        return said.split(",")[0].translate(MARKS)
    return character.lower() if character.isascii() and character.isalnum() else ""


def syllables(text):
    """One reading a character, without tones; "" for what is not read aloud."""
    read, at = [], 0
    while at < len(text):
        together = READ_TOGETHER.get(text[at : at + 2])
        read += together or (_reading(text[at]),)
        at += 2 if together else 1
    return read


@lru_cache(maxsize=20_000)
def _spelling(title):
    read = syllables(title)
    full, initials = "".join(read), "".join(part[:1] for part in read)
    return f" {full} {initials} "[:240] if full else ""
