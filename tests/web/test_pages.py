"""Every page answers for those who may open it, and looks the same as absent to the others."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from jiedui.vacancies.models import Breach
from jiedui.web.desk.urls import urlpatterns
from jiedui.workers.models import Worker
from tests.web import counted
from tests.workers import survey

# What is opened by reading; the others only change something and are tested by what they do.
ACTIONS = {
    "book_accept", "book_accept_rows", "book_withdraw", "vacancies_publish", "vacancy_publish",
    "vacancy_close", "vacancy_clear", "run_confirm", "person_undo", "person_unmerge",
    "vacancy_reword",
    "person_unsplit", "person_withdraw", "person_forget", "outbox_resend",
    "wave_open", "wave_close", "wave_unchanged", "wave_no_answer", "wave_link", "wave_settle",
    "review_approve", "review_return", "review_firm_approve", "review_firm_return",
    "review_due", "review_paper_verify", "review_paper_refuse", "likenesses_find",
    "likeness_different", "likeness_reopen", "brief_draw", "call_close", "call_regroup",
    "call_explain", "call_forward", "call_answer", "call_decline", "call_ask", "help_answer",
    "erasure_refuse",
}  # fmt: skip
# Pages about things that take long to bring about: the test that proves who may open them.
ELSEWHERE = {
    "review_firm": "test_employer_attacks.test_an_officer_of_another_county_decides_nothing",
    "review_paper": "test_employer_attacks.test_papers_are_for_the_firm_and_its_own_officer",
    "review_beside": "test_review.test_the_same_text_a_week_later_is_shown_beside_the_first",
    "likeness": "test_likenesses.test_others_do_not_find_the_pair",
    "call": "test_calls.test_the_neighbour_and_other_firms_see_nothing",
    "call_letter": "test_calls.test_the_neighbour_and_other_firms_see_nothing",
    "call_send": "test_calls.test_the_neighbour_and_other_firms_see_nothing",
    "call_mend": "test_calls.test_the_neighbour_and_other_firms_see_nothing",
    "call_request": "test_calls.test_the_neighbour_and_other_firms_see_nothing",
    "erasure": "test_rights.test_another_county_decides_nothing",
    "log": "test_audit.test_only_the_auditor_reads_the_log",
    "log_seen": "test_audit.test_only_the_auditor_reads_the_log",
    "log_export": "test_audit.test_only_the_auditor_reads_the_log",
    "device_revoke": "test_village.test_an_officer_of_another_county_revokes_no_phone",
}
# For each page: who may open it ("west", "east", "watcher").
OPEN_TO = {
    "home": {"west", "east", "watcher"},
    "books": {"west", "east"},
    "bring": {"west", "east"},
    "book": {"west"},
    "book_columns": {"west"},
    "book_returned": {"west"},
    "people": {"west"},
    "people_export": {"west"},
    "person": {"west"},
    "person_new": {"west"},
    "person_correct": {"west"},
    "person_identity": {"west"},
    "person_erase": {"west"},
    "erasures": {"west"},
    "person_phone": {"west"},
    "person_add": {"west"},
    "person_left": {"west"},
    "person_back": {"west"},
    "person_merge": {"west"},
    "person_split": {"west"},
    "vacancies": {"west", "east", "watcher"},
    "vacancies_export": {"west", "east"},
    "vacancy": {"west", "east", "watcher"},
    "amend": {"east"},
    "runs": {"west"},
    "ask": {"west"},
    "run": {"west"},
    "run_suppose": {"west"},
    "run_unmatched": {"west"},
    "run_unfilled": {"west"},
    "run_proof": {"west"},
    "run_waiting": {"west"},
    "run_aside": {"west"},
    "run_export": {"west"},
    "messages": {"west", "east", "watcher"},
    "outbox": {"west"},
    "waves": {"west"},
    "wave_draw": {"west"},
    "wave": {"west"},
    "wave_people": {"west"},
    "wave_ask": {"west"},
    "wave_assign": {"west"},
    "wave_village": {"west"},
    "wave_conflicts": {"west"},
    "wave_questions": {"west"},
    "wave_photo": {"west"},
    "question_sets": {"west"},
    "question_set": {"west"},
    "question_set_form": {"west"},
    "devices": {"west"},
    "review": {"west", "east"},
    "applications": {"west", "east"},
    "helps": {"west"},
    "likenesses": {"west"},
    "brief": {"west"},
    "calls": {"west", "east", "watcher"},
}


@pytest.fixture
def address_of(run, officer):
    """The address of each page about the things of our county."""
    book = counted.reviewed_book(by=officer)
    proposal = run.proposals.first()
    told = {
        "book": [book.pk],
        "book_columns": [book.pk],
        "book_returned": [book.pk],
        "person": [proposal.worker.code],
        "person_correct": [proposal.worker.code],
        "person_identity": [proposal.worker.code],
        "person_erase": [proposal.worker.code],
        "person_phone": [proposal.worker.code],
        "person_add": [proposal.worker.code, "wish"],
        "person_left": [proposal.worker.code],
        "person_back": [proposal.worker.code],
        "person_merge": [proposal.worker.code],
        "person_split": [proposal.worker.code],
        "vacancy": [proposal.vacancy.code],
        "amend": [proposal.vacancy.code],
        "run_aside": [run.pk, proposal.pk],
        "run_waiting": [run.pk, proposal.vacancy.code],
        **survey.addresses(officer, proposal.worker),
    }

    def address(name):
        keys = told.get(name, [run.pk] if name.startswith("run_") or name == "run" else [])
        return reverse(f"desk:{name}", args=keys)

    return address


def test_every_address_of_the_desk_is_on_the_list():
    assert {pattern.name for pattern in urlpatterns} == {*OPEN_TO, *ACTIONS, *ELSEWHERE}


@pytest.mark.parametrize("proof", sorted(set(ELSEWHERE.values())))
def test_what_is_proved_elsewhere_is_proved(proof):
    file, name = proof.split(".")
    assert f"def {name}(" in (Path(__file__).parent / f"{file}.py").read_text()


def test_pages_open_to_whom_they_may(address_of, desk, eastern_desk, watchers_desk):
    doors = {"west": desk, "east": eastern_desk, "watcher": watchers_desk}
    wrong = []
    for name, allowed in OPEN_TO.items():
        for role, client in doors.items():
            status = client.get(address_of(name)).status_code
            if (status == 200) != (role in allowed) or status not in {200, 403, 404}:
                wrong.append((name, role, status))
    assert wrong == []


def test_the_neighbouring_county_sees_nothing_of_ours(address_of, neighbours_desk):
    about_us = [name for name in OPEN_TO if reverse_takes_a_key(address_of(name), name)]

    assert {"person", "person_correct", "vacancy", "run", "book"} <= set(about_us)
    statuses = {name: neighbours_desk.get(address_of(name)).status_code for name in about_us}
    assert set(statuses.values()) == {404}, statuses


def reverse_takes_a_key(address, name):
    return bool(re.search(r"\d", address)) or name in {"person", "vacancy", "amend"}


def test_lists_of_the_neighbour_are_empty(run, neighbours_desk):
    for name in ("desk:people", "desk:vacancies", "desk:runs", "desk:books"):
        page = neighbours_desk.get(reverse(name)).content.decode()
        assert "<table" not in page, name
        assert 'class="empty"' in page, name


def test_whoever_is_not_signed_in_is_asked_to(address_of):
    for name in OPEN_TO:
        answer = Client().get(address_of(name))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith(reverse("public:signin")), name


def test_every_answer_carries_a_strict_policy_and_nothing_inline(address_of, desk):
    for name in OPEN_TO:
        answer = desk.get(address_of(name))
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy
        if answer.status_code == 200:
            assert "no-store" in answer["Cache-Control"], name
        if answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            assert not re.search(r"<script(?![^>]*\bsrc=)", page), name
            assert not re.search(r"\s(style|onclick|onchange|onsubmit)=", page), name
            assert "<style" not in page, name


def test_no_page_shows_a_whole_identity_number_or_telephone(address_of, desk):
    numbers = [n for worker in Worker.objects.all() for n in (worker.identity, worker.phone)]
    numbers += [counted.identity(500, counted.date(1990, 1, 2)), "13900000500"]

    assert len(numbers) > 12
    for name in OPEN_TO:
        answer = desk.get(address_of(name))
        if answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            assert [number for number in numbers if number in page] == [], name


def test_titles_name_the_page_and_nobody(address_of, desk):
    """A browser's history keeps titles, on computers that several people share."""
    names = list(Worker.objects.values_list("name", flat=True))

    assert len(names) > 5
    for name in OPEN_TO:
        answer = desk.get(address_of(name))
        if answer["Content-Type"].startswith("text/html"):
            title = re.search("<title>(.*?)</title>", answer.content.decode(), re.DOTALL)[1]
            assert [one for one in names if one in title] == [], name


