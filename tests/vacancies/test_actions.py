"""Postings kept, published, amended and closed."""

from dataclasses import replace
from datetime import date

import pytest

from jiedui.accounts.models import Organisation
from jiedui.catalog.models import Region
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.vacancies import actions
from jiedui.vacancies.models import Breach, Element, Stage, Vacancy, Version
from jiedui.vacancies.queries import Objection, compare
from tests.registry import ON, posting, vacancy
from tests.wiping import forget_events

pytestmark = pytest.mark.django_db

SEX = Objection("sex", "prohibit", "限女性", "就业促进法第二十七条", "不限性别")


def keep(officer, *entries):
    return actions.keep_vacancies(list(entries), on=ON, by=officer)


def verbs():
    return list(Event.objects.order_by("id").values_list("verb", flat=True))


@pytest.fixture
def officer(eastern_officer):
    forget_events()
    return eastern_officer


def test_a_new_posting_opens_its_employer_and_waits_for_review(officer):
    [kept] = keep(officer, posting(certificates=("welder",), said="招缝纫工两名"))

    found = Vacancy.objects.get(pk=kept.vacancy_id)
    assert kept.verdict == "new"
    assert (found.stage, found.code, found.employer.name) == (
        Stage.DRAFT,
        "330421-00001",
        "嘉善县云帆服饰有限公司",
    )
    assert found.spelling == " fengrengong frg "
    assert [kind.code for kind in found.certificates.all()] == ["welder"]
    assert found.versions.get().said == "招缝纫工两名"
    assert verbs() == ["organisation.opened", "vacancy.kept"]


def test_the_same_posting_again_changes_nothing(officer):
    [first] = keep(officer, posting())
    forget_events()

    [second] = keep(officer, posting())

    assert (second.verdict, second.vacancy_id) == ("same", first.vacancy_id)
    assert Version.objects.count() == 1
    assert verbs() == []


def test_changed_terms_make_a_version_and_say_which_fields(officer):
    keep(officer, posting(certificates=("welder",)))

    [kept] = keep(officer, posting(pay_high=7500, certificates=("forklift",)))

    found = Vacancy.objects.get(pk=kept.vacancy_id)
    assert (kept.verdict, found.pay_high) == ("changed", 7500)
    assert [kind.code for kind in found.certificates.all()] == ["forklift"]
    assert list(found.versions.order_by("number").values_list("number", "terms__pay_high")) == [
        (1, 7000),
        (2, 7500),
    ]
    amended = Event.objects.get(verb="vacancy.amended")
    assert amended.facts == {"fields": ["certificates", "pay_high"]}


def test_a_review_shows_old_and_new_without_writing(officer):
    keep(officer, posting())
    forget_events()

    [seen] = compare([posting(openings=5)])

    assert (seen.verdict, seen.changes) == ("changed", {"openings": [2, 5]})
    assert Vacancy.objects.get().openings == 2
    assert verbs() == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"employer_name": " "}, "no-employer"),
        ({"title": ""}, "no-title"),
        ({"openings": 0}, "no-openings"),
        ({"openings": 100_001}, "too-many-openings"),
        ({"reserved": 3}, "reserved-beyond-openings"),
        ({"pay_low": 9000}, "pay-upside-down"),
        ({"age_min": 40, "age_max": 30}, "age-upside-down"),
        ({"region": 999999}, "unknown-region"),
        ({"occupation": "9-99-99-99"}, "unknown-occupation"),
        ({"certificates": ("nonsense",)}, "unknown-certificate"),
        ({"employer_kind": "nonsense"}, "unknown-employer-kind"),
        ({"credit_code": "91330421MA0000000X"}, "bad-credit-code"),
        ({"valid_until": date(2026, 1, 1)}, "posting-expired"),
    ],
)
def test_one_bad_entry_is_refused_and_blocks_nobody(officer, wrong, code):
    [bad, good] = keep(officer, replace(posting("质检员"), **wrong), posting())

    assert (bad.verdict, bad.vacancy_id, bad.refusal.code) == ("refused", None, code)
    assert good.verdict == "new"
    assert Vacancy.objects.count() == 1


def test_a_town_is_kept_as_its_county(officer):
    town = Region.objects.filter(level="town", prefix=330421).first()

    [kept] = keep(officer, posting(region=town.code))

    assert Vacancy.objects.get(pk=kept.vacancy_id).region_id == 330421


def test_the_same_employer_is_met_again_in_the_same_province(officer):
    keep(officer, posting(), posting("质检员", region=330402))

    assert Organisation.objects.filter(name="嘉善县云帆服饰有限公司").count() == 1


