"""The employers' own words: their places to go."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()

# (name of the place, address, which pages belong to it)
PLACES = (
    (_("首页"), "employer:home", {"home"}),
    (pgettext_lazy("employer", "岗位"), "employer:vacancies", {"vacancies", "vacancy"}),
    (_("发布岗位"), "employer:new", {"new", "sketch", "bring", "book"}),
    (_("结对需求"), "employer:calls", {"calls", "call"}),
    (_("本单位"), "employer:firm", {"firm"}),
)


@register.inclusion_tag("employer/places.html", takes_context=True)
def places(context):
    request = context["request"]
    here = request.resolver_match.url_name.split("_")[0]
    if not request.user.is_authenticated or not request.user.may("employer.post"):
        return {"places": []}
    return {
        "places": [
            {"name": name, "href": reverse(address), "current": here in pages}
            for name, address, pages in PLACES
        ]
    }
