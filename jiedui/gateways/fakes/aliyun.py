"""Aliyun's SMS gateway, as far as a client can see it."""

import hashlib
import hmac
import json
import re
import urllib.parse
from datetime import UTC, datetime, timedelta

from jiedui.gateways.fakes.server import Fake, Reply, Request

AUTHORIZATION = re.compile(
    r"^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})$"
)
NEEDED = {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce",
          "x-acs-version"}  # fmt: skip
WINDOW = timedelta(minutes=15)


class FakeAliyun(Fake):
    """Checks the signature, the age and the nonce of a request, then its parameters."""

    def __init__(self, key_id: str = "id", key_secret: str = "secret") -> None:
        super().__init__()
        self.key_id, self.key_secret = key_id, key_secret
        self.nonces: set[str] = set()

    def answer(self, request: Request, mood: str) -> Reply:
        if fault := self._fault_of(request):
            self.faults.append(fault)
            return Reply(403 if "Access" in fault else 400, {"Code": fault, "RequestId": "r"})
        if mood == "throttled":
            return Reply(429, {"Code": "Throttling.User", "RequestId": "r"})
        if mood == "limit":
            return Reply(200, {"Code": "isv.BUSINESS_LIMIT_CONTROL", "RequestId": "r"})
        if mood == "refused":
            return Reply(200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "RequestId": "r"})
        if mood == "broken":
            return Reply(500, {"Code": "isp.SYSTEM_ERROR", "RequestId": "r"})
        if mood == "page":
            return Reply(502)
        if mood == "silent":
            return Reply(200)
        asked = request.asked
        if not re.fullmatch(r"(\+?86)?1\d{10}", asked["PhoneNumbers"]):
            return Reply(200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "RequestId": "r"})
        self.delivered[asked.get("OutId", "")] += 1
        number = f"9006195{sum(self.delivered.values()):04d}^0"
        return Reply(200, {"Code": "OK", "Message": "OK", "BizId": number, "RequestId": "r"})

    def _fault_of(self, request: Request) -> str:
        headers = request.headers
        found = AUTHORIZATION.match(headers.get("authorization", ""))
        if not found:
            return "IncompleteSignature"
        key_id, signed, signature = found.groups()
        if key_id != self.key_id:
            return "InvalidAccessKeyId.NotFound"
        if NEEDED - set(signed.split(";")):
            return "MissingHeaders"
        if self._signature(request, signed) != signature:
            return "SignatureDoesNotMatch"
        stamped = datetime.strptime(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ")
        if abs(datetime.now(UTC) - stamped.replace(tzinfo=UTC)) > WINDOW:
            return "InvalidTimeStamp.Expired"
        if headers["x-acs-signature-nonce"] in self.nonces:
            return "SignatureNonceUsed"
        self.nonces.add(headers["x-acs-signature-nonce"])
        return self._wanting(request)

    def _signature(self, request: Request, signed: str) -> str:
        pairs = urllib.parse.parse_qsl(request.query, keep_blank_values=True)
        encoded = sorted(
            (urllib.parse.quote(name, safe=""), urllib.parse.quote(value, safe=""))
            for name, value in pairs
        )
        text = "POST\n" + (request.path or "/") + "\n"
        text += "&".join(name + "=" + value for name, value in encoded) + "\n"
        for name in signed.split(";"):
            text += name + ":" + request.headers[name].strip() + "\n"
        text += "\n" + signed + "\n" + hashlib.sha256(request.body).hexdigest()
        hashed = hashlib.sha256(text.encode("utf-8")).hexdigest()
        mac = hmac.new(self.key_secret.encode("utf-8"), digestmod=hashlib.sha256)
        mac.update(b"ACS3-HMAC-SHA256\n" + hashed.encode("ascii"))
        return mac.hexdigest()

    def _wanting(self, request: Request) -> str:
        headers, asked = request.headers, request.asked
        if (headers["x-acs-action"], headers["x-acs-version"]) != ("SendSms", "2017-05-25"):
            return "InvalidAction.NotFound"
        for name in ("PhoneNumbers", "SignName", "TemplateCode"):
            if not asked.get(name):
                return f"Missing{name}"
        values = json.loads(asked.get("TemplateParam", "{}"))
        if not all(isinstance(value, str) for value in values.values()):
            return "isv.INVALID_JSON_PARAM"
        return ""
