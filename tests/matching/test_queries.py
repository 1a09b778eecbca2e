"""Figures, lists and filters of a result; every reason in words, in both languages."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from jiedui.catalog.models import Region
from jiedui.matching import actions, queries
from jiedui.matching.bridge import explained
from jiedui.matching.models import Obstacle, Proposal, Run, Shortage, Unfilled, Unmatched
from jiedui.matching.queries.said import OPENS, PAIRED
from tests.registry import ON, occupation, person, seeker, vacancy

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def finished(officer, west):
    run = actions.ask(west=west, as_of=ON, seed=7, by=officer, at=AT)
    for _ in range(3):
        run = actions.step(run)
    return run


def words(reasons, audience="officer"):
    return [str(sentence) for sentence in queries.said(reasons, audience)]


def test_the_figures_add_up(officer, eastern_officer, west):
    vacancy(eastern_officer, openings=3)
    for klass in ("", "lifted", "unstable"):
        seeker(klass=klass)
    picky, _silent = seeker(least_pay=9000), person()
    run = finished(officer, west)
    kept, aside, _waiting = Proposal.objects.filter(run=run)
    actions.confirm([kept], by=officer)
    actions.set_aside(aside, because="本人改了主意", by=officer)

    result = queries.result_of(run)

    assert (result.people, result.took_part, result.left_out) == (5, 4, 1)
    assert (result.proposed, result.unmatched) == (3, 1)
    assert (result.openings, result.filled, result.unfilled) == (3, 3, 0)
    assert (result.waiting, result.confirmed, result.set_aside) == (1, 1, 1)
    assert (result.share, result.fill) == (75, 100)
    assert [(str(label), took, got) for label, took, got in result.by_class] == [
        ("一般户", 2, 1),
        ("脱贫户（含搬迁户）", 1, 1),
        ("防止返贫监测对象", 1, 1),
    ]
    assert {(one.code, one.count) for one in result.obstacles} == {
        (Obstacle.PAY, 1),
        (Obstacle.NO_INTENTION, 1),
    }
    assert Unmatched.objects.get(run=run, worker=picky).klass == 0


def test_an_unfinished_run_has_empty_figures(officer, west):
    result = queries.result_of(actions.ask(west=west, as_of=ON, seed=7, by=officer, at=AT))

    assert (result.people, result.share, result.fill) == (0, 0, 0)


def test_proposals_are_filtered_by_town_class_occupation_and_state(officer, eastern_officer, west):
    sewing = occupation("缝纫工")
    vacancy(eastern_officer, openings=4, occupation=sewing.code)
    town = Region.objects.filter(level="town", prefix=513225).first()
    here, helped = seeker(), seeker(klass="lifted")
    here.town = town
    here.spelling = " zhaxi zx "
    here.save()
    run = finished(officer, west)
    actions.confirm(queries.proposals(run, klass=1), by=officer)

    def people(**filters):
        return [one.worker for one in queries.proposals(run, **filters)]

    assert people() == [here, helped]
    assert people(town=town) == [here]
    assert people(klass=1) == [helped]
    assert people(words="ZX") == [here]
    assert people(state="waiting") == [here]
    assert people(state="confirmed") == [helped]
    assert people(state="set-aside") == []
    assert people(occupation=sewing) == [here, helped]
    assert people(occupation=occupation("保安")) == []
    assert queries.choices(run)["towns"] == [(town.pk, town.name)]


def test_the_unmatched_and_the_unfilled_are_filtered(officer, eastern_officer, west):
    post = vacancy(eastern_officer, openings=2)
    picky, silent = seeker(least_pay=9000), person()
    run = finished(officer, west)

    assert [one.worker for one in queries.unmatched(run, obstacle=Obstacle.PAY)] == [picky]
    assert [one.worker for one in queries.unmatched(run, took_part=False)] == [silent]
    assert [one.vacancy for one in queries.unfilled(run, obstacle=Shortage.PAY)] == [post]
    assert [one.vacancy for one in queries.unfilled(run, words="fengren")] == [post]
    assert not queries.unfilled(run, words="保安").exists()


def test_a_pair_tells_wish_pay_and_what_speaks_for_it(officer, eastern_officer, west):
    sewing = occupation("缝纫工")
    vacancy(eastern_officer, lodging=True, occupation=sewing.code)
    seeker(
        klass="unstable",
        occupations=[sewing.interval()],
        least_pay=4500,
        needs_lodging=True,
    )
    [proposal] = Proposal.objects.filter(run=finished(officer, west))

    assert words(proposal.reasons) == [
        "符合第1意向工种，地区不限",
        "月薪5000—7000元，最低期望4500元",
        "需要住宿，单位提供",
        "防止返贫监测对象，按政策优先",
    ]
    assert words(proposal.reasons, "worker")[1] == "月薪5000—7000元，您要求不低于4500元"
    with translation.override("en"):
        assert words(proposal.reasons)[1] == "Pays 5000–7000 yuan a month; least wished 4500"


def test_a_pair_tells_what_was_better_but_full(officer, eastern_officer, west):
    vacancy(eastern_officer, openings=1, pay_low=6500)
    vacancy(eastern_officer, "质检员", openings=1)
    seeker(education=5)
    second = seeker(education=3)
    run = finished(officer, west)

    told = words(Proposal.objects.get(run=run, worker=second).reasons)

    assert told[-1] == "更合意的“嘉善县云帆服饰有限公司 缝纫工”名额已满：录取线1000分，本人600分"


def test_equals_are_told_that_the_lottery_decided(officer, eastern_officer, west):
    vacancy(eastern_officer, openings=1)
    seeker(), seeker()
    run = finished(officer, west)

    [left] = Unmatched.objects.filter(run=run)

    assert left.obstacle == Obstacle.FULL
    assert words(left.reasons) == [
        "符合条件的1个岗位名额都已满",
        "更合意的“嘉善县云帆服饰有限公司 缝纫工”名额已满：同为600分，抽签顺序在后",
    ]


def test_the_unmatched_are_told_what_would_open_most(officer, eastern_officer, west):
    vacancy(eastern_officer, certificates=("electrician-low",))
    vacancy(eastern_officer, "质检员", certificates=("electrician-low",))
    vacancy(eastern_officer, "保安", pay_low=3000, pay_high=3800)
    worker = seeker(least_pay=4000)
    run = finished(officer, west)

    told = words(Unmatched.objects.get(run=run, worker=worker).reasons)

    assert told == [
        "2个岗位只差这一条：要求的证书没有",
        "1个岗位只差这一条：工资低于期望",
        "取得“低压电工作业证”，可增加2个岗位",
        "最低工资期望降低200元，可增加1个岗位",
    ]


def test_a_stated_age_that_did_not_count_is_told(officer, eastern_officer, west):
    vacancy(eastern_officer, age_max=45)
    seeker(born=date(1967, 1, 1))
    run = finished(officer, west)

    told = words(Proposal.objects.get(run=run).reasons)

    assert "岗位写有年龄上限45岁，没有注明依据，未作条件（本人59岁）：请先与单位核实" in told


def test_who_fails_everywhere_on_several_things_is_told_the_nearest(officer, eastern_officer, west):
    vacancy(eastern_officer, education=5, experience=3, certificates=("welder",))
    for title in ("质检员", "保安"):
        vacancy(eastern_officer, title, education=5)
    worker = seeker(least_pay=9000)
    run = finished(officer, west)

    left = Unmatched.objects.get(run=run, worker=worker)
    assert left.obstacle == Obstacle.SEVERAL
    assert words(left.reasons) == ["最接近的2个岗位，同时差这几条：学历要求更高、工资低于期望"]
    short = Unfilled.objects.get(run=run, vacancy__title="保安")
    assert short.obstacle == Shortage.SEVERAL
    assert words(short.reasons) == ["最接近的1人，同时差这几条：学历不够、期望工资更高"]


def test_other_places_and_occupations_are_named(officer, eastern_officer, west):
    guard = occupation("保安")
    vacancy(eastern_officer, "保安", occupation=guard.code)
    elsewhere = seeker(places=[(440000, 450000)])
    otherwise = seeker(occupations=[occupation("缝纫工").interval()], places=[(330000, 340000)])
    run = finished(officer, west)

    assert words(Unmatched.objects.get(run=run, worker=elsewhere).reasons) == [
        "1个岗位只差这一条：不在意向地区",
        "愿意去浙江省嘉兴市，可增加1个岗位",
    ]
    [fails, opens] = words(Unmatched.objects.get(run=run, worker=otherwise).reasons)
    assert fails == "1个岗位只差这一条：不是意向工种"
    assert opens.startswith("愿意做“")


def test_the_unfilled_are_told_what_would_bring_people(officer, eastern_officer, west):
    post = vacancy(eastern_officer, age_max=30, age_reason="现役辅警年龄规定")
    seeker(born=date(1985, 1, 1))
    run = finished(officer, west)

    short = Unfilled.objects.get(run=run, vacancy=post)

    assert short.obstacle == Shortage.AGE
    told = words(short.reasons)
    assert told[0] == "有1人只差这一条：年龄不在要求之内"
    assert "年龄上限" in told[1]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ({"code": "opens", "change": "place", "place": 330000, "vacancies": 5, "takes": 2},
         "愿意去浙江省，可增加5个岗位（按目前的录取线，其中2个排得上）"),
        ({"code": "opens", "change": "pay", "by": 300, "people": 5, "takes": 1},
         "月薪提高300元，可增加5人（其中1人目前没有着落）"),
        ({"code": "opens", "change": "age", "by": 127, "people": 3, "takes": 3},
         "不设年龄上限，可增加3人"),
        ({"code": "opens", "change": "education", "education": 4, "vacancies": 2, "takes": 2},
         "学历提升到大专，可增加2个岗位"),
        ({"code": "pay", "low": 0, "high": 0, "least": 3000},
         "岗位没有写明工资，本人期望3000元，请先与单位核实"),
        ({"code": "pay", "low": 0, "high": 0, "least": 0}, "岗位没有写明工资，请先与单位核实"),
        ({"code": "pay", "low": 4500, "high": 6000, "least": 6000},
         "月薪4500—6000元，要拿到高的一头才够本人期望的6000元，请先与单位谈妥"),
        ({"code": "prohibited", "words": "限男性", "rewording": "不限性别"},
         "“限男性”不得写入招聘信息。不限性别"),
        ({"code": "missing", "elements": ["duties", "validity"]}, "还缺少：工作内容、有效期限"),
        ({"code": "pay", "low": 5000, "high": 0, "least": 0}, "月薪5000元起，本人没有说最低期望"),
        ({"code": "pay", "low": 0, "high": 6000, "least": 3000}, "月薪最高6000元，最低期望3000元"),
        ({"code": "wish", "occupation": 1, "place": 1, "any_occupation": True, "any_place": True},
         "工种、地区均不限"),
        ({"code": "fits", "people": 4}, "有4人符合条件，但都有更合意的岗位"),
    ],
)  # fmt: skip
def test_each_stored_reason_has_its_sentence(catalogue, reason, sentence):
    assert words([reason]) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [sentence for told in (PAIRED, OPENS) for pair in told.values() for sentence in pair],
)
def test_every_sentence_is_said_in_both_languages(sentence):
    chinese = str(sentence)

    with translation.override("en"):
        assert str(sentence) != chinese


def test_lists_and_their_sentences_cost_the_same_for_ten_and_for_twenty(
    officer, eastern_officer, west, django_assert_max_num_queries
):
    vacancy(eastern_officer, openings=30)
    vacancy(eastern_officer, "电工", certificates=("electrician-low",))
    for _ in range(20):
        seeker(least_pay=4000), seeker(least_pay=9000)
    run = finished(officer, west)

    def page(rows, size):
        told = queries.said_of(rows[:size])
        assert len(told) == size
        return [
            (str(one.row.worker.home), one.row.get_obstacle_display()
             if isinstance(one.row, Unmatched) else str(one.row.vacancy.employer),
             [str(words) for words in one.sentences])
            for one in told
        ]  # fmt: skip

    for rows in (queries.proposals(run), queries.unmatched(run)):
        with django_assert_max_num_queries(8) as ten:
            page(rows, 10)
        with django_assert_max_num_queries(len(ten)):
            page(rows, 20)


def test_waiting_lists_are_in_their_order(officer, eastern_officer, west):
    post = vacancy(eastern_officer, openings=1)
    best, middle, last = (seeker(education=level) for level in (5, 4, 2))
    run = finished(officer, west)

    assert [one.worker for one in queries.proposals(run)] == [best]
    assert [one.worker for one in queries.waiting_for(run, post)] == [middle, last]


def test_reasons_left_for_later_are_told_on_demand(officer, eastern_officer, west, monkeypatch):
    post = vacancy(eastern_officer)
    worker = seeker(least_pay=9000)
    at_once = finished(officer, west)
    monkeypatch.setattr(explained, "ALL_AT_ONCE", 0)
    later = finished(officer, west)

    person_row = Unmatched.objects.get(run=later, worker=worker)
    post_row = Unfilled.objects.get(run=later, vacancy=post)
    assert (person_row.obstacle, post_row.obstacle) == (Obstacle.UNTOLD, Shortage.UNTOLD)
    for row, table in ((person_row, Unmatched), (post_row, Unfilled)):
        [told] = actions.tell_why([row])
        told.refresh_from_db()
        same = table.objects.get(run=at_once)
        assert (told.obstacle, told.reasons) == (same.obstacle, same.reasons)


def test_a_result_is_not_for_the_neighbours(officer, neighbour, eastern_officer, west):
    vacancy(eastern_officer)
    seeker()
    finished(officer, west)

    assert not Proposal.objects.visible_to(neighbour).exists()
    assert not Run.objects.visible_to(eastern_officer).exists()
    assert Proposal.objects.visible_to(officer).count() == 1


def test_a_couple_without_seats_is_told_about_both(officer, eastern_officer, west):
    vacancy(eastern_officer, openings=1)
    wife = seeker()
    husband = seeker(partner=wife)
    run = finished(officer, west)

    told = {one.worker_id: (one.obstacle, words(one.reasons)) for one in run.unmatched.all()}

    assert told == {
        worker.pk: (
            Obstacle.PARTNER,
            ["一个人去，符合1个岗位的条件；与同行人同去的都不成"],
        )
        for worker in (wife, husband)
    }
