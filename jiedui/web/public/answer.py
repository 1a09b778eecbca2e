"""The page behind a one-time link: somebody answers on the own telephone, without an account.

The address carries nothing but a random token, and only until the first page: from then on the
link is kept in the browser's session. Whoever found the letter must know the last four
characters of the identity number (or the day of birth) before anything is shown.
"""

from functools import wraps

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jiedui.accounts import rls
from jiedui.web.kit import asking
from jiedui.web.kit.asking import Asking
from jiedui.workers import actions
from jiedui.workers.models import Link

KEPT = "answering"


@never_cache
@require_GET
def enter(request, token):
    """Opening the address uses nothing up: messengers open it to draw a preview."""
    link = Link.objects.live(timezone.now()).holding(token).first()
    if link is None:
        return over(request)
    if request.session.get(KEPT, {}).get("link") != link.pk:
        request.session[KEPT] = {"link": link.pk, "known": False}
    return redirect("public:answer")


def over(request):
    """Used, expired, replaced or never made: all look the same."""
    return render(request, "public/answer/over.html", status=404)


def with_link(view, *, known=True):
    """Only with a live link in this browser; `known`: only for the person it was made for."""

    @never_cache
    @wraps(view)
    def guarded(request, *args, **kwargs):
        kept = request.session.get(KEPT, {})
        found = Link.objects.live(timezone.now()).select_related(
            "wave__questions", "worker", "made_by__organisation"
        )
        with rls.as_the_house():
            link = found.filter(pk=kept.get("link")).first()
        if link is None or (link.worker.left and not link.used_at):
            return over(request)
        rls.see_one(link.worker_id)
        if known and not kept.get("known"):
            return redirect("public:answer")
        return view(request, link, *args, **kwargs)

    return guarded


class KnownForm(forms.Form):
    """Something that whoever merely found the link does not know."""

    tail = forms.CharField(
        label=_("身份证号后四位"),
        max_length=4,
        required=False,
        widget=forms.TextInput({"inputmode": "text", "autocomplete": "off"}),
    )
    born_on = forms.DateField(
        label=_("出生日期"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, *args, worker, **kwargs):
        super().__init__(*args, **kwargs)
        self.worker = worker
        self.asked = "tail" if worker.identity else "born_on"
        del self.fields["born_on" if self.asked == "tail" else "tail"]

    @property
    def question(self):
        return self[self.asked]

    def is_right(self):
        told = self.cleaned_data.get(self.asked)
        if self.asked == "tail":
            return bool(told) and told.strip().upper() == self.worker.identity[-4:]
        return told == self.worker.born_on


@require_http_methods(["GET", "POST"])
def begin(request, link):
    """Who asks, what and why; and the one thing that proves who answers."""
    if request.session[KEPT]["known"]:
        return redirect(AtLink(link).ahead())
    form = KnownForm(request.POST or None, worker=link.worker)
    if form.is_valid():
        if form.is_right():
            request.session[KEPT] = {"link": link.pk, "known": True}
            return redirect(AtLink(link).ahead())
        form.add_error(form.asked, missed(link))
    told = {
        "form": form,
        "link": link,
        "office": link.made_by.organisation.name,
        "name": veiled(link.worker),
    }
    return render(request, "public/answer/begin.html", told)


def missed(link):
    left = actions.miss(link, at=timezone.now())
    return _("对不上。还可以试 %(left)s 次，再不对链接就作废了。") % {"left": left}


def veiled(worker):
    """The family name is enough for whoever it is meant for."""
    return f"{worker.name[0]}{'*' * (len(worker.name) - 1)}"


class AtLink(Asking):
    """The link is used up by handing in, and by nothing else."""

    prefix = "public:answer"
    no_said = _("没关系，不影响您办别的事。点“不填了”，您刚才填的都不留，这个链接也就作废。")

    def __init__(self, link):
        super().__init__(link.wave, link.worker, channel=link.channel, by=None)
        self.link = link

    def hand_in(self, *, on, at):
        actions.finish_at_link(self.link, on=on, at=at)

    def confirm(self, *, on, at):
        actions.nothing_changed_at_link(self.link, on=on, at=at)

    def decline(self, *, on, at):
        actions.decline_at_link(self.link, on=on, at=at)

    def thank(self, request):
        request.session.pop(KEPT, None)
        return render(request, "public/answer/thanks.html")

    def after_no(self, request):
        request.session.pop(KEPT, None)
        return render(request, "public/answer/declined.html")


def question(request, link, name):
    return asking.question(request, AtLink(link), name)


def last(request, link):
    return asking.last(request, AtLink(link))


def check(request, link):
    return asking.check(request, AtLink(link))


def no(request, link):
    return asking.no(request, AtLink(link))


begin = with_link(begin, known=False)
question, last, check, no = (with_link(view) for view in (question, last, check, no))
