"""Find the header of a sheet and say what each column is, by the names that offices use."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from jiedui.sheets.cells import text_of
from jiedui.sheets.models import Kind

SEARCHED_ROWS = 40
HEADER_CELL = 60

# Field -> names in use, strongest first, as columns.toml has them.
with (Path(__file__).parent / "columns.toml").open("rb") as _table:
    COLUMN_NAMES = tomllib.load(_table)
# Never read: numbering, signatures, and what this house has no business knowing.
UNREAD = re.compile(
    r"序号|^编号$|^no\.?$|^#$|银行|社保卡|一卡通|开户|签名|签字|盖章|参保|"
    r"row_id|source_id|source_url|月收入档|健康"
)
FIELDS = {kind: COLUMN_NAMES[kind.value] for kind in Kind}
# Without one of these a line cannot be told from a note.
NEEDED = {Kind.PEOPLE: ("name",), Kind.VACANCIES: ("title",)}
# What may stand in for it: an ad in free words names its own post.
INSTEAD = {"title": "text"}
# Several columns may speak of these; their words are taken together, in order.
TOGETHER = {
    "wish_occupation", "wish_place", "certificates", "remark", "text", "benefits", "experience",
    "skill", "duties", "contact", "household_classes", "languages", "training_wish", "village",
    "employer_kinds", "phone", "workplace", "list_region",
}  # fmt: skip
# Marks that hold a line of signatures, sums or remarks rather than a record.
NOTES = re.compile(
    r"^(?:注[:：]|备注|说明|填表|制表|审核|复核|负责人|单位负责|合\s*计|总\s*计|小\s*计|共计|"
    r"填报|联系人[:：]|经办|日期[:：]|打印|第.{1,3}页|以上|\*|※|\d+[.、]\s*\D{8,})"
)


def _compiled(table):
    """{field: (whole names, pattern)}"""
    found = {}
    for field, names in table.items():
        whole = {name[1:] for name in names if name.startswith("=")}
        inside = [name for name in names if not name.startswith("=")]
        found[field] = (whole, re.compile("|".join(inside)) if inside else None)
    return found


COMPILED = {kind: _compiled(table) for kind, table in FIELDS.items()}
DECORATION = re.compile(
    r"[\s*＊:：]|[（(](?:必填|选填|元|元/月|人|岁|如有|可多选|多选|单选|打√)[）)]|\d+$"
)


def field_of(text, kind):
    """The field that a header cell names, or "" if nobody knows this name.

    Of two lines the lower one names the column (住址/乡镇), unless only both together do
    (就业意向/工种).
    """
    upper, slash, lower = text_of(text).rpartition("/")
    return (slash and upper and _field_of(lower, kind)) or _field_of(text, kind)


def _field_of(text, kind):
    name = DECORATION.sub("", text_of(text)).lower()
    bare = re.sub(r"[（(].*?[）)]", "", name)
    if not name or len(name) > HEADER_CELL:
        return ""
    for field, (whole, _pattern) in COMPILED[kind].items():
        if name in whole or bare in whole:
            return field
    if UNREAD.search(name):
        return ""
    # 求职意向（地点）: short words in brackets belong to the name.
    flat = re.sub(r"[（(]([^（）()/、,，]{1,6})[)）]", r"\1", name)
    for tried in dict.fromkeys((flat, bare or name, name)):
        for field, (_whole, pattern) in COMPILED[kind].items():
            if pattern is not None and pattern.search(tried):
                return field
    return ""


def header_digest(cells):
    """By which an office's layout is found again."""
    return hashlib.sha256("\x1f".join(cells).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands, its cells as printed (made unique), and what they name."""

    row: int  # index of its last line among the rows that come out
    cells: tuple
    fields: tuple

    @property
    def digest(self):
        return header_digest(self.cells)

    def columns(self):
        return {cell: field for cell, field in zip(self.cells, self.fields, strict=True) if cell}


def find_header(rows, kind, merged=()):
    """The most telling header among the first rows, of one line or two; None if there is none.

    A title over the table names one field at most; a header names several. Of two lines the
    upper one is spread over the columns that it spans.
    """
    rows = list(rows)[:SEARCHED_ROWS]
    best, best_rank = None, (1, False)
    for index, (number, cells) in enumerate(rows):
        if _looks_like_record(cells):
            continue
        options = [(number, _texts(cells), False)]
        if index + 1 < len(rows) and rows[index + 1][0] == number + 1:
            lower = rows[index + 1][1]
            if _may_span(cells) and not _looks_like_record(lower) and not _is_sparse(lower):
                two = _two_lines(number, cells, lower, merged)
                options.append((number + 1, two, _belong_together(number, cells, lower, merged)))
        for row, texts, joined in options:
            fields = [field_of(text, kind) for text in texts]
            score = len({f for f in fields if f}) + 2 * sum(f in fields for f in NEEDED[kind])
            # As telling as another: two lines that are one header before one line, else the first.
            if (score, joined) > best_rank:
                best, best_rank = Header(row, _unique(texts), tuple(fields)), (score, joined)
    return best


def _may_span(cells):
    """Whether a line can be the upper half of a header. One that says one thing only is a title,
    however near it stands; one of statements (填报单位：…　填报时间：…) names no column."""
    words = {text for text in _texts(cells) if text}
    return len(words) > 1 and not all(re.search("[:：]", word) for word in words)


def _belong_together(number, upper, lower, merged):
    """Two lines are one header when cells are merged down over both, or the upper line spans
    some columns of the lower one (a title spans nearly all of them)."""
    width = max(len(upper), len(lower))
    repeated = any(a == b != "" for a, b in zip(_texts(upper), _texts(lower), strict=False))
    spans = [right - left + 1 for (top, left), (_b, right) in merged if top == number]
    return repeated or any(1 < span <= width * 0.7 for span in spans)


def _texts(cells):
    return [re.sub(r"\s+", "", text_of(cell))[:HEADER_CELL] for cell in cells]


def _two_lines(number, upper, lower, merged):
    upper, lower = _texts(upper), _texts(lower)
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    spans = {left: right for (top, left), (_b, right) in merged if top == number}
    over = list(upper)
    for left, right in spans.items():
        for column in range(left, min(right + 1, width)):
            over[column] = upper[left]
    if not spans:
        for column in range(1, width):
            if not over[column] and lower[column]:
                over[column] = over[column - 1]
    return [
        below if not above or above == below else (f"{above}/{below}" if below else above)
        for above, below in zip(over, lower, strict=True)
    ]


def _is_sparse(cells):
    return sum(cell != "" for cell in cells) < 2


def _looks_like_record(cells):
    """Numbers, identity numbers and whole sentences stand in records, not in headers."""
    if sum(cell != "" for cell in cells) > 1 and any(len(str(cell)) > 50 for cell in cells):
        return True
    numbers = sum(
        isinstance(cell, int | float) or bool(re.search(r"\d{5,}", str(cell))) for cell in cells
    )
    return numbers >= 2 or any(re.fullmatch(r"\s*\d{17}[\dXx]\s*", str(cell)) for cell in cells)


def _unique(texts):
    seen, found = {}, []
    for text in texts:
        if text:
            seen[text] = seen.get(text, 0) + 1
            if seen[text] > 1:
                text = f"{text}（{seen[text]}）"
        found.append(text)
    return tuple(found)


def is_note(cells, header):
    """A line under the table that is no record: a remark, a signature, a sum, the header again."""
    filled = [(i, cell) for i, cell in enumerate(cells) if cell != ""]
    if not filled:
        return True
    if len(filled) > 4 and not _repeats(filled[1], header):
        return False
    first = text_of(filled[0][1])
    if len(filled) <= 4 and NOTES.match(first.replace(" ", "")):
        return True
    if len(filled) == 1 and len(header.cells) > 3:
        column = filled[0][0]
        field = header.fields[column] if column < len(header.fields) else ""
        return field not in ("name", "title", "identity")
    texts = _texts(cells)
    same = sum(a == b for a, b in zip(texts, header.cells, strict=False) if a)
    return same >= max(2, len(filled) - 1)


def _repeats(cell, header):
    """A cell that says what the header says in its column: the header printed again."""
    column, text = cell
    return column < len(header.cells) and text == header.cells[column]


def lacks_needed(kind, fields):
    """A column without which no line can be read is missing, and nothing stands in for it."""
    return any(
        needed not in fields and INSTEAD.get(needed, needed) not in fields
        for needed in NEEDED[kind]
    )
