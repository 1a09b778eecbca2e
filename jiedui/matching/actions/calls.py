"""Every write to calls: draw up, mend, send, forward, answer, decline, ask back, explain, close."""

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import OrganisationKind
from jiedui.accounts.roles import Role
from jiedui.core.events import record
from jiedui.core.locks import lock, one_at_a_time
from jiedui.core.refusal import Refusal
from jiedui.matching import bridge
from jiedui.matching.bridge import FLOOR
from jiedui.matching.models import (
    UNDER_WAY,
    Answer,
    Call,
    CallStage,
    Forwarding,
    Question,
    Request,
    Wisher,
)
from jiedui.matching.queries import told_of_somebody
from jiedui.vacancies.models import Stage as VacancyStage

PART = 1_000


@transaction.atomic
def draw_brief(brief, *, by, at, title="", group="", filters=None) -> Call:
    """Put the unmet remainder of a brief down as a draft: one request a group, nobody named.

    `group` says who is meant and goes to the pair; `filters` is how they were chosen and stays.
    """
    if not brief.requests:
        raise Refusal("nothing-to-ask", _nothing_to_ask(brief))
    call = Call.objects.create(
        west=brief.west,
        east=brief.east,
        title=title.strip()[:80] or f"{brief.west.name}{brief.on.year}年{brief.on.month}月用工需求",
        group=group.strip()[:120],
        filters=filters or {},
        as_of=brief.on,
        counts=brief.counted(),
        drawn_by=by,
        drawn_at=at,
    )
    for position, found in enumerate(brief.requests, start=1):
        _write_request(call, position, found)
    record("call.drafted", call, by=by, requests=len(brief.requests), people=brief.asked)
    return call


def _nothing_to_ask(brief):
    if brief.unmet:
        return format_lazy(
            _("没有配上岗位的{n}人里，每种意愿都不足{floor}人，写出来就认得出是谁：请个别联系。"),
            n=brief.unmet,
            floor=FLOOR,
        )
    return _("这些人都已经有合适的岗位，或者没有在找工作：没有需要向对口地提出的需求。")


def _write_request(call, position, found):
    request = Request.objects.create(
        call=call,
        position=position,
        people=found.people,
        asked=found.people,
        **_said_of(found),
    )
    Wisher.objects.bulk_create(
        [Wisher(call=call, request=request, worker_id=worker) for worker in found.workers],
        batch_size=PART,
    )
    return request


def _said_of(found):
    return {
        "wording": found.wording[:200],
        "remark": found.remark[:200],
        "terms": found.terms,
        "pay": found.pay,
        "accept": found.accept,
        "starts_on": found.starts_on,
        "lodging": found.lodging,
        "couples": found.couples,
    }


def _drafted(call):
    [call] = lock([call])
    if call.stage != CallStage.DRAFTED:
        raise Refusal("already-sent", _("这份需求函已经发出，不能再改：需要的话另起草一份。"))
    return call


@transaction.atomic
def mend_request(request, *, asked, wording, remark, by) -> Request:
    """Other words, or fewer people; never more than were found, and never anybody's name."""
    _drafted(request.call)
    [request] = lock([request])
    if not wording.strip():
        raise Refusal("no-wording", _("请写明要什么样的岗位。"))
    if not 1 <= asked <= request.people:
        raise Refusal(
            "more-than-found",
            format_lazy(_("人数只能改少：摸排到的是{people}人。"), people=request.people),
        )
    _refuse_somebody(request.call, f"{wording} {remark}")
    request.asked, request.wording, request.remark = asked, wording.strip(), remark.strip()
    request.save(update_fields=["asked", "wording", "remark"])
    record("request.mended", request, by=by, asked=asked)
    return request


def _refuse_somebody(call, words):
    """Words that would tell the pair who somebody is are never kept."""
    if told := told_of_somebody(call, words):
        raise Refusal(
            "tells-of-somebody",
            format_lazy(_("“{told}”会让人认出是谁：请删去姓名、编号、电话和村名。"), told=told),
        )


