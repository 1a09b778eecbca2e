"""The words that templates use: small components and formats."""

import re
from dataclasses import dataclass

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from jiedui.web.kit.inbox import bell_of
from jiedui.web.kit.sizes import size_of

register = template.Library()

WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
ENGLISH_MONTHS = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]


# Formats


@register.filter
def day(date):
    """2026年3月2日（周一）, or Mon 2 Mar 2026."""
    if date is None:
        return ""
    weekday = WEEKDAYS[date.weekday()]
    if _english():
        return f"{weekday} {date.day} {ENGLISH_MONTHS[date.month - 1]} {date.year}"
    return f"{date.year}年{date.month}月{date.day}日（{weekday}）"


@register.filter
def shortday(date):
    """2026-03-02: for columns, where dates are compared."""
    return date.strftime("%Y-%m-%d") if date else ""


@register.filter(expects_localtime=True)
def moment(at):
    """2026-03-02 09:30, in the county's own time."""
    return template.defaultfilters.date(at, "Y-m-d H:i") if at else ""


@register.filter
def number(value):
    """12,345: grouped by thousands, as amounts are printed here; several, side by side."""
    if isinstance(value, list | tuple):
        return " / ".join(str(number(one)) for one in value)
    return f"{value:,}" if isinstance(value, int) else value


@register.filter
def pay(vacancy):
    """4,500–6,000 元/月, or what the advertisement said when nothing can be compared."""
    low, high = vacancy.pay_low, vacancy.pay_high
    if low is None and high is None:
        return vacancy.pay_said or gettext("面议")
    if low is None or high is None or low == high:
        amount = f"{low if high is None else high:,}"
    else:
        amount = f"{low:,}–{high:,}"
    return gettext("%(amount)s 元/月") % {"amount": amount}


def _english():
    return (get_language() or "").startswith("en")


@register.filter
def ages(vacancy):
    """The ages that a vacancy states: 16岁以上, 45岁以下, 18–45岁, 不限."""
    low, high = vacancy.age_min, vacancy.age_max
    if low and high:
        return gettext("%(low)s–%(high)s岁") % {"low": low, "high": high}
    if low:
        return gettext("%(low)s岁以上") % {"low": low}
    return gettext("%(high)s岁以下") % {"high": high} if high else gettext("不限")


@register.filter
def masked(number):
    """Only the last four can be told; a reader by voice hears what is hidden."""
    if not number:
        return ""
    return format_html(
        '<span class="masked"><span class="said-only">{}</span>'
        '<span aria-hidden="true">•••• </span><b>{}</b></span>',
        gettext("已隐藏，末四位"),
        number[-4:],
    )


@register.filter
def marked(text, phrases):
    """The text with these phrases marked, longest first so that none hides inside another."""
    phrases = sorted({phrase for phrase in phrases if phrase}, key=len, reverse=True)
    if not phrases:
        return conditional_escape(text)
    parts = re.split(f"({'|'.join(map(re.escape, phrases))})", text)
    return format_html_join(
        "",
        "{}{}",
        (
            (conditional_escape(plain), format_html("<mark>{}</mark>", hit) if hit else "")
            for plain, hit in zip(parts[::2], [*parts[1::2], ""], strict=True)
        ),
    )


# Components


@register.inclusion_tag("kit/field.html")
def field(bound, whole=False):
    """A form field: label, hint, what is wrong with it, the control."""
    many = bound.widget_type in {"radioselect", "checkboxselectmultiple"}
    tick = bound.widget_type == "checkbox"
    return {"field": bound, "many": many, "tick": tick, "whole": whole}


@register.inclusion_tag("kit/errors.html")
def errors(form):
    """What stands in the way, at the head of the page, each line leading to its field."""
    lines = [
        (message, None if name == "__all__" else form[name].id_for_label or form[name].auto_id)
        for name, found in form.errors.as_data().items()
        for wrong in found
        for message in _said_of(form, name, wrong)
    ]
    return {"lines": lines}


