"""One way out: only to hosts on the list, with a time limit, without following anybody further."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

# Seconds until a connection stands, and until the answer to a request is there.
TO_CONNECT, TO_ANSWER = 5.0, 10.0
LARGEST = 256 * 1024
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class NotReached(Exception):
    """No connection came about: the provider certainly has nothing."""


class NoAnswer(Exception):
    """The request went out and no usable answer came back: the provider may have it."""


class NotAllowed(Exception):
    """An address that is not on the list of hosts."""


class Answer:
    """What came back: the status, and the JSON object if it was one."""

    def __init__(self, status: int, content: bytes) -> None:
        self.status = status
        try:
            told = json.loads(content)
        except ValueError:
            told = None
        self.told: dict[str, Any] = told if isinstance(told, dict) else {}


class Wire:
    """Requests to the named origins (`https://host`), and to nowhere else."""

    def __init__(self, *origins: str, to_answer: float = TO_ANSWER) -> None:
        for origin in origins:
            parts = urlsplit(origin)
            if parts.scheme != "https" and parts.hostname not in LOOPBACK:
                raise NotAllowed(f"{origin}: only https leaves the house")
        self.origins = frozenset(origins)
        self._client = httpx.Client(
            timeout=httpx.Timeout(to_answer, connect=TO_CONNECT), follow_redirects=False
        )

    def post(self, url: str, *, headers: Mapping[str, str], content: bytes = b"") -> Answer:
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}" not in self.origins:
            raise NotAllowed(parts.netloc)
        # The exceptions of the client name the whole address, so none of them is passed on.
        try:
            with self._client.stream("POST", url, headers=headers, content=content) as answer:
                return Answer(answer.status_code, _read(answer))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise NotReached from None
        except httpx.HTTPError as error:
            raise NoAnswer(type(error).__name__) from None

    def close(self) -> None:
        self._client.close()


def _read(answer: httpx.Response) -> bytes:
    content = b""
    for part in answer.iter_bytes():
        content += part
        if len(content) > LARGEST:
            break
    return content[:LARGEST]
