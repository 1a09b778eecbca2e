"""Help from a person: asked in a few taps, answered by the helper or the officer."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import About, Help
from jiedui.vacancies.models import Vacancy
from jiedui.web.kit.pages import refusals_on
from jiedui.web.me.guard import oneself
from jiedui.web.me.posts import looked_at


class HelpForm(forms.Form):
    about = forms.ChoiceField(label=_("什么事"), choices=About, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("想说什么（可以不写）"),
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    post = forms.SlugField(required=False, widget=forms.HiddenInput)


@oneself
def helps(request, worker):
    asked = Help.objects.filter(worker=worker).select_related("vacancy", "answered_by")
    return render(request, "me/help/list.html", {"asked": asked.order_by("-asked_at")[:20]})


@oneself
@require_http_methods(["GET", "POST"])
def ask(request, worker):
    """`post` is the vacancy that the question is about, if there is one."""
    began = {"post": request.GET.get("post"), "about": "post" if "post" in request.GET else None}
    form = HelpForm(request.POST or None, initial=began)
    if form.is_valid():
        told = form.cleaned_data
        vacancy = looked_at(worker, told["post"]) if told["post"] else None
        with refusals_on(form):
            candidacies.ask_help(
                worker, about=told["about"], words=told["words"], vacancy=vacancy,
                at=timezone.now(), by=request.user,
            )  # fmt: skip
            messages.success(request, _("发出去了：帮办员和县人社局都看得到，答复会写在这里。"))
            return redirect("me:helps")
    post = Vacancy.objects.filter(code=form["post"].value() or "").first()
    return render(request, "me/help/ask.html", {"form": form, "post": post})
