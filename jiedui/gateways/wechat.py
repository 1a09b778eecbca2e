"""The WeChat official account: templates out, words and events in, by its public documentation.

Out: stable_token, message/template/send and message/subscribe/bizsend
(developers.weixin.qq.com/doc/service/api). A template message carries `client_msg_id`, by which
WeChat delivers once what is handed in twice within ten minutes; a subscription message does not.
In: a request is WeChat's if the sha1 of token, timestamp and nonce, sorted and joined, is right.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from xml.etree import ElementTree

from jiedui.gateways.parcels import Outcome, Parcel, Receipt
from jiedui.gateways.sms import DOWN, OURS, THROTTLED, now
from jiedui.gateways.wire import Answer, NoAnswer, NotReached, Wire

# A token is given up so long before it ends, so that none ends on the way.
MARGIN = timedelta(minutes=5)
QUOTA = 3600.0
STALE_TOKEN = {40001, 40014, 42001}
# An unknown person, one who has left, one who has refused subscription messages.
GONE = {40003, 43004, 43101}
NEVER = {47003, 45168}
LONGEST_VALUE = 20
LARGEST_WORDS = 64 * 1024


class Shelf(Protocol):
    """Where the access token lies, for all processes of the house together."""

    def get(self, name: str, at: datetime) -> str: ...

    def put(self, name: str, value: str, until: datetime) -> None: ...

    def drop(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Layout:
    """A template as it was approved: its number, and which value of ours fills which key."""

    id: str
    keys: Mapping[str, str]
    subscribe: bool = False


class OfficialAccount:
    """Messages to people who follow the official account."""

    name = "wechat"
    TOKEN = "wechat-access-token"

    def __init__(
        self,
        *,
        app_id: str,
        app_secret: str,
        layouts: Mapping[str, Layout],
        shelf: Shelf,
        link: str = "",
        endpoint: str = "https://api.weixin.qq.com",
        wire: Wire | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.app_id, self.app_secret = app_id, app_secret
        self.layouts, self.shelf, self.link = layouts, shelf, link
        self.endpoint = endpoint.rstrip("/")
        self.wire = wire or Wire(self.endpoint)
        self.clock = clock

    def knows_repeats(self, template: str) -> bool:
        layout = self.layouts.get(template)
        return layout is not None and not layout.subscribe

    def send(self, parcel: Parcel) -> Receipt:
        layout = self.layouts.get(parcel.template)
        if layout is None:
            return Receipt(Outcome.NEVER, trouble="no-template")
        try:
            answer = self._send(parcel, layout)
            if answer.told.get("errcode") in STALE_TOKEN:
                self.shelf.drop(self.TOKEN)
                answer = self._send(parcel, layout)
        except NotReached:
            return Receipt(Outcome.LATER, trouble="not-reached", rest=DOWN)
        except NoAnswer:
            return Receipt(Outcome.UNKNOWN, trouble="no-answer", rest=DOWN)
        except NoToken as error:
            return Receipt(Outcome.LATER, trouble=str(error), rest=OURS)
        return _read(answer)

    def _send(self, parcel: Parcel, layout: Layout) -> Answer:
        told: dict[str, Any] = {
            "touser": parcel.to,
            "template_id": layout.id,
            "data": {
                key: {"value": parcel.values[name][:LONGEST_VALUE]}
                for key, name in layout.keys.items()
            },
        }
        if layout.subscribe:
            told["page"] = self.link
            path = "subscribe/bizsend"
        else:
            told["url"], told["client_msg_id"] = self.link, parcel.code
            path = "template/send"
        url = f"{self.endpoint}/cgi-bin/message/{path}?access_token={self._token()}"
        return self._post(url, told)

    def _token(self) -> str:
        at = self.clock()
        if known := self.shelf.get(self.TOKEN, at):
            return known
        # The stable token is the same for whoever asks: two processes do not spoil each other's.
        try:
            answer = self._post(
                f"{self.endpoint}/cgi-bin/stable_token",
                {
                    "grant_type": "client_credential",
                    "appid": self.app_id,
                    "secret": self.app_secret,
                    "force_refresh": False,
                },
            )
        except NoAnswer:
            raise NoToken("no-token") from None
        token, lasts = answer.told.get("access_token"), answer.told.get("expires_in")
        if not isinstance(token, str) or not isinstance(lasts, int):
            raise NoToken(f"token-{answer.told.get('errcode', answer.status)}")
        self.shelf.put(self.TOKEN, token, at + timedelta(seconds=lasts) - MARGIN)
        return token

    def _post(self, url: str, told: Mapping[str, Any]) -> Answer:
        content = json.dumps(told, ensure_ascii=False).encode()
        return self.wire.post(url, headers={"content-type": "application/json"}, content=content)


class NoToken(Exception):
    """WeChat does not let us in."""


def _read(answer: Answer) -> Receipt:
    code = answer.told.get("errcode")
    if code == 0:
        return Receipt(Outcome.TAKEN, number=str(answer.told.get("msgid", "")))
    if code in GONE:
        return Receipt(Outcome.NEVER, trouble=f"wechat-{code}", gone=True)
    if code in NEVER:
        return Receipt(Outcome.NEVER, trouble=f"wechat-{code}")
    if code == 45009:  # the day's quota is used up
        return Receipt(Outcome.LATER, trouble="wechat-45009", rest=QUOTA)
    if code == 45011:
        return Receipt(Outcome.LATER, trouble="wechat-45011", rest=THROTTLED)
    if code in {-1, None} or not isinstance(code, int):
        trouble = "wechat-busy" if code == -1 else f"http-{answer.status}"
        return Receipt(Outcome.UNKNOWN, trouble=trouble, rest=DOWN)
    # 48001 (not authorised for this), 40037 (unknown template) …: ours to mend, not the person's
    return Receipt(Outcome.LATER, trouble=f"wechat-{code}", rest=OURS)


def is_from_wechat(*, token: str, timestamp: str, nonce: str, signature: str) -> bool:
    """Whoever asks knows the token that only WeChat and we know."""
    ours = hashlib.sha1("".join(sorted([token, timestamp, nonce])).encode()).hexdigest()
    return bool(token) and hmac.compare_digest(ours.encode(), signature.encode())


@dataclass(frozen=True, slots=True)
class Heard:
    """One message or event from a person: `kind` is text, subscribe, unsubscribe, report, other."""

    kind: str
    open_id: str
    account: str = ""
    words: str = ""
    number: str = ""
    arrived: bool = False


class Unreadable(Exception):
    """Not the XML that WeChat sends."""


def hear(body: bytes) -> Heard:
    """Read what WeChat posts. A document type could define entities that blow up: refused."""
    if len(body) > LARGEST_WORDS or b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Unreadable
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise Unreadable from None
    told = {part.tag: (part.text or "").strip() for part in root}
    who, account = told.get("FromUserName", ""), told.get("ToUserName", "")
    if told.get("MsgType") == "text":
        return Heard("text", who, account, words=told.get("Content", ""))
    event = told.get("Event", "").lower()
    if event in {"subscribe", "unsubscribe"}:
        return Heard(event, who, account)
    if event == "templatesendjobfinish":
        arrived = told.get("Status") == "success"
        return Heard("report", who, account, number=told.get("MsgID", ""), arrived=arrived)
    return Heard("other", who, account)


def answer_with(heard: Heard, words: str, *, at: datetime) -> bytes:
    """A passive reply, in the XML that WeChat expects."""
    root = ElementTree.Element("xml")
    for name, value in (
        ("ToUserName", heard.open_id),
        ("FromUserName", heard.account),
        ("CreateTime", str(int(at.timestamp()))),
        ("MsgType", "text"),
        ("Content", words),
    ):
        ElementTree.SubElement(root, name).text = value
    return ElementTree.tostring(root, encoding="unicode").encode()
