"""The county asks, and whoever signs in answers for oneself: the wave's own form, or one tap."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiedui.web.kit import asking
from jiedui.web.kit.asking import Asking
from jiedui.web.me.guard import oneself
from jiedui.workers import actions as workers
from jiedui.workers.actions.surveys.answers import form_of
from jiedui.workers.models import Channel, Outcome, Response, ResponseStage, Wave


class AsOneself(Asking):
    prefix = "me:survey"
    frame = "me/page.html"
    no_said = gettext_lazy(
        "没关系，不影响您办别的事。点“不填了”，您刚才填的都不留，这次也不再问您。"
    )

    def __init__(self, wave, worker, user):
        super().__init__(wave, worker, channel=Channel.SELF, by=user, where=[wave.pk])

    def hand_in(self, *, on, at):
        workers.finish(form_of(self.wave, self.worker), by=self.by, on=on)

    def confirm(self, *, on, at):
        workers.nothing_changed(
            self.wave, self.worker, by=self.by, on=on, at=at, channel=self.channel
        )

    def decline(self, *, on, at):
        workers.decline_survey(
            self.wave, self.worker, by=self.by, on=on, at=at, channel=self.channel
        )

    def thank(self, request):
        messages.success(request, _("收到了，谢谢您。有合适的工作，会在这里告诉您。"))
        return redirect("me:home")

    def after_no(self, request):
        messages.success(request, _("知道了：除了“不同意”，这次什么都没有留下。"))
        return redirect("me:home")


def open_to(worker):
    """The waves in which this person is asked and has neither answered nor said no."""
    told = Response.objects.filter(worker=worker)
    done = told.filter(stage=ResponseStage.FINISHED) | told.filter(outcome=Outcome.REFUSED)
    found = Wave.objects.under_way().covering(worker).exclude(pk__in=done.values("wave"))
    return found.select_related("questions", "region").order_by("opens_on", "pk")


def waiting(worker, user):
    """What the home page says of it, or nothing: one wave at a time, the oldest first."""
    wave = open_to(worker).first()
    if wave is None:
        return None
    form = AsOneself(wave, worker, user)
    return {
        "wave": wave,
        "begun": bool(form.response.version),
        "many": len(form.unasked()),
        "ahead": form.ahead(),
        "lines": form.last_lines() if form.has_last() else [],
        "on": form.last.told_on,
    }


def on_form(view):
    """Only while this wave asks this person; afterwards the way leads home."""

    @oneself
    def guarded(request, worker, pk, **about):
        wave = get_object_or_404(Wave.objects.covering(worker), pk=pk)
        if not open_to(worker).filter(pk=wave.pk).exists():
            messages.info(request, _("这次的题您已经答过，或者已经结束了。"))
            return redirect("me:home")
        return view(request, AsOneself(wave, worker, request.user), **about)

    return guarded


question, last, check, no = (
    on_form(view) for view in (asking.question, asking.last, asking.check, asking.no)
)
