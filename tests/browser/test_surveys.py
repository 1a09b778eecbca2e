"""A one-time link on a cheap telephone: light, legible, and without any script."""

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


def weight(request):
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]
