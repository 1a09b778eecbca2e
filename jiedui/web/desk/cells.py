"""How the values of a sheet are shown to a person: labels, choices in words, numbers masked."""

from functools import cache

from django.utils.translation import gettext as _

from jiedui.catalog.models import CertificateType, Education, EmployerKind, Occupation, Region
from jiedui.sheets import vacancies, workers
from jiedui.sheets.models import Kind
from jiedui.vacancies.models import PayPeriod
from jiedui.workers.models import Channel, Employment, HouseholdClass, Sex

FIELDS = {Kind.PEOPLE: workers.FIELDS, Kind.VACANCIES: vacancies.FIELDS}
MASKED = {"identity", "phone", "contact"}
CHOICES = {
    "sex": Sex,
    "education": Education,
    "employment": Employment,
    "channel": Channel,
    "pay_period": PayPeriod,
    "household_classes": HouseholdClass,
}
NAMED = {
    "home": Region,
    "town": Region,
    "region": Region,
    "employer_region": Region,
    "occupation": Occupation,
    "certificates": CertificateType,
    "preferred": CertificateType,
    "employer_kinds": EmployerKind,
    "employer_kind": EmployerKind,
}


def fields_of(kind):
    """What a column of this kind of sheet can be read as, in the office's order."""
    return FIELDS[kind]


def field_label(kind, name):
    return FIELDS[kind].get(name, name)


def shown(name, value):
    """One value in words. Identity numbers and telephones show their last four only."""
    if value in (None, "", [], {}):
        return ""
    if name in MASKED:
        return "••••" + str(value)[-4:]
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple):
        return "、".join(shown_part(name, part) for part in value)
    return shown_part(name, value)


def shown_part(name, value):
    if isinstance(value, list | tuple):
        # A wish is (rank, low, high, words); experience is (occupation, years).
        return str(value[-1])
    if name in CHOICES:
        return str(dict(CHOICES[name].choices).get(value, value))
    if name in NAMED:
        return _named(NAMED[name], value)
    return str(value)


@cache
def _named(model, code):
    """Names of the catalogue do not change under a running process."""
    found = model.objects.filter(pk=code).first()
    return getattr(found, "name", str(code))
