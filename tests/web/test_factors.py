"""The second factor, the account's own pages, and sessions that end."""

import base64
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from jiedui.accounts import actions as accounts
from jiedui.core.events import Event
from tests.town import PASSWORD
from tests.web.conftest import signed_in

SECOND = "/signin/code/"


@pytest.fixture(autouse=True)
def _nobody_has_tried(db):
    cache.clear()


def code_of(secret, at=None):
    """What the application on the telephone shows, worked out by another library."""
    key = base64.b32decode(secret)
    shown = TOTP(key, 6, SHA1(), 30, enforce_key_length=False)
    return shown.generate(time.time() if at is None else at).decode()


def prove(client, page):
    """The password once more, as it is asked for before the account is changed."""
    answer = client.get(page)
    assert answer.status_code == 302
    assert "/account/again/" in answer["Location"]
    return client.post(answer["Location"], {"password": PASSWORD, "next": page})


def with_code(client):
    """Switch the one-time password on as its owner would; returns the secret."""
    prove(client, "/account/code/")
    page = client.get("/account/code/").content.decode()
    secret = re.search(r'<code class="secret">([A-Z2-7]+)</code>', page)[1]
    done = client.post("/account/code/", {"code": code_of(secret)})
    assert done["Location"] == "/account/recovery/"
    cache.clear()  # the same half minute may be asked for again
    return secret


def sign_in(client, name="west"):
    return client.post("/signin/", {"username": name, "password": PASSWORD})


def test_the_password_alone_no_longer_opens(desk, officer, client):
    secret = with_code(desk)

    first = sign_in(client)
    assert first["Location"] == SECOND
    assert client.get(reverse("desk:home")).status_code == 302  # not in yet
    assert "登录第二步" in client.get(SECOND).content.decode()

    second = client.post(SECOND, {"code": code_of(secret)})
    assert second["Location"] == reverse("desk:home")
    assert client.get(reverse("desk:home")).status_code == 200


def test_a_wrong_code_says_what_to_do_and_five_are_enough(desk, officer, client):
    secret = with_code(desk)
    sign_in(client)

    said = [client.post(SECOND, {"code": "000000"}).content.decode() for _ in range(6)]
    assert all("口令不对" in page for page in said[:5])
    assert "请等五分钟" in said[5]
    late = client.post(SECOND, {"code": code_of(secret)})
    assert late.status_code == 200  # also the right one has to wait


def test_a_code_works_once(desk, officer, client):
    secret = with_code(desk)
    code = code_of(secret)
    sign_in(client)
    assert client.post(SECOND, {"code": code}).status_code == 302
    client.post("/signout/")

    sign_in(client)
    assert "口令不对" in client.post(SECOND, {"code": code}).content.decode()


def test_the_clock_of_a_telephone_may_be_half_a_minute_off(desk, officer, client):
    secret = with_code(desk)
    sign_in(client)

    assert client.post(SECOND, {"code": code_of(secret, time.time() + 30)}).status_code == 302


def test_a_recovery_code_opens_once(desk, officer, client):
    with_code(desk)
    page = desk.get("/account/recovery/").content.decode()
    codes = re.findall(r'<code class="secret">(\d+)</code>', page)
    assert len(codes) == 10

    sign_in(client)
    assert client.post(SECOND, {"code": codes[0]}).status_code == 302
    client.post("/signout/")
    sign_in(client)
    assert client.post(SECOND, {"code": codes[0]}).status_code == 200
    assert client.post(SECOND, {"code": codes[1]}).status_code == 302


