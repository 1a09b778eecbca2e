"""The log at the desk, for the auditor: what was done, by whom, and whose data an account saw."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import BytesIO

import xlsxwriter
from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jiedui.accounts.models import User
from jiedui.accounts.scope import own
from jiedui.core.chain import Block, Head
from jiedui.core.events import Event
from jiedui.sheets import actions as sheets
from jiedui.web.kit.pages import AT_ONCE, staff, too_many, workbook
from jiedui.web.kit.paging import page_of
from jiedui.workers.actions.looking import LISTED, SEEN
from jiedui.workers.models import Worker
from jiedui.workers.queries.road import SAID

LOOKS = (SEEN, LISTED, "number.revealed", "photo.shown", "person.shown")
WORDED = SAID | {
    SEEN: gettext_lazy("打开档案"),
    LISTED: gettext_lazy("看名单或文件"),
    "people.exported": gettext_lazy("导出人员"),
    "log.exported": gettext_lazy("导出日志"),
    "user.signed_in": gettext_lazy("登录"),
    "erasure.asked": gettext_lazy("申请删除个人信息"),
    "erasure.refused": gettext_lazy("没有同意删除"),
    "erasure.withdrawn": gettext_lazy("收回删除申请"),
    "erasure.limited": gettext_lazy("已删除，招聘记录封存"),
    "erasure.erased": gettext_lazy("已删除"),
    "worker.erased": gettext_lazy("销毁个人信息"),
}
MOST_SEEN = 5000  # looks that one answer goes through
HEADINGS = (
    gettext_lazy("编号"), gettext_lazy("时间"), gettext_lazy("事件"), gettext_lazy("经办人"),
    gettext_lazy("人员编号"), gettext_lazy("对象"), gettext_lazy("要点"),
)  # fmt: skip


class LogForm(forms.Form):
    """The words of the search; all of them plain codes."""

    since = forms.DateField(
        label=gettext_lazy("从"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("到"), required=False, widget=forms.DateInput({"type": "date"})
    )
    verb = forms.CharField(label=gettext_lazy("事件"), max_length=60, required=False)
    officer = forms.CharField(label=gettext_lazy("经办账号"), max_length=40, required=False)
    person = forms.CharField(label=gettext_lazy("人员编号"), max_length=12, required=False)

    def chosen(self, found):
        told = self.cleaned_data if self.is_valid() else {}
        since, until = told.get("since"), told.get("until")
        found = found.between(_begin(since), _begin(until, days=1))
        if verb := told.get("verb"):
            found = found.filter(verb__startswith=verb)
        if officer := told.get("officer"):
            found = found.filter(by_id__in=User.objects.filter(username=officer).values("pk"))
        if person := told.get("person"):
            codes = Worker._base_manager.filter(code=person)
            found = found.filter(worker_id__in=codes.values("pk"))
        return found


def _begin(day, days=0):
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time()))


def log_of(user):
    """What officers of the auditor's own region did, and what was done to its people."""
    officers = User.objects.filter(own(user, "organisation__region"))
    people = Worker._base_manager.filter(own(user, "home"))
    mine = Q(by_id__in=officers.values("pk")) | Q(worker_id__in=people.values("pk"))
    return Event.objects.filter(mine)


@dataclass(frozen=True)
class Line:
    """One event in words: codes only, never a person's name."""

    event: Event
    said: object
    by: str
    person: str
    facts: str


def lines(events):
    """Whom and by whom: two queries for any number of events."""
    accounts = dict(
        User.objects.filter(pk__in={one.by_id for one in events}).values_list("pk", "username")
    )
    codes = codes_of({one.worker_id for one in events})
    return [
        Line(
            event=one,
            said=WORDED.get(one.verb, ""),
            by=accounts.get(one.by_id, ""),
            person=codes.get(one.worker_id, ""),
            facts=_facts(one.facts),
        )
        for one in events
    ]


def codes_of(keys):
    return dict(Worker._base_manager.filter(pk__in=keys).values_list("pk", "code"))


def _facts(facts):
    told = (f"{name} {_plain(value)}" for name, value in sorted(facts.items()) if value != "")
    return " · ".join(told)[:400]


def _plain(value):
    if isinstance(value, dict):
        return ", ".join(f"{name}={told}" for name, told in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@staff("log.see")
@require_safe
def listed(request):
    form = LogForm(request.GET)
    page = page_of(form.chosen(log_of(request.user)), request, newest_first=True)
    told = {
        "form": form,
        "page": page,
        "lines": lines(page.rows),
        "tip": Block.objects.order_by("number").last(),
        "heads": Head.objects.order_by("-day")[:7],
    }
    return render(request, "desk/audit/log.html", told)


@staff("log.see")
@require_safe
def seen(request):
    """Whose data did this account see? Pages, lists, files and whole numbers together."""
    form = LogForm(request.GET)
    looks = form.chosen(log_of(request.user)).filter(verb__in=LOOKS).order_by("-id")
    asked = form.is_valid() and form.cleaned_data["officer"]
    rows = list(looks[:MOST_SEEN]) if asked else []
    told = {"form": form, "looks": len(rows), "people": people_in(rows), "most": MOST_SEEN}
    return render(request, "desk/audit/seen.html", told | {"asked": asked})


def people_in(looks):
    """[(code, how often opened, how often in a list, whole numbers)], most seen first."""
    counts = {}
    for look in looks:
        opened = [look.worker_id] if look.worker_id else []
        listed = [*look.facts.get("people", ()), *look.facts.get("beside", ())]
        for keys, place in ((opened, 2 if look.verb == "number.revealed" else 0), (listed, 1)):
            for key in keys:
                counts.setdefault(key, [0, 0, 0])[place] += 1
    codes = codes_of(counts)
    rows = [(codes.get(key, str(key)), *many) for key, many in counts.items()]
    return sorted(rows, key=lambda row: (-row[3], -row[1], -row[2], row[0]))


@staff("log.see")
@require_safe
def export(request):
    """What was found, as a workbook; that it was taken is itself in the log."""
    found = LogForm(request.GET).chosen(log_of(request.user)).order_by("-id")
    rows = list(found[: AT_ONCE + 1])
    if len(rows) > AT_ONCE:
        messages.warning(request, too_many(AT_ONCE))
        return redirect("desk:log")
    out = BytesIO()
    write(rows, out)
    sheets.record_export("log", rows=len(rows), by=request.user)
    return workbook(out, f"{_('操作日志')}-{timezone.localdate():%Y%m%d}.xlsx")


def write(rows, out):
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet("log")
    for place, heading in enumerate(HEADINGS):
        page.write_string(0, place, str(heading))
    for number, line in enumerate(lines(rows), start=1):
        cells = (
            str(line.event.pk),
            timezone.localtime(line.event.at).strftime("%Y-%m-%d %H:%M:%S"),
            line.event.verb, line.by, line.person,
            f"{line.event.subject_kind} {line.event.subject_id}", line.facts,
        )  # fmt: skip
        for place, cell in enumerate(cells):
            page.write_string(number, place, cell)
    book.close()
