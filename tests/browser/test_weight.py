"""What a worker's phone has to fetch on the first visit: the page and everything it names,
packed, headers too. On the real server, as bytes on the wire."""

import gzip
import re
import socket
from urllib.parse import urlsplit

import pytest

BUDGET = 60 * 1024
NAMED = re.compile(r'<(?:link|script|img)[^>]+?(?:href|src)="(/[^"]+)"')
PAGES = (
    "/vacancies/",
    "/vacancies/places/?near=%E4%B9%9D%E5%AF%A8%E6%B2%9F",
    "/me/in/",
    "/me/",
    "/me/posts/",
    "/me/posts/330421-00001/",
    "/me/wishes/new/",
    "/me/record/",
)


def wire(house, path, cookies=""):
    """(bytes that came over the wire, head, what they say) of one request."""
    told = urlsplit(house.url)
    with socket.create_connection((told.hostname, told.port), timeout=30) as line:
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {told.netloc}\r\nAccept-Encoding: gzip\r\n"
            f"Accept-Language: zh-CN\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n".encode()
        )
        came = b""
        while part := line.recv(65_536):
            came += part
    head, _, body = came.partition(b"\r\n\r\n")
    assert b" 200 " in head.split(b"\r\n")[0], (path, head[:200])
    if b"transfer-encoding: chunked" in head.lower():
        raise AssertionError("a body of known length was expected")
    packed = b"content-encoding: gzip" in head.lower()
    return len(came), head, gzip.decompress(body) if packed else body


@pytest.fixture(scope="module")
def weights(busy_house):
    """{page: [(address, bytes)]} of a first visit."""
    cookie = f"sessionid={busy_house.session_of('me')}"
    told = {}
    for page in PAGES:
        size, _head, html = wire(
            busy_house, page, "" if page.startswith(("/me/in/", "/vacancies/")) else cookie
        )
        parts = [(page, size)]
        for address in dict.fromkeys(NAMED.findall(html.decode())):
            parts.append((address, wire(busy_house, address)[0]))
        told[page] = parts
    return told


@pytest.mark.parametrize("page", PAGES)
def test_a_first_visit_stays_within_sixty_kilobytes(weights, page):
    total = sum(size for _address, size in weights[page])

    assert len(weights[page]) > 5  # the style sheets were found
    assert total <= BUDGET, weights[page]


def test_pages_and_style_sheets_are_really_packed(busy_house):
    for address in ("/me/in/", "/static/kit/phone.css", "/static/kit/speech.mjs"):
        _size, head, _body = wire(busy_house, address)
        assert b"content-encoding: gzip" in head.lower(), address


def test_the_desk_is_never_packed(busy_house):
    """Its lists repeat what was searched for beside secrets."""
    cookie = f"sessionid={busy_house.session_of('west')}"

    assert b"content-encoding" not in wire(busy_house, "/desk/", cookie)[1].lower()
