"""Every write to organisations, pairings and staff."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from jiedui.accounts.models import Organisation, Pairing, User
from jiedui.catalog.models import Region
from jiedui.core.events import record
from jiedui.core.refusal import Refusal


@transaction.atomic
def open_organisation(*, name, kind, region, by, credit_code=None, employer_kind=None, licence=""):
    """Register a bureau, an employer or a school; a credit code must pass its checksum."""
    if credit_code and not uscc.is_valid(credit_code):
        raise Refusal(
            "bad-credit-code",
            _("统一社会信用代码不对（18位，最后一位是校验码）：请照营业执照再核对一遍。"),
        )
    if credit_code and Organisation.objects.filter(credit_code=credit_code).exists():
        raise Refusal(
            "organisation-known", _("这个统一社会信用代码已经登记过：请直接选用已有的单位。")
        )
    if Organisation.objects.filter(name=name, region=region).exists():
        raise Refusal("organisation-known", _("这个地方已有同名单位：请直接选用已有的单位。"))
    organisation = Organisation.objects.create(
        name=name,
        kind=kind,
        region=region,
        credit_code=credit_code or None,
        employer_kind=employer_kind,
        licence=licence,
    )
    record("organisation.opened", organisation, by=by, kind=kind)
    return organisation


@transaction.atomic
def enrol_user(*, username, password, full_name, organisation, role, by):
    """Give a member of staff an account."""
    if User.objects.filter(username=username).exists():
        raise Refusal("username-taken", _("这个账号已有人使用：请换一个。"))
    user = User(username=username, full_name=full_name, organisation=organisation, role=role)
    user.set_password(password)
    user.save()
    record("user.enrolled", user, by=by, role=role)
    return user


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
