"""Printable letters: a PDF with its own Chinese faces inside, the same on every machine."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

import pylopdf_fonts_zh_cn
import typst
from django.http import HttpResponse

FACES = Path(pylopdf_fonts_zh_cn.serif_path()).parent
# The words come in as data, so that nothing an officer wrote can be read as a command.
PATTERN = b"""
#let letter = json(bytes(sys.inputs.letter))
#set document(title: letter.title)
#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm),
  numbering: "- 1 -", number-align: center)
#set text(font: ("Noto Serif SC", "Noto Sans SC"), lang: "zh", region: "cn", size: 14pt)
#set par(leading: 0.9em, spacing: 0.9em, justify: true, first-line-indent: (amount: 2em, all: true))
#let plain(body) = par(first-line-indent: 0em, body)
#let seal = rgb("#b23a24")
#align(center, text(size: 22pt, fill: seal, tracking: 2pt, letter.sender))
#v(2mm)
#align(center, letter.number)
#line(length: 100%, stroke: 1.2pt + seal)
#v(6mm)
#align(center, text(size: 19pt, weight: "bold", letter.title))
#v(6mm)
#plain[#letter.receiver\xef\xbc\x9a]
#for said in letter.opening [#par(said)]
#set text(size: 11pt)
#set par(first-line-indent: 0em, leading: 0.6em, justify: false)
#table(
  columns: (auto, auto, 1fr, 0.62fr), inset: 6pt, stroke: 0.5pt + rgb("#5a6672"),
  align: (center + horizon, center + horizon, left + horizon, left + horizon),
  table.header(..letter.head.map(one => text(font: "Noto Sans SC", one))),
  ..letter.rows.flatten(),
)
#set text(size: 14pt)
#set par(leading: 0.9em, justify: true, first-line-indent: (amount: 2em, all: true))
#for said in letter.closing [#par(said)]
#v(10mm)
#align(right)[#letter.sender#h(1em) \\ #letter.day#h(1em)]
#v(6mm)
#set text(size: 11pt)
#plain(letter.contact)
#plain(text(fill: rgb("#5a6672"), letter.footnote))
"""


@dataclass(frozen=True)
class Letter:
    """A letter of one office to another, paragraph by paragraph, with one table."""

    sender: str
    receiver: str
    number: str
    title: str
    opening: Sequence[str]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    closing: Sequence[str]
    day: str
    contact: str
    footnote: str

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("every row of a letter's table has a cell for each column")


def printed(letter: Letter) -> bytes:
    """The letter as PDF; faces of the machine it is made on are never used."""
    told = json.dumps(asdict(letter), ensure_ascii=False)
    return typst.compile(
        PATTERN, font_paths=[str(FACES)], ignore_system_fonts=True, sys_inputs={"letter": told}
    )


def handed_out(pdf: bytes, name: str) -> HttpResponse:
    """The PDF under a Chinese name; opened in the browser, and kept by nobody on the way."""
    answer = HttpResponse(pdf, "application/pdf")
    answer["Content-Disposition"] = f"inline; filename*=utf-8''{quote(name)}"
    return answer