@transaction.atomic
def regroup(requests, *, by) -> Request:
    """Put several requests of one draft together; the people are counted again as one group."""
    rows = list(requests)
    if len(rows) < 2 or len({one.call_id for one in rows}) != 1:
        raise Refusal("choose-several", _("请在同一份需求函里勾选两条以上，再合并。"))
    call = _drafted(rows[0].call)
    first, *rest = lock(rows)
    behind = Wisher.objects.filter(request__in=[one.pk for one in (first, *rest)])
    terms = [span for one in (first, *rest) for span in one.terms]
    terms = [span for at, span in enumerate(terms) if span not in terms[:at]]
    found = bridge.counted_again(call, list(behind.values_list("worker_id", flat=True)), terms)
    if found.people < FLOOR:
        raise Refusal("too-few-left", _("这些人里还在找工作的已经太少，合并不成一条需求。"))
    behind.exclude(worker__in=found.workers).delete()
    Wisher.objects.filter(call=call, request__in=rest).update(request=first)
    Request.objects.filter(pk__in=[one.pk for one in rest]).delete()
    Request.objects.filter(pk=first.pk).update(
        people=found.people, asked=found.people, **_said_of(found)
    )
    first.refresh_from_db()
    record("request.regrouped", first, by=by, of=len(rows), people=found.people)
    return first


@transaction.atomic
def drop_request(request, *, by):
    """This line is not sent; its people are looked after at home."""
    call = _drafted(request.call)
    if not Request.objects.filter(call=call).exclude(pk=request.pk).exists():
        raise Refusal("last-request", _("这是最后一条需求：不想发的话，请把整份需求函办结。"))
    record("request.dropped", request, by=by, call_id=call.pk)
    request.delete()


@transaction.atomic
def send_call(call, *, by, at, title, contact, number="", reply_by=None, group=None) -> Call:
    """The letter goes to the pair: from now on its officers see it, and no word of it changes."""
    call = _drafted(call)
    if not contact.strip():
        raise Refusal("no-contact", _("请写明本单位的联系人和办公电话，对方好来询问。"))
    if reply_by and reply_by < at.date():
        raise Refusal("reply-too-soon", _("望回复的日期已经过去：请改一个日期。"))
    one_at_a_time("call-number", call.west_id)
    number = number.strip()[:40] or _next_number(call.west, at)
    if Call.objects.filter(west=call.west, number=number).exclude(pk=call.pk).exists():
        raise Refusal("number-taken", _("这个文号已经用过：请换一个。"))
    group = call.group if group is None else group.strip()[:120]
    # The office's own telephone is meant to be told; everything else is read for names.
    _refuse_somebody(call, f"{title} {group}")
    for request in call.requests.all():
        _refuse_somebody(call, f"{request.wording} {request.remark}")
    call.title, call.group, call.number = title.strip()[:80] or call.title, group, number
    call.contact, call.reply_by = contact.strip()[:80], reply_by
    call.sent_at, call.sent_by_id = at, by.pk
    call.save(
        update_fields=["title", "group", "number", "contact", "reply_by", "sent_at", "sent_by_id"]
    )
    call.move(CallStage.SENT)
    record("call.sent", call, by=by, requests=call.requests.count())
    return call


def _next_number(west, at):
    """九寨沟劳协函〔2026〕3号: the year's next free number of this place."""
    head = f"{west.short}劳协函〔{at.year}〕"
    taken = set(
        Call.objects.filter(west=west, number__startswith=head).values_list("number", flat=True)
    )
    number = 1
    while f"{head}{number}号" in taken:
        number += 1
    return f"{head}{number}号"


# --- the pair's side --------------------------------------------------------------------------


def _under_way(request):
    """The request with its call, both locked, while the pair may still act on it."""
    [call] = lock([request.call])
    if call.stage not in UNDER_WAY:
        raise Refusal("call-not-open", _("这份需求函不在办理中：请刷新页面，看看目前的进度。"))
    [request] = lock([request])
    return call, request


@transaction.atomic
def forward(request, organisations, *, by, at) -> list[Forwarding]:
    """Hand a request on to employers; who has it already is left as it is."""
    _call, request = _under_way(request)
    chosen = list(organisations)
    if not chosen:
        raise Refusal("nobody-chosen", _("还没有选用人单位：请先勾选。"))
    kinds = {OrganisationKind.EMPLOYER, OrganisationKind.AGENCY}
    if any(house.kind not in kinds for house in chosen):
        raise Refusal("no-employer", _("只能转给用人单位或人力资源机构。"))
    made = []
    for house in chosen:
        forwarding, is_new = Forwarding.objects.get_or_create(
            request=request, organisation=house, defaults={"by": by, "at": at}
        )
        if is_new:
            record("request.forwarded", request, by=by, organisation_id=house.pk)
            made.append(forwarding)
    return made


