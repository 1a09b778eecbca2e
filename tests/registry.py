"""People, wishes and postings for tests that need other ones than the standing town has."""

from datetime import date
from itertools import count

from jiedui.catalog.models import Occupation, Region
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies.models import Vacancy
from jiedui.vacancies.queries import Posting
from jiedui.workers.models import (
    Household,
    HouseholdStatus,
    Intention,
    WishedOccupation,
    WishedPlace,
    Worker,
)

ON = date(2026, 3, 2)
EAST, WEST = 330421, 513225
_numbers = count(1)


def occupation(title="缝纫工"):
    """Some unit of the classification, by a title that the catalogue knows."""
    return Occupation.objects.filter(titles__title=title).order_by("code").first()


def person(home=WEST, born=date(1996, 5, 1), klass="", **told):
    """Somebody in the registry, who has not been asked yet."""
    number = next(_numbers)
    household = Household.objects.create(code=f"T{number}", home_id=home)
    if klass:
        HouseholdStatus.objects.create(
            household=household, kind_id=klass, valid_from=date(2021, 1, 1)
        )
    return Worker.objects.create(
        code=f"T{number:06d}",
        name=f"测试{number}",
        born_on=born,
        home_id=home,
        household=household,
        **told,
    )


def wish(worker, *, occupations=(), places=(), **told):
    """The answer of one person; intervals in the order of their ranks."""
    asked = Intention.objects.create(worker=worker, asked_on=date(2026, 2, 1), **told)
    for rank, (low, high) in enumerate(occupations, start=1):
        WishedOccupation.objects.create(intention=asked, rank=rank, low=low, high=high, said="-")
    for rank, (low, high) in enumerate(places, start=1):
        WishedPlace.objects.create(intention=asked, rank=rank, low=low, high=high, said="-")
    return asked


def seeker(home=WEST, born=date(1996, 5, 1), klass="", education=3, **wishes):
    """Somebody who looks for work."""
    worker = person(home, born, klass, education=education)
    wish(worker, **wishes)
    return worker


def posting(title="缝纫工", **told):
    """A posting that tells everything the notice asks for."""
    return Posting(
        **{
            "employer_name": "嘉善县云帆服饰有限公司",
            "region": EAST,
            "title": title,
            "openings": 2,
            "occupation": "",
            "conditions": "不限",
            "duties": "缝制成衣",
            "pay_low": 5000,
            "pay_high": 7000,
            "valid_until": date(2026, 6, 30),
        }
        | told
    )


def vacancy(by, title="缝纫工", *, is_open=True, **told):
    """A vacancy brought and, unless told otherwise, published."""
    [kept] = vacancies.keep_vacancies([posting(title, **told)], on=ON, by=by)
    assert kept.refusal is None, kept.refusal.code
    found = Vacancy.objects.get(pk=kept.vacancy_id)
    return vacancies.publish(found, by=by) if is_open else found


def county(code):
    return Region.objects.get(code=code)
