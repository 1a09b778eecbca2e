"""The desk's own words: its places to go, and which of them this role may enter."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiedui.sheets.models import Verdict

register = template.Library()

# (name of the place, address, which pages belong to it, verb that opens it)
PLACES = (
    (_("首页"), "desk:home", {"home"}, "figures.see"),
    (_("人员"), "desk:people", {"people", "person", "likenesses", "likeness"}, "people.see"),
    (_("摸排"), "desk:waves", {"waves", "wave", "question"}, "surveys.see"),
    (
        pgettext_lazy("desk", "岗位"),
        "desk:vacancies",
        {"vacancies", "vacancy", "amend"},
        "vacancies.see",
    ),
    (pgettext_lazy("desk", "审核"), "desk:review", {"review"}, "employers.verify"),
    (pgettext_lazy("desk", "匹配"), "desk:runs", {"runs", "run", "ask"}, "matching.see"),
    (pgettext_lazy("desk", "因人找岗"), "desk:calls", {"calls", "call", "brief"}, "calls.see"),
    (_("导入"), "desk:books", {"books", "book", "bring"}, "vacancies.import"),
    (_("操作日志"), "desk:log", {"log"}, "log.see"),
)


@register.inclusion_tag("desk/places.html", takes_context=True)
def places(context):
    request = context["request"]
    here = request.resolver_match.url_name.split("_")[0]
    return {
        "places": [
            {"name": name, "href": reverse(address), "current": here in pages}
            for name, address, pages, verb in PLACES
            if request.user.may(verb)
        ]
    }


@register.filter
def verdicts(book):
    """[(verdict, rows)] of a judged book, in the order in which an officer looks."""
    return [
        (verdict.label, book.counts[verdict.value])
        for verdict in Verdict
        if verdict.value and book.counts.get(verdict.value)
    ]


@register.filter
def records(book):
    """How many lines speak of somebody or something: titles, remarks and empty lines do not."""
    told = [v for v in Verdict if v and v != Verdict.NOTE]
    return sum(book.counts.get(verdict, 0) for verdict in told) or book.rows_total
