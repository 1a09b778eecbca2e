"""Signing in with a second factor in a real browser: six digits, and a passkey."""

import re

from tests.browser.conftest import PICTURES
from tests.browser.test_looks import faults_of
from tests.town import PASSWORD
from tests.web.test_factors import code_of


def prove(page):
    """The password once more, before the account is changed."""
    page.wait_for_url("**/account/again/**")
    page.fill("#id_password", PASSWORD)
    page.click("main form button.button--primary")


def look(page, name):
    """As on every page: nothing sticks out at 360 px, and no rule of accessibility is broken."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"account-{name}-{width}-zh.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert faults_of(page) == [], name


def test_six_digits_and_a_passkey_open_the_desk(busy_house, visitor):
    somebody = visitor(busy_house)
    somebody.sign_in("watcher")
    page = somebody.page
    # A passkey belongs to a name, and an address of digits is none.
    home = busy_house.url.replace("127.0.0.1", "localhost")
    page.goto(f"{home}/signin/")
    page.fill("#id_username", "watcher")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/desk/")

    page.click("footer >> text=我的账号")
    look(page, "home")
    page.click("text=开通动态口令")
    prove(page)
    page.wait_for_url("**/account/code/")
    look(page, "code")
    assert page.evaluate("document.querySelector('main img').naturalWidth") > 100
    secret = page.locator("code.secret").inner_text()
    page.fill("#id_code", code_of(secret))
    page.click("main form button.button--primary")
    page.wait_for_url("**/account/recovery/")
    look(page, "recovery")
    assert page.locator("code.secret").count() == 10
    recovery = page.locator("code.secret").first.inner_text()

    page.click("text=抄好了")
    finger = somebody.context.new_cdp_session(page)
    finger.send("WebAuthn.enable")
    finger.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    page.click("text=添加通行密钥")
    page.fill("#id_name", "办公室电脑")
    look(page, "passkey")
    page.click("#add-passkey")
    page.wait_for_url("**/account/")
    page.click("text=管理通行密钥")
    assert "办公室电脑" in page.locator("tbody").inner_text()
    look(page, "passkeys")

    page.goto(f"{home}/account/")
    page.click("text=看看在哪里登录着")
    assert page.locator("tbody tr").count() >= 2
    look(page, "sessions")

    with_passkey(page)
    with_recovery(page, recovery)
    leave_as_it_was(page)
    assert [said for said in somebody.complaints if "webauthn" not in said.lower()] == []


def password(page):
    page.locator("form[action='/signout/'] button").first.click()
    page.wait_for_url("**/signin/**")
    page.fill("#id_username", "watcher")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/signin/code/")


def with_passkey(page):
    password(page)
    look(page, "second")
    page.click("#use-passkey")
    page.wait_for_url("**/desk/")


def with_recovery(page, code):
    password(page)
    page.fill("#id_code", code)
    page.click("main form button.button--primary")
    page.wait_for_url("**/desk/")


def leave_as_it_was(page):
    """The others of this house sign in with the password alone."""
    page.click("footer >> text=我的账号")
    page.click("text=管理通行密钥")
    page.locator("tbody").get_by_role("link", name=re.compile("移除")).click()
    prove(page)
    page.wait_for_url("**/remove/")
    page.click("main form button")
    page.wait_for_url("**/account/passkeys/")
    page.goto(page.url.replace("passkeys", "code/off"))
    page.click("main form button")
    page.wait_for_url("**/account/")
    assert page.locator("text=未开通").count() == 1
