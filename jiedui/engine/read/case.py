"""What a reading needs: the ad as it was brought, and the catalogue's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jiedui.engine.read.lexicon import Lexicon

CELLS = (
    "company",
    "job_title",
    "headcount",
    "gender",
    "age",
    "education",
    "experience",
    "pay",
    "benefits",
    "workplace",
    "text",
    "list_region",
    "source_date",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One ad: a free text, the cells of a sheet's row, or both.

    `cells` maps a column kind out of `CELLS` to the raw words of the cell. The kind
    "text" is the free text of a row; `text` is the same thing for a caller that has no
    row. Raises ValueError for an unknown kind, so that a misspelt column is not silently
    left unread, and TypeError for a cell that is not text.
    """

    text: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    lexicon: Lexicon = field(default_factory=Lexicon.empty)

    def __post_init__(self) -> None:
        unknown = set(self.cells) - set(CELLS)
        if unknown:
            raise ValueError(f"unknown cell kinds: {sorted(unknown)}")
        for words in (self.text, *self.cells.values()):
            if not isinstance(words, str):
                raise TypeError("a cell holds text, as it was written")

    @classmethod
    def from_row(cls, row: Mapping[str, str | None], lexicon: Lexicon) -> Case:
        """A row whose columns are named as in `CELLS`, with or without a closing “_text”.

        “raw_text” is the free text. Columns of other names are left aside.
        """
        return cls("", cells_of(row.items()), lexicon)


def cells_of(columns: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Column name and words → kind and words, for the columns the reader knows."""
    cells: dict[str, str] = {}
    for name, words in columns:
        kind = "text" if name == "raw_text" else name.removesuffix("_text")
        if kind in CELLS and words:
            cells[kind] = words
    return cells
