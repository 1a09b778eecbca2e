"""One person's road so far: what happened and when, newest first, by whom and why."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import User
from jiedui.core.events import Event
from jiedui.workers.models import (
    Channel,
    Consent,
    Contact,
    Intention,
    Left,
    Merge,
    Reveal,
    Split,
    Worker,
)
from jiedui.workers.queries.origin import Changed, changes_of

# Who looked is told to the person and to the auditor; on the road it would bury what happened.
SEEN = "person.seen"
SAID = {
    "worker.registered": _("登记入库"),
    "worker.corrected": _("更正信息"),
    "worker.left": _("标记去世或迁出"),
    "worker.back": _("恢复在册"),
    "worker.merged": _("与另一份档案合并"),
    "worker.unmerged": _("撤销合并"),
    "worker.split": _("拆分为两人"),
    "worker.linked": _("本人绑定登录"),
    "intention.recorded": _("记录就业意愿"),
    "consent.given": _("同意"),
    "consent.refused": _("不同意"),
    "consent.withdrawn": _("撤回同意"),
    "contact.recorded": _("联系本人"),
    "response.taken": _("收到调查回答"),
    "response.finished": _("完成调查"),
    "response.unchanged": _("确认与上次相同"),
    "conflict.settled": _("核定两份不同的回答"),
    "link.made": _("发出填表链接"),
    "link.closed": _("填表链接失效"),
    "photo.attached": _("上传纸质表照片"),
    "photo.shown": _("查看纸质表照片"),
    "likeness.merged": _("查重：确认是同一个人"),
    "likeness.different": _("查重：确认不是同一个人"),
    "likeness.reopened": _("查重：重新核对"),
    "person.shown": _("查看完整号码"),
    "number.revealed": _("查看完整号码"),
    "candidacy.proposed": _("推荐到岗位"),
    "candidacy.registered": _("报名"),
    "candidacy.interviewed": _("参加面试"),
    "candidacy.offered": _("被录用"),
    "candidacy.hired": _("签订合同"),
    "candidacy.working": _("到岗"),
    "candidacy.ended": _("推荐结束"),
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """One line of the road. `fields` names what changed; `changes` are the values themselves,
    for those who may see them."""

    at: datetime | date
    verb: str
    said: object
    by_id: int | None
    subject_kind: str
    subject_id: int
    candidacy_id: int | None = None
    fields: tuple = ()
    facts: dict = field(default_factory=dict)
    by: str = ""
    why: object = ""
    changes: tuple[Changed, ...] = ()


def road(worker):
    """Every event of this person, newest first, with who did it and why.

    What happened to a record that was merged into this one is part of it.
    """
    people = records_of(worker)
    happened = list(Event.objects.filter(worker_id__in=people).exclude(verb=SEEN).order_by("-id"))
    names = _names({event.by_id for event in happened})
    changes, reasons = changes_of(people), _reasons(people)
    return [
        Milestone(
            at=event.at,
            verb=event.verb,
            said=SAID.get(event.verb, event.verb),
            by_id=event.by_id,
            subject_kind=event.subject_kind,
            subject_id=event.subject_id,
            candidacy_id=event.candidacy_id,
            fields=tuple(event.facts.get("fields", ())),
            facts=event.facts,
            by=names.get(event.by_id, ""),
            why=_why(event, changes, reasons),
            changes=tuple(changes.get(event.pk, ())),
        )
        for event in happened
    ]


def records_of(worker):
    """The person's own record, and those that are merged into it, however far."""
    found, more = [worker.pk], [worker.pk]
    while more := list(
        Worker.objects.filter(merged_into__in=more, left=Left.MERGED).values_list("pk", flat=True)
    ):
        found += more
    return found


def _names(ids):
    return dict(User.objects.filter(pk__in=ids - {None}).values_list("pk", "full_name"))


def _reasons(people):
    """{(verb, row): why}, from the rows that keep the reasons; events keep none."""
    told = {}
    for merge in Merge.objects.filter(kept__in=people):
        told["worker.merged", merge.pk] = merge.because
        told["worker.unmerged", merge.pk] = merge.undone_because
    for parted in Split.objects.filter(worker__in=people):
        told["worker.split", parted.pk] = parted.because
    for consent in Consent.objects.filter(worker__in=people):
        purpose = f"{consent.get_purpose_display()} {consent.given_on:%Y-%m-%d}"
        told["consent.given", consent.pk] = told["consent.refused", consent.pk] = purpose
        because = consent.withdrawn_because
        told["consent.withdrawn", consent.pk] = f"{purpose}：{because}" if because else purpose
    for shown in Reveal.objects.filter(worker__in=people):
        said = shown.get_number_display(), shown.get_reason_display(), shown.words
        told["number.revealed", shown.pk] = " · ".join(filter(None, map(str, said)))
    for contact in Contact.objects.filter(worker__in=people):
        day = contact.at.astimezone(timezone.get_current_timezone())
        said = [f"{day:%Y-%m-%d}", contact.get_channel_display(), contact.get_outcome_display(),
                contact.note]  # fmt: skip
        told["contact.recorded", contact.pk] = " ".join(filter(None, map(str, said)))
    return told


def _why(event, changes, reasons):
    row = event.facts.get("merge") or event.facts.get("split") or event.subject_id
    if because := reasons.get((event.verb, row)):
        return because
    because = next((one.because for one in changes.get(event.pk, ()) if one.because), "")
    return because or event.facts.get("source", "")


@dataclass(frozen=True, slots=True)
class Answer:
    """One survey answer in the words it was given."""

    intention: Intention
    asked_on: date
    channel: str
    occupations: tuple
    places: tuple
    is_current: bool


def answers(worker):
    """All that this person has answered, newest first: the current wish and the earlier ones."""
    asked = (
        Intention.objects.filter(worker=worker)
        .select_related("partner")
        .prefetch_related("occupations", "places", "employer_kinds")
        .order_by("superseded", "-asked_on", "-id")
    )
    return [
        Answer(
            intention=intention,
            asked_on=intention.asked_on,
            channel=Channel(intention.channel).label,
            occupations=tuple(dict.fromkeys(w.said for w in intention.occupations.all())),
            places=tuple(dict.fromkeys(w.said for w in intention.places.all())),
            is_current=not intention.superseded,
        )
        for intention in asked
    ]
