"""`jiedui read`: what a job ad promises, and what of it the law objects to."""

import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from django.db import connections
from django.utils.translation import gettext_lazy

from jiedui.clockwork.terminal import ads
from jiedui.clockwork.terminal.outcome import OK, PARTLY, bars, print_json, remark, say
from jiedui.clockwork.terminal.words import _
from jiedui.core.refusal import Refusal
from jiedui.vacancies import bridge

SHEETS = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".tsv"}
ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


MANY = 300  # ads; fewer are read faster than a second process starts


def run(arguments):
    brought, total = _ads(arguments.file)
    fell, rules = 0, Counter()
    answers = _answers(brought, total)
    with bars() as progress:
        for done, ((_row, cells), (answer, finding, fault)) in enumerate(
            zip(brought, answers, strict=True), 1
        ):
            if fault:
                remark(f"{answer['row_id']}: {fault}")
                fell += 1
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


def _answers(brought, total):
    """The answers in the order of the ads; many ads are shared out among the cores."""
    bridge.lexicon()
    cores = os.cpu_count() or 1
    if total < MANY or cores < 2:
        yield from map(_read, brought)
        return
    # A forked reader has the catalogue's words already; it must not share our database.
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(min(cores, 8)) as readers:
        yield from readers.imap(_read, brought, chunksize=25)


def _read(ad):
    """One row's answer. A row that the reader stumbles over still has its line in the answer."""
    row_id, cells = ad
    try:
        finding, fault = bridge.read_ad(cells=cells), ""
    except Exception as error:  # the outermost loop: one ad must not cost the others their answer
        finding, fault = bridge.read_ad(text=""), type(error).__name__
    return {"row_id": row_id, **bridge.reading_json(finding)}, finding, fault


def _ads(name):
    """(row id, cells by kind) of each ad, in the order of the sheet, and how many there are."""
    if name == "-":
        return _from_bytes(sys.stdin.buffer.read())
    path = Path(name)
    with path.open("rb") as file:
        start = file.read(4)
    if path.suffix.lower() in SHEETS or start.startswith(ARCHIVES):
        return ads.of(path)
    return _from_bytes(path.read_bytes())


def _from_bytes(content):
    if content.startswith(ARCHIVES):
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            file.write(content)
            file.flush()
            return ads.of(Path(file.name))
    if b"\x00" in content:
        raise Refusal(
            "not-text", gettext_lazy("这个文件既不是文字，也不是电子表格：请换一个文件。")
        )
    return [(1, {"text": _decoded(content).strip()})], 1


def _decoded(content):
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(coding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def _show(answer, finding, cells):
    """One ad for a person: what was understood, then the words that may not stand."""
    title = answer["title"] or _("（没有岗位名称）")
    say(f"● {title}   {_job(answer['occupation'])}")
    told = [
        (_("人数"), answer["headcount"]),
        (_("薪资"), _pay(answer["pay"])),
        (_("年龄"), _ages(answer["age"])),
        (_("学历"), _education(answer["education"])),
        (_("包吃"), _yes_no(answer["board"])),
        (_("包住"), _yes_no(answer["lodging"])),
        (_("工作地"), _place(finding)),
        (_("岗位数"), answer["posts"] if answer["posts"] > 1 else None),
    ]
    say("  " + "  ".join(f"{name} {value}" for name, value in told if value is not None))
    reword, basis, original = _("改为"), _("依据"), _("原文")
    for breach in finding.breaches:
        mark = "✗" if breach.level == "prohibit" else "?"
        words = f"“{breach.words}”" if breach.words else _("（缺）")
        say(f"  {mark} {breach.rule}  {words}")
        say(f"      {reword}：{breach.rewording}")
        say(f"      {basis}：{breach.basis}")
    if marked := _marked(cells.get("text", ""), finding.breaches):
        say(f"  {original}：{marked}")
    say()


def _marked(text, breaches):
    """The words that the law objects to, between 【 and 】 in the text they stand in."""
    words = sorted({breach.words for breach in breaches if breach.words in text} - {""}, key=len)
    for found in reversed(words):
        text = text.replace(found, f"【{found}】")
    return text if words else ""


def _education(level):
    return {
        "none": _("不限"),
        "primary": _("小学"),
        "junior": _("初中"),
        "senior": _("高中/中专"),
        "college": _("大专"),
        "bachelor": _("本科"),
    }.get(level)


def _yes_no(told):
    return {True: _("是"), False: _("否")}.get(told)


def _job(occupation):
    return f"{occupation['code']} {occupation['name']}" if occupation else ""


def _pay(pay):
    if not pay:
        return None
    low, high = pay["low"], pay["high"]
    span = f"{low}" if low == high else f"{low or ''}–{high or ''}"
    periods = {
        "hour": _("元/小时"),
        "day": _("元/天"),
        "month": _("元/月"),
        "year": _("元/年"),
        "piece": _("元/件"),
    }
    return f"{span} {periods[pay['period']]}"


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
