"""Calls at the desk: the west mends, sends and closes; the east forwards, answers, asks back."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.accounts.models import Organisation, OrganisationKind
from jiedui.accounts.scope import own
from jiedui.matching import actions as matching
from jiedui.matching import bridge
from jiedui.matching.models import UNDER_WAY, Call, CallStage, Question, Request
from jiedui.matching.queries import suggested_employers, suggested_vacancies, with_figures
from jiedui.vacancies.models import Vacancy
from jiedui.web.kit.letters import Letter, handed_out, printed
from jiedui.web.kit.pages import refusals_on, refusals_told, staff
from jiedui.web.kit.paging import page_of

AT_ONCE = 50
MOST_OFFERED = 500


@staff("calls.see")
def listed(request):
    found = with_figures(Call.objects.visible_to(request.user))
    page = page_of(found, request, newest_first=True, size=30)
    told = {"page": page, "may_draw": request.user.may("calls.draw")}
    return render(request, "desk/calls/list.html", told)


@dataclass(frozen=True)
class Line:
    """One request with what came of it so far."""

    request: Request
    answers: list
    forwarded: list
    questions: list
    grasp: bridge.Grasp = field(default_factory=bridge.Grasp)

    @property
    def state(self):
        """Its word and tone: declined, met, on its way, or nothing yet."""
        if self.request.declined_because:
            return _("无法办理"), "stop"
        if self.grasp.offered >= self.request.asked:
            return _("名额够了"), "done"
        if self.answers:
            return _("有了岗位"), "river"
        return (_("已转给单位"), "wait") if self.forwarded else (_("等待答复"), "")


def lines_of(call, grasps):
    requests = call.requests.prefetch_related(
        "answers__vacancy__employer", "answers__vacancy__region",
        "forwardings__organisation", "questions__by", "questions__replied_by",
    )  # fmt: skip
    return [
        Line(
            one, list(one.answers.all()), list(one.forwardings.all()), list(one.questions.all()),
            grasps.get(one.pk, bridge.Grasp()),
        )
        for one in requests
    ]  # fmt: skip


def found_call(request, pk):
    calls = Call.objects.visible_to(request.user).select_related("west", "east__parent", "drawn_by")
    return get_object_or_404(calls, pk=pk)


def is_ours(user, call):
    """Whether this officer is of the house that wrote the call."""
    low, high = user.organisation.region.interval()
    return low <= call.west_id < high


@staff("calls.see")
def one(request, pk):
    call = found_call(request, pk)
    ours = is_ours(request.user, call)
    if call.stage == CallStage.DRAFTED:
        told = {"call": call, "requests": call.requests.all(), "asked": asked_of(call)}
        told |= {"may_draw": request.user.may("calls.draw"), "sentence": urlencode(call.filters)}
        return render(request, "desk/calls/draft.html", told)
    lines = lines_of(call, bridge.grasp(call, on=timezone.localdate()))
    told = {"call": call, "lines": lines, "is_open": call.stage in UNDER_WAY, "ours": ours}
    told["figures"] = figures_of(lines, ours)
    told["may_act"] = told["is_open"] and request.user.may("calls.draw" if ours else "calls.answer")
    return render(request, "desk/calls/one.html", told)


def asked_of(call):
    return sum(request.asked for request in call.requests.all())


def figures_of(lines, ours):
    figures = [
        (sum(line.request.asked for line in lines), _("需求人数")),
        (
            sum(line.grasp.offered for line in lines),
            _("对方给出名额") if ours else _("我们给出名额"),
        ),
        (sum(line.grasp.in_review for line in lines), _("待审核名额")),
    ]
    if ours:  # how many people a vacancy suits is for those to know who know the people
        figures.append((sum(line.grasp.fitting for line in lines), _("其中适合的人")))
    return [
        *figures,
        (sum(line.grasp.put_forward for line in lines), _("已推荐")),
        (sum(line.grasp.placed for line in lines), _("已录用")),
    ]


# --- the west: mend, send, explain, close ----------------------------------------------------


class MendForm(forms.Form):
    asked = forms.IntegerField(label=_("需求人数"), min_value=1)
    wording = forms.CharField(
        label=_("要什么样的岗位"), max_length=200, widget=forms.Textarea({"rows": 3})
    )
    remark = forms.CharField(
        label=_("其中"), max_length=200, required=False, widget=forms.Textarea({"rows": 2})
    )

    def clean_wording(self):
        return " ".join(self.cleaned_data["wording"].split())

    def clean_remark(self):
        return " ".join(self.cleaned_data["remark"].split())


def drafted_request(request, pk, number):
    return get_object_or_404(found_call(request, pk).requests.select_related("call"), pk=number)


@staff("calls.draw")
@require_http_methods(["GET", "POST"])
def mend(request, pk, number):
    row = drafted_request(request, pk, number)
    first = {name: getattr(row, name) for name in MendForm.base_fields}
    form = MendForm(request.POST or None, initial=first)
    form.fields["asked"].help_text = _("摸排到 %(people)s 人，只能改少。") % {"people": row.people}
    if form.is_valid():
        with refusals_on(form):
            matching.mend_request(row, by=request.user, **form.cleaned_data)
            return redirect("desk:call", pk=pk)
    return render(request, "desk/calls/mend.html", {"form": form, "call": row.call, "row": row})


@staff("calls.draw")
@require_POST
def regroup(request, pk):
    """Several ticked requests become one; the button in a row drops that one."""
    call = found_call(request, pk)
    with refusals_told(request):
        if dropped := keys_of(request, "drop"):
            matching.drop_request(get_object_or_404(call.requests, pk=dropped[0]), by=request.user)
            messages.success(request, _("这一条不发了，这些人留在本地个别推荐。"))
        else:
            chosen = call.requests.filter(pk__in=keys_of(request, "chosen"))
            matching.regroup(chosen, by=request.user)
            messages.success(request, _("已合并成一条，人数和条件重新算过。"))
    return redirect("desk:call", pk=pk)


def keys_of(request, name):
    return [int(key) for key in request.POST.getlist(name)[:AT_ONCE] if key.isdecimal()]


class SendForm(forms.Form):
    title = forms.CharField(label=_("标题"), max_length=80)
    group = forms.CharField(
        label=_("人群"), max_length=120, required=False,
        help_text=_("会写进信里。不写乡镇和村，免得认得出是谁。"),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("联系人和办公电话"), max_length=80, help_text=_("写办公电话，不写个人手机号。")
    )
    reply_by = forms.DateField(
        label=_("望回复日期"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    number = forms.CharField(
        label=_("文号"), max_length=40, required=False, help_text=_("不填则按顺序编号。")
    )


@staff("calls.draw")
@require_http_methods(["GET", "POST"])
def send(request, pk):
    call = found_call(request, pk)
    first = {name: getattr(call, name) for name in SendForm.base_fields}
    form = SendForm(request.POST or None, initial=first)
    if form.is_valid():
        with refusals_on(form):
            matching.send_call(call, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已发给对口地。对方转发、答复、询问，都会显示在这里。"))
            return redirect("desk:call", pk=pk)
    told = {"form": form, "call": call, "asked": asked_of(call)}
    return render(request, "desk/calls/send.html", told)


@staff("calls.draw")
@require_POST
def explain(request, pk, number):
    call = found_call(request, pk)
    questions = Question.objects.filter(request__call=call).select_related("request__call")
    question = get_object_or_404(questions, pk=number)
    with refusals_told(request):
        matching.explain(
            question, reply=request.POST.get("reply", ""), by=request.user, at=timezone.now()
        )
        messages.success(request, _("已答复对方。"))
    return redirect("desk:call", pk=pk)


@staff("calls.draw")
@require_POST
def close(request, pk):
    call = found_call(request, pk)
    with refusals_told(request):
        matching.close_call(call, because=request.POST.get("because", ""), by=request.user)
        messages.success(request, _("这份需求函已办结。"))
    return redirect("desk:call", pk=pk)


# --- the letter ---------------------------------------------------------------------------------


@staff("calls.see")
def letter(request, pk):
    call = found_call(request, pk)
    return handed_out(printed(letter_of(call)), f"{call.title}.pdf")


def letter_of(call):
    """Two offices write to each other in Chinese, whatever the reader's language is."""
    on = timezone.localtime(call.sent_at).date() if call.sent_at else timezone.localdate()
    sender, receiver = (bureau_of(region) for region in (call.west, call.east))
    requests = list(call.requests.all())
    group = f"的{call.group}" if call.group else "的求职者"
    until = f"请于{chinese_day(call.reply_by)}前" if call.reply_by else "请在方便时尽早"
    return Letter(
        sender=sender,
        receiver=receiver,
        number=call.number or "（草稿，未编号）",
        title=call.title,
        opening=[
            f"我县按结对协作机制摸排了{call.west.name}{group}的就业意愿。截至"
            f"{chinese_day(call.as_of)}，贵地在招岗位尚不能满足的有下列"
            f"{len(requests)}类、共{sum(one.asked for one in requests)}人。",
            "现商请贵局协助联系用人单位，组织下列岗位：",
        ],
        head=["序号", "人数", "岗位要求", "其中"],
        rows=[
            [str(at), f"{one.asked} 人", one.wording, one.remark or "—"]
            for at, one in enumerate(requests, start=1)
        ],
        closing=[f"{until}通过结对平台答复：可以用在招岗位或新岗位答复，也可以询问或说明困难。"],
        day=chinese_day(on),
        contact=f"联系人：{call.contact}" if call.contact else "联系人：（发出时填写）",
        footnote="“接受”指愿意拿这一工资去的人所占比例。本函只有人数和条件，不含任何个人信息。",
    )


