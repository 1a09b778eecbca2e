"""Vacancies for me: five that fit, each with what I would really get; yes, or not for me."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import Candidacy, Declined, Stage, Unfit
from jiedui.matching.actions.answering import say_yes
from jiedui.matching.bridge import fits, lacking
from jiedui.matching.models import Obstacle
from jiedui.matching.queries import said
from jiedui.matching.queries.said import OF_A_VACANCY_TO_YOU, WORKER
from jiedui.vacancies.models import Vacancy
from jiedui.web.kit.pages import refusals_told
from jiedui.web.me.guard import oneself
from jiedui.web.me.offers import offers

SHARING = _(
    "点“我想去”，就是同意把我的姓名、年龄、学历、证书和联系电话交给工作地人社部门和这家单位，"
    "只用来联系面试；不想去了可以随时收回。"
)


# Nobody looks for vacancies for somebody in these states; any other is a matter of wishes.
SETTLED = {Obstacle.PLACED, Obstacle.NOT_SEEKING, Obstacle.WITHDRAWN}


AGED = _("招聘写着最大%(n)s岁，没有写明法律依据：先打电话问清楚，再决定去不去")


class NoForm(forms.Form):
    reason = forms.ChoiceField(label=_("为什么不合适"), choices=Unfit, widget=forms.RadioSelect)


@oneself
def posts(request, worker):
    """Five at most: more would be a list again."""
    on = timezone.localdate()
    found = fits(worker, on=on)
    fitting = {fit.vacancy: said(fit.reasons, WORKER) for fit in found.fits}
    told = {
        "proposed": offers(worker, _proposed(worker, fitting), on=on),
        "offers": offers(worker, fitting, on=on),
        "obstacle": found.obstacle,
        "is_settled": found.obstacle in SETTLED,
        "ways": list(zip(said(found.reasons, WORKER), map(_way, found.reasons), strict=True)),
        "has_wish": worker.intentions.current().exists(),
        "declined": Declined.objects.filter(worker=worker).select_related("vacancy__employer"),
    }
    return render(request, "me/posts/list.html", told)


def _proposed(worker, fitting):
    """What the bureau has put to the person and waits for; it is not shown a second time."""
    waiting = Candidacy.objects.live().filter(worker=worker, stage=Stage.PROPOSED)
    return {pk: fitting.pop(pk, []) for pk in waiting.values_list("vacancy", flat=True)}


def _way(reason):
    """Where the vacancies are that one change would open, if they can be looked at."""
    if reason["code"] != "opens" or reason.get("place") is None:
        return ""
    return f"{reverse('public:vacancies')}?place={reason['place']}"


def looked_at(worker, code):
    """What everybody may see today; and whatever the person stands for, also when it has closed."""
    on = timezone.localdate()
    shown = Vacancy.objects.live(on).exclude(pk__in=Vacancy.objects.objectionable().values("pk"))
    mine = Candidacy.objects.filter(worker=worker).values("vacancy")
    found = Vacancy.objects.filter(pk__in=shown.values("pk")) | Vacancy.objects.filter(pk__in=mine)
    return get_object_or_404(found, code=code)


def _doubts(worker, vacancy, on):
    """What does not suit, said before anybody sets out; an upper age without a reason in law
    keeps nobody out, and still a gate may be shut over it."""
    missed = lacking(worker, vacancy, on=on)
    told = [OF_A_VACANCY_TO_YOU[name] for name in missed]
    if "age" not in missed and vacancy.age_max and worker.age_on(on) > vacancy.age_max:
        told.append(AGED % {"n": vacancy.age_max})
    return told


@oneself
def post(request, worker, code):
    vacancy = looked_at(worker, code)
    on = timezone.localdate()
    [offer] = offers(worker, {vacancy.pk: []}, on=on)
    told = {
        "offer": offer,
        "is_open": Vacancy.objects.live(on).filter(pk=vacancy.pk).exists(),
        "doubts": _doubts(worker, vacancy, on),
        "certificates": vacancy.certificates.all(),
        "declined": Declined.objects.filter(worker=worker, vacancy=vacancy).first(),
        "form": NoForm(),
        "sharing": SHARING,
    }
    return render(request, "me/posts/one.html", told)


@oneself
@require_POST
def yes(request, worker, code):
    vacancy = looked_at(worker, code)
    with refusals_told(request):
        say_yes(worker, vacancy, on=timezone.localdate(), by=request.user, agreed_to=str(SHARING))
        messages.success(request, _("报上名了：单位约面试时，会打电话或发短信给您。"))
    return redirect("me:post", code=code)


@oneself
@require_POST
def no(request, worker, code):
    vacancy = looked_at(worker, code)
    form = NoForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请点一个不合适的原因，下次就不再推荐这样的。"))
        return redirect("me:post", code=code)
    with refusals_told(request):
        candidacies.decline(worker, vacancy, by=request.user, **form.cleaned_data)
        messages.success(request, _("记下了：这个岗位不再推荐给您。"))
        return redirect("me:posts")
    return redirect("me:post", code=code)


@oneself
@require_POST
def again(request, worker, code):
    """The no is taken back."""
    declined = get_object_or_404(Declined.objects.filter(worker=worker), vacancy__code=code)
    candidacies.think_again(declined, by=request.user)
    return redirect("me:post", code=code)
