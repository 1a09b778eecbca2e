"""Asking from the desk, by telephone or at a fair: the same form, answers kept as given."""

from io import BytesIO

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.accounts.models import User
from jiedui.notices import actions as notices
from jiedui.web.desk.surveys import conflicts_of, people_of, tabs_of, wave_or_404
from jiedui.web.kit.pages import back, refusals_on, refusals_told, staff
from jiedui.web.kit.paging import page_of
from jiedui.web.kit.questions import AnswersForm, keep_answers, response_of, shown
from jiedui.workers import actions
from jiedui.workers.actions.numbers import show_phone
from jiedui.workers.models import Attachment, Channel, Conflict, Outcome
from jiedui.workers.queries import last_answers
from jiedui.workers.queries.asking import in_words, missing, said

# The ways in which an officer at the desk hears an answer.
WAYS = [Channel.PHONE, Channel.WECHAT, Channel.VISIT, Channel.FAIR]
UNASKED = [(outcome.value, outcome.label) for outcome in Outcome if outcome != Outcome.REACHED]
# The way last chosen in this browser: at a desk of a fair it is the same all afternoon.
WAY = "asked_by_way"


class WayForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("怎么问的"), choices=[(way.value, way.label) for way in WAYS], initial="phone"
    )


def way_of(request, sent):
    return WayForm(sent, initial={"channel": request.session.get(WAY, Channel.PHONE)})


def way_told(request):
    """By which way this was heard; it stays chosen for the next person."""
    form = way_of(request, request.POST)
    way = form.cleaned_data["channel"] if form.is_valid() else Channel.PHONE
    request.session[WAY] = str(way)
    return way


def person_or_404(request, wave, code):
    return get_object_or_404(people_of(request).filter(wave.inside()), code=code)


@staff("surveys.run")
@require_http_methods(["GET", "POST"])
def ask(request, pk, code):
    """The questions that concern this person, as far as the answers tell; saving asks the next."""
    wave = wave_or_404(request, pk)
    worker = person_or_404(request, wave, code)
    sent = request.POST if request.method == "POST" and "show" not in request.POST else None
    form, way = answers_form(sent, wave, worker), way_of(request, sent)
    if sent is not None and form.is_valid() and way.is_valid():
        with refusals_on(form):
            keep(request, form)
            return redirect(where_next(request, wave, worker))
    told = told_of(wave, worker, form, way) | {"number": number_shown(request, worker)}
    return render(request, "desk/surveys/ask.html", told)


def where_next(request, wave, worker):
    """Finished: back to the list. Saved, or not all told yet: the form with what is asked now.

    The page comes anew in either case, because what was on it has been kept under its mark.
    """
    if "finish" in request.POST:
        with refusals_told(request):
            finish(request, wave, worker)
            return f"{reverse('desk:wave_people', args=[wave.pk])}?state=finished"
    return reverse("desk:wave_ask", args=[wave.pk, worker.code])


def number_shown(request, worker):
    """The whole number, to ring; who looked stays on record."""
    if "show" in request.POST:
        with refusals_told(request):
            return show_phone(worker, by=request.user)
    return ""


def answers_form(data, wave, worker):
    """What was said already, or else what was said last time, to be confirmed."""
    last = last_answers(wave, [worker])[worker.pk].values
    return AnswersForm(data, response=response_of(wave, worker), last=last)


def keep(request, form):
    taken = keep_answers(form, by=request.user, at=timezone.now(), channel=way_told(request))
    if taken.accepted:
        messages.success(request, _("已保存。"))
    if taken.conflicts:
        messages.warning(request, _("有的题刚才有人填了别的答案：两个都留着，请在下面选定。"))


def finish(request, wave, worker):
    actions.finish(response_of(wave, worker), by=request.user, on=timezone.localdate())
    messages.success(request, _("%(name)s已问完，想法已记入人员档案。") % {"name": worker.name})


def told_of(wave, worker, form, way):
    response = form.response
    last = last_answers(wave, [worker])[worker.pk]
    questions = wave.questions.body
    return {
        "wave": wave,
        "worker": worker,
        "form": form,
        "way": way,
        "response": response,
        "missing": len(missing(questions, response.values)),
        "last": shown(questions, last.values) if last.values else [],
        "last_on": last.told_on,
        "conflicts": clashes_in(response.conflicts.open()) if response.pk else [],
        "photos": response.attachments.all() if response.pk else [],
        "outcomes": UNASKED,
        "ways": [(Channel.SMS, _("短信")), (Channel.WECHAT, _("微信"))],
    }


