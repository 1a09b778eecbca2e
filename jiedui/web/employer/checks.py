"""What the law says of a post while it is being written, and what it still lacks."""

import time
from dataclasses import dataclass

from django.utils import timezone

from jiedui.vacancies import bridge
from jiedui.vacancies.models import Element, Level, Stage, Vacancy
from jiedui.web.employer.forms import TEXTS, beside_pay
from jiedui.web.kit.findings import press_for

MOST_A_MINUTE = 60


@dataclass(frozen=True)
class Finding:
    """Words that a rule objects to, and what one press would do about them."""

    words: str
    rule: str
    level: str
    basis: str
    rewording: str
    press: str

    @property
    def is_prohibited(self):
        return self.level == Level.PROHIBIT


def findings(told, pay=None):
    """The objections to the texts of a form and to its pay, the gravest first."""
    terms = {name: told.get(name) or "" for name in TEXTS}
    found = bridge.objections_to(terms, told.get("said"))
    found += bridge.Wages(timezone.localdate()).objections(terms | (pay or {}), told.get("said"))
    return sorted((_finding(one) for one in found), key=lambda one: one.level)


def _finding(one):
    press = press_for(one.rule, one.words)
    return Finding(one.words, one.rule, one.level, one.basis, one.rewording, press)


def elements(told, region, firm):
    """[(element, is it told)] of the seven that every ad must tell, in the notice's order."""
    figures = ("openings", "pay_low", "pay_high", "education", "experience", "age_min", "age_max")
    post = Vacancy(
        employer=firm,
        region=region or firm.region,
        workplace=(told.get("workplace") or "") if region else "",
        conditions=told.get("conditions") or "",
        duties=told.get("duties") or "",
        valid_until=told.get("valid_until") or None,
        **{name: told.get(name) or (0 if name in {"openings", "education", "experience"} else None)
           for name in figures},
    )  # fmt: skip
    missing = set(post.missing_elements())
    if region is None:
        missing.add(Element.WORKPLACE)
    return [(element, element not in missing) for element in Element]


def check(form, firm, read=None, besides=None):
    """For the panel beside the form: findings and elements of what stands in it now.

    `read` is what the pay was read from, for as long as its figures stand; `besides` the post
    that is being changed.
    """
    told = {name: form[name].value() for name in form.fields}
    cleaned = getattr(form, "cleaned_data", {}) if form.is_bound else {}
    numbers = {
        name: _whole(told.get(name))
        for name in ("openings", "pay_low", "pay_high", "education", "experience", "age_min",
                     "age_max")
    }  # fmt: skip
    region = cleaned.get("place") if form.is_bound else form.region_now()
    pay = {name: numbers[name] for name in ("pay_low", "pay_high")}
    pay |= beside_pay(pay, read or {}) | {"region": region.prefix if region else None}
    found = findings(told, pay)
    told_or_not = elements(told | numbers, region or None, firm)
    return {
        "findings": found,
        "prohibited": [one for one in found if one.is_prohibited],
        "elements": told_or_not,
        "lacking": [element for element, there in told_or_not if not there],
        "known": known(told, region or None, firm, besides),
    }


def known(told, region, firm, besides):
    """The firm's own post of this name at this place: to be changed, not written twice."""
    if region is None or not told.get("title"):
        return None
    same = Vacancy.objects.filter(
        employer=firm,
        region=region.prefix,
        title=told["title"].strip(),
        mark=(told.get("mark") or "").strip(),
    )
    return same.exclude(stage=Stage.CLOSED).exclude(pk=besides and besides.pk).first()


def _whole(value):
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def too_fast(session):
    """Whether this sign-in asks oftener than once a second over a minute; counts the asking."""
    minute = int(time.time() // 60)
    then, count = session.get("checks", (0, 0))
    session["checks"] = (minute, count + 1 if then == minute else 1)
    return then == minute and count >= MOST_A_MINUTE
