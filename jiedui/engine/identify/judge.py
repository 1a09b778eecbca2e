"""Which of these records are one person? All pairs worth comparing, weighed and explained."""

from __future__ import annotations

from jiedui.engine.identify.case import Case, Record, Traits, traits
from jiedui.engine.identify.finding import Agreement, Likeness
from jiedui.engine.identify.model import COMPARISONS, Model, load, probability


def judge(
    case: Case, *, model: Model | None = None, least: float | None = None
) -> tuple[Likeness, ...]:
    """Pairs that are one person with at least the probability `least` (the model's `doubtful`
    when it is not given), the most probable first."""
    from jiedui.engine.identify.linking import weighed  # noqa: PLC0415 -- a second to load

    model = load() if model is None else model
    least = model.doubtful if least is None else least
    told = _told(model)
    found = weighed(case, model, least)
    rows = zip(*(found.column(name).to_pylist() for name in found.column_names), strict=True)
    return tuple(
        Likeness(
            one, other, weight, chance,
            tuple(told[at][level] for at, level in enumerate(levels) if level >= 0),
        )
        for one, other, weight, chance, *levels in rows
    )  # fmt: skip


def _told(model: Model) -> list[dict[int, Agreement]]:
    """For each field: Splink's number of a level → what is said of it."""
    return [
        {
            len(comparison.levels) - 1 - at: Agreement(
                comparison.field,
                level.code,
                round(model.weight(comparison.field, level.code), 4),
            )
            for at, level in enumerate(comparison.levels)
        }
        for comparison in COMPARISONS
    ]


def compare(
    one: Record,
    other: Record,
    *,
    model: Model | None = None,
    bearers: int = 2,
    sharers: int = 2,
) -> Likeness:
    """One pair, for an entry form: the same levels and weights, without a database.

    `bearers` says how many records bear the name, `sharers` how many carry the telephone number.
    """
    model = load() if model is None else model
    a = traits(one, bearers=bearers, sharers=sharers)
    b = traits(other, bearers=bearers, sharers=sharers)
    return likeness(0, 1, a, b, model)


def likeness(at: int, to: int, one: Traits, other: Traits, model: Model) -> Likeness:
    agreements = tuple(
        Agreement(comparison.field, level, round(model.weight(comparison.field, level), 4))
        for comparison in COMPARISONS
        if (level := comparison.level(one, other))
    )
    weight = model.prior + sum(model.weight(a.field, a.level) for a in agreements)
    return Likeness(at, to, round(weight, 4), probability(weight), agreements)
