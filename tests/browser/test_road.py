"""The whole road in one journey, through all doors of one house in a row: what people want is
asked without a network, the pair is asked for just that, an employer answers, and somebody who
was asked at the kitchen table says yes."""

import pytest

from tests.browser.persons import (
    AD,
    FAMILIES,
    FIRM,
    VILLAGE,
    EasternOfficer,
    Employer,
    Helper,
    WesternOfficer,
    Worker,
)
from tests.browser.walking import RoadHouse

WAVE = "冬季就业意愿摸排"
GRADUATES = "近两年毕业生"
# Who wants what, as the helper hears it.
TOLD = {
    "杨小军": {"phone": "13900012345", "least": 4500, "tongue": "普通话"},
    "格桑·卓玛": {"phone": "13900023456", "least": 4500, "tongue": "藏语"},
    "何大勇": {"phone": "13900034567", "least": 4000, "tongue": "普通话", "veteran": "当过"},
}
NAMES = [name for _house, members in FAMILIES for name, _born in members]
# What must not be read in the east before there is a candidacy to look at.
OF_THE_WEST = [*NAMES, VILLAGE, *(told["phone"] for told in TOLD.values())]


@pytest.fixture
def house(tmp_path, compiled_words):
    one = RoadHouse(tmp_path / "house")
    yield one
    one.close()


@pytest.fixture
def helper(chromium, house, tmp_path):
    one = Helper(chromium, house, tmp_path / "phone")
    yield one
    one.close()


@pytest.fixture
def everybody(house, visitor):
    """Each at a browser of one's own; nobody's browser may have had anything to complain of."""
    desks = {who: who(visitor(house)) for who in (WesternOfficer, EasternOfficer, Employer)}
    people = [*desks.values(), Worker(visitor(house, width=360))]
    yield people
    assert [one.visitor.complaints for one in people] == [[]] * len(people)


def test_from_the_kitchen_table_to_a_yes(house, everybody, helper):
    west, east, firm, worker = everybody

    west.comes_in()
    west.opens_a_wave(WAVE)
    nobody_has_been_asked(west)
    three_households_are_surveyed_without_a_network(helper)
    the_answers_are_sent_once(helper, house)
    west.sees_how_far_the_wave_is(WAVE, finished=4, of=4)

    the_call_is_drawn_and_sent(west)
    east.comes_in()
    the_call_is_forwarded(east)
    firm.comes_in()
    the_employer_answers_with_a_text(firm)
    west.sees_the_call(asked=3, offered=0, fitting=0, forward=0)
    east.approves_the_post("警务辅助人员")
    west.sees_the_call(asked=3, offered=12, fitting=3, forward=0)

    house.lets_ten_minutes_pass()
    the_worker_signs_in_by_code(worker, west)
    the_worker_finds_it_and_says_yes(worker)
    assert east.ear.heard_of(OF_THE_WEST) == []
    assert firm.ear.heard_of(OF_THE_WEST) == []

    west.sees_the_call(asked=3, offered=12, fitting=3, forward=1)
    west.opens_the_road_of("何大勇")
    west.sees_where_on_the_road("报名")
    west.sees("警务辅助人员", FIRM)
    east.sees_who_applied()
    east.sees("何大勇", "警务辅助人员")
    assert {name for name, _url in east.ear.heard_of(NAMES)} == {"何大勇"}


def nobody_has_been_asked(west):
    west.looks_at_the_wishes_of(GRADUATES)
    west.sees("没有这样的人")


def three_households_are_surveyed_without_a_network(helper):
    helper.set_up()
    helper.offline()
    helper.asks("杨德山", "杨小军", TOLD["杨小军"])
    helper.asks_who_stays("杨德山", "杨德山")
    helper.asks("格桑", "格桑·卓玛", TOLD["格桑·卓玛"])
    helper.kill()
    helper.open()
    helper.asks("何大勇", "何大勇", TOLD["何大勇"])
    helper.list()
    assert helper.page.get_by_text("已问完", exact=True).count() == 3


def the_answers_are_sent_once(helper, house):
    assert house.one("SELECT count(*) FROM workers_submission") == 0

    helper.offline(False)
    helper.all_sent()
    assert house.one("SELECT count(*) FROM workers_response WHERE stage = 'finished'") == 4
    # Four consents and four forms, each handed in and taken exactly once.
    assert house.one("SELECT count(*) FROM accounts_receipt") == 8
    assert house.one("SELECT count(*) FROM workers_submission") == 4
    assert helper.complaints == []


def the_call_is_drawn_and_sent(west):
    west.looks_at_the_wishes_of(GRADUATES)
    assert west.reads("想找工作") == west.reads("还没有着落") == 3
    assert west.reads("已有合适岗位") == 0 < west.reads("对口地在招名额")
    west.sees("3 人：机关事业单位编外的机关编外、辅警、公益性岗位", "月薪 4,500 元起")

    west.draws_and_sends_the_call("就业股 0837-7732000")
    assert west.opens_the_letter().startswith(b"%PDF")


def the_call_is_forwarded(east):
    east.finds_the_call()
    east.sees("机关事业单位编外")
    east.forwards_it_to(FIRM)


def the_employer_answers_with_a_text(firm):
    firm.opens_the_request()
    firm.sees("3 人", "机关事业单位编外", "九寨沟县")
    firm.pastes(AD)
    firm.finds_in_the_form(title="警务辅助人员", openings="12", low="5000", high="6500")
    firm.mends_the_words("限男性")
    firm.hands_it_in()


def the_worker_signs_in_by_code(worker, west):
    phone = TOLD["何大勇"]["phone"]
    worker.asks_for_a_code(phone)
    worker.comes_in(west.reads_the_code_in_the_outbox(phone[-4:]), "何大勇", (2000, 6, 1))


def the_worker_finds_it_and_says_yes(worker):
    worker.reads_the_news()
    worker.sees("有合您意愿的新岗位", "警务辅助人员")
    worker.looks_at_what_fits()
    worker.sees("警务辅助人员", "5,000–6,500", "包吃", "包住")
    worker.says_yes()