@staff("surveys.run")
@require_POST
def unchanged(request, pk, code):
    wave = wave_or_404(request, pk)
    worker = person_or_404(request, wave, code)
    with refusals_told(request):
        actions.nothing_changed(
            wave, worker, by=request.user, on=timezone.localdate(), at=timezone.now(),
            channel=way_told(request),
        )  # fmt: skip
        messages.success(request, _("已按“没有变化”完成。"))
        return redirect("desk:wave_people", pk=pk)
    return redirect("desk:wave_ask", pk=pk, code=code)


@staff("surveys.run")
@require_POST
def no_answer(request, pk, code):
    """Empty number, no answer, does not want to: one button, and the next person."""
    wave = wave_or_404(request, pk)
    worker = person_or_404(request, wave, code)
    with refusals_told(request):
        actions.record_no_answer(
            wave, worker, outcome=request.POST.get("outcome", ""), by=request.user,
            at=timezone.now(), channel=way_told(request),
        )  # fmt: skip
        messages.success(request, _("已记录，这次没问到。"))
    return redirect("desk:wave_people", pk=pk)


@staff("surveys.run")
@require_POST
def link(request, pk, code):
    """A one-time link: sent as a message, and shown once as a code to be photographed."""
    wave = wave_or_404(request, pk)
    worker = person_or_404(request, wave, code)
    channel = Channel.WECHAT if request.POST.get("channel") == "wechat" else Channel.SMS
    with refusals_told(request):
        token = actions.make_link(wave, worker, by=request.user, at=timezone.now(), channel=channel)
        url = request.build_absolute_uri(reverse("public:answer_link", args=[token]))
        told = send(request, worker, url) if "send" in request.POST else False
        shown = {"wave": wave, "worker": worker, "url": url, "code": drawn(url), "told": told}
        return render(request, "desk/surveys/link.html", shown)
    return redirect("desk:wave_ask", pk=pk, code=code)


def send(request, worker, url):
    """True when a message to a telephone is on its way."""
    made = notices.tell(
        "survey_link", worker=worker, values={"url": url}, at=timezone.now(), by=request.user
    )
    return any(notice.address_index for notice in made)


def drawn(url):
    """The address as an SVG picture, drawn here: nothing is asked of another site."""
    # Only this page draws codes.
    import segno  # noqa: PLC0415

    out = BytesIO()
    segno.make(url, error="m").save(
        out, kind="svg", scale=5, xmldecl=False, svgns=True, nl=False, omitsize=False
    )
    return mark_safe(out.getvalue().decode())  # drawn by us, of an address made by us


# --- two answers to one question ------------------------------------------------------------


def clashes_in(conflicts):
    """Both answers of each conflict in words with who told them, ready to be chosen between."""
    found = list(conflicts.select_related("response__worker", "response__wave__questions"))
    told_by = {side["by"] for conflict in found for side in conflict.sides if side["by"]}
    names = dict(User.objects.filter(pk__in=told_by).values_list("pk", "full_name"))
    return [_clash(conflict, names) for conflict in found]


def _clash(conflict, names):
    question = conflict.response.wave.questions.question(conflict.question)
    sides = [
        {
            "key": key,
            "answer": in_words(question, side["value"]) or _("不填"),
            "by": names.get(side["by"]) or _("本人"),
            "channel": Channel(side["channel"]).label,
            "at": parse_datetime(side["at"]),
        }
        for key, side in zip(("ours", "theirs"), conflict.sides, strict=True)
    ]
    return {"conflict": conflict, "asked": said(question["label"]), "sides": sides}


@staff("surveys.see")
def conflicts(request, pk):
    wave = wave_or_404(request, pk)
    page = page_of(conflicts_of(request, wave), request, size=30)
    ids = [conflict.pk for conflict in page]
    told = {
        "wave": wave,
        "tabs": tabs_of(request, wave, "wave_conflicts"),
        "page": page,
        "clashes": clashes_in(Conflict.objects.filter(pk__in=ids).order_by("pk")),
    }
    return render(request, "desk/surveys/conflicts.html", told)


@staff("surveys.run")
@require_POST
def settle(request, pk, code):
    wave = wave_or_404(request, pk)
    conflict = get_object_or_404(conflicts_of(request, wave), code=code)
    ours, theirs = conflict.sides
    side = theirs if request.POST.get("side") == "theirs" else ours
    with refusals_told(request):
        actions.settle(conflict, value=side["value"], by=request.user, at=timezone.now())
        messages.success(request, _("已选定。"))
    return back(request, reverse("desk:wave_conflicts", args=[pk]))


@staff("surveys.see")
def photo(request, code):
    """A photo of a paper form, opened for this one look."""
    found = Attachment.objects.visible_to(request.user)
    attachment = get_object_or_404(found.distinct(), code=code)
    body = actions.show_attachment(attachment, by=request.user)
    return HttpResponse(body, content_type="image/jpeg")
