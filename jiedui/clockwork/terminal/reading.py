"""`jiedui read`: what a job ad promises, and what of it the law objects to."""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from jiedui.clockwork.terminal import house
from jiedui.clockwork.terminal.outcome import OK, PARTLY, bars, print_json, remark, say
from jiedui.clockwork.terminal.words import _

# The columns of the documented sheet, and what kind of cell each is to the reader.
COLUMNS = {
    "company": "company",
    "job_title": "job_title",
    "headcount_text": "headcount",
    "gender_text": "gender",
    "age_text": "age",
    "education_text": "education",
    "experience_text": "experience",
    "pay_text": "pay",
    "benefits_text": "benefits",
    "workplace_text": "workplace",
    "raw_text": "text",
    "list_region": "list_region",
    "source_date": "source_date",
}
SHEETS = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".tsv"}
ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def run(arguments):
    house.enter_own(arguments.lang)
    ads, total = _ads(arguments.file)
    fell, rules = 0, Counter()
    with bars() as progress:
        for done, (row_id, cells) in enumerate(ads, 1):
            answer, finding, error = _read(row_id, cells)
            fell += error
            rules.update(found["rule"] for found in answer["findings"])
            if arguments.json:
                print_json(answer)
            else:
                _show(answer, finding, cells)
            if done % 50 == 0 or done == total:
                progress.show(_("读岗位文字"), done, total)
    if not arguments.json:
        _sum_up(total, rules)
    if fell:
        remark(_("有 {number} 行没能读懂，只留下了行号。").format(number=fell))
    return PARTLY if fell else OK


def _read(row_id, cells):
    """One row's answer. A row that the reader stumbles over still has its line in the answer."""
    from jiedui.vacancies import bridge  # noqa: PLC0415  (after Django is set up)

    try:
        finding, error = bridge.read_ad(cells=cells), False
    except Exception as fault:  # the outermost loop: one ad must not cost the others their answer
        remark(f"{row_id}: {type(fault).__name__}")
        finding, error = bridge.read_ad(text=""), True
    return {"row_id": row_id, **bridge.reading_json(finding)}, finding, error


def _ads(name):
    """(row id, cells by kind) of each ad, in the order of the sheet, and how many there are."""
    if name == "-":
        return _from_bytes(sys.stdin.buffer.read())
    path = Path(name)
    with path.open("rb") as file:
        start = file.read(4)
    if path.suffix.lower() in SHEETS or start.startswith(ARCHIVES):
        return _from_sheet(path)
    return _from_bytes(path.read_bytes())


def _from_bytes(content):
    if content.startswith(ARCHIVES):
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            file.write(content)
            file.flush()
            return _from_sheet(Path(file.name))
    return [(1, {"text": _decoded(content)})], 1


def _decoded(content):
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(coding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def _from_sheet(path):
    from jiedui.sheets import ads  # noqa: PLC0415  (after Django is set up)

    return ads.of(path)


def _show(answer, finding, cells):
    """One ad for a person: what was understood, then the words that may not stand."""
    say(f"● {answer['title'] or _('（没有岗位名称）')}   {_job(answer['occupation'])}")
    told = [
        (_("人数"), answer["headcount"]),
        (_("薪资"), _pay(answer["pay"])),
        (_("年龄"), _ages(answer["age"])),
        (_("学历"), _EDUCATION.get(answer["education"])),
        (_("包吃"), _YES_NO.get(answer["board"])),
        (_("包住"), _YES_NO.get(answer["lodging"])),
        (_("工作地"), _place(finding)),
        (_("岗位数"), answer["posts"] if answer["posts"] > 1 else None),
    ]
    say("  " + "  ".join(f"{name} {value}" for name, value in told if value is not None))
    for breach in finding.breaches:
        mark = "✗" if breach.level == "prohibit" else "?"
        words = f"“{breach.words}”" if breach.words else _("（缺）")
        say(f"  {mark} {breach.rule}  {words}")
        say(f"      {_('改为')}：{breach.rewording}")
        say(f"      {_('依据')}：{breach.basis}")
    if marked := _marked(cells.get("text", ""), finding.breaches):
        say(f"  {_('原文')}：{marked}")
    say()


def _marked(text, breaches):
    """The words that the law objects to, between 【 and 】 in the text they stand in."""
    words = sorted({breach.words for breach in breaches if breach.words in text} - {""}, key=len)
    for found in reversed(words):
        text = text.replace(found, f"【{found}】")
    return text if words else ""


_EDUCATION = {
    "none": "不限", "primary": "小学", "junior": "初中", "senior": "高中/中专",
    "college": "大专", "bachelor": "本科",
}  # fmt: skip
_YES_NO = {True: "是", False: "否"}
_PERIODS = {"hour": "小时", "day": "天", "month": "月", "year": "年", "piece": "件"}


def _job(occupation):
    return f"{occupation['code']} {occupation['name']}" if occupation else ""


def _pay(pay):
    if not pay:
        return None
    low, high = pay["low"], pay["high"]
    span = f"{low}" if low == high else f"{low or ''}–{high or ''}"
    return f"{span} 元/{_PERIODS[pay['period']]}"


def _ages(age):
    low, high = age["min"], age["max"]
    if low is None and high is None:
        return None
    return f"{low or ''}–{high or ''}"


def _place(finding):
    place = finding.posts[0].place if finding.posts else None
    return place.value.name if place and place.value else None


def _sum_up(total, rules):
    say(_("共 {total} 条。").format(total=total))
    for rule, number in rules.most_common():
        say(f"  {rule:<14} {number}")
