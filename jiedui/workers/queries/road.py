"""One person's road so far: what happened and when, newest first."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from jiedui.core.events import Event
from jiedui.workers.models import Channel, Intention

SAID = {
    "worker.registered": _("登记入库"),
    "worker.corrected": _("更正信息"),
    "intention.recorded": _("记录就业意愿"),
    "candidacy.proposed": _("推荐到岗位"),
    "candidacy.registered": _("报名"),
    "candidacy.interviewed": _("参加面试"),
    "candidacy.offered": _("被录用"),
    "candidacy.hired": _("签订合同"),
    "candidacy.working": _("到岗"),
    "candidacy.ended": _("推荐结束"),
    "worker.linked": _("本人用手机号登录"),
    "candidacy.moved": _("推荐随档案合并转来"),
    "candidacy.doubled": _("合并后重复的推荐结束"),
    "candidacy.restored": _("撤销合并，推荐恢复"),
    "vacancy.declined": _("本人说岗位不合适"),
    "vacancy.thought_again": _("本人收回“不合适”"),
    "help.asked": _("求助"),
    "help.answered": _("求助得到答复"),
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """One line of the road. `fields` names what changed, never the values."""

    at: datetime | date
    verb: str
    said: object
    by_id: int | None
    subject_kind: str
    subject_id: int
    candidacy_id: int | None = None
    fields: tuple = ()
    facts: dict = field(default_factory=dict)


def road(worker):
    """Every event of this person, newest first, with the words for its verb."""
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
        )
        for event in Event.objects.filter(worker_id=worker.pk).order_by("-id")
    ]


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
