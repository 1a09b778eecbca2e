"""A whole number, shown once on this page: why, by whom and when stays on record."""

from django import forms
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jiedui.web.kit.pages import refusals_on, staff
from jiedui.workers import actions as workers
from jiedui.workers.models import Number, RevealReason, Worker


class RevealForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("为什么要看"), choices=RevealReason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("说明"), max_length=200, required=False, help_text=_("选“其他”时必填；加密保存。")
    )


@staff("people.reveal")
@require_http_methods(["GET", "POST"])
def show(request, code, number):
    worker = get_object_or_404(Worker.objects.visible_to(request.user), code=code)
    form, shown = RevealForm(request.POST or None), ""
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            shown = workers.reveal(worker, number=number, by=request.user, **told)
    page = {"worker": worker, "form": form, "shown": shown, "number": Number(number).label}
    return render(request, "desk/workers/number.html", page)
