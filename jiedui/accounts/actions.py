"""Every write to organisations, pairings and staff."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from jiedui.accounts.models import Organisation, Pairing, User
from jiedui.catalog.models import EmployerKind, Region
from jiedui.core.events import event, record, record_all
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


@transaction.atomic
def enrol_user(*, username, password, full_name, organisation, role, by):
    """Give a member of staff an account; without a password nobody can sign in to it."""
    if User.objects.filter(username=username).exists():
        raise Refusal("username-taken", _("这个账号已有人使用：请换一个。"))
    user = User(username=username, full_name=full_name, organisation=organisation, role=role)
    if password is not None:
        _refuse_weak(password, user)
    user.set_password(password)
    user.save()
    record("user.enrolled", user, by=by, role=role)
    return user


def _refuse_weak(password, user):
    try:
        validate_password(password, user)
    except ValidationError:
        raise Refusal(
            "weak-password", _("密码太弱：至少10位，不要全用数字，也不要用常见的密码。请换一个。")
        ) from None


@transaction.atomic
def load_pairings(path):
    """Bring the table of pairings up to the file; what the file no longer names stays as it is."""
    counted = {"new": 0, "changed": 0, "same": 0}
    with Path(path).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            counted[_keep_pairing(row)] += 1
    return counted


def _keep_pairing(row):
    told = {
        "valid_until": date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        "confidence": row["confidence"],
        "source": row["source"],
        "note": row["note"],
    }
    pairing, is_new = Pairing.objects.get_or_create(
        east=Region.objects.get(code=row["east_code"]),
        west=Region.objects.get(code=row["west_code"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        defaults=told,
    )
    if is_new:
        return "new"
    if all(getattr(pairing, name) == value for name, value in told.items()):
        return "same"
    Pairing.objects.filter(pk=pairing.pk).update(**told)
    return "changed"
