"""Every sentence is worded in both languages, and every noun is in the dictionary."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.apps import apps
from django.utils.translation.template import templatize

from jiedui.core.stages import Staged

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "jiedui"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
COUNTING = {"ngettext": (1, 2), "ngettext_lazy": (1, 2)}
HOLE = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}")


def said_in(source):
    """The message ids of a Python source."""
    found = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)
    for _line, message, _comments, _context in found:
        parts = message if isinstance(message, tuple) else (message,)
        yield from (part for part in parts[:1] if part)


def counted_in(source):
    """The message ids that are said of a number: English needs them for one and for many."""
    found = extract("python", io.BytesIO(source.encode()), keywords=COUNTING)
    return [message[0] for _line, message, _comments, _context in found]


def sources():
    for path in sorted(HOUSE.rglob("*.py")):
        yield path, path.read_text()
    for path in sorted(HOUSE.rglob("*.html")):
        yield path, templatize(path.read_text(), str(path))


def sentences():
    for path, source in sources():
        yield from ((path, said) for said in said_in(source))


def test_a_planted_sentence_is_heard():
    assert list(said_in('x = _("还没有")\ny = ngettext_lazy("%(n)s 人", "%(n)s 人", 2)')) == [
        "还没有",
        "%(n)s 人",
    ]
    assert list(
        said_in(
            templatize(
                "{% translate '发布' %}{% blocktranslate %}共 {{ n }} 人{% endblocktranslate %}"
            )
        )
    ) == [
        "发布",
        "共 %(n)s 人",
    ]


def english():
    words = {}
    for path in sorted(HOUSE.rglob("locale/en/LC_MESSAGES/django.po")):
        with path.open("rb") as lines:
            for message in read_po(lines):
                if message.id and not message.fuzzy:
                    key = message.id[0] if isinstance(message.id, tuple) else message.id
                    told = (
                        message.string if isinstance(message.string, tuple) else (message.string,)
                    )
                    words[key] = told
    return words


def test_every_sentence_has_its_english():
    words = english()
    missing = sorted(
        {f"{path.relative_to(ROOT)}: {said}" for path, said in sentences() if not words.get(said)}
    )
    assert missing == []


def test_what_is_counted_has_one_and_many_in_english():
    """Looked up with a number, an entry without its plural is not found: Chinese is shown."""
    words = english()
    planted = "{% blocktranslate count n=2 %}{{ n }} 人{% plural %}人{% endblocktranslate %}"
    assert counted_in(templatize(planted)) == ["%(n)s 人"]
    missing = {
        f"{path.relative_to(ROOT)}: {said}"
        for path, source in sources()
        for said in counted_in(source)
        if len(words.get(said, ())) != 2
    }
    assert sorted(missing) == []


def test_the_english_keeps_every_hole_of_the_chinese():
    broken = [
        said
        for said, told in english().items()
        if any(set(HOLE.findall(text)) - set(HOLE.findall(said)) for text in told)
    ]
    assert broken == []


def our_models():
    return [
        model for model in apps.get_models() if model._meta.app_config.name.startswith("jiedui.")
    ]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_noun_is_in_the_dictionary(model):
    dictionary = (ROOT / "docs" / "words.md").read_text()

    assert f"`{model._meta.app_label}.{model.__name__}`" in dictionary
    if issubclass(model, Staged):
        for stage, label in model._meta.get_field("stage").flatchoices:
            assert re.search(rf"\| {stage} \| {label} \|", dictionary), stage


def test_settings_are_all_documented():
    source = (HOUSE / "config" / "settings.py").read_text()
    named = set(re.findall(r'"(JIEDUI_[A-Z_]+)"', source))
    documented = set(re.findall(r"`(JIEDUI_[A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text()))

    assert named <= documented
