"""Vacancies are found by the words of whoever looks."""

import pytest

from jiedui.clockwork.switchboard import Switchboard
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies.models import Vacancy, Wording
from jiedui.vacancies.queries import found_by_meaning, found_by_words, understood


@pytest.fixture
def found(three):
    Switchboard().deliver()

    def look(line):
        every = Vacancy.objects.filter(stage="open")
        titles = dict(every.values_list("pk", "title"))
        return [titles[pk] for pk in found_by_words(understood(line).words, every)]

    return look


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("缝纫工", "缝纫工"),
        ("缝纫", "缝纫工"),
        ("逢纫工", "缝纫工"),
        ("我想找缝纫的工作", "缝纫工"),
        ("fengren", "缝纫工"),
        ("frg", "缝纫工"),
        ("保安", "保安员"),
        ("电工", "电工"),
    ],
)
def test_the_likeliest_comes_first(found, line, title):
    assert found(line)[:1] == [title]


def test_what_shares_nothing_is_not_found(found):
    assert found("牙科医生") == []
    assert found("") == []
    assert found('"*) OR ') == []


def test_all_posts_of_an_employer_are_found_by_its_name(found):
    assert sorted(found("云帆实业")) == ["保安员", "电工", "缝纫工"]


def test_a_closed_vacancy_is_forgotten(three, found, eastern_officer):
    vacancies.close(three["电工"], because="招满", by=eastern_officer)
    Switchboard().deliver()

    assert "电工" not in found("电工")
    assert not Wording.objects.filter(pk=three["电工"].pk).exists()


def test_place_pay_room_and_age_are_taken_out_of_the_line(catalogue):
    asked = understood("嘉善 保安 5000元以上 包吃住 夫妻房 50岁")

    assert asked.words == "保安"
    assert (asked.region, asked.least_pay, asked.age) == (330421, 5000, 50)
    assert asked.lodging
    assert asked.couple


def test_a_place_is_understood_in_front_of_the_work(catalogue):
    assert understood("嘉兴电工").region == 330400
    assert understood("嘉兴电工").words == "电工"


def test_a_trade_is_not_taken_for_a_place(catalogue):
    assert understood("保安").region is None


@pytest.mark.parametrize(
    ("line", "pay", "age"),
    [
        ("五千块", 5000, None),
        ("五千", 5000, None),
        ("两千五以上", 2500, None),
        ("五千两百元", 5200, None),
        ("5千", 5000, None),
        ("50来岁", None, 50),
        ("五十岁", None, 50),
        ("四十多岁", None, 40),
        ("四十五岁", None, 45),
    ],
)
def test_numbers_are_understood_as_people_say_them(catalogue, line, pay, age):
    asked = understood(f"{line} 保安")

    assert (asked.words, asked.least_pay, asked.age) == ("保安", pay, age)


@pytest.mark.parametrize(
    ("said", "title"),
    [("看大门", "保安员"), ("看门", "保安员"), ("踩缝纫机", "缝纫工"), ("接电", "电工")],
)
def test_what_people_call_the_work_is_understood(three, said, title):
    every = Vacancy.objects.filter(stage="open")

    assert title in {every.get(pk=pk).title for pk in found_by_meaning(said, every)}
    assert found_by_meaning("牙科医生", every) == []
    assert found_by_meaning("", every) == []
