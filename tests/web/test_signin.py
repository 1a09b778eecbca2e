"""Signing in: neither half of a pair is given away, guessing is slowed down, leaving is final."""

import pytest
from django.urls import reverse

from tests.town import PASSWORD

SIGNIN = "/signin/"


def attempt(client, name, password):
    return client.post(
        SIGNIN, {"username": name, "password": password}, headers={"accept-language": "zh-CN"}
    )


def test_the_right_password_leads_home(client, officer):
    answer = attempt(client, "west", PASSWORD)

    assert answer.status_code == 302
    assert answer["Location"] == reverse("desk:home")


def test_a_wrong_name_and_a_wrong_password_look_the_same(client, officer):
    def complaint(answer):
        return answer.content.decode().split('class="summary"')[1].split("</ul>")[0]

    assert complaint(attempt(client, "west", "wrong-one-1")) == complaint(
        attempt(client, "nobody", "wrong-one-1")
    )


def test_the_sixth_wrong_password_locks_the_account(client, officer):
    answers = [attempt(client, "west", f"wrong-{n}").status_code for n in range(6)]

    assert answers == [200] * 5 + [429]
    locked = attempt(client, "west", PASSWORD)
    assert locked.status_code == 429
    assert "请等半小时再试" in locked.content.decode()


def test_signing_out_needs_a_button_and_says_so(desk):
    assert desk.get(reverse("public:signout")).status_code == 405

    page = desk.post(reverse("public:signout"), follow=True).content.decode()
    assert "您已退出" in page
    assert desk.get(reverse("desk:home")).status_code == 302


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example"])
def test_nobody_is_led_out_of_the_house_after_signing_in(client, officer, where):
    answer = client.post(SIGNIN, {"username": "west", "password": PASSWORD, "next": where})

    assert answer["Location"] == reverse("desk:home")
