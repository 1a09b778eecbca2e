"""Every page of every door, at both sizes and in both languages: nothing overflows, nothing
complains, and the rules of accessibility hold. A picture of each is kept for people to look at."""

from dataclasses import dataclass
from datetime import date
from inspect import getclosurevars
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, get_resolver, resolve
from playwright.sync_api import expect

from tests.browser.conftest import PICTURES
from tests.browser.walking import PIN
from tests.town import PASSWORD
from tests.web.counted import identity

TAIL = identity(4, date(1995, 6, 1))[-4:]


def typed(where, what):
    return lambda page: page.fill(where, what)


def sent_empty(page):
    """What the office says of a form that the browser would not have let go."""
    page.evaluate("document.querySelectorAll('main form').forEach((it) => it.noValidate = true)")
    page.locator("main form button.button--primary").first.click()


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
    "review-doubtful": ("west", "/desk/books/1/?tab=doubtful"),
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
    "erasures": ("west", "/desk/erasures/"),
    "log": ("auditor", "/desk/log/"),
    "log-seen": ("auditor", "/desk/log/seen/?officer=west"),
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
    "me-rights": ("me", "/me/rights/"),
    "me-everything": ("me", "/me/rights/everything/"),
    "me-forget": ("me", "/me/rights/forget/"),
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
PAGES |= {
    "devices": ("west", "/desk/devices/"),
    "village": ("helper", "/village/"),
    "village-app": ("helper", "/village/app/"),
    "me-messages": ("me", "/me/messages/"),
    "me-wanted": ("me", "/me/messages/wanted/"),
    "me-survey-last": ("me", "/me/survey/1/"),
    "me-survey": ("me", "/me/survey/1/about/agreed/"),
    "me-survey-many": ("me", "/me/survey/1/about/occupations/"),
    "me-survey-check": ("me", "/me/survey/1/check/"),
    "me-survey-no": ("me", "/me/survey/1/no/"),
    "me-who": ("newcomer", "/me/in/who/"),
    "me-join": ("newcomer", "/me/in/join/"),
    "employer-messages": ("yunfan", "/employer/messages/"),
    "register-again": ("chenxi", "/employer/register/again/"),
    "returned": ("chenxi", "/employer/"),
    "watcher-home": ("watcher", "/desk/"),
    "watcher-vacancies": ("watcher", "/desk/vacancies/"),
    "forbidden": ("watcher", "/desk/people/"),
    "gone-link": (None, "/a/no-such-link/"),
}
# Where one comes only by clicking or filling in: (who looks, from where, steps …, page reached).
THROUGH = {
    "wave-ask": ("west", "/desk/waves/1/people/?state=draft", "td:last-child a", "desk:wave_ask"),
    "wave-link": (
        "west", "/desk/waves/1/people/?state=draft", "td:last-child a",
        "form[action$='/link/'] button:not([name=send])", "desk:wave_link",
    ),
    "person": ("west", "/desk/people/", "tbody a.who", "desk:person"),
    "person-correct": (
        "west", "/desk/people/", "tbody a.who", "a[href$='/correct/']", "desk:person_correct",
    ),
    "person-left": (
        "west", "/desk/people/", "tbody a.who", "a[href$='/left/']", "desk:person_left",
    ),
    "person-merge": (
        "west", "/desk/people/", "tbody a.who", "a[href$='/merge/']", "desk:person_merge",
    ),
    "person-split": (
        "west", "/desk/people/", "tbody a.who", "a[href$='/split/']", "desk:person_split",
    ),
    "person-new-wrong": ("west", "/desk/people/new/", sent_empty, "desk:person_new"),
    "wave-draw-wrong": ("west", "/desk/waves/new/", sent_empty, "desk:wave_draw"),
    "call-send-wrong": ("west", "/desk/calls/2/send/", sent_empty, "desk:call_send"),
    "device-revoke": ("west", "/desk/devices/", "td a[href$='/revoke/']", "desk:device_revoke"),
    "review-firm": ("east", "/desk/review/?tab=firms", "a.who", "desk:review_firm"),
    "review-beside": ("east", "/desk/review/", "a.small", "desk:review_beside"),
}  # fmt: skip
THROUGH |= {
    "village-visit": ("helper", "/village/", ".rows a", "village:visit"),
    "village-person": ("helper", "/village/", ".rows a", ".rows a", "village:person"),
    "village-member": (
        "helper", "/village/", ".rows a", "a[href$='/member/']", "village:visit_member",
    ),
    "employer-sketch": ("yunfan", "/employer/vacancies/", ".panel li a", "employer:sketch"),
    "employer-post": (
        "yunfan", "/employer/vacancies/?state=returned", "a.who", "employer:vacancy",
    ),
    "employer-amend": (
        "yunfan", "/employer/vacancies/?state=open", "a.who", "a[href$='/amend/']",
        "employer:vacancy_amend",
    ),
    "employer-renew": (
        "yunfan", "/employer/vacancies/?state=open", "td a[href$='/renew/']",
        "employer:vacancy_renew",
    ),
    "employer-sketch-wrong": (
        "yunfan", "/employer/vacancies/", ".panel li a", sent_empty, "employer:sketch",
    ),
    "register-wrong": (None, "/employer/register/", sent_empty, "employer:register"),
}  # fmt: skip
THROUGH |= {
    "answer-begin": ("asked", "/a/a-link-for-the-browser-1/", "public:answer"),
    "answer-first": (
        "asked", "/a/a-link-for-the-browser-1/", typed("#id_tail", TAIL), "main form button",
        "public:answer_question",
    ),
    "answer-last": ("asked", "/answer/last/", "public:answer_last"),
    "answer-many": ("asked", "/answer/about/tongues/", "public:answer_question"),
    "answer-check": ("asked", "/answer/check/", "public:answer_check"),
    "answer-no": ("asked", "/answer/no/", "public:answer_no"),
    "me-code": (None, "/me/in/", typed("#id_phone", "13800000077"), "main form button", "me:code"),
    "me-phone-code": (
        "me", "/me/record/phone/", typed("#id_phone", "13800000088"), "main form button",
        "me:phone_code",
    ),
    "me-wish-place": ("me", "/me/wishes/new/", ".taps .tap", "me:wish"),
    "me-wish-pay": ("me", "/me/wishes/new/", ".taps .tap", ".taps .tap", "me:wish"),
    "me-wish-lodging": (
        "me", "/me/wishes/new/", ".taps .tap", ".taps .tap", ".taps .tap", "me:wish",
    ),
}  # fmt: skip
PAGES |= {
    "account": ("east", "/account/"),
    "account-again": ("east", "/account/again/"),
    "account-password": ("east", "/account/password/"),
    "account-sessions": ("east", "/account/sessions/"),
    "account-code": ("east", "/account/code/"),
    "account-passkeys": ("east", "/account/passkeys/"),
    "account-passkey": ("east", "/account/passkeys/add/"),
    "account-guarded": ("guarded", "/account/"),
    "account-again-code": ("guarded", "/account/again/code/"),
    "account-code-off": ("guarded", "/account/code/off/"),
    "account-recovery": ("guarded", "/account/recovery/"),
    "account-recovery-new": ("guarded", "/account/recovery/new/"),
}
THROUGH["signin-code"] = (
    None, "/signin/", typed("#id_username", "guarded"), typed("#id_password", PASSWORD),
    "main form button", "mfa_authenticate",
)  # fmt: skip
# Pages whose addresses the registry made up while the house was settled.
KEPT = {
    name: ("west", f"desk:{view}")
    for name, view in {
        "person-everything": "person",
        "person-gone": "person",
        "person-merged": "person",
        "person-same-as": "person",
        "person-identity": "person_identity",
        "person-phone": "person_phone",
        "person-erase": "person_erase",
        "erasure": "erasure",
        "person-forget": "person_forget",
        "person-withdraw": "person_withdraw",
        "person-undo": "person_undo",
        "person-back": "person_back",
        "person-unmerge": "person_unmerge",
        "person-unsplit": "person_unsplit",
        "person-pair": "person_merge",
    }.items()
}
KEPT |= {
    f"person-add-{what}": ("west", "desk:person_add")
    for what in ("wish", "contact", "consent", "certificate", "experience", "language", "care",
                 "spell")
}  # fmt: skip
KEPT |= {
    "employer-book": ("yunfan", "employer:book"),
    "employer-columns": ("yunfan", "employer:book_columns"),
    "employer-call": ("yunfan", "employer:call"),
}
STATUS = {"absent": 404, "gone-link": 404, "forbidden": 403}
# The browser itself reports these answers, and the style page's wrong number.
REPORTED = {*STATUS, "style"}
# What can be fetched and is no page, or none that can be opened here.
NO_PAGES = {
    "account_login": "the page of public:signin under another name",
    "mfa_reauthenticate_webauthn": "needs a passkey in the hand",
    "mfa_edit_webauthn": "needs a passkey in the hand",
    "mfa_remove_webauthn": "needs a passkey in the hand",
    "public:feed": "for readers of feeds",
    "public:sitemap": "for search engines",
    "public:robots": "for search engines",
    "public:language": "leads back",
    "public:hook_wechat": "for the provider",
    "village:worker": "for the app",
    "village:manifest": "for the app",
    "village:icon": "for the app",
    "village:who": "for the app",
    "village:round": "for the app",
    "village:shell": "for the app",
    "employer:firm_paper": "a file",
    "employer:book_blank": "a file",
    "desk:review_paper": "a file",
    "desk:book_returned": "a file",
    "desk:people_export": "a file",
    "desk:vacancies_export": "a file",
    "desk:run_export": "a file",
    "desk:log_export": "a file",
    "me:copy": "a file",
    "desk:call_letter": "a file",
    "desk:wave_photo": "a file",
    "desk:question_set_form": "a file",
}
# Refused from here on: what hurts somebody.
GRAVE = {"serious", "critical"}
SIZES = (1280, 360)