def _said_of(form, name, wrong):
    """Away from its field, "this is required" has to say which one."""
    if wrong.code != "required" or name == "__all__":
        return wrong.messages
    label = form[name].label
    said = gettext("%(field)s：%(wrong)s")
    return [said % {"field": label, "wrong": message} for message in wrong.messages]


@register.simple_tag
def button(label, kind="", href="", name="", value="", form=""):
    """A link that looks like one, or a submit button; `kind` is primary, danger, small, word."""
    look = " ".join(["button", *(f"button--{word}" for word in kind.split())])
    if href:
        return format_html('<a class="{}" href="{}">{}</a>', look, href, label)
    told = format_html_join(
        "", ' {}="{}"', [(k, v) for k, v in (("name", name), ("value", value), ("form", form)) if v]
    )
    return format_html('<button type="submit" class="{}"{}>{}</button>', look, told, label)


@register.simple_tag
def tag(label, tone=""):
    """A state in a word; `tone` is river, wait, done or stop."""
    look = f"tag tag--{tone}" if tone else "tag"
    return format_html('<span class="{}">{}</span>', look, label)


@register.inclusion_tag("kit/figure.html")
def figure(value, label, href="", unit=""):
    """A figure; with an address it opens what it counts."""
    return {"number": value, "label": label, "href": href, "unit": unit}


@register.simple_tag(takes_context=True)
def text_size(context):
    """The size of letters chosen in this browser: empty, `large` or `larger`."""
    return size_of(context["request"])


@register.simple_tag(takes_context=True)
def here_again(context):
    """Where a small form on a phone page leads back to.

    Signed in, without the words behind the question mark: what a stranger puts into a link
    must not be repeated on a compressed page that holds somebody's particulars.
    """
    request = context["request"]
    return request.path if request.user.is_authenticated else request.get_full_path()


@register.inclusion_tag("kit/progress.html")
def progress(done, total, label):
    """What is done and what is left; the total may still be unknown (0)."""
    return {"done": done, "total": total, "label": label}


@register.inclusion_tag("kit/pair.html")
def pair(west, east, size=""):
    """Two places joined by a line; every figure of a pair names both ends."""
    return {"west": west, "east": east, "size": size}


@dataclass(frozen=True)
class Station:
    """A stop on a person's road. `state` is done, now, next or ahead."""

    name: str
    state: str = "ahead"
    note: str = ""


@register.inclusion_tag("kit/road.html")
def road(stations, size="full"):
    """The road at three sizes: full (a page), row (in a list), strip (a thumb)."""
    here = [station for station in stations if station.state in {"done", "now"}]
    ahead = next((station for station in stations if station.state == "next"), None)
    return {
        "stations": stations,
        "size": size,
        "here": here[-1] if here else None,
        "next": ahead,
    }


@dataclass(frozen=True)
class Tab:
    label: str
    href: str
    count: int | None = None
    current: bool = False


@register.inclusion_tag("kit/tabs.html")
def tabs(items, label):
    """Parts of one thing, each at an address of its own."""
    return {"items": items, "label": label}


@register.inclusion_tag("kit/bell.html", takes_context=True)
def bell(context):
    """How many messages are new, and the way to them; one query, on pages that show it."""
    request = context.get("request")
    found = bell_of(request.user) if request and hasattr(request, "user") else None
    if not found:
        return {"href": ""}
    href, many = found
    return {"href": href, "many": many, "here": request.path == href}


@register.inclusion_tag("kit/pager.html", takes_context=True)
def pager(context, page):
    """Earlier and later pages of the same list, with its filters kept."""
    return {"page": page, "request": context["request"]}


@register.simple_block_tag(end_name="endempty")
def empty(content, title):
    """Nothing here: why, and the next step (the block)."""
    return format_html(
        '<div class="empty"><h2>{}</h2>{}</div>',
        title,
        mark_safe(content),  # the template has escaped it already
    )


@register.simple_block_tag(end_name="endpanel")
def panel(content, title, tone=""):
    """Something held apart, under a heading of its own."""
    look = f"panel panel--{tone}" if tone else "panel"
    return format_html(
        '<section class="{}"><h2>{}</h2>{}</section>',
        look,
        title,
        mark_safe(content),
    )
