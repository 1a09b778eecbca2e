"""Phone pages: the size of letters without a script, and what goes out packed."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client


@pytest.fixture
def phone(db):
    return Client(headers={"accept-language": "zh-CN"})


def choose(phone, size, **told):
    return phone.post("/kit/size/", {"size": size} | told)


@pytest.mark.parametrize("size", ["large", "larger"])
def test_a_chosen_size_is_kept_in_the_browser(phone, size):
    answer = choose(phone, size, next="/signin/")

    assert answer.url == "/signin/"
    cookie = answer.cookies["size"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == (size, "Lax", True)


def test_the_ordinary_size_takes_the_choice_back(phone):
    choose(phone, "larger")

    assert choose(phone, "").cookies["size"].value == ""


def test_a_size_that_does_not_exist_is_not_kept(phone):
    assert choose(phone, '"><script>').cookies["size"].value == ""


def test_a_size_is_not_chosen_by_opening_an_address(phone):
    assert phone.get("/kit/size/?size=large").status_code == 405


def test_the_choice_leads_to_no_other_site(phone):
    assert choose(phone, "large", next="https://example.org/").url == "/"


@pytest.fixture(scope="module")
def collected():
    call_command("collectstatic", interactive=False, verbosity=0)
    return Path(settings.STATIC_ROOT)


def test_style_sheets_go_out_packed(phone, collected):
    plain = (collected / "kit" / "phone.css").read_bytes()

    answer = phone.get("/static/kit/phone.css", headers={"accept-encoding": "gzip"})
    assert (answer["Content-Encoding"], answer["Content-Type"]) == (
        "gzip",
        "text/css; charset=utf-8",
    )
    assert gzip.decompress(answer.content) == plain
    assert len(answer.content) < len(plain) / 2


def test_who_cannot_unpack_gets_the_file_as_it_is(phone, collected):
    answer = phone.get("/static/kit/phone.css")

    assert "Content-Encoding" not in answer
    assert answer.content == (collected / "kit" / "phone.css").read_bytes()


def test_what_the_browser_has_is_not_sent_again(phone, collected):
    first = phone.get("/static/kit/phone.css", headers={"accept-encoding": "gzip"})
    again = phone.get(
        "/static/kit/phone.css",
        headers={"accept-encoding": "gzip", "if-none-match": first["ETag"]},
    )

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../jiedui.sqlite3",
        "/static/..%2fsecrets/jiedui_index_key",
        "/static//etc/passwd",
        "/static/kit",
    ],
)
def test_nothing_outside_the_static_folder_is_sent(phone, collected, path):
    (collected.parent / "jiedui.sqlite3").touch()

    assert phone.get(path).status_code == 404


def test_nothing_is_written_to_the_static_folder(phone, collected):
    assert phone.post("/static/kit/phone.css").status_code == 405
