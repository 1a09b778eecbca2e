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
from jiedui.vacancies.actions.publishing import refuse_strangers, send_back
from jiedui.vacancies.queries import LISTS, PLAIN, Posting, certificate_lists, compare, terms_of

AMENDABLE = {*PLAIN, *LISTS, "occupation"}


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
    overwrite([one])
    write_certificates([], [one])
    write_versions([one], source, on=on, by=by)
    write_prints([one])
    mark_handed_in([vacancy], on=on, by=by)
    object_to([(vacancy, bridge.objections_to(one.terms, said))])
    send_back([vacancy], by)
    record("vacancy.amended", vacancy, by=by, fields=sorted(one.changes))
    return vacancy


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