def test_a_company_of_the_same_name_in_another_province_is_another(officer):
    keep(officer, posting(), posting(region=513225))

    assert Organisation.objects.filter(name="嘉善县云帆服饰有限公司").count() == 2


def test_twice_in_one_list_is_one_post_unless_the_terms_differ(officer):
    first, again, other = keep(officer, posting(), posting(), posting(pay_low=4000))

    assert (again.verdict, again.vacancy_id) == ("same", first.vacancy_id)
    assert other.refusal.code == "posting-twice"


def test_a_mark_tells_two_posts_of_one_title_apart(officer):
    first, second = keep(officer, posting(mark="一车间"), posting(mark="二车间"))

    assert first.vacancy_id != second.vacancy_id
    assert set(Vacancy.objects.values_list("code", flat=True)) == {"330421-00001", "330421-00002"}


def test_the_hundred_thousandth_vacancy_of_a_county_still_gets_a_number(officer):
    keep(officer, posting(mark="一车间"))
    Vacancy.objects.update(code="330421-99999")
    keep(officer, posting(mark="二车间"))
    keep(officer, posting(mark="三车间"))

    codes = Vacancy.objects.order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["330421-99999", "330421-100000", "330421-100001"]


def test_a_complete_lawful_ad_is_published(officer):
    found = vacancy(officer)

    assert found.stage == Stage.OPEN
    assert verbs()[-1] == "vacancy.published"


@pytest.mark.parametrize(
    ("left_out", "element"),
    [
        ({"conditions": ""}, Element.CONDITIONS),
        ({"duties": ""}, Element.DUTIES),
        ({"pay_low": None, "pay_high": None}, Element.PAY),
        ({"valid_until": None}, Element.VALIDITY),
        ({"employer_is_agency": True}, Element.EMPLOYER),
        ({"region": 330400}, Element.WORKPLACE),
    ],
)
def test_an_ad_that_leaves_an_element_out_is_not_published(officer, left_out, element):
    draft = vacancy(officer, is_open=False, **left_out)
    forget_events()

    assert draft.missing_elements() == [element]
    with pytest.raises(Refusal) as refused:
        actions.publish(draft, by=officer)

    assert refused.value.code == "elements-missing"
    assert str(element.label) in str(refused.value)
    draft.refresh_from_db()
    assert draft.stage == Stage.DRAFT
    assert verbs() == []


def test_publishing_may_bring_the_last_day(officer):
    draft = vacancy(officer, is_open=False, valid_until=None)

    opened = actions.publish(draft, by=officer, valid_until=date(2026, 5, 1))

    assert (opened.stage, opened.valid_until) == (Stage.OPEN, date(2026, 5, 1))


def test_an_expired_ad_opens_only_with_a_new_last_day(officer):
    post = vacancy(officer)
    actions.close(post, because="expired", by=officer)
    later = date(2026, 7, 1)

    with pytest.raises(Refusal) as refused:
        actions.publish(post, by=officer, on=later)
    assert refused.value.code == "posting-expired"

    opened = actions.publish(post, by=officer, on=later, valid_until=date(2026, 9, 1))
    assert (opened.stage, opened.valid_until) == (Stage.OPEN, date(2026, 9, 1))


def test_a_closed_ad_does_not_open_beside_its_successor(officer):
    old = vacancy(officer)
    actions.close(old, because="已招满", by=officer)
    vacancy(officer)

    with pytest.raises(Refusal) as refused:
        actions.publish(old, by=officer)

    assert refused.value.code == "posting-twice"


def test_of_two_closed_namesakes_one_opens(officer):
    for _ in range(2):
        actions.close(vacancy(officer), because="已招满", by=officer)

    published = actions.publish_many(Vacancy.objects.all(), by=officer)

    assert (len(published.opened), [refusal.code for _one, refusal in published.refused]) == (
        1,
        ["posting-twice"],
    )


def test_prohibited_words_block_until_an_officer_clears_them(officer):
    draft = vacancy(officer, is_open=False, breaches=(SEX,))
    with pytest.raises(Refusal) as refused:
        actions.publish(draft, by=officer)
    assert refused.value.code == "words-prohibited"

    actions.clear_breach(draft.breaches.get(), because="女浴室保洁，岗位性质决定", by=officer)

    assert actions.publish(draft, by=officer).stage == Stage.OPEN
    assert Breach.objects.get().cleared_by_id == officer.pk