def bureau_of(region):
    bureaus = Organisation.objects.filter(region=region, kind=OrganisationKind.BUREAU)
    first = bureaus.order_by("pk").first()
    return first.name if first else f"{region.name}人力资源和社会保障局"


def chinese_day(day):
    return f"{day.year}年{day.month}月{day.day}日"


# --- the east: forward, answer, decline, ask back ----------------------------------------------


def found_request(request, pk):
    """A request that this eastern officer may act on."""
    rows = Request.objects.visible_to(request.user).select_related(
        "call__west", "call__east__parent"
    )
    row = get_object_or_404(rows.exclude(call__stage=CallStage.DRAFTED), pk=pk)
    return row


@staff("calls.answer")
def request_one(request, pk):
    row = found_request(request, pk)
    call = row.call
    [line] = [
        line
        for line in lines_of(call, bridge.grasp(call, on=timezone.localdate()))
        if line.request.pk == row.pk
    ]
    told = {
        "row": row,
        "call": call,
        "line": line,
        "is_open": call.stage in UNDER_WAY,
        "employers": list(suggested_employers(row)),
        "vacancies": list(suggested_vacancies(row, on=timezone.localdate())),
    }
    told |= to_choose_from(request.user)
    return render(request, "desk/calls/request.html", told)


def to_choose_from(user):
    """Every open post and every firm of one's own region, for whoever types the first letters."""
    live = Vacancy.objects.visible_to(user).filter(own(user, "region")).live(timezone.localdate())
    houses = Organisation.objects.employers().visible_to(user).filter(own(user, "region"))
    return {
        "all_vacancies": live.select_related("employer").order_by("title", "pk")[:MOST_OFFERED],
        "all_employers": houses.order_by("name").values_list("name", flat=True)[:MOST_OFFERED],
    }


