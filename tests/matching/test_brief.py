"""The brief: what people want against what the pair has, and the letter that asks for the rest."""

from datetime import date

from jiedui.accounts.models import Organisation
from jiedui.candidacies import actions as candidacies
from jiedui.catalog.models import EmployerKind, WishGroup
from jiedui.matching import bridge
from jiedui.matching.models import Obstacle
from jiedui.workers.actions import record_consent, withdraw_consent
from jiedui.workers.models import Worker
from tests import registry

ON = registry.ON
JIAXING = ((330400, 330500),)


def everybody():
    return Worker.objects.all()


def test_the_town_is_met_but_for_two(six, three, pairing):
    """The right answers stand in docs/map.md: one has no certificate, one asks for too much."""
    brief = bridge.brief(everybody(), pairing, on=registry.ON)

    assert (brief.people, brief.seeking, brief.met, brief.unmet) == (6, 6, 4, 2)
    assert brief.requests == []
    assert brief.at_home == 2


def graduates(many, **told):
    public = EmployerKind.objects.get(code="public")
    found = []
    for at in range(many):
        worker = registry.seeker(
            places=JIAXING, least_pay=4000 if at % 2 else 4500, education=5,
        )  # fmt: skip
        worker.intentions.get().employer_kinds.add(public)
        found.append(worker)
    return found


def test_who_wants_a_public_post_is_not_met_by_a_sewing_line(pairing, eastern_officer):
    registry.vacancy(eastern_officer)
    graduates(8)

    brief = bridge.brief(everybody(), pairing, on=ON)

    assert (brief.met, brief.unmet) == (0, 8)
    assert [(code, count) for code, _label, count in brief.obstacles] == [
        (Obstacle.EMPLOYER_KIND, 8)
    ]
    [request] = brief.requests
    assert request.wording == "机关事业单位编外岗位，嘉兴市，月薪 4,500 元起（100% 的人接受）"
    assert request.remark == "其中大专及以上 8 人"
    assert len(request.workers) == 8


def test_a_group_of_the_survey_is_asked_for_as_a_whole(pairing):
    """Who ticks 政府编外 means the auxiliary police as well as the counter."""
    group = WishGroup.objects.get(code="public").intervals()
    for _one in range(3):
        registry.seeker(occupations=group, places=JIAXING, least_pay=4500)
    registry.seeker(occupations=group[:2], places=JIAXING, least_pay=4500)

    whole, some = (
        bridge.brief(people, pairing, on=ON).requests[0]
        for people in (everybody().order_by("pk").exclude(pk=latest()), everybody())
    )

    assert {(low, high) for low, high, *_more in whole.terms} == set(group)
    assert whole.wording.startswith("机关编外、辅警、公益性岗位，嘉兴市，")
    assert [(low, high) for low, high, *_more in some.terms] == [group[0]]


def latest():
    return Worker.objects.latest("pk").pk


def test_the_brief_takes_the_free_openings_and_no_more(pairing, eastern_officer):
    """Four fit, two openings: two are met, two are told that all openings are held."""
    registry.vacancy(eastern_officer, occupation=registry.occupation().code)
    sewing = (registry.occupation().interval(),)
    for _one in range(4):
        registry.seeker(occupations=sewing, places=JIAXING)

    brief = bridge.brief(everybody(), pairing, on=ON)

    assert (brief.met, brief.unmet) == (2, 2)
    assert [(code, count) for code, _label, count in brief.obstacles] == [(Obstacle.FULL, 2)]


def test_whoever_took_consent_back_or_left_is_not_matched(pairing, officer):
    four = graduates(4)
    consent(four[0], officer)
    Worker.objects.filter(pk=four[1].pk).update(left="moved", left_on=ON)

    brief = bridge.brief(everybody(), pairing, on=ON)

    assert (brief.people, brief.seeking) == (3, 2)
    assert [(code, count) for code, _label, count in brief.left_out] == [(Obstacle.WITHDRAWN, 1)]
    assert brief.requests == []


def consent(worker, by):
    record_consent(
        worker, purpose="matching", wording="为您推荐岗位", language="mandarin",
        heard_by="村干部", on=ON, by=by,
    )  # fmt: skip
    withdraw_consent(worker, purpose="matching", on=ON, by=by)


def test_a_new_vacancy_is_told_to_those_who_wished_for_it(pairing, eastern_officer, officer):
    public = Organisation.objects.create(
        name="嘉善县公安局", kind="employer", region_id=registry.EAST, employer_kind_id="public"
    )
    wishing = graduates(2)
    said_nothing = registry.seeker()
    named_it = registry.seeker(occupations=(registry.occupation("保安员").interval(),))
    too_dear = registry.seeker(
        occupations=(registry.occupation("保安员").interval(),), least_pay=90_000
    )
    taken_back = graduates(1)[0]
    consent(taken_back, officer)
    vacancy = registry.vacancy(
        eastern_officer, "辅警", employer_name=public.name,
        occupation=registry.occupation("保安员").code,
    )  # fmt: skip

    told = bridge.people_wishing(vacancy, on=ON)

    assert told == sorted([*(one.pk for one in wishing), named_it.pk])
    assert {said_nothing.pk, too_dear.pk} & set(told) == set()
    assert bridge.people_wishing(vacancy, on=date(2030, 1, 1)) == []


def test_whoever_said_no_is_not_told_again(pairing, eastern_officer, officer):
    [worker] = [registry.seeker(occupations=(registry.occupation().interval(),))]
    vacancy = registry.vacancy(eastern_officer, occupation=registry.occupation().code)
    assert bridge.people_wishing(vacancy, on=ON) == [worker.pk]

    candidacies.decline(worker, vacancy, reason="pay", by=officer)

    assert bridge.people_wishing(vacancy, on=ON) == []


def test_a_brief_of_nobody_says_so(pairing):
    brief = bridge.brief(Worker.objects.none(), pairing, on=ON)

    assert (brief.people, brief.seeking, brief.met, brief.requests) == (0, 0, 0, [])


def test_the_number_of_questions_to_the_database_does_not_grow(
    pairing, django_assert_max_num_queries
):
    graduates(12)

    with django_assert_max_num_queries(45):
        assert bridge.brief(everybody(), pairing, on=ON).asked == 12
