"""A worker comes in by telephone and code, and nobody else by the same way."""

from datetime import date

import pytest

from jiedui.accounts.models import Code, User
from jiedui.core.events import Event
from jiedui.matching import actions as matching
from jiedui.workers.models import Consent, Worker
from tests.web import counted
from tests.web.telephone import claim, code_sent_to, phone, prove

BORN = date(1995, 6, 1)
MINE = "13800000001"  # of the first of `counted.people`
pytestmark = pytest.mark.django_db


@pytest.fixture
def people(officer):
    return counted.people(2, by=officer)


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_the_way_in(people):
    client = phone()
    assert client.get("/me/").url == "/me/in/"

    assert prove(client, MINE).url == "/me/in/who/"
    assert signed_in_as(client) is None
    assert claim(client, "扎西卓玛", BORN).url == "/me/"

    page = client.get("/me/")
    assert page.status_code == 200
    assert "扎西·卓玛" in page.content.decode()
    assert Worker.objects.get(account__isnull=False) == people[0]


def test_the_second_time_nothing_is_asked(people):
    first = phone()
    prove(first, MINE)
    claim(first, "扎西·卓玛", BORN)

    assert prove(phone(), MINE).url == "/me/"


def test_whoever_wants_a_vacancy_is_brought_back_to_it(people, eastern_officer):
    matching.load_policies()
    [post] = counted.posts(1, by=eastern_officer)
    client = phone()
    asked = client.get(f"/me/posts/{post.code}/", follow=True)
    assert "登录后，就回到您想去的那个岗位。" in asked.content.decode()
    prove(client, people[0].phone)

    assert claim(client, people[0].name, people[0].born_on).url == f"/me/posts/{post.code}/"
    assert client.get(f"/me/posts/{post.code}/").status_code == 200
    client.post("/signout/")
    prove(client, people[0].phone)
    assert client.get("/me/in/").context["wanted"] is False  # asked for once, not for ever


def test_only_a_vacancy_is_remembered(people):
    client = phone()
    client.get("/me/record/")
    prove(client, people[0].phone)

    assert claim(client, people[0].name, people[0].born_on).url == "/me/"


def test_a_wrong_code_says_nothing_of_the_number(people):
    told = []
    for number in (MINE, "13911112222"):
        client = phone()
        client.post("/me/in/", {"phone": number})
        wrong = f"{(int(code_sent_to(number)) + 1) % 1_000_000:06d}"
        page = client.post("/me/in/code/", {"code": wrong})
        told.append((page.status_code, "验证码不对" in page.content.decode()))

    assert told[0] == told[1] == (200, True)


def test_known_and_unknown_telephones_are_led_the_same_way(people):
    assert prove(phone(), MINE).url == prove(phone(), "13911112222").url == "/me/in/who/"


@pytest.mark.parametrize("typed", ["１３８００００ ０００１", "138-0000-0001", "+86 13800000001"])
def test_a_number_may_be_typed_as_people_type(people, typed):
    client = phone()

    assert client.post("/me/in/", {"phone": typed}).url == "/me/in/code/"
    assert code_sent_to(MINE)


def test_full_width_digits_of_a_code_are_understood(people):
    client = phone()
    client.post("/me/in/", {"phone": MINE})
    wide = code_sent_to(MINE).translate(str.maketrans("0123456789", "０１２３４５６７８９"))

    assert client.post("/me/in/code/", {"code": f"{wide[:3]} {wide[3:]}"}).url == "/me/in/who/"


def test_the_code_of_one_browser_opens_no_other(people):
    asking, other = phone(), phone()
    asking.post("/me/in/", {"phone": MINE})
    code = code_sent_to(MINE)
    other.post("/me/in/", {"phone": "13911112222"})

    assert other.post("/me/in/code/", {"code": code}).status_code == 200
    assert other.get("/me/in/who/").url == "/me/in/"


def test_a_session_that_was_handed_over_is_worthless_after_signing_in(people):
    """Whoever plants a session key in somebody's browser does not come in with that person."""
    victim = phone()
    victim.post("/me/in/", {"phone": MINE})
    planted = victim.cookies["sessionid"].value
    victim.post("/me/in/code/", {"code": code_sent_to(MINE)})
    claim(victim, "扎西·卓玛", BORN)
    attacker = phone()
    attacker.cookies["sessionid"] = planted

    assert signed_in_as(victim) is not None
    assert attacker.get("/me/").url == "/me/in/"
    assert attacker.get("/me/in/who/").url == "/me/in/"


def test_without_a_proven_telephone_nobody_is_asked_who(people):
    client = phone()

    assert client.get("/me/in/who/").url == "/me/in/"
    assert claim(client, "扎西·卓玛", BORN).url == "/me/in/"
    assert client.get("/me/in/join/").url == "/me/in/"
    assert not User.objects.filter(role="self").exists()