def test_words_to_be_looked_at_do_not_block(officer):
    age = Objection("age", "review", "35岁以下", "-", "写明依据")

    assert vacancy(officer, breaches=(age,)).stage == Stage.OPEN


def test_a_clearance_needs_a_reason_and_is_given_once(officer):
    draft = vacancy(officer, is_open=False, breaches=(SEX,))
    breach = draft.breaches.get()

    with pytest.raises(Refusal) as refused:
        actions.clear_breach(breach, because="  ", by=officer)
    assert refused.value.code == "no-reason"

    actions.clear_breach(breach, because="依据见附件", by=officer)
    with pytest.raises(Refusal) as refused:
        actions.clear_breach(breach, because="再放行", by=officer)
    assert refused.value.code == "already-cleared"


def test_cleared_words_stay_cleared_as_long_as_they_stand(officer):
    draft = vacancy(officer, is_open=False, breaches=(SEX,))
    actions.clear_breach(draft.breaches.get(), because="依据见附件", by=officer)

    keep(officer, posting(breaches=(SEX,), openings=3))
    assert not Vacancy.objects.objectionable().exists()

    keep(officer, posting(openings=4))
    assert Breach.objects.count() == 0


def test_an_open_ad_with_new_prohibited_words_goes_back_to_review(officer):
    found = vacancy(officer)

    keep(officer, posting(breaches=(SEX,)))

    found.refresh_from_db()
    assert found.stage == Stage.DRAFT
    assert verbs()[-1] == "vacancy.sent_back"


def test_many_are_published_and_the_others_say_why_not(officer):
    keep(officer, posting(), posting("质检员", duties=""), posting("裁剪工", breaches=(SEX,)))

    published = actions.publish_many(Vacancy.objects.all(), by=officer)

    assert [one.title for one in published.opened] == ["缝纫工"]
    assert {one.title: refusal.code for one, refusal in published.refused} == {
        "质检员": "elements-missing",
        "裁剪工": "words-prohibited",
    }


def test_an_ad_is_closed_once(officer):
    found = vacancy(officer)

    closed = actions.close(found, because="已招满", by=officer)
    with pytest.raises(Refusal) as refused:
        actions.close(found, because="已招满", by=officer)

    assert (closed.stage, closed.closed_because) == (Stage.CLOSED, "已招满")
    assert refused.value.code == "wrong-stage"
    assert verbs().count("vacancy.closed") == 1


def test_the_expired_are_closed_and_no_others(officer):
    gone = vacancy(officer, "质检员", valid_until=date(2026, 3, 2))
    stays = vacancy(officer)

    closed = actions.close_expired(on=date(2026, 3, 3))

    assert closed == [gone]
    assert str(closed[0].closed_said) == "有效期已过"
    stays.refresh_from_db()
    assert stays.stage == Stage.OPEN


def test_a_closed_ad_may_be_brought_anew(officer):
    first = vacancy(officer)
    actions.close(first, because="已招满", by=officer)

    [kept] = keep(officer, posting())

    assert (kept.verdict, kept.vacancy_id != first.pk) == ("new", True)


def test_amending_makes_a_version_and_is_judged_again(officer):
    found = vacancy(officer, said="招缝纫工")

    amended = actions.amend(found, by=officer, duties="缝制成衣，限女性，形象好")

    assert (
        amended.versions.order_by("-number").first().terms["duties"] == "缝制成衣，限女性，形象好"
    )
    assert "sex" in set(amended.breaches.values_list("rule", flat=True))
    amended.refresh_from_db()
    assert amended.stage == Stage.DRAFT


def test_amending_into_nonsense_is_refused_and_leaves_no_trace(officer):
    found = vacancy(officer)
    before = verbs()

    with pytest.raises(Refusal) as refused:
        actions.amend(found, by=officer, openings=0)

    assert refused.value.code == "no-openings"
    assert verbs() == before
    assert Version.objects.count() == 1


def test_amending_an_unknown_term_is_a_bug(officer):
    with pytest.raises(TypeError):
        actions.amend(vacancy(officer), by=officer, colour="red")


def test_a_list_costs_the_same_number_of_questions_whatever_its_length(
    officer, django_assert_max_num_queries
):
    keep(officer, posting())
    ten = [posting(f"岗位{n}") for n in range(10)]
    with django_assert_max_num_queries(60) as first:
        keep(officer, *ten)
    twenty = [posting(f"职位{n}") for n in range(20)]
    with django_assert_max_num_queries(len(first)):
        keep(officer, *twenty)
