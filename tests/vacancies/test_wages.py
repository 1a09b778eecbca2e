"""Pay below the minimum wage of the place and the day: asked about, prohibited, let go."""

from datetime import date, timedelta

import pytest

from jiedui.catalog.models import MinimumWage
from jiedui.core.refusal import Refusal
from jiedui.vacancies import actions
from jiedui.vacancies.models import Breach, Stage, Vacancy
from tests.registry import posting, vacancy
from tests.vacancies.test_handing_in import handed_in
from tests.web import firms

pytestmark = pytest.mark.django_db
ON = firms.ON  # 嘉兴市: 2,430 yuan from 2026 on
NEXT = date(2026, 7, 1)


@pytest.fixture
def employer(eastern_officer):
    return firms.approved(eastern_officer, on=ON)


def raised(monthly=2600):
    """A new figure for the city from the summer on."""
    MinimumWage.objects.filter(region=330400).update(valid_until=NEXT - timedelta(days=1))
    MinimumWage.objects.create(
        region_id=330400, valid_from=NEXT, monthly=monthly, hourly_fen=2400, confidence="sourced"
    )


def objected(**told):
    return list(Breach.objects.filter(**told).values_list("rule", "level"))


def test_pay_below_the_minimum_keeps_a_post_from_being_published(eastern_officer):
    post = vacancy(eastern_officer, is_open=False, pay_low=2000, pay_high=2300)

    assert objected(vacancy=post) == [("minimum-wage", "prohibit")]
    with pytest.raises(Refusal) as refused:
        actions.publish(post, by=eastern_officer, on=ON)
    assert refused.value.code == "words-prohibited"


def test_an_officer_may_let_it_go_with_a_reason(eastern_officer):
    post = vacancy(eastern_officer, is_open=False, pay_low=2000, pay_high=2300)
    actions.clear_breach(post.breaches.get(), because="学生实习，按协议", by=eastern_officer)

    assert actions.publish(post, by=eastern_officer, on=ON).stage == Stage.OPEN


def test_a_lower_end_below_it_is_asked_about_and_does_not_block(eastern_officer):
    post = vacancy(eastern_officer, is_open=False, pay_low=2000, pay_high=4000)

    assert objected(vacancy=post) == [("minimum-wage", "review")]
    assert actions.publish(post, by=eastern_officer, on=ON).stage == Stage.OPEN


def test_what_suffices_is_not_objected_to(eastern_officer):
    vacancy(eastern_officer, pay_low=2430, pay_high=2430)

    assert objected() == []


def test_a_figure_that_has_risen_meanwhile_is_met_at_publishing(eastern_officer):
    raised()
    post = vacancy(eastern_officer, is_open=False, pay_low=2430, pay_high=2500,
                   valid_until=date(2026, 12, 31))  # fmt: skip
    assert objected(vacancy=post) == []

    [refused] = actions.publish_many([post], by=eastern_officer, on=NEXT).refused

    assert refused[1].code == "words-prohibited"
    assert objected(vacancy=post) == [("minimum-wage", "prohibit")]
    assert "2026年7月1日" in Breach.objects.get().rewording


def test_an_objection_that_time_has_answered_goes(eastern_officer):
    post = vacancy(eastern_officer, is_open=False, pay_low=2000, pay_high=2300)
    MinimumWage.objects.all().delete()

    assert actions.publish(post, by=eastern_officer, on=ON).stage == Stage.OPEN
    assert objected() == []


def test_a_firm_does_not_hand_it_in_and_hears_why(employer):
    with pytest.raises(Refusal) as refused:
        handed_in(employer, pay_low=2000, pay_high=2300)

    assert refused.value.code == "pay-below-minimum"
    assert "2430元" in str(refused.value.message)
    assert not Vacancy.objects.exists()


def test_a_firm_does_not_lower_an_open_post_below_it(employer, eastern_officer):
    post = actions.publish(handed_in(employer), by=eastern_officer, on=ON)

    with pytest.raises(Refusal) as refused:
        actions.amend(post, by=employer, on=ON, pay_low=2000, pay_high=2300)

    assert refused.value.code == "pay-below-minimum"
    post.refresh_from_db()
    assert (post.stage, post.pay_low) == (Stage.OPEN, 5000)


def test_a_post_whose_wage_has_become_unlawful_is_not_renewed(eastern_officer):
    post = vacancy(eastern_officer, pay_low=2450, pay_high=2500,
                   valid_until=NEXT + timedelta(days=3))  # fmt: skip
    raised()

    with pytest.raises(Refusal) as refused:
        actions.renew(post, on=NEXT, by=eastern_officer)

    assert refused.value.code == "pay-below-minimum"
    post.refresh_from_db()
    assert post.valid_until == NEXT + timedelta(days=3)


def test_part_time_is_told_by_the_ads_own_words_also_at_publishing(eastern_officer):
    told = {"pay_low": 2200, "pay_high": 2200, "pay_period": "hour", "pay_said": "25元/小时"}
    post = vacancy(eastern_officer, is_open=False, said="兼职理货，每天4小时，25元/小时", **told)

    assert actions.publish(post, by=eastern_officer, on=ON).stage == Stage.OPEN
    assert objected() == []


def test_figures_typed_by_hand_no_longer_rest_on_the_ads_words(eastern_officer):
    post = vacancy(eastern_officer, pay_low=4350, pay_high=4350, pay_period="hour",
                   pay_said="25元/小时", pay_assumption="174小时")  # fmt: skip

    actions.amend(post, by=eastern_officer, on=ON, pay_low=5000, pay_high=5000)

    post.refresh_from_db()
    assert (post.pay_period, post.pay_said, post.pay_assumption) == ("month", "", "")
    actions.amend(post, by=eastern_officer, on=ON, openings=9)
    post.refresh_from_db()
    assert post.pay_low == 5000


def test_a_whole_list_is_judged_by_one_question(eastern_officer, django_assert_max_num_queries):
    few = [posting(f"岗位{n}", pay_low=2000, pay_high=2300) for n in range(4)]
    actions.keep_vacancies(few, on=ON, by=eastern_officer)
    with django_assert_max_num_queries(60) as first:
        actions.publish_many(Vacancy.objects.all(), by=eastern_officer, on=ON)
    many = [posting(f"职位{n}", pay_low=2000, pay_high=2300) for n in range(40)]
    actions.keep_vacancies(many, on=ON, by=eastern_officer)
    with django_assert_max_num_queries(len(first)):
        actions.publish_many(Vacancy.objects.all(), by=eastern_officer, on=ON)