def test_a_telephone_of_somebody_else_opens_no_record(people):
    """A number that has a new owner: name and day of birth are asked, and nothing is shown."""
    client = phone()
    prove(client, MINE)
    page = claim(client, "王小兰", BORN).content.decode()

    assert "没有找到" in page
    assert "卓玛" not in page
    assert client.get("/me/").url == "/me/in/"


def test_names_are_not_tried_one_after_another(people):
    client = phone()
    prove(client, MINE)
    for year in range(1980, 1990):
        claim(client, "扎西·卓玛", date(year, 6, 1))

    assert "答错次数太多" in claim(client, "扎西·卓玛", BORN).content.decode()
    assert client.get("/me/").url == "/me/in/"


def test_two_people_on_one_telephone_have_a_record_each(people):
    Worker.objects.filter(pk=people[1].pk).update(phone_index=people[0].phone_index)
    first, second = phone(), phone()
    prove(first, MINE)
    claim(first, "扎西·卓玛", BORN)
    assert prove(second, MINE).url == "/me/in/who/"
    assert claim(second, "王小兰", BORN).url == "/me/"

    assert "王小兰" in second.get("/me/").content.decode()
    assert "卓玛" in first.get("/me/").content.decode()
    accounts = {one.account_id for one in Worker.objects.all()}
    assert len(accounts) == 2


def joined(client, **told):
    answer = {
        "name": "阿依扎", "year": 2000, "month": 3, "day": 4, "home": 513225,
        "village": "漳扎镇中查村", "agreed": "on",
    }  # fmt: skip
    return client.post("/me/in/join/", answer | told)


def test_somebody_nobody_has_asked_registers(officer):
    client = phone()
    prove(client, "13911112222")
    assert joined(client).url == "/me/wishes/new/"

    worker = Worker.objects.get()
    assert (worker.name, worker.home_id, worker.phone) == ("阿依扎", 513225, "13911112222")
    assert worker.account == User.objects.get(role="self")
    consent = Consent.objects.get()
    assert (consent.purpose, consent.channel, consent.heard_by) == ("registry", "self", "阿依扎")
    assert client.get("/me/").status_code == 200


def test_without_consent_nothing_is_kept(officer):
    client = phone()
    prove(client, "13911112222")
    page = joined(client, agreed="")

    assert "当面办" in page.content.decode()
    assert not Worker.objects.exists()


def test_nobody_under_sixteen_registers(officer):
    client = phone()
    prove(client, "13911112222")
    page = joined(client, year=date.today().year - 15)

    assert "未满16周岁" in page.content.decode()
    assert (Worker.objects.count(), Consent.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["扎西·卓玛", "扎西卓玛"])
def test_nobody_takes_a_record_over_by_registering_again(people, name):
    client = phone()
    prove(client, "13911112222")
    page = joined(client, name=name, year=1995, month=6, day=1)

    assert "先由人核对" in page.content.decode()
    people[0].refresh_from_db()
    assert (people[0].phone, people[0].account_id) == (MINE, None)
    assert Worker.objects.count() == 2


def test_staff_do_not_come_in_here_and_workers_not_at_the_desk(people, desk):
    client = phone()
    prove(client, MINE)
    claim(client, "扎西·卓玛", BORN)

    assert desk.get("/me/").status_code == 403
    for address in ("/desk/", "/desk/people/", "/village/", "/employer/"):
        assert client.get(address).status_code in {302, 403, 404}, address


def test_three_codes_a_minute_are_told(people):
    client = phone()
    for _again in range(3):
        client.post("/me/in/", {"phone": MINE})

    page = client.post("/me/in/", {"phone": MINE})
    assert "发得太快" in page.content.decode()
    assert Code.objects.count() == 3


def test_neither_telephone_nor_code_stands_in_sessions_events_or_addresses(people):
    client = phone()
    client.post("/me/in/", {"phone": MINE})
    code = code_sent_to(MINE)
    session = str(dict(client.session.items()))
    answer = client.post("/me/in/code/", {"code": code})
    claim(client, "扎西·卓玛", BORN)

    assert MINE not in session
    assert MINE not in answer.url
    facts = str(list(Event.objects.values("facts")))
    assert MINE not in facts
    assert code not in facts
    assert "卓玛" not in facts


def test_a_phone_of_ones_own_stays_signed_in_for_a_month(people):
    lent, own = phone(), phone()
    for client, told in ((lent, {}), (own, {"mine": "on"})):
        prove(client, MINE, **told)
        claim(client, "扎西·卓玛", BORN)

    assert lent.session.get_expiry_age() <= 12 * 3600
    assert own.session.get_expiry_age() > 20 * 24 * 3600


def test_a_record_that_has_left_opens_no_longer(people):
    client = phone()
    prove(client, MINE)
    claim(client, "扎西·卓玛", BORN)
    Worker.objects.filter(pk=people[0].pk).update(left="moved", left_on=BORN)

    assert client.get("/me/").url == "/me/in/who/"
