"""Codes by short message: once, soon, few, and the same answer for everybody."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jiedui.accounts.actions import (
    account_of,
    change_phone,
    check_code,
    count_wrong_claim,
    issue_code,
    refuse_many_claims,
)
from jiedui.accounts.models import Code, User
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from tests.many_hands import alone, at_once, file_database  # noqa: F401

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE, OTHER = "13800001111", "13800002222"
HOME = "10.0.0.1"

pytestmark = pytest.mark.django_db


def asked(phone=PHONE, *, at=NOW, address=HOME, bound="phone-a", purpose="sign-in"):
    return issue_code(phone, purpose=purpose, at=at, address=address, bound=bound)


def tried(code, phone=PHONE, *, at=NOW, address=HOME, bound="phone-a", purpose="sign-in"):
    return check_code(phone, code, purpose=purpose, at=at, address=address, bound=bound)


def refused(act, *given, **told):
    with pytest.raises(Refusal) as refusal:
        act(*given, **told)
    return refusal.value.code


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_right_code_opens_and_makes_the_account():
    code = asked()
    assert len(code) == 6
    assert code.isdigit()

    user = tried(code)
    assert (user.role, user.organisation_id, user.phone) == ("self", None, PHONE)
    assert not user.has_usable_password()
    assert tried(asked()) == user


def test_a_code_works_once():
    code = asked()
    tried(code)

    assert refused(tried, code) == "code-wrong"


def test_a_code_lives_ten_minutes():
    code = asked()

    assert refused(tried, code, at=NOW + timedelta(minutes=10, seconds=1)) == "code-wrong"
    assert tried(code, at=NOW + timedelta(minutes=9, seconds=59)).role == "self"


def test_only_the_last_code_counts():
    first, last = asked(), asked(at=NOW + timedelta(seconds=5))
    later = NOW + timedelta(seconds=9)
    if first != last:
        assert refused(tried, first, at=later) == "code-wrong"
    assert tried(last, at=later).role == "self"


def test_a_used_code_takes_the_earlier_ones_with_it():
    first, last = asked(), asked(at=NOW + timedelta(seconds=5))
    tried(last, at=NOW + timedelta(seconds=6))

    assert refused(tried, first, at=NOW + timedelta(seconds=7)) == "code-wrong"


def test_a_code_opens_only_what_it_was_asked_for():
    code = asked(purpose="new-phone")

    assert refused(tried, code) == "code-wrong"


def test_a_code_opens_only_in_the_browser_that_asked():
    code = asked()

    assert refused(tried, code, bound="phone-b") == "code-wrong"
    assert tried(code).role == "self"


def test_a_code_of_another_telephone_opens_nothing():
    code = asked(OTHER)
    asked()

    assert refused(tried, code) in {"code-wrong"}
    assert not User.objects.exists()


def test_five_wrong_answers_spend_a_code():
    code = asked()
    for _again in range(5):
        assert refused(tried, other_than(code)) == "code-wrong"

    assert refused(tried, code) == "code-wrong"
    assert not User.objects.exists()


def test_wrong_answers_elsewhere_do_not_spend_somebody_elses_code():
    code = asked()
    for _again in range(20):
        refused(tried, other_than(code), bound="attacker", address="10.0.0.66")

    assert tried(code).role == "self"


def test_a_guesser_is_stopped_by_address():
    for number in range(60):
        assert refused(tried, f"{number:06d}", f"138{number:08d}") == "code-wrong"

    code = asked()
    assert refused(tried, code) == "too-many-tries"
    assert tried(code, address="10.0.0.2").role == "self"


def test_a_guesser_may_come_back_after_half_an_hour():
    for number in range(60):
        refused(tried, f"{number:06d}")
    later = NOW + timedelta(minutes=31)

    assert tried(asked(at=later), at=later).role == "self"


def test_three_a_minute_for_one_telephone():
    for _again in range(3):
        asked()

    assert refused(asked) == "codes-too-fast"
    assert refused(asked, address="10.9.9.9") == "codes-too-fast"
    assert asked(at=NOW + timedelta(seconds=61))


def test_ten_a_day_for_one_telephone():
    for hour in range(10):
        asked(at=NOW + timedelta(hours=hour))

    assert refused(asked, at=NOW + timedelta(hours=10)) == "codes-used-up"
    assert asked(at=NOW + timedelta(hours=24, minutes=1))


def test_twenty_a_minute_from_one_address():
    for number in range(20):
        asked(f"1390000{number:04d}")

    assert refused(asked, "13900009999") == "codes-too-many-here"
    assert asked("13900009999", address="10.0.0.2")


def test_known_and_unknown_numbers_get_the_same_answer():
    known = tried(asked())
    at = NOW + timedelta(minutes=2)
    told = []
    for phone in (PHONE, OTHER):
        code = asked(phone, at=at)
        told.append((len(code), refused(tried, other_than(code), phone, at=at)))
        told[-1] += (str(Code.objects.order_by("-pk")[0].purpose),)

    assert told[0] == told[1]
    assert User.objects.get() == known


@pytest.mark.parametrize(
    "number", ["", "1380000111", "12800001111", "0837-7732123", "1３800001111"]
)
def test_what_is_no_mobile_number_gets_no_code(number):
    assert refused(asked, number) == "phone-unclear"
    assert not Code.objects.exists()


def test_neither_number_nor_code_nor_address_stands_in_the_database():
    code = asked()
    row = str(Code.objects.values().get()) + str(list(Event.objects.values()))

    for secret in (PHONE, code, HOME, "phone-a"):
        assert secret not in row.replace("sign-in", "")


def test_old_codes_are_thrown_away():
    asked()
    asked(at=NOW + timedelta(days=3))

    assert Code.objects.count() == 1


def test_an_account_that_was_stopped_stays_shut():
    User.objects.filter(pk=tried(asked()).pk).update(is_active=False)

    assert refused(tried, asked()) == "account-stopped"


def test_a_new_telephone_opens_and_the_old_one_does_not():
    user = tried(asked())
    change_phone(user, OTHER, by=user)

    assert account_of(OTHER) == user
    assert account_of(PHONE) != user


def test_a_number_that_somebody_else_has_is_shared_not_taken():
    first = account_of(OTHER)
    second = change_phone(account_of(PHONE), OTHER, by=None)

    assert account_of(OTHER) == first
    assert (second.phone, second.phone_index) == (OTHER, None)


def test_names_cannot_be_tried_one_after_another():
    for _again in range(10):
        refuse_many_claims(PHONE, at=NOW, address=HOME)
        count_wrong_claim(PHONE, at=NOW, address=HOME)

    assert refused(refuse_many_claims, PHONE, at=NOW, address="10.7.7.7") == "too-many-tries"
    refuse_many_claims(PHONE, at=NOW + timedelta(minutes=31), address=HOME)


@pytest.mark.django_db(transaction=True)
def test_four_hands_get_three_codes_a_minute(file_database):  # noqa: F811
    answers = at_once(*[asked] * 8)

    assert sum(isinstance(one, str) for one in answers) == 3
    assert {one.code for one in answers if isinstance(one, Refusal)} == {"codes-too-fast"}
    assert alone(Code.objects.count) == 3


@pytest.mark.django_db(transaction=True)
def test_one_code_in_many_hands_opens_once(file_database):  # noqa: F811
    code = alone(asked)
    answers = at_once(*[lambda: tried(code)] * 6)

    assert sum(isinstance(one, User) for one in answers) == 1
    assert alone(User.objects.count) == 1


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_all_counted(file_database):  # noqa: F811
    code = alone(asked)
    at_once(*[lambda: tried(other_than(code))] * 6)

    assert refused(alone, lambda: tried(code)) == "code-wrong"


@pytest.mark.django_db(transaction=True)
def test_two_first_sign_ins_make_one_account(file_database):  # noqa: F811
    answers = at_once(*[lambda: account_of(PHONE).pk] * 4)

    assert len(set(answers)) == 1
