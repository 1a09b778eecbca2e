"""WeChat's official accounts, as far as a server of ours can see them."""

import hashlib
import json
import secrets
from typing import Any

from jiedui.gateways.fakes.server import Fake, Reply, Request


class FakeWeChat(Fake):
    """Gives one stable access token, knows its followers, recognises `client_msg_id`."""

    def __init__(self, app_id: str = "wxid", app_secret: str = "wxsecret") -> None:
        super().__init__()
        self.app_id, self.app_secret = app_id, app_secret
        self.token = f"{secrets.token_hex(8)}-1"
        self.tokens_given = 0
        self.followers: set[str] = set()
        self.seen: dict[tuple[str, str], int] = {}

    def expire_token(self) -> None:
        """The token in use is worth nothing from now on; the next one is another."""
        self.token = secrets.token_hex(8)

    def mood(self, request: Request) -> str:
        """Moods are for messages; who asks for a token always gets one."""
        return "ok" if request.path.endswith("token") else super().mood(request)

    def answer(self, request: Request, mood: str) -> Reply:
        told = json.loads(request.body)
        if request.path == "/cgi-bin/stable_token":
            return self._token(told)
        if request.asked.get("access_token") != self.token:
            self.faults.append("40001")
            return _code(40001)
        codes = {"throttled": 45009, "unauthorised": 48001, "busy": -1, "refused": 47003}
        if mood in codes:
            return _code(codes[mood])
        if mood == "broken":
            return Reply(500)
        if mood == "page":
            return Reply(502)
        if mood == "silent":
            return Reply(200)
        if told.get("touser") not in self.followers:
            return _code(43004)
        return self._deliver(request, told)

    def _token(self, told: dict[str, Any]) -> Reply:
        if told.get("grant_type") != "client_credential":
            return _code(40002)
        if (told.get("appid"), told.get("secret")) != (self.app_id, self.app_secret):
            self.faults.append("40125")
            return _code(40125)
        self.tokens_given += 1
        return Reply(200, {"access_token": self.token, "expires_in": 7200})

    def _deliver(self, request: Request, told: dict[str, Any]) -> Reply:
        fields = told.get("data", {})
        if not told.get("template_id") or not all("value" in field for field in fields.values()):
            return _code(47003)
        if any(len(field["value"]) > 20 for name, field in fields.items() if "thing" in name):
            return _code(47003)
        code = told.get("client_msg_id", "")
        key = (told["touser"], code)
        if not code or key not in self.seen or request.path.endswith("bizsend"):
            self.seen[key] = 200228332 + len(self.seen)
            self.delivered[code or told["template_id"]] += 1
        return Reply(200, {"errcode": 0, "errmsg": "ok", "msgid": self.seen[key]})


def _code(code: int) -> Reply:
    return Reply(200, {"errcode": code, "errmsg": "?"})


def signed(token: str, *, timestamp: str = "1409659589", nonce: str = "263014780") -> str:
    """The query string by which WeChat shows that it is WeChat."""
    parts = [token, timestamp, nonce]
    parts.sort()
    digest = hashlib.sha1()
    for part in parts:
        digest.update(part.encode("utf-8"))
    return f"signature={digest.hexdigest()}&timestamp={timestamp}&nonce={nonce}"
