"""What must always hold of a vacancy, and who sees which."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from jiedui.accounts.models import Pairing
from jiedui.vacancies import actions
from jiedui.vacancies.models import Breach, Vacancy
from jiedui.vacancies.queries import Objection, spelling_of
from tests.registry import vacancy

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "nonsense",
    [
        {"openings": 0},
        {"reserved": 9},
        {"pay_low": 9000},
        {"age_min": 50, "age_max": 20},
    ],
)
def test_the_database_refuses_nonsense(eastern_officer, nonsense):
    post = vacancy(eastern_officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        Vacancy.objects.filter(pk=post.pk).update(**nonsense)


def test_a_clearance_without_a_reason_cannot_be_stored(eastern_officer):
    draft = vacancy(
        eastern_officer, is_open=False, breaches=(Objection("sex", "prohibit", "限女性", "-", "-"),)
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Breach.objects.filter(vacancy=draft).update(cleared_by_id=1)


def test_a_vacancy_is_live_to_its_last_day(eastern_officer):
    post = vacancy(eastern_officer, valid_until=date(2026, 6, 30))

    assert list(Vacancy.objects.live(date(2026, 6, 30))) == [post]
    assert list(Vacancy.objects.live(date(2026, 7, 1))) == []
    assert list(Vacancy.objects.expired(date(2026, 7, 1))) == [post]


def test_found_by_title_pinyin_initials_or_employer(eastern_officer):
    post = vacancy(eastern_officer)

    for words in ("缝纫", "fengren", "frg", "云帆", "云帆 frg"):
        assert list(Vacancy.objects.named(words)) == [post], words
    assert not Vacancy.objects.named("电工").exists()


@pytest.mark.parametrize(
    ("title", "spelling"),
    [
        ("会计", " kuaiji kj "),
        ("CNC操作工", " cnccaozuogong cnc"),
        ("银行柜员", " yinhangguiyuan yhgy "),
        ("", ""),
    ],
)
def test_titles_are_spelled_as_they_are_read(title, spelling):
    assert spelling_of(title).startswith(spelling)


def test_the_pair_sees_what_is_open_and_the_owner_everything(officer, eastern_officer, neighbour):
    is_open = vacancy(eastern_officer)
    draft = vacancy(eastern_officer, "质检员", is_open=False)

    def seen(user):
        return set(Vacancy.objects.visible_to(user))

    assert seen(eastern_officer) == {is_open, draft}
    assert seen(officer) == {is_open}
    assert seen(neighbour) == set()


def test_what_a_pairing_shares_ends_with_it(officer, eastern_officer):
    vacancy(eastern_officer)
    Pairing.objects.update(valid_until=date(2022, 1, 1))

    assert not Vacancy.objects.visible_to(officer).exists()


def test_an_upper_age_is_lawful_only_with_its_reason(eastern_officer):
    plain = vacancy(eastern_officer, age_max=35)
    grounded = vacancy(eastern_officer, "辅警", age_max=35, age_reason="辅警招录办法")

    assert (plain.lawful_age_max, grounded.lawful_age_max) == (None, 35)


def test_a_second_live_vacancy_of_the_same_name_cannot_be_stored(eastern_officer):
    first, second = vacancy(eastern_officer), vacancy(eastern_officer, "质检员")

    with pytest.raises(IntegrityError), transaction.atomic():
        Vacancy.objects.filter(pk=second.pk).update(title=first.title)


def test_a_list_of_twenty_costs_no_more_questions_than_one_of_ten(
    eastern_officer, django_assert_max_num_queries
):
    for number in range(20):
        vacancy(eastern_officer, f"岗位{number}")

    def page(size):
        rows = Vacancy.objects.visible_to(eastern_officer).select_related("employer", "region")
        assert len([(str(row.employer), str(row.region)) for row in rows[:size]]) == size

    with django_assert_max_num_queries(4) as ten:
        page(10)
    with django_assert_max_num_queries(len(ten)):
        page(20)


def test_breaches_are_seen_with_their_vacancy(officer, eastern_officer):
    told = (Objection("sex", "prohibit", "限女性", "-", "-"),)
    draft = vacancy(eastern_officer, is_open=False, breaches=told)
    age = (Objection("age", "review", "35岁以下", "-", "-"),)
    vacancy(eastern_officer, "质检员", breaches=age)

    assert Breach.objects.visible_to(eastern_officer).count() == 2
    assert Breach.objects.visible_to(officer).count() == 1
    actions.clear_breach(draft.breaches.get(), because="依据见附件", by=eastern_officer)
    assert Breach.objects.uncleared().count() == 1
