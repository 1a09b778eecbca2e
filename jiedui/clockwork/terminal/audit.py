"""`jiedui audit`: is the log as it was written, and what is the head of its chain today?"""

from django.utils import timezone

from jiedui.clockwork.chaining import publish_head
from jiedui.clockwork.terminal.outcome import OK, REFUSED, bars, print_json, remark, say
from jiedui.clockwork.terminal.words import _
from jiedui.core.proof import What, verify

SHOWN = 20  # events named in one line; the JSON names all


def run(arguments):
    return {"verify": _verify, "head": _head}[arguments.what](arguments)


def _verify(arguments):
    with bars() as screen:
        report = verify(
            arguments.head or "",
            progress=lambda done, total: screen.show(_("核对日志"), done, total),
        )
    if arguments.json:
        print_json(_told(report))
    else:
        _say(report, arguments.head)
    return REFUSED if report.faults else OK


def _head(arguments):
    head = publish_head(timezone.localdate())
    if head is None:
        remark(_("日志还是空的。"))
        return REFUSED
    if arguments.json:
        print_json({"day": head.day, "head": head.digest, "block": head.block, "last": head.last})
    else:
        say(f"{head.day} {head.digest} {head.last}")
    return OK


def _told(report):
    return {
        "whole": not report.faults,
        "events": report.events,
        "blocks": report.blocks,
        "head": report.head,
        "unchained": report.unchained,
        "waiting_since": report.waiting_since,
        "vouched": report.vouched,
        "faults": [
            {"what": one.what, "block": one.block, "events": one.events, "day": one.day}
            for one in report.faults
        ],
    }


def _say(report, published):
    say(_("事件 {events} 条，{blocks} 段。").format(events=report.events, blocks=report.blocks))
    say(_("链头 {head}").format(head=report.head))
    if report.unchained:
        say(
            _("还有 {many} 条等待入链，最早 {since}（UTC）。").format(
                many=report.unchained, since=report.waiting_since
            )
        )
    if published and report.vouched:
        say(_("公布的链头在链上，为前 {last} 号事件作证。").format(last=report.vouched))
    for fault in report.faults:
        say(f"✗ {_sentence(fault)}")
    if not report.faults:
        say(_("✓ 日志完整：没有发现改动、删除、插入或调换。"))


def _sentence(fault):
    said = {
        What.EDITED: _("第 {block} 段：事件 {events} 被改动或调换"),
        What.DELETED: _("第 {block} 段：事件 {events} 被删除"),
        What.INSERTED: _("第 {block} 段：事件 {events} 是后来插入的"),
        What.BLOCK: _("第 {block} 段：与它的摘要不符，不能确定是哪一条"),
        What.LINK: _("第 {block} 段：与前一段接不上（有段被删除或改动）"),
        What.HEAD: _("{day} 公布的链头不在链上：日志被整体重写或截短")
        if fault.day
        else _("给出的链头不在链上：日志被整体重写或截短，或链头抄错了"),
    }[fault.what]
    named = ", ".join(map(str, fault.events[:SHOWN]))
    if len(fault.events) > SHOWN:
        named += " …"
    return said.format(block=fault.block, events=named, day=fault.day)
