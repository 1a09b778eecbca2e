"""A server on 127.0.0.1 that answers as it is told to: well, late, wrongly, or not at all."""

import json
import socket
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def asked(self) -> dict[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))


@dataclass(frozen=True)
class Reply:
    status: int
    told: dict[str, Any] = field(default_factory=dict)


class Fake:
    """`moods` are taken one by one, the last one stays: ok, throttled, refused, silent, broken …

    `delivered` counts by code what reached a telephone: handed in twice is delivered twice,
    unless the provider recognises repeats.
    """

    HOST: ClassVar[str] = ""

    def __init__(self) -> None:
        self.moods: list[str] = ["ok"]
        self.delivered: Counter[str] = Counter()
        self.requests: list[Request] = []
        self.faults: list[str] = []
        self._waking = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._waking.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def mood(self, request: Request) -> str:
        return self.moods.pop(0) if len(self.moods) > 1 else self.moods[0]

    def wait(self) -> None:
        """Let whoever asks wait in vain, until the house closes."""
        self._waking.wait(30)

    def answer(self, request: Request, mood: str) -> Reply:
        raise NotImplementedError


def _handler_of(fake: Fake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(parts.path, parts.query, headers, body)
            fake.requests.append(request)
            mood = fake.mood(request)
            if mood == "cut":
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            reply = fake.answer(request, mood)
            if mood in {"silent", "taken-silent"}:
                fake.wait()
                self.close_connection = True
                return
            content = b"<html>502</html>" if mood == "page" else json.dumps(reply.told).encode()
            self.send_response(reply.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is said: a request line may hold a number."""

    return Handler
