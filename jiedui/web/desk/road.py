"""One worker, the whole road, one page."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from jiedui.candidacies.models import Candidacy, Stage
from jiedui.sheets.models import Kind
from jiedui.web.desk.cells import label
from jiedui.web.desk.said import BOOK, Sources, certificate_names, origins_said, value_said
from jiedui.web.kit.pages import staff
from jiedui.web.kit.stations import REACHED, WISHED, furthest, stations
from jiedui.workers import queries as workers
from jiedui.workers.actions.values import FIELDS
from jiedui.workers.models import HouseholdStatus, Left, Worker

VERB_REACHES = {f"candidacy.{stage}": place for stage, place in REACHED.items()}


def _days(milestones, live, answers):
    """On which day each station was reached, as the page writes it."""
    days = {}
    for milestone in milestones:
        place = VERB_REACHES.get(milestone.verb)
        if place is not None and live and milestone.candidacy_id == live.pk:
            days.setdefault(place, timezone.localtime(milestone.at).date().isoformat())
    current = next((answer for answer in answers if answer.is_current), None)
    if current:
        channel = current.channel if current.intention.channel else ""
        days[WISHED] = f"{current.asked_on.isoformat()} {channel}".strip()
    return days


# What happens above the rooms that the road is read from.
ABOVE = {
    "proposal.confirmed": _("经办人确认推荐"),
    "proposal.set_aside": _("推荐未采纳"),
    "candidacy.moved": _("推荐随合并转来"),
    "candidacy.doubled": _("重复的推荐结束"),
    "candidacy.restored": _("推荐恢复"),
    "vacancy.declined": _("本人说不合适"),
    "vacancy.thought_again": _("本人改了主意"),
    "help.asked": _("请人帮忙"),
    "help.answered": _("已答复本人"),
    "notice.told": _("准备通知"),
    "notice.held": _("通知暂缓发送"),
    "notice.sent": _("通知已发出"),
    "notice.delivered": _("通知已送达"),
    "notice.failed": _("通知没有送到"),
    "notice.unknown": _("通知是否送到不明"),
    "notice.refused": _("通知没有发"),
    "notice.resent": _("重发通知"),
    "notice.opted_out": _("本人不再要这类通知"),
    "notice.opted_in": _("本人又要这类通知"),
    "wechat.asked": _("本人申请用微信收通知"),
    "wechat.bound": _("本人接上微信"),
    "wechat.loosened": _("本人断开微信"),
    "erasure.asked": _("申请删除资料"),
    "erasure.withdrawn": _("撤回删除申请"),
    "erasure.refused": _("不予删除，已说明原因"),
    "worker.erased": _("资料已删除"),
}


@dataclass(frozen=True)
class Altered:
    """A value before and after, in words; `undo` where it may be taken back."""

    name: str
    before: str
    after: str
    undo: int | None


def _history(worker, milestones, ends, *, may_undo):
    """The lines of the road as they are shown: who, why, and what was altered."""
    sources = Sources({str(m.why) for m in milestones if str(m.why).startswith(BOOK)}, ())
    names = certificate_names() if any(m.changes for m in milestones) else {}
    return [
        {
            "at": milestone.at,
            "said": ABOVE.get(milestone.verb, milestone.said),
            "by": milestone.by,
            "why": _why(milestone, sources, ends),
            "fields": [] if milestone.changes else [_label(name) for name in milestone.fields],
            "changes": [_altered(one, names, may_undo) for one in milestone.changes],
        }
        for milestone in milestones
    ]


def _why(milestone, sources, ends):
    if milestone.verb == "candidacy.ended":
        return ends.get(milestone.candidacy_id, "")
    return sources.source(str(milestone.why))


def _altered(change, names, may_undo):
    return Altered(
        name=_label(change.field),
        before=value_said(change.field, change.before, names),
        after=value_said(change.field, change.after, names),
        undo=change.id if may_undo and not change.is_undone and change.field != "home" else None,
    )


def _label(name):
    return label(Kind.PEOPLE, name)


@staff("people.see")
@require_safe
def one(request, code):
    found = Worker.objects.visible_to(request.user).select_related(
        "home", "town", "household", "merged_into"
    )
    worker = get_object_or_404(found, code=code)
    return render(request, "desk/workers/one.html", told_of(request, worker))


def told_of(request, worker):
    """Everything that is known of one person, ready to be shown."""
    today = timezone.localdate()
    answers = workers.answers(worker)
    milestones = workers.road(worker)
    candidacies = list(
        Candidacy.objects.visible_to(request.user)
        .filter(worker=worker)
        .select_related("vacancy__employer", "vacancy__region")
        .order_by("-pk")
    )
    live = furthest([one for one in candidacies if one.stage != Stage.ENDED])
    ends = {one.pk: one.ended_said for one in candidacies if one.ended_because}
    origins, registered = origins_said(workers.origin_of(worker), FIELDS)
    may_correct = request.user.may("people.correct") and worker.left != Left.MERGED
    return {
        "worker": worker,
        "age": worker.age_on(today),
        "answers": answers,
        "current": next((answer for answer in answers if answer.is_current), None),
        "candidacies": candidacies,
        "live": live,
        "stations": stations(
            has_wish=any(answer.intention.wants_work for answer in answers if answer.is_current),
            stage=live.stage if live else None,
            dates=_days(milestones, live, answers),
        ),
        "history": _history(worker, milestones, ends, may_undo=may_correct),
        "may_correct": may_correct,
        "may_reveal": request.user.may("people.reveal"),
        "may_erase": request.user.may("people.erase") and not worker.left,
        "origins": origins,
        "registered": registered,
    } | _hanging(request.user, worker, today)


def _hanging(user, worker, today):
    """What stands in rows of its own beside the person."""
    return {
        "classes": HouseholdStatus.objects.filter(household=worker.household_id).in_force(today),
        "members": _others_under_the_roof(user, worker),
        "certificates": list(worker.certificates.select_related("kind")),
        "experiences": list(worker.experiences.select_related("occupation")),
        "spoken": list(worker.spoken.order_by("pk")),
        "cares": list(worker.cares.order_by("pk")),
        "spells": list(worker.spells.all()),
        "consents": list(worker.consents.live()),
        "contacts": list(worker.contacts.all()[:5]),
        "merges": list(worker.merges_kept.filter(undone_on=None).select_related("other")),
        "splits": list(worker.splits.filter(undone_on=None).select_related("newcomer")),
        "today": today,
    }


def _others_under_the_roof(user, worker):
    if worker.household_id is None:
        return []
    others = Worker.objects.visible_to(user).present().filter(household=worker.household_id)
    return others.exclude(pk=worker.pk).order_by("born_on")