@transaction.atomic
def answer_with(request, vacancy, *, by) -> Answer:
    """A vacancy is given for this request: by the eastern bureau, or by an employer it went to.

    One still in review is taken as an answer too, and counts as offered once it is open.
    """
    call, request = _under_way(request)
    low, high = call.east.interval()
    if not low <= vacancy.region_id < high:
        raise Refusal("vacancy-elsewhere", _("这个岗位不在结对的输入地：请另选岗位。"))
    if vacancy.stage == VacancyStage.CLOSED:
        raise Refusal("vacancy-closed", _("这个岗位已经结束：请先重新发布，或另选岗位。"))
    if by.role == Role.EMPLOYER:
        _refuse_strangers(request, vacancy, by)
    answer, is_new = Answer.objects.get_or_create(
        request=request, vacancy=vacancy, defaults={"by": by}
    )
    if is_new:
        if request.declined_because:
            request.declined_because = ""
            request.save(update_fields=["declined_because"])
        record("request.answered", request, by=by, vacancy_id=vacancy.pk)
        _settle(call, by)
    return answer


def _refuse_strangers(request, vacancy, by):
    mine = vacancy.employer_id == by.organisation_id
    if not (mine and request.forwardings.filter(organisation=by.organisation_id).exists()):
        raise Refusal("not-forwarded", _("这条需求没有转给本单位，或岗位不是本单位的。"))


@transaction.atomic
def decline(request, *, because, by) -> Request:
    """The pair cannot help with this one, and says why."""
    call, request = _under_way(request)
    if not because.strip():
        raise Refusal("no-reason", _("请写明不能办理的原因，让对方好向求职者说明。"))
    if request.answers.exists():
        raise Refusal("already-answered", _("这条需求已经用岗位答复过，不能再谢绝。"))
    request.declined_because = because.strip()[:200]
    request.save(update_fields=["declined_because"])
    record("request.declined", request, by=by)
    _settle(call, by)
    return request


@transaction.atomic
def ask_back(request, *, question, by, at) -> Question:
    """The pair wants to know something before it can answer."""
    call, request = _under_way(request)
    if not question.strip():
        raise Refusal("no-question", _("请写明想问什么。"))
    asked = Question.objects.create(request=request, said=question.strip()[:300], by=by, at=at)
    record("request.asked_back", request, by=by, question_id=asked.pk)
    _settle(call, by)
    return asked


@transaction.atomic
def explain(question, *, reply, by, at) -> Question:
    """The west answers a question, and tells of nobody by it."""
    call, request = _under_way(question.request)
    [question] = lock([question])
    if question.reply:
        raise Refusal("already-explained", _("这个问题已经答复过。"))
    if not reply.strip():
        raise Refusal("no-reply", _("请写明答复。"))
    _refuse_somebody(call, reply)
    question.reply, question.replied_by, question.replied_at = reply.strip()[:300], by, at
    question.save(update_fields=["reply", "replied_by", "replied_at"])
    record("request.explained", request, by=by, question_id=question.pk)
    _settle(call, by)
    return question


def _settle(call, by):
    """The stage of the call says what its requests say: a question waits before everything."""
    stage = _stage_of(call)
    if stage != call.stage:
        call.move(stage)
        record(f"call.{stage}", call, by=by)


def _stage_of(call):
    if Question.objects.filter(request__call=call, reply="").exists():
        return CallStage.ASKED_BACK
    answered = call.requests.filter(answers__isnull=False).distinct().count()
    declined = call.requests.declined().count()
    if answered + declined < call.requests.count():
        return CallStage.SENT
    return CallStage.ANSWERED if answered else CallStage.DECLINED


@transaction.atomic
def close_call(call, *, because, by) -> Call:
    """The west has what it needed, or gives the letter up; the reason is kept."""
    [call] = lock([call])
    if not because.strip():
        raise Refusal("no-reason", _("请写明办结的情况，如：已推荐24人，其余另行联系。"))
    call.move(CallStage.CLOSED)
    call.closed_because = because.strip()[:200]
    call.save(update_fields=["closed_because"])
    record("call.closed", call, by=by)
    return call
