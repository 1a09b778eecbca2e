"""Writing a post: paste any text or fill the form, walk through what was read, hand it in."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.core.refusal import Refusal
from jiedui.matching import actions as matching
from jiedui.matching.models import Request
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies import bridge
from jiedui.vacancies.models import Sketch
from jiedui.web.employer.checks import check, too_fast
from jiedui.web.employer.firm import standing
from jiedui.web.employer.forms import TEXTS, PostForm, beside_pay
from jiedui.web.kit.pages import refusals_on, refusals_told, staff


class PasteForm(forms.Form):
    said = forms.CharField(
        label=_("招聘文字"),
        max_length=20_000,
        strip=False,
        widget=forms.Textarea({"rows": 12}),
        help_text=_("微信里的、海报上的、别处发过的都可以；几个岗位写在一起也可以。"),
    )


def asked_for(user, given):
    """The pair's request that is being answered, if it went to this firm."""
    if not (given and given.isascii() and given.isdigit() and len(given) < 19):
        return None
    return Request.objects.visible_to(user).filter(pk=int(given)).first()


@staff("employer.post")
@require_http_methods(["GET", "POST"])
def new(request):
    answering = asked_for(request.user, request.GET.get("answering"))
    form = PasteForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            return _read(request, form.cleaned_data["said"], answering)
    told = {
        "form": form,
        "answering": answering,
        "sketches": Sketch.objects.visible_to(request.user).order_by("-pk")[:20],
    }
    told |= standing(request.user.organisation, timezone.localdate())
    return render(request, "employer/posts/new.html", told)


def _read(request, text, answering):
    """The first of the posts that the text names; the others are walked to from there."""
    sketches = vacancies.sketch_text(
        text, by=request.user, at=timezone.now(), answering=answering.pk if answering else None
    )
    many = len(sketches)
    said = ngettext("读出 %(n)d 个岗位，请核对。", "读出 %(n)d 个岗位，请逐个核对。", many)
    messages.success(request, said % {"n": many})
    return redirect("employer:sketch", pk=sketches[0].pk)


@staff("employer.post")
@require_POST
def blank(request):
    answering = asked_for(request.user, request.POST.get("answering"))
    with refusals_told(request):
        sketch = vacancies.start_sketch(
            by=request.user, at=timezone.now(), answering=answering.pk if answering else None
        )
        return redirect("employer:sketch", pk=sketch.pk)
    return redirect("employer:new")


def form_of(sketch, post=None):
    """The form of a sketch: what was sent, or what was kept."""
    told = post if post is not None else sketch.terms
    form = PostForm(
        post,
        initial={
            "place": sketch.employer.region.name,
            "couple_rooms": 0,
            "experience": 0,
            "valid_until": timezone.localdate() + vacancies.RENEWED_FOR,
        }
        | sketch.terms
        | {"said": sketch.said},
        evidence=unchanged(sketch, post),
        title=told.get("title", ""),
        occupation=told.get("occupation", ""),
    )
    if "valid_until" not in sketch.terms:
        form.fields["valid_until"].help_text = _("没有写明的，先按30天填，可以改。")
    return form


def unchanged(sketch, post):
    """Which words each value was read from; what was changed by hand no longer rests on them."""
    if post is None:
        return sketch.evidence
    return {
        name: told
        for name, told in sketch.evidence.items()
        if name not in post
        or post[name] == str(sketch.terms.get(name, ""))
        or isinstance(sketch.terms.get(name), (bool, list))
    }


def own(request, pk):
    mine = Sketch.objects.visible_to(request.user).select_related("employer__region")
    return get_object_or_404(mine, pk=pk)


@staff("employer.post")
@require_http_methods(["GET", "POST"])
def sketch(request, pk):
    here = own(request, pk)
    if request.method == "POST":
        sent = form_of(here, mended(request.POST))
        if answer := _act(request, here, sent):
            return answer
        return shown(request, here, sent)
    return shown(request, here, form_of(here))


def mended(post):
    """The form with the words of the pressed finding made lawful; else as it was sent."""
    rule, _colon, words = post.get("reword", "").partition(":")
    if not words:
        return post
    texts = {name: post.get(name, "") for name in TEXTS}
    post = post.copy()
    for name, text in bridge.reworded(texts, rule=rule, words=words).items():
        post[name] = text
    if rule in {"age", "minor"}:  # the figures beside the text say the same
        post["age_min"], post["age_max"] = "16", "" if rule == "age" else post.get("age_max", "")
    return post


def _act(request, here, form):
    """What the pressed button asks for: an answer, or None to show the form again."""
    is_right = form.is_valid()
    vacancies.save_sketch(
        here, terms=here_terms(here, form), said=form.data.get("said", ""), by=request.user
    )
    if "reword" in request.POST or request.POST.get("do") == "check":
        form.errors.clear()
        return None
    if request.POST.get("do") == "save":
        messages.success(request, _("已保存，还没有提交。"))
        return redirect("employer:vacancies")
    if is_right:
        with refusals_on(form, {"posting-known": "mark", "unknown-region": "place"}):
            return _hand_in(request, here, form)
    return None


def here_terms(here, form):
    kept = form.stored()
    return kept | beside_pay(kept, here.terms)


def _hand_in(request, here, form):
    terms = form.terms() | beside_pay(form.terms(), here.terms) | {
        "region": form.cleaned_data["place"]
    }  # fmt: skip
    beside = siblings(here).exclude(pk=here.pk).first()
    answering = asked_for(request.user, str(here.answering or ""))
    vacancy = vacancies.hand_in(
        here, terms=terms, said=form.cleaned_data["said"], plea=form.cleaned_data["plea"],
        on=timezone.localdate(), by=request.user,
    )  # fmt: skip
    messages.success(request, _("已提交，等人社局审核；审核通过就发布。"))
    if answering:
        _answer(request, answering, vacancy)
    if beside:
        return redirect("employer:sketch", pk=beside.pk)
    return redirect("employer:vacancy", code=vacancy.code)


def _answer(request, answering, vacancy):
    """The post stands whether or not the request still takes it as an answer."""
    try:
        with transaction.atomic():
            matching.answer_with(answering, vacancy, by=request.user)
        messages.success(request, _("这个岗位已作为对结对需求的答复。"))
    except Refusal as refusal:
        messages.warning(request, refusal.message)


def siblings(here):
    """The sketches read from the same text: they were made at the same moment."""
    return Sketch.objects.filter(employer=here.employer_id, made_at=here.made_at).order_by("pk")


def shown(request, here, form):
    told = {"sketch": here, "form": form, "siblings": siblings(here)}
    told |= check(form, request.user.organisation, here.terms)
    return render(request, "employer/posts/sketch.html", told)


@staff("employer.post")
@require_POST
def checked(request, pk):
    """The panel beside the form, while somebody types."""
    here = own(request, pk)
    if too_fast(request.session):
        return HttpResponse(status=429)
    form = form_of(here, request.POST)
    form.is_valid()
    told = check(form, request.user.organisation, here.terms)
    return render(request, "employer/posts/check.html", told | {"is_update": True})


@staff("employer.post")
@require_POST
def drop(request, pk):
    with refusals_told(request):
        vacancies.drop_sketch(own(request, pk), by=request.user)
        messages.success(request, _("已删掉这个没提交的岗位。"))
    return redirect("employer:vacancies")
