"""Answering for oneself on a cheap telephone, at a one-time link or signed in: light, legible,
and without any script."""

from datetime import date

import pytest

from tests.browser.test_looks import faults_of
from tests.web.counted import identity

LINK = "/a/a-link-for-the-browser-1/"
# The link was made for the fourth person of the busy house.
TAIL = identity(4, date(1995, 6, 1))[-4:]


@pytest.mark.parametrize("scripts", [False, True], ids=["plain", "with scripts"])
def test_somebody_answers_on_a_telephone(busy_house, visitor, scripts):
    phone = visitor(busy_house, width=360, scripts=scripts)
    page, carried = phone.page, []
    page.on("requestfinished", lambda request: carried.append(request))

    page.goto(LINK, wait_until="networkidle")
    assert "a-link" not in page.url
    assert len(carried) > 5  # the page and what it is dressed in
    carried_bytes = sum(map(weight, carried))
    assert carried_bytes <= 60_000
    page.fill("#id_tail", TAIL)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/answer/about/**")
    page.goto("/answer/about/agreed/")
    assert page.locator("h1").inner_text().endswith("您同意吗？")
    assert float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")) >= 18
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if scripts:
        assert faults_of(page) == []
    page.get_by_text("同意", exact=True).click()
    page.click("main form button.button--primary")
    page.wait_for_url("**/answer/**")
    assert page.locator("h1").is_visible()
    assert phone.complaints == []


@pytest.mark.parametrize("scripts", [False, True], ids=["plain", "with scripts"])
def test_the_county_asks_whoever_signs_in(busy_house, visitor, scripts):
    """Left begun: other pages of this house show the question."""
    phone = visitor(busy_house, width=360, scripts=scripts).come_with_session("me")
    page, carried = phone.page, []
    page.on("requestfinished", lambda request: carried.append(request))

    page.goto("/me/", wait_until="networkidle")
    assert len(carried) > 5
    assert sum(map(weight, carried)) <= 60_000
    asked = page.locator("section:has(> #survey)")
    assert "人社局想问问您" in asked.inner_text()
    asked.get_by_role("link").first.click()
    page.wait_for_url("**/about/**")
    page.goto(page.url.rsplit("/about/", 1)[0] + "/about/least_pay/")
    assert page.locator("[data-aloud]").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if scripts:
        assert faults_of(page) == []
    page.fill("#id_q-least_pay", "四千")
    page.click("main form button.button--primary")
    assert page.locator(".summary").is_visible()
    page.fill("#id_q-least_pay", "4600")
    page.click("main form button.button--primary")
    page.wait_for_function("!location.pathname.includes('least_pay')")
    assert phone.complaints == []


def weight(request):
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]