def test_pages_are_there_in_english_too(address_of, desk):
    desk.post(reverse("public:language"), {"language": "en", "next": "/desk/"})

    page = desk.get(address_of("home")).content.decode()
    assert "Waiting for you" in page
    assert '<html lang="en">' in page
    for name in OPEN_TO:
        assert desk.get(address_of(name)).status_code == 200 or "east" in OPEN_TO[name], name


def test_absent_pages_say_so_in_our_own_words(desk, officer):
    answer = desk.get("/desk/nowhere/")

    assert answer.status_code == 404
    assert "没有这一页" in answer.content.decode()


def test_a_refused_role_is_told_whom_to_ask(eastern_desk):
    answer = eastern_desk.get(reverse("desk:people"))

    assert answer.status_code == 403
    assert "请联系本单位管理员" in answer.content.decode()


def test_the_style_page_shows_every_component(client):
    page = client.get(reverse("kit:style"), headers={"accept-language": "zh-CN"}).content.decode()

    components = (
        "road--full road--row road--strip pair figure tabs empty summary masked list--cards "
        "progress pager note--error"
    )
    for component in components.split():
        assert component in page, component


def test_the_landing_page_needs_no_account(client):
    page = client.get("/", headers={"accept-language": "zh-CN"}).content.decode()

    assert "到半年后还在岗" in page


def test_unlawful_words_are_marked_where_they_stand(eastern_officer, eastern_desk):
    [vacancy] = counted.posts(1, by=eastern_officer, said=counted.UNLAWFUL, opened=False)
    words = Breach.objects.filter(vacancy=vacancy, level="prohibit").first().words

    page = eastern_desk.get(reverse("desk:vacancy", args=[vacancy.code])).content.decode()
    assert f"<mark>{words}</mark>" in page.split('class="said"')[1].split("</p>")[0]
    assert "合法写法" in page