@staff("calls.answer")
@require_POST
def forward(request, pk):
    row = found_request(request, pk)
    houses = Organisation.objects.employers().visible_to(request.user)
    houses = houses.filter(pk__in=keys_of(request, "chosen"))
    if name := request.POST.get("named", "").strip():
        houses |= Organisation.objects.employers().visible_to(request.user).filter(name=name)
    with refusals_told(request):
        matching.forward(row, houses.distinct(), by=request.user, at=timezone.now())
        messages.success(request, _("已转给用人单位：他们登录就能看到，可以直接发布岗位来答复。"))
    return redirect("desk:call_request", pk=pk)


@staff("calls.answer")
@require_POST
def answer(request, pk):
    row = found_request(request, pk)
    chosen = Vacancy.objects.visible_to(request.user)
    given = chosen.filter(pk__in=keys_of(request, "chosen"))
    if code := request.POST.get("code", "").strip():
        given |= chosen.filter(code=code)
    with refusals_told(request):
        for vacancy in given.distinct().order_by("pk"):
            matching.answer_with(row, vacancy, by=request.user)
        if given.exists():
            messages.success(request, _("已用岗位答复，对方马上能看到。"))
        else:
            messages.warning(request, _("没有找到这个岗位：请勾选岗位，或填写岗位编号。"))
    return redirect("desk:call_request", pk=pk)


@staff("calls.answer")
@require_POST
def decline(request, pk):
    row = found_request(request, pk)
    with refusals_told(request):
        matching.decline(row, because=request.POST.get("because", ""), by=request.user)
        messages.success(request, _("已告诉对方不能办理和原因。"))
    return redirect("desk:call_request", pk=pk)


@staff("calls.answer")
@require_POST
def ask_back(request, pk):
    row = found_request(request, pk)
    with refusals_told(request):
        matching.ask_back(
            row, question=request.POST.get("question", ""), by=request.user, at=timezone.now()
        )
        messages.success(request, _("已询问对方，答复会显示在这里。"))
    return redirect("desk:call_request", pk=pk)
