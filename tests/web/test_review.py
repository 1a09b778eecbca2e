"""The officer's queue: firms, papers, half-yearly checks, posts with what stands against them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jiedui.accounts.models import Licence, Organisation, Registration, Verification
from jiedui.accounts.roles import Role
from jiedui.core.events import Event
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies import bridge
from jiedui.vacancies.models import Decision, Stage, Vacancy, Verdict
from tests.registry import posting
from tests.web import firms
from tests.web.conftest import signed_in
from tests.web.test_lists import queries_of

pytestmark = pytest.mark.django_db

SEWING = (
    "负责男女外套的平车缝制，按工序卡和样衣操作，每天自检首件，发现跳针、断线及时停车报修。"
    "车间有空调，厂区食堂三餐，宿舍四人一间带独立卫生间。计件工资，每月二十号发上月工资。"
)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def employer(eastern_officer, today):
    return firms.approved(eastern_officer, on=today)


def handed_in(employer, on, **more):
    told = {"employer_name": employer.organisation.name, "valid_until": on + timedelta(days=60),
            "credit_code": employer.organisation.credit_code}  # fmt: skip
    [kept] = vacancies.keep_vacancies([posting(**told | more)], on=on, by=employer)
    assert kept.refusal is None, kept.refusal.code
    return Vacancy.objects.get(pk=kept.vacancy_id)


def test_a_new_firm_is_looked_at_and_let_in(eastern_desk, eastern_officer, today):
    registration = firms.registered()
    page = eastern_desk.get(f"{reverse('desk:review')}?tab=firms").content.decode()
    assert registration.name in page
    assert "新单位" in page
    assert "个单位注册等您核实" in eastern_desk.get(reverse("desk:home")).content.decode()

    here = reverse("desk:review_firm", args=[registration.code])
    assert "0573-84000000" in eastern_desk.get(here).content.decode()
    told = {"note": firms.NOTE}
    eastern_desk.post(reverse("desk:review_firm_approve", args=[registration.code]), told)

    registration.refresh_from_db()
    user = registration.user
    user.refresh_from_db()
    firm = Organisation.objects.get(credit_code=firms.CODES["yunfan"])
    assert (registration.stage, registration.decided_by) == ("approved", eastern_officer)
    assert (user.role, user.organisation) == (Role.EMPLOYER, firm)
    last = Verification.objects.get(organisation=firm)
    assert (last.due_on - last.verified_on) <= timedelta(days=181)
    assert "licence.verified" in set(Event.objects.values_list("verb", flat=True))


def test_a_known_firm_is_claimed_and_not_doubled(eastern_desk, eastern_officer, today):
    told = posting(employer_name="嘉善云帆服饰有限公司", credit_code=firms.CODES["yunfan"])
    vacancies.keep_vacancies([told], on=firms.ON, by=eastern_officer)
    firm = Organisation.objects.get(credit_code=firms.CODES["yunfan"])
    registration = firms.registered()
    assert registration.user.organisation is None

    page = eastern_desk.get(reverse("desk:review_firm", args=[registration.code])).content.decode()
    assert "系统里已有这个单位" in page
    told = {"note": firms.NOTE}
    eastern_desk.post(reverse("desk:review_firm_approve", args=[registration.code]), told)
    assert Organisation.objects.employers().count() == 1
    registration.user.refresh_from_db()
    assert registration.user.organisation == firm


def test_a_return_needs_a_reason(eastern_desk, eastern_officer):
    registration = firms.registered()
    here = reverse("desk:review_firm_return", args=[registration.code])
    eastern_desk.post(here, {"because": " "})
    assert Registration.objects.get().stage == "waiting"
    eastern_desk.post(here, {"because": "名称与执照不一致"})
    assert (Registration.objects.get().stage, Registration.objects.get().because) == (
        "returned", "名称与执照不一致",
    )  # fmt: skip


def test_clean_posts_are_approved_together_and_kept_as_decisions(
    eastern_desk, eastern_officer, employer, today
):
    first, second = (handed_in(employer, today, mark=f"{n}车间", said="") for n in (1, 2))
    Vacancy.objects.filter(pk=second.pk).update(title="裁剪工")
    page = eastern_desk.get(reverse("desk:review"))
    assert set(page.context["clean"]) == {first.code, second.code}
    eastern_desk.post(reverse("desk:review_approve"), {"chosen": page.context["clean"]})
    assert set(Vacancy.objects.values_list("stage", flat=True)) == {Stage.OPEN}
    assert set(Decision.objects.values_list("verdict", "by")) == {
        (Verdict.APPROVED, eastern_officer.pk)
    }


def test_a_post_sent_back_says_why_and_leaves_the_queue(eastern_desk, employer, today):
    vacancy = handed_in(employer, today)
    here = reverse("desk:review_return", args=[vacancy.code])
    eastern_desk.post(here, {"because": ""})
    assert not Decision.objects.exists()
    eastern_desk.post(here, {"because": "请写明计件单价"})
    assert eastern_desk.get(reverse("desk:review")).context["lines"] == []
    door = signed_in(employer)
    assert (
        "请写明计件单价"
        in door.get(reverse("employer:vacancy", args=[vacancy.code])).content.decode()
    )
    door.post(reverse("employer:vacancy_again", args=[vacancy.code]))
    assert len(eastern_desk.get(reverse("desk:review")).context["lines"]) == 1


def test_the_same_text_a_week_later_is_shown_beside_the_first(
    eastern_desk, eastern_officer, employer, today
):
    earlier = handed_in(employer, today - timedelta(days=7), said=SEWING)
    vacancies.publish(earlier, by=eastern_officer, on=today)
    vacancies.close(earlier, because="已招满", by=employer)
    again = handed_in(employer, today, said=SEWING, openings=6)
    two_titles = handed_in(employer, today, said=SEWING, title="外套车间能手")

    lines = {
        line.vacancy.pk: line for line in eastern_desk.get(reverse("desk:review")).context["lines"]
    }
    assert lines[again.pk].repeat.vacancy == earlier
    assert lines[two_titles.pk].repeat.kind == "two-titles"
    assert not lines[again.pk].is_clean
    page = eastern_desk.get(reverse("desk:review")).content.decode()
    since = today - timedelta(days=7)
    assert f"与{since.year}年{since.month}月{since.day}日" in page
    assert "的岗位几乎相同" in page
    here = reverse("desk:review_beside", args=[again.code, earlier.code])
    beside = eastern_desk.get(here).content.decode()
    assert "<ins>6</ins>" in beside
    assert "文字相同 100%" in beside
    assert "处两边一样" in beside
    page = eastern_desk.get(reverse("desk:vacancy", args=[again.code])).content.decode()
    assert "像是重复的岗位" in page


def test_a_firm_whose_half_year_is_over_cannot_post_until_looked_at(
    eastern_desk, eastern_officer, employer, today
):
    vacancy = handed_in(employer, today)
    Verification.objects.update(
        verified_on=today - timedelta(days=200), due_on=today - timedelta(days=1)
    )
    page = eastern_desk.get(reverse("desk:review")).content.decode()
    assert "单位未核实或已到期" in page
    eastern_desk.post(reverse("desk:vacancy_publish", args=[vacancy.code]))
    vacancy.refresh_from_db()
    assert vacancy.stage == Stage.DRAFT
    page = eastern_desk.get(f"{reverse('desk:review')}?tab=due").content.decode()
    assert "已到期，不能发布" in page
    told = {"note": firms.NOTE}
    eastern_desk.post(reverse("desk:review_due", args=[employer.organisation_id]), told)
    eastern_desk.post(reverse("desk:vacancy_publish", args=[vacancy.code]))
    vacancy.refresh_from_db()
    assert vacancy.stage == Stage.OPEN


def test_a_new_paper_is_looked_at(eastern_desk, employer, today):
    signed_in(employer).post(
        reverse("employer:firm_show"), {"kind": "business", "file": firms.paper()}
    )
    licence = Licence.objects.waiting().get()
    page = eastern_desk.get(f"{reverse('desk:review')}?tab=papers").content.decode()
    assert employer.organisation.name in page
    answer = eastern_desk.get(reverse("desk:review_paper", args=[licence.code]))
    assert answer.content[:3] == b"\xff\xd8\xff"
    eastern_desk.post(
        reverse("desk:review_paper_refuse", args=[licence.code]), {"because": "照片看不清"}
    )
    licence.refresh_from_db()
    assert (licence.stage, licence.because) == ("refused", "照片看不清")


def test_the_queue_costs_the_same_for_few_and_many(eastern_desk, eastern_officer, employer, today):
    for number in range(3):
        handed_in(employer, today, mark=f"{number}车间", said=SEWING)
    few = queries_of(eastern_desk, reverse("desk:review"))
    for number in range(3, 12):
        handed_in(employer, today, mark=f"{number}车间", said=SEWING)

    assert queries_of(eastern_desk, reverse("desk:review")) == few


@pytest.mark.parametrize("tab", ["posts", "firms", "papers", "due"])
def test_every_tab_opens_empty(eastern_desk, tab):
    assert eastern_desk.get(f"{reverse('desk:review')}?tab={tab}").status_code == 200


def test_of_two_alike_the_new_one_may_be_let_out_or_ended(
    eastern_desk, eastern_officer, employer, today
):
    earlier = handed_in(employer, today - timedelta(days=7), said=SEWING)
    vacancies.publish(earlier, by=eastern_officer, on=today)
    again = handed_in(employer, today, said=SEWING, mark="二车间")
    page = eastern_desk.get(reverse("desk:review_beside", args=[again.code, earlier.code]))
    assert [row.name for row in page.context["differing"]] == ["有效期至"]
    assert "作为重复退回" in page.content.decode()

    eastern_desk.post(reverse("desk:review_approve"), {"chosen": again.code})

    again.refresh_from_db()
    assert again.stage == Stage.OPEN
    page = eastern_desk.get(reverse("desk:review_beside", args=[again.code, earlier.code]))
    assert "怎样办" not in page.content.decode()


def typed(eastern_officer, **told):
    """A post that the office itself typed, with what the law says of its words."""
    words = told.get("said", "")
    found = bridge.objections(bridge.read_ad(text=words))
    entry = posting(**{"breaches": found} | told)
    [kept] = vacancies.keep_vacancies([entry], on=entry.valid_until, by=eastern_officer)
    return Vacancy.objects.get(pk=kept.vacancy_id)


def test_one_press_puts_the_lawful_wording_in_a_post_the_office_typed(
    eastern_desk, eastern_officer
):
    vacancy = typed(eastern_officer, said="缝纫工2名，限女性，包吃包住", conditions="限女性")
    breach = vacancy.breaches.get()
    assert (
        "换成“男女不限”"
        in eastern_desk.get(reverse("desk:vacancy", args=[vacancy.code])).content.decode()
    )

    eastern_desk.post(reverse("desk:vacancy_reword", args=[vacancy.code, breach.pk]))

    vacancy.refresh_from_db()
    said = vacancy.versions.order_by("-number").first().said
    assert (said, vacancy.conditions) == ("缝纫工2名，男女不限，包吃包住", "男女不限")
    assert not vacancy.breaches.exists()


def test_an_upper_age_goes_with_its_words(eastern_desk, eastern_officer):
    vacancy = typed(
        eastern_officer, said="缝纫工2名，18-45岁", age_min=18, age_max=45, conditions="不限"
    )

    eastern_desk.post(
        reverse("desk:vacancy_reword", args=[vacancy.code, vacancy.breaches.get().pk])
    )

    vacancy.refresh_from_db()
    assert (vacancy.age_min, vacancy.age_max) == (16, None)


def test_words_that_no_press_can_mend_say_so(eastern_desk, eastern_officer):
    vacancy = vacancies.amend(
        typed(eastern_officer), by=eastern_officer, on=timezone.localdate(), pay_low=1000,
        pay_high=1200,
    )  # fmt: skip
    breach = vacancy.breaches.get(rule="minimum-wage")

    here = reverse("desk:vacancy_reword", args=[vacancy.code, breach.pk])
    page = eastern_desk.post(here, follow=True).content.decode()

    assert "系统改不了" in page
    assert vacancy.breaches.filter(pk=breach.pk).exists()


def test_what_a_firm_handed_in_is_not_reworded_by_the_office(eastern_desk, employer, today):
    found = bridge.objections(bridge.read_ad(text="限女性"))
    vacancy = handed_in(employer, today, said="限女性", breaches=found)

    here = reverse("desk:vacancy_reword", args=[vacancy.code, vacancy.breaches.get().pk])

    assert eastern_desk.post(here).status_code == 404
    assert "限女性" in vacancy.versions.get().said


def test_whoever_decides_is_led_to_the_next_that_waits(eastern_desk, eastern_officer, employer):
    on = timezone.localdate()
    first, second, third = (handed_in(employer, on, mark=f"{n}车间") for n in range(3))

    page = eastern_desk.get(reverse("desk:vacancy", args=[second.code]))
    assert (page.context["following"], page.context["others"]) == (first, 2)
    page = eastern_desk.get(reverse("desk:vacancy", args=[first.code]))
    assert page.context["following"] == third

    vacancies.publish_many([first, third], by=eastern_officer, on=on)
    page = eastern_desk.get(reverse("desk:vacancy", args=[second.code]))
    assert page.context["following"] is None
    decided = eastern_desk.get(reverse("desk:vacancy", args=[first.code]))
    assert "following" not in decided.context


def test_what_the_firm_pleads_stands_beside_the_words(eastern_desk, employer, today):
    found = bridge.objections(bridge.read_ad(text="限女性"))
    [kept] = vacancies.keep_vacancies(
        [
            posting(
                employer_name=employer.organisation.name, said="限女性", breaches=found,
                credit_code=employer.organisation.credit_code,
                valid_until=today + timedelta(days=60),
            )
        ],
        on=today, by=employer, source="单位说明：女浴室保洁",
    )  # fmt: skip
    vacancy = Vacancy.objects.get(pk=kept.vacancy_id)

    page = eastern_desk.get(reverse("desk:vacancy", args=[vacancy.code]))

    assert page.context["plea"] == "单位说明：女浴室保洁"
    assert "女浴室保洁" in page.content.decode()
