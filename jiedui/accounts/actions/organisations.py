"""Registering bureaus, employers, schools and agencies."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from jiedui.accounts.models import Organisation
from jiedui.catalog.models import EmployerKind, Region
from jiedui.core.events import event, record_all
from jiedui.core.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Opening:
    """What must be known of an organisation before it is registered."""

    name: str
    kind: str
    region: Region
    credit_code: str | None = None
    employer_kind: EmployerKind | None = None
    licence: str = ""


def open_organisation(*, by, **told):
    """Register a bureau, an employer or a school; a credit code must pass its checksum."""
    (answer,) = open_organisations([Opening(**told)], by=by)
    if isinstance(answer, Refusal):
        raise answer
    return answer


@transaction.atomic
def open_organisations(openings, *, by):
    """Register many at once: for each, in order, the organisation or the refusal that it met."""
    codes = {one.credit_code for one in openings if one.credit_code}
    names = {one.name for one in openings}
    known_codes = set(
        Organisation.objects.filter(credit_code__in=codes).values_list("credit_code", flat=True)
    )
    known_names = set(Organisation.objects.filter(name__in=names).values_list("name", "region_id"))
    answers = []
    for one in openings:
        answer = _refused(one, known_codes, known_names)
        if answer is None:
            answer = Organisation(**{name: getattr(one, name) for name in one.__slots__})
            known_codes.add(one.credit_code)
            known_names.add((one.name, one.region.pk))
        answers.append(answer)
    opened = [answer for answer in answers if isinstance(answer, Organisation)]
    Organisation.objects.bulk_create(opened, batch_size=500)
    record_all([event("organisation.opened", one, by=by, kind=one.kind) for one in opened])
    return answers


def _refused(one, known_codes, known_names):
    if one.credit_code and not uscc.is_valid(one.credit_code):
        return Refusal(
            "bad-credit-code",
            _("统一社会信用代码不对（18位，最后一位是校验码）：请照营业执照再核对一遍。"),
        )
    if one.credit_code and one.credit_code in known_codes:
        return Refusal(
            "organisation-known", _("这个统一社会信用代码已经登记过：请直接选用已有的单位。")
        )
    if (one.name, one.region.pk) in known_names:
        return Refusal("organisation-known", _("这个地方已有同名单位：请直接选用已有的单位。"))
    return None
