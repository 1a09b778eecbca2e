"""What firms hand in, renew and mend; what the timetable says of it."""

from datetime import timedelta

import pytest

from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.vacancies import actions, bridge
from jiedui.vacancies.models import Print, Sketch, Stage, Vacancy, Version
from tests.registry import posting, vacancy
from tests.web import firms

pytestmark = pytest.mark.django_db
ON = firms.ON
AD = (
    "缝纫工10名，会平车，月薪5000-8000元，包吃包住，缴纳五险。\n工作内容：缝制外套\n"
    "招聘条件：不限\n工作地点：嘉善县惠民街道\n联系电话：0573-84000000"
)


@pytest.fixture
def employer(eastern_officer):
    return firms.approved(eastern_officer, on=ON)


def handed_in(employer, text=AD, plea="", **more):
    sketch = actions.sketch_text(text, by=employer, at=firms.AT)[0]
    terms = actions.terms_from(sketch.terms) | {
        "region": employer.organisation.region, "certificates": (),
        "valid_until": ON + timedelta(days=40),
    } | more  # fmt: skip
    return actions.hand_in(sketch, terms=terms, said=sketch.said, plea=plea, on=ON, by=employer)


def test_a_text_becomes_terms_with_their_words(employer):
    [draft] = bridge.drafts_from(AD)
    assert draft.terms["title"] == "缝纫工"
    assert (draft.terms["openings"], draft.terms["pay_low"], draft.terms["pay_high"]) == (
        10, 5000, 8000,
    )  # fmt: skip
    assert (draft.terms["duties"], draft.terms["conditions"]) == ("缝制外套", "不限")
    assert (draft.terms["contact"], draft.terms["workplace"]) == ("0573-84000000", "嘉善县惠民街道")
    assert draft.terms["lodging"] is True
    assert draft.evidence["pay_low"]["words"] == "5000-8000元"
    assert set(draft.evidence) <= set(draft.terms)


@pytest.mark.parametrize("text", ["", "。", "\n" * 50, "招" * 30_000, "1、2、3、", "\x00😀<b>"])
def test_any_text_is_read(employer, text):
    assert all(isinstance(draft.terms, dict) for draft in bridge.drafts_from(text))


def test_what_is_handed_in_is_a_draft_of_its_firm(employer):
    post = handed_in(employer)
    assert (post.stage, post.employer, post.handed_in_on) == (
        Stage.DRAFT, employer.organisation, ON,
    )  # fmt: skip
    assert not Sketch.objects.exists()
    version = Version.objects.get()
    assert (version.by_id, version.made_on) == (employer.pk, ON)
    assert "vacancy.submitted" in set(Event.objects.values_list("verb", flat=True))


def test_prohibited_words_stand_only_with_a_plea(employer):
    text = AD.replace("会平车", "限女性")
    with pytest.raises(Refusal) as refused:
        handed_in(employer, text)
    assert refused.value.code == "words-unmended"
    assert not Vacancy.objects.exists()
    post = handed_in(employer, text, plea="女浴室保洁")
    assert post.versions.get().source == "单位说明：女浴室保洁"
    assert post.breaches.standing().exists()


def test_the_same_post_twice_is_changed_and_not_doubled(employer):
    handed_in(employer)
    with pytest.raises(Refusal) as refused:
        handed_in(employer)
    assert refused.value.code == "posting-known"


def test_an_amended_open_post_goes_back_to_review(eastern_officer, employer):
    post = actions.publish(handed_in(employer), by=eastern_officer, on=ON)
    post = actions.amend(post, by=employer, on=ON, pay_high=9000)
    assert (post.stage, post.returned) == (Stage.DRAFT, False)


def test_an_officers_change_leaves_it_open(eastern_officer, employer):
    post = actions.publish(handed_in(employer), by=eastern_officer, on=ON)
    post = actions.amend(post, by=eastern_officer, on=ON, pay_high=9000)
    assert post.stage == Stage.OPEN


def test_a_renewal_of_an_expired_post_is_looked_at_again(eastern_officer, employer):
    post = actions.publish(handed_in(employer), by=eastern_officer, on=ON)
    later = ON + timedelta(days=41)
    actions.close_expired(on=later)
    post.refresh_from_db()
    assert post.stage == Stage.CLOSED
    post = actions.renew(post, on=later, by=employer)
    assert (post.stage, post.valid_until) == (Stage.DRAFT, later + timedelta(days=30))
    assert post.versions.count() == 2


def test_a_renewal_long_before_the_end_is_refused(eastern_officer, employer):
    post = actions.publish(handed_in(employer), by=eastern_officer, on=ON)
    with pytest.raises(Refusal) as refused:
        actions.renew(post, on=ON, by=employer)
    assert refused.value.code == "not-due"


def test_a_firm_that_lapsed_renews_nothing(eastern_officer, employer):
    post = actions.publish(handed_in(employer), by=eastern_officer, on=ON)
    with pytest.raises(Refusal) as refused:
        actions.renew(post, on=ON + timedelta(days=200), by=employer)
    assert refused.value.code == "employer-not-verified"


def test_each_last_day_is_told_of_once(eastern_officer, employer):
    post = actions.publish(handed_in(employer), by=eastern_officer, on=ON)
    near = ON + timedelta(days=34)
    assert actions.remind_of_expiring(on=ON) == []
    assert actions.remind_of_expiring(on=near) == [post]
    assert actions.remind_of_expiring(on=near + timedelta(days=1)) == []
    actions.renew(post, on=near, by=employer)
    assert actions.remind_of_expiring(on=near + timedelta(days=25)) == [post]
    [first, _second] = Event.objects.filter(verb="vacancy.expiring").order_by("pk")
    assert first.facts == {"last_day": (ON + timedelta(days=40)).isoformat()}


def test_posts_without_prints_are_printed_once(eastern_officer):
    for number, duties in enumerate(
        ("照料失能老人起居，协助进食翻身洗浴和服药，每班写护理记录并量血压", "缝")
    ):
        vacancy(eastern_officer, duties=duties, said="", mark=str(number))
    Print.objects.all().delete()
    assert actions.print_unprinted() == 2
    assert actions.print_unprinted() == 0
    assert Print.objects.filter(key=0).count() == 1


def test_the_same_words_of_another_firm_are_met_by_their_prints(eastern_officer):
    said = "照料失能老人起居，协助进食、翻身、洗浴和服药，每班写护理记录，配合护士量血压测血糖。"
    first = vacancy(eastern_officer, "护理员", said=said, employer_name="嘉善康乐养老院")
    again = vacancy(eastern_officer, "护理员", said=said, employer_name="嘉善顺达人力有限公司",
                    is_open=False)  # fmt: skip
    [found] = bridge.repeats_of(again)
    assert (found.vacancy, found.kind, found.since) == (first, "same", ON)
    assert bridge.repeats_of(first) == []


def test_a_posting_in_another_county_is_no_repeat(eastern_officer):
    said = "照料失能老人起居，协助进食、翻身、洗浴和服药，每班写护理记录，配合护士量血压测血糖。"
    vacancy(eastern_officer, "护理员", said=said)
    told = posting("护理员", said=said, region=330402)
    [kept] = actions.keep_vacancies([told], on=ON, by=eastern_officer)
    assert bridge.repeats_of(Vacancy.objects.get(pk=kept.vacancy_id)) == []
