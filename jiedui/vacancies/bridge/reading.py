"""The reader of job ads, given the catalogue's words; its answer as the house's values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiedui.catalog import queries as catalog
from jiedui.vacancies.models import Level
from jiedui.vacancies.queries import Objection

if TYPE_CHECKING:
    from jiedui.engine.read import Finding, Lexicon

_built: list[Lexicon] = []


def engine():
    """The reader itself: a sixth of a second to load, and most commands read no ad."""
    from jiedui.engine import read  # noqa: PLC0415 -- loaded when an ad is read, see above

    return read


def lexicon() -> Lexicon:
    """The catalogue as the reader wants it, built once a process (an empty one is not kept).

    A catalogue that was refreshed is met by the next process: reading must not ask the
    database about every ad.
    """
    if not _built:
        regions, occupations, titles = catalog.lexicon_rows()
        built = engine().Lexicon.from_rows(regions, occupations, titles)
        if not regions:
            return built
        _built.append(built)
    return _built[0]


def read_ad(*, text="", cells=None) -> Finding:
    """What one ad promises and what of it the law objects to; never fails on any text."""
    reader = engine()
    return reader.judge(reader.Case(text=text, cells=cells or {}, lexicon=lexicon()))


CONTRACT = (
    "title", "occupation", "headcount", "pay", "age", "age_by_sex", "education", "board",
    "lodging", "place", "posts",
)  # fmt: skip
OCCUPATION = ("code", "name", "alternatives")
PAY = ("low", "high", "period", "monthly_low", "monthly_high")
FINDING = ("rule", "words", "basis", "rewording")


def reading_json(finding: Finding) -> dict:
    """The published shape of a reading: these keys, in this order, and no others."""
    told = engine().as_json(finding)
    flat = {key: told[key] for key in CONTRACT}
    flat["occupation"] = _only(OCCUPATION, told["occupation"])
    flat["pay"] = _only(PAY, told["pay"])
    flat["findings"] = [_only(FINDING, breach) for breach in told["findings"]]
    return flat


def _only(keys, told):
    return {key: told[key] for key in keys} if told else None


def objections(finding: Finding) -> tuple[Objection, ...]:
    """The law findings that stay with a vacancy.

    What an ad leaves out is not among them (level "block"): `Vacancy.missing_elements`
    answers that from the terms as they stand, also after somebody has filled them in.
    """
    kept = {level.value for level in Level}
    return tuple(
        Objection(breach.rule, breach.level, breach.words, breach.basis, breach.rewording)
        for breach in finding.breaches
        if breach.level in kept
    )


# Which terms are words that the law may object to, and which cell of an ad they come from.
WORDS = {
    "title": "job_title",
    "conditions": "text",
    "duties": "text",
    "shifts": "text",
    "pay_said": "pay",
    "workplace": "workplace",
}


def objections_to(terms, said="") -> tuple[Objection, ...]:
    """Judge terms again as they now stand, after somebody has amended them."""
    cells = {}
    for name, cell in WORDS.items():
        if words := terms.get(name):
            cells[cell] = f"{cells[cell]}\n{words}" if cell in cells else words
    if said:
        cells["text"] = f"{said}\n{cells['text']}" if "text" in cells else said
    return objections(read_ad(cells=cells))


def lawful_words(rule):
    """What one press would put in the place of words that break this rule; None if nothing can."""
    return engine().LAWFUL.get(rule)


def reworded(texts, *, rule, words):
    """{field: text} with these words made lawful in every text in which they stand."""
    return {
        name: engine().reword(text, rule, words) for name, text in texts.items() if words in text
    }
