"""Changing terms by hand."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import Organisation
from jiedui.core.events import record
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.vacancies import bridge
from jiedui.vacancies.actions.keeping import (
    mark_handed_in,
    object_to,
    overwrite,
    write_certificates,
    write_prints,
    write_versions,
)
from jiedui.vacancies.actions.publishing import (
    elements_missing,
    only_officers,
    refuse_strangers,
    send_back,
)
from jiedui.vacancies.actions.wages import below_minimum
from jiedui.vacancies.models import Level, PayPeriod
from jiedui.vacancies.queries import LISTS, PLAIN, Posting, certificate_lists, compare, terms_of

AMENDABLE = {*PLAIN, *LISTS, "occupation"}
MATURE = 16
WORDED = ("title", "conditions", "duties", "shifts", "workplace")
BESIDE_PAY = ("pay_period", "pay_said", "pay_assumption")


@transaction.atomic
def amend(vacancy, *, by, on=None, said=None, source="", **terms):
    """Change terms by hand; what the law says of the words is judged again.

    `said` replaces the ad's original words; without it the last version's words stay, so
    an objection to them stays too. What a firm changes of its own post waits for the officer
    again, open or not. Raises TypeError for a term that does not exist.
    """
    if unknown := set(terms) - AMENDABLE:
        raise TypeError(f"no such terms: {sorted(unknown)}")
    [vacancy] = lock([vacancy])
    refuse_strangers(vacancy, by=by, on=on)
    before = terms_of(vacancy, certificate_lists([vacancy.pk]))
    terms = typed_pay(before, terms)
    last = vacancy.versions.order_by("-number").first()
    said = said if said is not None else (last.said if last else "")
    entry = _as_posting(vacancy, before, terms, said)
    [one] = compare([entry])
    if one.refusal:
        raise one.refusal
    if one.vacancy is not None and one.vacancy.pk != vacancy.pk:
        raise Refusal("posting-twice", _("这个单位在同一地点已有同名岗位：请写明区别标记。"))
    one.vacancy = vacancy
    one.changes = {
        name: [before[name], new] for name, new in one.terms.items() if before[name] != new
    }
    if not one.changes and last and said == last.said:
        return vacancy
    objections = bridge.objections_to(one.terms, said)
    objections += bridge.Wages(on).objections(one.terms, said)
    if by is not None and by.may("employer.post") and not source:
        _refuse_unmended(vacancy, objections)
    overwrite([one])
    write_certificates([], [one])
    write_versions([one], source, on=on, by=by)
    write_prints([one])
    if by is not None and by.may("employer.post") and (missing := vacancy.missing_elements()):
        raise elements_missing(missing)
    mark_handed_in([vacancy], on=on, by=by)
    object_to([(vacancy, objections)])
    send_back([vacancy], by)
    record("vacancy.amended", vacancy, by=by, fields=sorted(one.changes))
    return vacancy


@transaction.atomic
def reword_breach(breach, *, on, by):
    """Put the lawful wording in the place of the words of one objection, wherever they stand."""
    only_officers(by)
    [vacancy] = lock([breach.vacancy])
    last = vacancy.versions.order_by("-number").first()
    texts = {name: getattr(vacancy, name) for name in WORDED} | {"said": last.said if last else ""}
    mended = bridge.reworded(texts, rule=breach.rule, words=breach.words)
    has_figure = breach.rule == "age" and vacancy.age_max is not None
    if all(texts[name] == text for name, text in mended.items()) and not has_figure:
        raise Refusal("not-to-be-reworded", _("这一处系统改不了：请点“修改”自己改写。"))
    if breach.rule == "age":  # the figures beside the text say the same
        mended |= {"age_min": MATURE, "age_max": None}
    return amend(vacancy, by=by, on=on, **mended)


def typed_pay(before, terms):
    """Figures of pay that were typed by hand no longer rest on the ad's words for them."""
    same = all(terms.get(name, before[name]) == before[name] for name in ("pay_low", "pay_high"))
    if same or not set(BESIDE_PAY).isdisjoint(terms):
        return terms
    return terms | {"pay_period": PayPeriod.MONTH.value, "pay_said": "", "pay_assumption": ""}


def _refuse_unmended(vacancy, objections):
    """A firm does not hand in prohibited words, save those that an officer has cleared."""
    cleared = set(vacancy.breaches.exclude(cleared_by_id=None).values_list("rule", "words"))
    refuse_prohibited(one for one in objections if (one.rule, one.words[:200]) not in cleared)


def refuse_prohibited(objections):
    prohibited = [one for one in objections if one.level == Level.PROHIBIT]
    if too_little := [one for one in prohibited if one.rule == bridge.WAGE_RULE]:
        raise below_minimum(too_little[0].rewording)
    if prohibited:
        raise Refusal(
            "words-unmended",
            _("还有法律禁止的文字：请按建议改写；确有法律依据的，在“依据说明”里写明再提交。"),
        )


def _as_posting(vacancy, before, terms, said):
    employer = Organisation.objects.get(pk=vacancy.employer_id)
    told = {name: getattr(vacancy, name) for name in PLAIN}
    told |= {name: tuple(before[name]) for name in LISTS}
    told["occupation"] = vacancy.occupation_id or ""
    return Posting(
        **(told | terms),
        employer_name=employer.name,
        credit_code=employer.credit_code or "",
        employer_region=employer.region_id,
        region=vacancy.region_id,
        said=said,
    )