@dataclass(frozen=True)
class Look:
    """Who looks, from where, by which steps, and the page that comes of it."""

    who: str | None
    address: str
    view: str
    steps: tuple = ()


def view_at(address):
    """The name of the page at an address, if there is one."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def looks():
    told = {name: Look(*one, view_at(one[1])) for name, one in PAGES.items()}
    for name, (who, address, *steps, view) in THROUGH.items():
        told[name] = Look(who, address, view, tuple(steps))
    return told | {name: Look(who, "", view) for name, (who, view) in KEPT.items()}


def methods_of(view):
    """By which methods a view may be asked; None where that is not said."""
    while view:
        told = getclosurevars(view).nonlocals if hasattr(view, "__code__") else {}
        if "request_method_list" in told:
            return told["request_method_list"]
        view = getattr(view, "__wrapped__", None)
    return None


def fetched():
    """The names of everything in the house that is opened by reading."""
    return {
        f"{door.app_name}:{one.name}" if door.app_name else one.name
        for door in get_resolver().url_patterns
        for one in door.url_patterns
        if "GET" in (methods_of(one.callback) or ["GET"])
    }


def faults_of(page):
    """What stands in somebody's way, and would be called serious."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    return [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


def pictured(page, name, locale):
    """Both sizes of what is on the page now: the faults, each said with the size."""
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=PICTURES / f"{name}-{width}-{locale[:2]}.png", full_page=True)
        if (broad := page.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"{name}: {broad} px broad at {width}"
        yield from (f"{name} at {width}: {fault}" for fault in faults_of(page))


def walked(door, look, address):
    """The status of the page that is reached by the steps of this look."""
    status = door.page.goto(address).status
    for step in look.steps:
        if callable(step):
            step(door.page)
        else:
            door.page.locator(step).first.click()
        door.page.wait_for_load_state()
    return status


def test_every_page_has_its_picture():
    shown = {look.view for look in looks().values()}

    assert fetched() - shown - NO_PAGES.keys() == set()
    assert NO_PAGES.keys() - fetched() == set()
    assert shown & NO_PAGES.keys() == set()


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_pages_fit_and_answer_to_everybody(busy_house, visitor, locale):
    doors = {
        who: visitor(busy_house, locale=locale) for who in {one.who for one in looks().values()}
    }
    for who, door in doors.items():
        if who not in {None, "asked"}:
            door.come_with_session(who)
    kept, wrong = busy_house.addresses(), []
    for name, look in looks().items():
        door = doors[look.who]
        status = walked(door, look, look.address or kept[name])
        if status != STATUS.get(name, 200) or view_at(door.page.url) != look.view:
            wrong.append(f"{name}: {status} at {door.page.url}")
        heard = [] if name in REPORTED else door.complaints
        wrong += [f"{name}: {complaint}" for complaint in heard]
        wrong += pictured(door.page, name, locale)
        door.complaints.clear()
    assert wrong == []


@pytest.mark.parametrize(("locale", "roof"), [("zh-CN", 0), ("en-GB", -1)])
def test_the_screens_of_the_village_app_fit_too(busy_house, visitor, locale, roof):
    # Whoever sets up a phone has used that session up: it is not the one handed to the others.
    door = visitor(busy_house, locale=locale).sign_in("helper")
    page, wrong = door.page, []
    for name in screens(page, roof):
        page.locator("main h1").wait_for()
        wrong += pictured(page, f"app-{name}", locale)
    assert wrong + door.complaints == []


def screens(page, roof):
    """One after the other, as a helper comes to them; each is on the page when it is named."""
    page.goto("/village/app/")
    page.locator("#pin").wait_for()
    yield "set-up"
    page.fill("#pin", PIN)
    page.fill("#pin2", PIN)
    page.locator("main form button").click()
    page.locator("main .houses a").first.wait_for()
    yield "round"
    # A roof without a word on how far it is: nobody has asked them yet.
    page.locator("main .houses li:not(:has(.tag)) a").nth(roof).click()
    page.wait_for_url("**/#/house/*")
    yield "house"
    house = page.url.rpartition("/")[2]
    page.locator("main .rows a").first.click()
    page.locator("#language").wait_for()
    yield "consent"
    person = page.url.partition("#/ask/")[2].rpartition("/")[0]
    page.locator("#language").select_option(index=1)
    page.locator("main .pairs button").first.click()
    page.locator("#language").wait_for(state="detached")
    yield "question"
    for name, hash_of in {
        "choices": f"ask/{person}/employment",
        "ticks": f"ask/{person}/tongues",
        "look-over": f"look/{person}",
        "member": f"member/{house}",
        "waiting": "waiting",
        "phone": "phone",
    }.items():
        page.goto(f"/village/app/#/{hash_of}")
        page.wait_for_timeout(100)
        yield name


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

    expect(page.locator("#found tbody tr")).to_have_count(5)


def test_the_judge_of_accessibility_sees_a_planted_fault(busy_house, visitor):
    page = visitor(busy_house).page
    page.goto("/signin/")
    assert faults_of(page) == []

    page.evaluate("document.querySelector('h1').style.color = '#ddd'")
    assert [fault.split(":")[0] for fault in faults_of(page)] == ["color-contrast"]
