"""Wishes as people phrase them, where the catalogue's own list of phrases does not reach."""

import re

from jiedui.catalog.queries import ANY_WORK, ANYWHERE

ANY = re.compile(
    r"不限|都可|都行|都能|均可|随便|全国|任意|无要求|没有?要求|听从|服从|哪里都|什么都|无所谓"
)
# Said from where the person lives; the rest of the phrase (就近务工, 县内灵活就业) adds nothing.
NEAR = (
    (re.compile(r"^(?:县外)?(?:市内|州内|本市|本州)"), 100),
    (re.compile(r"^(?:[县市州]外)?(?:省内|本省|四川省?内)"), 10_000),
    (
        re.compile(r"^(?:县内|县域|本县|本地|当地|就近|就地|家门口|附近|本乡|乡内|镇内|区内|在家|家乡)"),
        1,
    ),
)  # fmt: skip
# Provinces named by one sign each: nothing more than these is meant (安徽 is not in 江浙沪).
BY_ONE_SIGN = {"江浙沪": ((310_000, 340_000),), "江浙": ((320_000, 340_000),)}
FAR = re.compile(r"^(?:县外|外县|外地|外面|出县)$")


def work_wishes(reader, text):
    """[(words, intervals)] in the order of the wishes; no interval where nobody knows the work."""
    return [
        (said, spans or ((ANY_WORK,) if ANY.search(said) else ()))
        for said, spans in reader.work(text)
    ]


def place_wishes(reader, text, home):
    """[(words, intervals)] seen from a home county; no interval where nobody knows the place."""
    return [
        (said, BY_ONE_SIGN.get(said) or spans or _loosely(said, home))
        for said, spans in reader.places(text, home)
    ]


def _loosely(said, home):
    if ANY.search(said):
        return (ANYWHERE,)
    for phrase, width in NEAR:
        if phrase.search(said):
            low = home // width * width
            return ((low, low + width),)
    if FAR.search(said):
        return ((ANYWHERE[0], home), (home + 1, ANYWHERE[1]))
    return ()
