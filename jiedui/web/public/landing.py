"""The first page: what this is, for somebody who has never heard of it."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from jiedui.web.kit.pages import door_of
from jiedui.web.kit.templatetags.kit import Station

ROAD = tuple(
    Station(name, "done")
    for name in (
        _("意愿"),
        _("推荐"),
        _("报名"),
        _("面试"),
        _("录用"),
        _("签约"),
        _("出行"),
        _("在岗"),
        _("补贴"),
    )
)


def home(request):
    if request.user.is_authenticated:
        return redirect(door_of(request.user))
    return render(request, "public/landing.html", {"road": ROAD})
