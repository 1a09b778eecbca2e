"""Every address of the house × every role: who gets in, by reading and by sending.

Keys in addresses are of things that do not exist: whoever may enter finds nothing (404), whoever
may not is stopped before anything is looked for (403, or the sign-in page). That the things of
another county look just as absent is proved where those things are made (test_pages.ELSEWHERE).
An address without a line here fails.
"""

import uuid

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.converters import get_converters

from jiedui.accounts import actions as accounts
from jiedui.accounts.roles import DOORS, Role
from tests.town import enrol
from tests.web import firms
from tests.web.conftest import signed_in

ABSENT = {"int": 987654, "slug": "none", "str": "none", "uuid": uuid.UUID(int=7)}
NAMED = {"what": "wish", "provider": "aliyun", "purpose": "registry"}
NOBODY = "nobody"
# What an answer may be for somebody who may not enter.
SHUT = {"403", "405", "signin"}


def patterns(resolver=None, space=""):
    for one in (resolver or get_resolver()).url_patterns:
        if hasattr(one, "url_patterns"):
            yield from patterns(one, one.namespace or "")
        else:
            yield f"{space}:{one.name}" if space else one.name, one.pattern.converters


ADDRESSES = dict(patterns())


def address(name):
    kinds = {type(one): kind for kind, one in get_converters().items()}
    keys = {
        key: NAMED.get(key, ABSENT[kinds[type(converter)]])
        for key, converter in ADDRESSES[name].items()
    }
    return reverse(name, kwargs=keys)


# Open to whoever comes.
OPEN = {"public", "kit"}
# The own account of those who have a password (a worker finds no such page: test_factors).
ACCOUNT = {name for name in ADDRESSES if name.startswith(("mfa_", "account_", "usersessions_"))}
# Steps of signing in, each shut by itself as long as the one before is not done.
SIGNING_IN = {"account_login", "account_logout", "mfa_authenticate", "me:signin", "me:code",
              "me:again", "me:who", "me:join", "employer:register"}  # fmt: skip
# What the installed app of a helper asks for: opened by the key of the phone, not by a session.
# tests/web/test_village.py proves that no other key and no session of another role opens them.
APP = "app worker manifest icon who enrol spare standing wiped round papers photo shell"
BY_DEVICE = {f"village:{name}" for name in APP.split(" ")}
ME = """
    home posts post yes no think_again wishes wish survey_last survey_check survey_no
    survey_question record withdraw new_phone phone_code rights everything copy forget stay
    helps ask messages wanted wechat
"""
VILLAGE = """
    home helps help_answer visit visit_outcome visit_photo visit_member person unchanged
    settle
"""
FIRM = """
    firm firm_show firm_enrol firm_dismiss vacancies new new_blank sketch sketch_check
    sketch_drop bring book_blank book book_columns book_accept book_withdraw vacancy
    vacancy_amend vacancy_check vacancy_renew vacancy_close vacancy_again calls call
"""
FIRM_OR_APPLICANT = "home register_again firm_paper messages"
WEST = """
    devices device_revoke helps help_answer people people_export person_new person
    person_identity person_phone person_erase person_correct person_add person_forget
    person_withdraw person_undo person_left person_back person_merge person_unmerge
    person_split person_unsplit erasures erasure erasure_refuse likenesses likenesses_find
    likeness likeness_different likeness_reopen runs ask run run_suppose run_unmatched
    run_unfilled run_proof run_confirm run_aside run_waiting run_export brief brief_draw
    call_send call_close call_regroup call_mend call_explain outbox outbox_resend waves
    wave_draw wave wave_open wave_close wave_people wave_ask wave_unchanged wave_no_answer
    wave_link wave_assign wave_village wave_conflicts wave_settle wave_questions wave_photo
    question_sets question_set question_set_form
"""
EAST = """
    call_request call_forward call_answer call_decline call_ask
"""
WEST_EAST = """
    review review_approve review_return review_beside review_firm review_firm_approve
    review_firm_return review_due review_paper review_paper_verify review_paper_refuse books
    bring book book_columns book_accept book_accept_rows book_withdraw book_returned
    applications vacancies_export vacancies_publish amend vacancy_publish vacancy_close
    vacancy_clear vacancy_reword
"""
WEST_EAST_WATCHER = """
    vacancies vacancy calls call call_letter
"""
AUDITOR = """
    log log_seen log_export
"""
DESK = "home messages"


def _rows():
    """{address: the roles that get in}"""
    groups = [
        ("me", ME, {Role.SELF}),
        ("village", VILLAGE, {Role.HELPER}),
        ("employer", FIRM, {Role.EMPLOYER}),
        ("employer", FIRM_OR_APPLICANT, {Role.EMPLOYER, Role.APPLICANT}),
        ("desk", WEST, {Role.WEST}),
        ("desk", EAST, {Role.EAST}),
        ("desk", WEST_EAST, {Role.WEST, Role.EAST}),
        ("desk", WEST_EAST_WATCHER, {Role.WEST, Role.EAST, Role.WATCHER}),
        ("desk", AUDITOR, {Role.AUDITOR}),
        ("desk", DESK, {role for role, door in DOORS.items() if door == "desk"}),
    ]
    rows = {f"{door}:{name}": roles for door, names, roles in groups for name in names.split()}
    rows |= dict.fromkeys(ACCOUNT - SIGNING_IN, frozenset(Role))
    everybody = frozenset({NOBODY, *Role})
    open_ones = {name for name in ADDRESSES if name.partition(":")[0] in OPEN} | SIGNING_IN
    return rows | dict.fromkeys(open_ones, everybody)


ROWS = _rows()


def test_every_address_has_a_row():
    assert set(ADDRESSES) == {*ROWS, *BY_DEVICE}


@pytest.mark.parametrize("role", [NOBODY, *Role])
def test_each_role_gets_in_where_the_table_says(role, somebody):
    client = somebody(role)
    wrong = []
    for name, roles in sorted(ROWS.items()):
        statuses = {_kind(client.get(address(name)))}
        if "signout" not in address(name):
            statuses.add(_kind(client.post(address(name))))
        if role in roles:
            ill = statuses & {"403", "fault"} or (statuses & {"signin"} - _led_on(name))
        else:
            ill = statuses - SHUT or statuses == {"405"}
        if ill:
            wrong.append((name, statuses))
    assert wrong == []


def _led_on(name):
    """A step of signing in may lead back to its first one."""
    return {"signin"} if name in SIGNING_IN or name.startswith("public:") else set()


def _kind(answer):
    if answer.status_code >= 500:
        return "fault"
    if answer.status_code in {403, 405}:
        return str(answer.status_code)
    goes = answer.get("Location", "").partition("?")[0]
    if answer.status_code == 302 and goes in {"/signin/", "/me/in/"}:
        return "signin"
    return "in"


@pytest.fixture
def somebody(officer, eastern_officer):
    """One of each role; `nobody` has not signed in."""

    def of(role):
        if role == NOBODY:
            return Client(headers={"accept-language": "zh-CN"})
        if role == Role.APPLICANT:
            return signed_in(firms.registered().user)
        if role == Role.EMPLOYER:
            return signed_in(firms.approved(eastern_officer))
        known = {Role.WEST: officer, Role.EAST: eastern_officer}
        return signed_in(known.get(role) or _new(role, officer.organisation))

    return of


def _new(role, bureau):
    if role == Role.SELF:
        return accounts.open_account("13800010001")
    return enrol(f"one-{role}", "测试", bureau, role)
