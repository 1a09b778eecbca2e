"""Every page at both sizes and in both languages: nothing overflows, nothing complains, and the
rules of accessibility hold. A picture of each is kept for people to look at."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PICTURES

# name of the picture → (who looks, where); the numbers are those of the busy house
PAGES = {
    "landing": (None, "/"),
    "signin": (None, "/signin/"),
    "public-vacancies": (None, "/vacancies/"),
    "public-found": (None, "/vacancies/?q=嘉善 缝纫工 5000元以上 包住"),
    "public-places": (None, "/vacancies/places/"),
    "public-vacancy": (None, "/vacancies/330421-00001/"),
    "style": (None, "/kit/"),
    "absent": (None, "/nowhere/"),
    "home": ("west", "/desk/"),
    "books": ("west", "/desk/books/"),
    "bring": ("west", "/desk/books/new/"),
    "review-new": ("west", "/desk/books/1/?tab=new"),
    "review-refused": ("west", "/desk/books/1/?tab=refused"),
    "columns": ("west", "/desk/books/1/columns/"),
    "book-refused": ("west", "/desk/books/2/"),
    "review-long": ("west", "/desk/books/3/"),
    "match-waiting-list": ("west", "/desk/runs/1/waiting/330421-00001/"),
    "people": ("west", "/desk/people/"),
    "people-nobody": ("west", "/desk/people/?step=placed"),
    "person-new": ("west", "/desk/people/new/"),
    "likenesses": ("west", "/desk/likenesses/"),
    "likenesses-none": ("west", "/desk/likenesses/?stage=different"),
    "likeness": ("west", "/desk/likenesses/1/"),
    "vacancies": ("west", "/desk/vacancies/"),
    "runs": ("west", "/desk/runs/"),
    "ask": ("west", "/desk/runs/new/"),
    "match-result": ("west", "/desk/runs/1/"),
    "match-unmatched": ("west", "/desk/runs/1/unmatched/"),
    "match-unfilled": ("west", "/desk/runs/1/unfilled/"),
    "match-proof": ("west", "/desk/runs/1/proof/"),
    "match-aside": ("west", "/desk/runs/1/aside/20/"),
    "match-suppose": ("west", "/desk/runs/1/suppose/"),
    "match-what-if": ("west", "/desk/runs/2/"),
    "match-waiting": ("west", "/desk/runs/3/"),
    "east-home": ("east", "/desk/"),
    "east-vacancies": ("east", "/desk/vacancies/"),
    "vacancy": ("east", "/desk/vacancies/330421-00001/"),
    "vacancy-unlawful": ("east", "/desk/vacancies/330421-00025/"),
    "amend": ("east", "/desk/vacancies/330421-00025/amend/"),
    "waves": ("west", "/desk/waves/"),
    "wave-draw": ("west", "/desk/waves/new/"),
    "wave": ("west", "/desk/waves/1/"),
    "wave-people": ("west", "/desk/waves/1/people/?state=waiting"),
    "wave-assign": ("west", "/desk/waves/1/assign/"),
    "wave-village": ("west", "/desk/waves/1/village/?of=%7C"),
    "wave-conflicts": ("west", "/desk/waves/1/conflicts/"),
    "wave-questions": ("west", "/desk/waves/1/questions/"),
    "question-sets": ("west", "/desk/questions/"),
    "question-set": ("west", "/desk/questions/2/"),
    "answer-begin": (None, "/a/a-link-for-the-browser-1/"),
    "brief": ("west", "/desk/briefs/"),
    "brief-nobody": ("west", "/desk/briefs/?group=veterans"),
    "calls": ("west", "/desk/calls/"),
    "call": ("west", "/desk/calls/1/"),
    "call-draft": ("west", "/desk/calls/2/"),
    "call-mend": ("west", "/desk/calls/2/mend/2/"),
    "call-send": ("west", "/desk/calls/2/send/"),
    "east-calls": ("east", "/desk/calls/"),
    "east-call": ("east", "/desk/calls/1/"),
    "east-request": ("east", "/desk/requests/1/"),
    "messages": ("west", "/desk/messages/"),
    "east-messages": ("east", "/desk/messages/"),
    "outbox": ("west", "/desk/outbox/"),
    "outbox-refused": ("west", "/desk/outbox/?part=refused"),
}
PAGES |= {
    "me-phone": (None, "/me/in/"),
    "me-home": ("me", "/me/"),
    "me-posts": ("me", "/me/posts/"),
    "me-post": ("me", "/me/posts/330421-00003/"),
    "me-wishes": ("me", "/me/wishes/"),
    "me-wish": ("me", "/me/wishes/new/"),
    "me-record": ("me", "/me/record/"),
    "me-new-phone": ("me", "/me/record/phone/"),
    "me-helps": ("me", "/me/help/"),
    "me-ask": ("me", "/me/help/new/"),
    "applications": ("east", "/desk/applications/"),
    "helps": ("west", "/desk/helps/"),
    "village-helps": ("helper", "/village/helps/"),
}
PAGES |= {
    "register": (None, "/employer/register/"),
    "employer-home": ("yunfan", "/employer/"),
    "employer-posts": ("yunfan", "/employer/vacancies/"),
    "employer-new": ("yunfan", "/employer/vacancies/new/"),
    "employer-bring": ("yunfan", "/employer/books/new/"),
    "employer-firm": ("yunfan", "/employer/firm/"),
    "employer-enrol": ("yunfan", "/employer/firm/colleagues/"),
    "employer-calls": ("yunfan", "/employer/calls/"),
    "applying": ("landao", "/employer/"),
    "review": ("east", "/desk/review/"),
    "review-firms": ("east", "/desk/review/?tab=firms"),
    "review-papers": ("east", "/desk/review/?tab=papers"),
    "review-due": ("east", "/desk/review/?tab=due"),
}
BY_SESSION = {"me"}
PAGES |= {
    "devices": ("west", "/desk/devices/"),
    "village": ("helper", "/village/"),
}
# Reached through a list, because their addresses are made by the registry.
THROUGH = {
    "wave-ask": ("west", "/desk/waves/1/people/?state=draft", "td:last-child a"),
    "person": ("west", "/desk/people/", "tbody a.who"),
    "person-correct": ("west", "/desk/people/", "tbody a.who", "a[href$='/correct/']"),
    "person-wish": ("west", "/desk/people/", "tbody a.who", "a[href$='/add/wish/']"),
    "person-contact": ("west", "/desk/people/", "tbody a.who", "a[href$='/add/contact/']"),
    "person-consent": ("west", "/desk/people/", "tbody a.who", "a[href$='/add/consent/']"),
    "person-left": ("west", "/desk/people/", "tbody a.who", "a[href$='/left/']"),
    "person-merge": ("west", "/desk/people/", "tbody a.who", "a[href$='/merge/']"),
    "person-split": ("west", "/desk/people/", "tbody a.who", "a[href$='/split/']"),
}
THROUGH |= {
    "device-revoke": ("west", "/desk/devices/", "td a[href$='/revoke/']"),
    "village-visit": ("helper", "/village/", ".rows a"),
    "village-person": ("helper", "/village/", ".rows a", ".rows a"),
    "village-member": ("helper", "/village/", ".rows a", "a[href$='/member/']"),
}
THROUGH |= {
    "employer-sketch": ("yunfan", "/employer/vacancies/", ".panel li a"),
    "employer-post": ("yunfan", "/employer/vacancies/?state=returned", "a.who"),
    "employer-amend": ("yunfan", "/employer/vacancies/?state=open", "a.who", "a[href$='/amend/']"),
    "employer-renew": ("yunfan", "/employer/vacancies/?state=open", "td a[href$='/renew/']"),
    "review-firm": ("east", "/desk/review/?tab=firms", "a.who"),
    "review-beside": ("east", "/desk/review/", "a.small"),
}
WHO = sorted({who for who, *_rest in (PAGES | THROUGH).values()}, key=str)
GRAVE = {"serious", "critical"}


def faults_of(page):
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_fit_and_answer_to_everybody(busy_house, visitor, width, locale):
    doors = {who: visitor(busy_house, width=width, locale=locale) for who in WHO}
    for who, door in doors.items():
        if who:
            door.come_with_session(who) if who in BY_SESSION else door.sign_in(who)
    wrong = []
    for name, (who, address, *through) in (PAGES | THROUGH).items():
        page = doors[who].page
        status = page.goto(address).status
        for link in through:
            page.locator(link).first.click()
            page.wait_for_load_state()
        picture = PICTURES / f"{name}-{width}-{locale[:2]}.png"
        page.screenshot(path=picture, full_page=True)
        if status != (404 if name == "absent" else 200):
            wrong.append(f"{name}: status {status}")
        if (broad := page.evaluate("document.documentElement.scrollWidth")) > width:
            wrong.append(f"{name}: {broad} px broad")
        # The browser itself reports the absent page and the style page's wrong number.
        if heard := [c for c in doors[who].complaints if name not in {"absent", "style"}]:
            wrong.append(f"{name}: {heard}")
        doors[who].complaints.clear()
        wrong += [f"{name}: {fault}" for fault in faults_of(page)]
        doors[who].complaints.clear()
    assert wrong == []


def test_reasons_open_in_place(busy_house, visitor):
    page = visitor(busy_house).sign_in("west").page
    page.goto("/desk/runs/1/")
    reasons = page.locator("details.opens").first

    reasons.locator("summary").click()
    assert reasons.locator("li").first.is_visible()
    assert page.url.endswith("/desk/runs/1/")


def test_the_bulk_bar_comes_when_rows_are_chosen(busy_house, visitor):
    page = visitor(busy_house).sign_in("west").page
    page.goto("/desk/runs/1/?state=waiting")

    assert not page.locator(".bulk").is_visible()
    page.locator("[data-choose-all]").check()
    assert page.locator(".bulk").is_visible()
    assert page.locator("[data-choose-count]").inner_text() == str(page.locator(".pick").count())


def test_a_word_of_the_sentence_changes_the_list_in_place(busy_house, visitor):
    page = visitor(busy_house).sign_in("west").page
    page.goto("/desk/people/")
    page.select_option("#id_wish", "unasked")
    page.wait_for_url("**wish=unasked**")

    page.wait_for_function("document.querySelectorAll('#found tbody tr').length === 4")
    assert page.locator("#found tbody tr").count() == 4


def test_the_judge_of_accessibility_sees_a_planted_fault(busy_house, visitor):
    page = visitor(busy_house).page
    page.goto("/signin/")
    assert faults_of(page) == []

    page.evaluate("document.querySelector('h1').style.color = '#ddd'")
    assert [fault.split(":")[0] for fault in faults_of(page)] == ["color-contrast"]