def test_secrets_lie_sealed_and_changes_are_remembered(
    desk, officer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        secret = with_code(desk)

    kept = {one.type: str(one.data) for one in Authenticator.objects.filter(user=officer)}
    assert set(kept) == {"totp", "recovery_codes"}
    assert secret not in kept["totp"]
    told = Event.objects.filter(subject_id=officer.pk, verb="factor.added")
    assert {event.facts["kind"] for event in told} == {"totp", "recovery_codes"}
    assert Event.objects.filter(subject_id=officer.pk, verb="user.signed_in").exists()


def test_the_account_is_not_changed_without_the_password(desk):
    answer = desk.get("/account/code/")
    assert answer["Location"].startswith("/account/again/")
    wrong = desk.post(answer["Location"], {"password": "not-the-one-1"})
    assert "密码不对" in wrong.content.decode()
    assert desk.get("/account/code/").status_code == 302


def test_where_it_is_needed_officers_set_it_up_before_they_work(desk, settings):
    settings.SECOND_FACTOR_NEEDED = True

    answer = desk.get(reverse("desk:home"), follow=True)
    assert answer.redirect_chain == [("/account/", 302)]
    assert "请先开通一种" in answer.content.decode()
    assert desk.get("/desk/people/").status_code == 302

    with_code(desk)
    assert desk.get(reverse("desk:home")).status_code == 200


def test_workers_have_no_such_page(db):
    own = signed_in(accounts.open_account("13800010001"))
    assert own.get("/account/").status_code == 404


def test_half_an_hour_without_a_click_ends_the_session(desk, monkeypatch):
    assert desk.get(reverse("desk:home")).status_code == 200
    now = time.time()

    monkeypatch.setattr(time, "time", lambda: now + 29 * 60)
    assert desk.get(reverse("desk:home")).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + (29 + 31) * 60)
    answer = desk.get(reverse("desk:home"), follow=True)
    assert answer.redirect_chain[-1][0].startswith("/signin/")
    assert "太久没有操作" in answer.content.decode()


def test_after_twelve_hours_everybody_signs_in_again(desk, monkeypatch):
    desk.get(reverse("desk:home"))
    now = time.time()

    for minutes in range(0, 12 * 60, 20):
        monkeypatch.setattr(time, "time", lambda minutes=minutes: now + minutes * 60)
        assert desk.get(reverse("desk:home")).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 12 * 3600 + 60)
    assert desk.get(reverse("desk:home")).status_code == 302


def test_a_closed_account_is_out_with_the_next_click(desk, officer):
    accounts.shut_out(officer, by=None, because="调离")

    assert desk.get(reverse("desk:home")).status_code == 302
    assert Event.objects.filter(verb="user.shut_out", subject_id=officer.pk).exists()


def test_the_other_places_can_be_signed_out(officer, client):
    from django.test import Client  # noqa: PLC0415 -- a second browser

    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)
    page = client.get("/account/sessions/").content.decode()
    assert page.count("<tr>") == 3  # the heading and two places
    client.post("/account/sessions/")

    assert elsewhere.get(reverse("desk:home")).status_code == 302
    assert client.get(reverse("desk:home")).status_code == 200


def test_a_new_password_ends_what_is_open_elsewhere(officer, client):
    from django.test import Client  # noqa: PLC0415 -- a second browser

    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)
    fresh = "new-words-for-2026"
    answer = client.post(
        "/account/password/",
        {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh},
    )
    assert answer.status_code == 302

    assert client.get(reverse("desk:home")).status_code == 200
    assert elsewhere.get(reverse("desk:home")).status_code == 302


def test_the_administrator_opens_for_whoever_lost_everything(desk, officer, client, capsys):
    with_code(desk)
    call_command("account", "west", "--no-factor")

    assert sign_in(client)["Location"] == reverse("desk:home")
    removed = Event.objects.filter(verb="factor.removed", subject_id=officer.pk)
    assert removed.count() == 2
    assert all(event.by_id is None for event in removed)


@pytest.mark.parametrize(
    "path",
    ["/account/", "/account/sessions/", "/account/password/", "/account/passkeys/",
     "/account/again/"],
)  # fmt: skip
def test_pages_of_the_account_are_in_both_languages(desk, path):
    chinese = desk.get(path, headers={"accept-language": "zh-CN"})
    english = desk.get(path, headers={"accept-language": "en"})

    assert chinese.status_code == english.status_code == 200
    assert not re.search(r"[一-鿿]", re.sub(r"结对|中文|简体", "", main_of(english)))


def main_of(answer):
    return answer.content.decode().split("<main", 1)[1].split("</main>")[0]
