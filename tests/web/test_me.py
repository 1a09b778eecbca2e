"""The worker's own pages: wishes in four taps, five that fit, yes and no, help, what is held."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jiedui.accounts.actions import open_account
from jiedui.accounts.models import User
from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import Candidacy, Declined, Help
from jiedui.core.events import Event
from jiedui.matching import actions as matching
from jiedui.subsidies.models import Scheme
from jiedui.vacancies import actions as vacancies
from jiedui.workers import actions as workers
from jiedui.workers.models import Consent, Intention, Worker
from tests.web import counted
from tests.web.telephone import code_sent_to, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(officer):
    matching.load_policies()
    return counted.people(2, by=officer)


@pytest.fixture
def posts(eastern_officer):
    return counted.posts(7, by=eastern_officer)


@pytest.fixture
def me(people):
    return signed_in(people[0], open_account)


def text(client, address):
    page = client.get(address)
    assert page.status_code == 200, address
    return page.content.decode()


# --- the door ------------------------------------------------------------------------------


def test_every_page_opens_and_stays_nowhere(me, people, posts):
    pages = [
        "/me/", "/me/posts/", f"/me/posts/{posts[0].code}/", "/me/wishes/", "/me/wishes/new/",
        "/me/record/", "/me/record/phone/", "/me/help/", "/me/help/new/",
        f"/me/help/new/?post={posts[0].code}",
    ]  # fmt: skip
    for address in pages:
        page = me.get(address)
        assert page.status_code == 200, address
        assert page["Cache-Control"] == "private, no-store", address


def test_the_home_page_says_what_waits(me, officer, people, posts):
    candidacies.propose([(people[0], posts[0])], because="officer", by=officer)
    page = text(me, "/me/")

    assert "等您答复" in page
    assert f"/me/posts/{posts[0].code}/" in page
    assert "<b>推荐</b><span>下一步 报名：等您答复</span>" in page


# --- wishes --------------------------------------------------------------------------------


def test_four_taps_keep_the_wish(me, people):
    told = {}
    for step, value in (("work", "garment"), ("place", "r330421"), ("pay", "4500")):
        told[step] = value
        page = me.post("/me/wishes/new/", told)
        assert page.status_code == 200
    answer = me.post("/me/wishes/new/", told | {"room": "couple"})
    assert answer.url == "/me/posts/"

    wish = Intention.objects.current().get(worker=people[0])
    assert (wish.channel, wish.least_pay) == ("self", 4500)
    assert (wish.needs_lodging, wish.needs_couple_room) == (True, True)
    assert {one.said for one in wish.occupations.all()} == {"服装鞋帽、箱包"}
    assert [(one.low, one.high) for one in wish.places.all()] == [(330421, 330422)]
    assert Intention.objects.filter(worker=people[0]).count() == 2
    people[0].refresh_from_db()
    assert Event.objects.filter(verb="intention.recorded").get().by_id == people[0].account_id


def test_several_kinds_of_work_keep_their_order(me, people):
    me.post("/me/wishes/new/", {"work": ["electronics"], "more": "1"})
    told = {"work": ["electronics", "food"], "place": "any", "pay": "0", "room": "none"}
    me.post("/me/wishes/new/", told)

    wish = Intention.objects.current().get(worker=people[0])
    assert [said for _rank, said in sorted({(o.rank, o.said) for o in wish.occupations.all()})] == [
        "电子厂（电子、电器、电池、光伏）",
        "食品加工",
    ]
    assert not wish.least_pay
    assert not wish.needs_lodging


@pytest.mark.parametrize("told", [{"work": "hacker"}, {"work": "food", "place": "r999999"}])
def test_what_is_no_tile_is_asked_again(me, people, told):
    me.post("/me/wishes/new/", told | {"pay": "1", "room": "castle"})

    assert Intention.objects.filter(worker=people[0]).count() == 1


def test_somebody_may_rest(me, people, posts):
    assert me.post("/me/wishes/new/", {"rest": "1"}).url == "/me/wishes/"

    assert not Intention.objects.current().get(worker=people[0]).wants_work
    assert "您说过暂时不找工作" in text(me, "/me/posts/")


# --- five that fit -------------------------------------------------------------------------


def test_five_that_fit_with_reasons(me, posts):
    page = text(me, "/me/posts/")

    assert page.count('<article class="offer"') == 5
    assert "这是您的第1意向工种、第1意向地区" in page
    assert "月薪5000—7000元，您要求不低于4000元" in page
    assert "出省，浙江省嘉兴市嘉善县" in page


def test_what_the_bureau_proposes_stands_first_and_once(me, officer, people, posts):
    candidacies.propose([(people[0], posts[5])], because="officer", by=officer)
    told = me.get("/me/posts/").context

    assert [offer.vacancy for offer in told["proposed"]] == [posts[5]]
    assert posts[5] not in [offer.vacancy for offer in told["offers"]]
    assert "人社局推荐给您，等您答复" in text(me, "/me/posts/")


def test_a_proposal_does_not_stand_beside_the_word_that_nothing_fits(me, officer, people, posts):
    me.post("/me/wishes/new/", {"work": "security", "place": "home", "pay": "8000", "room": "none"})
    candidacies.propose([(people[0], posts[0])], because="officer", by=officer)
    page = text(me, "/me/posts/")

    assert "人社局推荐给您，等您答复" in page
    assert "这会儿没有完全合您意的" not in page


def test_what_one_change_would_open_can_be_looked_at(me, people, posts):
    told = {"work": "garment", "place": "home", "pay": "4500", "room": "none"}
    assert me.post("/me/wishes/new/", told).url == "/me/posts/"
    ways = dict(me.get("/me/posts/").context["ways"])

    [address] = [way for sentence, way in ways.items() if sentence.startswith("如果愿意去")]
    assert address == "/vacancies/?place=330400"
    assert "缝纫工" in me.get(address).content.decode()


def test_a_tile_of_a_place_says_how_far(me, people):
    page = me.post("/me/wishes/new/", {"work": "garment"}).content.decode()

    assert "浙江省嘉兴市嘉善县" in page
    assert "直线约 1,600 公里" in page


def test_where_nothing_fits_the_page_says_what_would(me, people, posts):
    Intention.objects.filter(worker=people[0]).update(least_pay=7400)
    page = text(me, "/me/posts/")

    assert "这会儿没有完全合您意的" in page
    assert "最低工资放低500元，您就多7个岗位可选" in page


def test_the_next_five_leave_out_what_i_said_no_to(me, people, posts):
    first = posts[0]
    assert me.post(f"/me/posts/{first.code}/no/", {"reason": "far"}).url == "/me/posts/"

    assert Declined.objects.get().reason == "far"
    assert f'id="post-{first.code}"' not in text(me, "/me/posts/")
    me.post(f"/me/posts/{first.code}/again/")
    assert not Declined.objects.exists()


def test_a_no_needs_its_reason(me, posts):
    me.post(f"/me/posts/{posts[0].code}/no/", {})

    assert not Declined.objects.exists()


def test_compatriots_are_counted_never_named(me, officer, people, posts):
    others = counted.people(3, by=officer)[2:]
    type(posts[0]).objects.filter(pk=posts[0].pk).update(openings=9)
    for one in others:
        made = candidacies.apply(one, posts[0], by=None)
        for stage in ("interviewed", "offered"):
            candidacies.advance(made, to=stage, by=officer)
    page = text(me, f"/me/posts/{posts[0].code}/")

    assert "已有 3 位您县里的老乡" in page
    assert not [one.name for one in others if one.name in page]


def test_subsidies_are_only_possible_and_say_where_from(me, people, posts, west, east):
    Scheme.objects.create(
        code="T1", name="一次性交通补助", west=west, beneficiary="脱贫劳动力", amount="600元",
        announced=timezone.localdate().year, valid_from="2020-01-01", source="example.gov.cn/1",
    )  # fmt: skip
    page = text(me, f"/me/posts/{posts[0].code}/")

    assert "一次性交通补助" in page
    assert "可能适用，以当地通知为准" in page
    assert "example.gov.cn/1" in page


def test_a_yes_is_an_application_with_consent(me, people, posts):
    me.post(f"/me/posts/{posts[0].code}/yes/")

    made = Candidacy.objects.get()
    assert (made.worker, made.vacancy, made.stage) == (people[0], posts[0], "registered")
    consent = Consent.objects.get(purpose="sharing")
    assert "只用来联系面试" in consent.wording
    happened = Event.objects.get(verb="candidacy.registered")
    assert happened.by_id == User.objects.get(role="self").pk
    assert "已报名" in text(me, f"/me/posts/{posts[0].code}/")


def test_a_yes_without_the_certificate_is_refused_with_the_way_out(me, posts):
    posts[0].certificates.add("electrician-low")
    page = me.post(f"/me/posts/{posts[0].code}/yes/", follow=True)

    assert "要求的证书" in page.content.decode()
    assert (Candidacy.objects.count(), Consent.objects.filter(purpose="sharing").count()) == (0, 0)


def test_an_age_that_the_ad_names_is_said_before_anybody_sets_out(
    me, eastern_officer, people, posts
):
    vacancies.amend(posts[0], by=eastern_officer, age_max=25)
    address = f"/me/posts/{posts[0].code}/"

    assert "招聘写着最大25岁，没有写明法律依据" in text(me, address)
    vacancies.amend(posts[0], by=eastern_officer, age_max=60)
    assert "招聘写着最大" not in text(me, address)


def test_a_full_vacancy_refuses_and_says_so(me, officer, people, posts):
    others = counted.people(2, by=officer)[2:]
    for one in others:
        candidacies.apply(one, posts[0], by=None)
    page = me.post(f"/me/posts/{posts[0].code}/yes/", follow=True)

    assert "名额" in page.content.decode()
    assert Candidacy.objects.filter(worker=people[0]).count() == 0


def test_an_opened_address_says_neither_yes_nor_no(me, posts):
    for word in ("yes", "no", "again"):
        assert me.get(f"/me/posts/{posts[0].code}/{word}/").status_code == 405


def test_a_closed_or_unlawful_vacancy_is_as_absent(me, eastern_officer, posts):
    vacancies.close(posts[0], because="已招满", by=eastern_officer)
    [draft] = counted.posts(1, by=eastern_officer, said=counted.UNLAWFUL, opened=False)[-1:]

    for post in (posts[0], draft):
        assert me.get(f"/me/posts/{post.code}/").status_code == 404
        assert me.post(f"/me/posts/{post.code}/yes/").status_code == 404


# --- somebody else's -----------------------------------------------------------------------


def test_nobody_sees_or_answers_what_is_somebody_elses(people, me, officer, posts):
    other = signed_in(people[1], open_account)
    candidacies.decline(people[1], posts[1], reason="pay", by=None)
    candidacies.propose([(people[1], posts[0])], because="officer", by=officer)
    candidacies.ask_help(people[1], about="other", words="只给帮办员看", at=timezone.now(), by=None)

    mine = "".join(text(me, page) for page in ("/me/", "/me/help/", "/me/record/", "/me/posts/"))
    assert "王小兰" not in mine
    assert "只给帮办员看" not in mine
    assert me.post(f"/me/posts/{posts[1].code}/again/").status_code == 404
    me.post(f"/me/posts/{posts[0].code}/no/", {"reason": "pay"})
    assert Candidacy.objects.get().stage == "proposed"
    assert "等您答复" in text(other, "/me/")


def test_full_numbers_are_shown_nowhere(me, people, posts):
    pages = "".join(text(me, page) for page in ("/me/", "/me/record/", "/me/record/phone/"))

    assert people[0].phone not in pages
    assert people[0].identity not in pages
    assert people[0].phone[-4:] in pages


# --- help, what is held --------------------------------------------------------------------


def test_help_is_asked_seen_and_answered(me, officer, people, posts):
    told = {"about": "post", "words": "几个人一间？", "post": posts[0].code}
    assert me.post("/me/help/new/", told).url == "/me/help/"

    called = Help.objects.visible_to(officer).get()
    assert (called.worker, called.vacancy) == (people[0], posts[0])
    candidacies.answer_help(called, answer="四人一间，有空调。", at=timezone.now(), by=officer)
    assert "四人一间" in text(me, "/me/help/")
    assert "四人一间" in text(me, "/me/")


def test_the_record_says_when_and_through_whom(me, people):
    page = text(me, "/me/record/")

    for words in ("扎西·卓玛", "1995-06-01", "测试西", "九寨沟县"):
        assert words in page


def test_everybody_is_told_who_looked_and_why(me, officer, people, watcher):
    assert "还没有人打开过。" in text(me, "/me/record/")
    workers.record_look({people[0].pk: people[0].code}, by=officer, page="desk:worker")
    workers.record_look({people[0].pk: people[0].code}, by=officer, page="desk:worker")
    workers.record_look({people[1].pk: people[1].code}, by=watcher, page="desk:worker")
    workers.reveal(people[0], number="phone", reason="contact", by=officer)
    page = text(me, "/me/record/")

    [look] = me.get("/me/record/").context["looked"]
    assert (look.by, look.times) == (officer, 2)
    assert "九寨沟县人力资源和社会保障局" in page
    assert "为岗位、面试、出行联系本人" in page
    assert "还没有人打开过。" not in page


def test_a_consent_is_taken_back_with_one_button(me, people, posts):
    me.post(f"/me/posts/{posts[0].code}/yes/")
    me.post("/me/record/withdraw/", {"purpose": "sharing"})

    assert not Consent.objects.live().filter(purpose="sharing").exists()


def test_a_new_number_is_proven_before_it_is_written(me, people):
    me.post("/me/record/phone/", {"phone": "13922223333"})
    code = code_sent_to("13922223333")
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    me.post("/me/record/phone/code/", {"code": wrong})
    assert Worker.objects.get(pk=people[0].pk).phone == people[0].phone

    assert me.post("/me/record/phone/code/", {"code": code}).url == "/me/record/"
    worker = Worker.objects.get(pk=people[0].pk)
    assert worker.phone == worker.account.phone == "13922223333"


def test_a_code_for_signing_in_changes_no_number(me, people):
    me.post("/me/record/phone/", {"phone": "13922223333"})
    me.post("/me/in/", {"phone": "13922223333"})
    me.post("/me/record/phone/code/", {"code": code_sent_to("13922223333")})

    assert Worker.objects.get(pk=people[0].pk).phone == people[0].phone


# --- weight of a list ----------------------------------------------------------------------


def test_more_of_everything_asks_the_database_no_more(me, officer, eastern_officer, people, posts):
    def asked(address):
        me.get(address)
        with CaptureQueriesContext(connection) as queries:
            me.get(address)
        return len(queries)

    addresses = ("/me/", "/me/posts/", "/me/help/", "/me/record/", "/me/wishes/")
    for post in posts[:1]:
        candidacies.propose([(people[0], post)], because="officer", by=officer)
    candidacies.ask_help(people[0], about="other", at=timezone.now(), by=None)
    few = {address: asked(address) for address in addresses}
    for post in counted.posts(6, by=eastern_officer)[-4:]:
        candidacies.propose([(people[0], post)], because="officer", by=officer)
        candidacies.decline(people[0], posts[2], reason="pay", by=None)
    for post in posts[:3]:
        called = candidacies.ask_help(
            people[0], about="post", vacancy=post, at=timezone.now(), by=None
        )
        candidacies.answer_help(called, answer="好", at=timezone.now(), by=officer)

    many = {address: asked(address) for address in addresses}
    assert all(many[address] <= few[address] + 1 for address in addresses), (few, many)
