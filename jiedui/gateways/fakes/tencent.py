"""Tencent Cloud's SMS gateway, as far as a client can see it."""

import hashlib
import hmac
import json
import re
import time
from datetime import UTC, datetime
from typing import Any

from jiedui.gateways.fakes.server import Fake, Reply, Request

AUTHORIZATION = re.compile(
    r"^TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/(\w+)/tc3_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$"
)
FIVE_MINUTES = 300


class FakeTencent(Fake):
    """Checks the signature and the age of a request, then its parameters."""

    def __init__(self, secret_id: str = "AKIDid", secret_key: str = "key") -> None:
        super().__init__()
        self.secret_id, self.secret_key = secret_id, secret_key

    def answer(self, request: Request, mood: str) -> Reply:
        if fault := self._fault_of(request):
            self.faults.append(fault)
            return _error(fault)
        if mood == "throttled":
            return _error("RequestLimitExceeded")
        if mood == "broken":
            return Reply(500, {"Response": {"Error": {"Code": "InternalError", "Message": "?"}}})
        if mood == "page":
            return Reply(502)
        if mood == "silent":
            return Reply(200)
        told = json.loads(request.body)
        if missing := [n for n in ("PhoneNumberSet", "SmsSdkAppId", "TemplateId") if n not in told]:
            return _error(f"MissingParameter.{missing[0]}")
        number = told["PhoneNumberSet"][0]
        if mood == "limit":
            return _status(told, "LimitExceeded.PhoneNumberDailyLimit")
        if mood == "refused" or not re.fullmatch(r"\+861\d{10}", number):
            return _status(told, "InvalidParameterValue.IncorrectPhoneNumber")
        self.delivered[told.get("SessionContext", "")] += 1
        return _status(told, "Ok", f"5000:{sum(self.delivered.values())}")

    def _fault_of(self, request: Request) -> str:
        headers = request.headers
        found = AUTHORIZATION.match(headers.get("authorization", ""))
        if not found:
            return "AuthFailure.InvalidAuthorization"
        secret_id, day, service, signed, signature = found.groups()
        if secret_id != self.secret_id:
            return "AuthFailure.SecretIdNotFound"
        if {"content-type", "host"} - set(signed.split(";")):
            return "AuthFailure.InvalidAuthorization"
        stamp = int(headers.get("x-tc-timestamp", "0"))
        if abs(time.time() - stamp) > FIVE_MINUTES:
            return "AuthFailure.SignatureExpire"
        if datetime.fromtimestamp(stamp, UTC).date().isoformat() != day or service != "sms":
            return "AuthFailure.SignatureFailure"
        if self._signature(request, day, service, signed) != signature:
            return "AuthFailure.SignatureFailure"
        if headers.get("x-tc-action") != "SendSms":
            return "InvalidAction"
        if headers.get("x-tc-version") != "2021-01-11":
            return "NoSuchVersion"
        return "" if headers.get("x-tc-region") else "MissingParameter"

    def _signature(self, request: Request, day: str, service: str, signed: str) -> str:
        lines = ["POST", "/", request.query]
        for name in signed.split(";"):
            # The values of signed headers count in small letters.
            lines.append(f"{name}:{request.headers[name].strip().lower()}")
        lines += ["", signed, hashlib.sha256(request.body).hexdigest()]
        hashed = hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()
        scope = "/".join((day, service, "tc3_request"))
        text = "\n".join(("TC3-HMAC-SHA256", request.headers["x-tc-timestamp"], scope, hashed))

        def mac(key: bytes, message: str) -> bytes:
            return hmac.new(key, message.encode("utf-8"), hashlib.sha256).digest()

        dated = mac(b"TC3" + self.secret_key.encode("utf-8"), day)
        signing = mac(mac(dated, service), "tc3_request")
        return hmac.new(signing, text.encode("utf-8"), hashlib.sha256).hexdigest()


def _error(code: str) -> Reply:
    return Reply(200, {"Response": {"Error": {"Code": code, "Message": "?"}, "RequestId": "r"}})


def _status(told: dict[str, Any], code: str, serial: str = "") -> Reply:
    status = {
        "SerialNo": serial,
        "PhoneNumber": told["PhoneNumberSet"][0],
        "Fee": 1 if serial else 0,
        "SessionContext": told.get("SessionContext", ""),
        "Code": code,
        "Message": "send success" if serial else code,
        "IsoCode": "CN",
    }
    return Reply(200, {"Response": {"SendStatusSet": [status], "RequestId": "r"}})
