"""Short messages by Aliyun and by Tencent Cloud, by their public documentation.

Aliyun: SendSms of Dysmsapi 2017-05-25, signed with ACS3-HMAC-SHA256
(help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature).
Tencent: SendSms of sms 2021-01-11, signed with TC3-HMAC-SHA256
(cloud.tencent.com/document/api/382/55981 and .../52072).

Neither provider recognises a repeated request, so whatever may have been taken is reported as
unknown and not handed in again. A code of ours goes along and comes back in the delivery report.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from jiedui.gateways.parcels import Outcome, Parcel, Receipt
from jiedui.gateways.wire import Answer, NoAnswer, NotReached, Wire

# Seconds to leave a provider alone that throttles, does not answer, or does not know us.
THROTTLED, DOWN, OURS = 20.0, 60.0, 300.0
UNREACHED = Receipt(Outcome.LATER, trouble="not-reached", rest=DOWN)


def now() -> datetime:
    return datetime.now(UTC)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hmac(key: bytes, words: str) -> bytes:
    return hmac.digest(key, words.encode(), "sha256")


def template_for(known: Mapping[str, str], parcel: Parcel) -> str:
    """The provider's number of a template: in the language asked for, else the Chinese one."""
    return known.get(f"{parcel.template}.{parcel.language}") or known.get(parcel.template, "")


def acs3_authorization(
    *,
    key_id: str,
    key_secret: str,
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body_hash: str,
) -> str:
    """The Authorization header of Aliyun's third signature; `headers` are all that are signed."""
    names = sorted(headers)
    signed = ";".join(names)
    canonical = "\n".join(
        [method, path, query, "".join(f"{n}:{headers[n].strip()}\n" for n in names), signed,
         body_hash]
    )  # fmt: skip
    to_sign = f"ACS3-HMAC-SHA256\n{_sha256(canonical.encode())}"
    signature = _hmac(key_secret.encode(), to_sign).hex()
    return f"ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={signed},Signature={signature}"


def tc3_authorization(
    *,
    secret_id: str,
    secret_key: str,
    service: str,
    headers: Mapping[str, str],
    body: bytes,
    timestamp: int,
) -> str:
    """The Authorization header of Tencent's third signature, for a POST to `/`."""
    names = sorted(headers)
    signed = ";".join(names)
    canonical = "\n".join(
        ["POST", "/", "", "".join(f"{n}:{headers[n]}\n" for n in names), signed, _sha256(body)]
    )
    day = datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d")
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{_sha256(canonical.encode())}"
    key = f"TC3{secret_key}".encode()
    for part in (day, service, "tc3_request"):
        key = _hmac(key, part)
    signature = _hmac(key, to_sign).hex()
    return (
        f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, "
        f"SignedHeaders={signed}, Signature={signature}"
    )


class _Sms:
    """What both have in common: one request, one reading of the answer."""

    def __init__(
        self,
        *,
        signature: str,
        templates: Mapping[str, str],
        endpoint: str,
        wire: Wire | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.signature = signature
        self.templates = templates
        self.endpoint = endpoint.rstrip("/")
        self.host = self.endpoint.partition("://")[2]
        self.wire = wire or Wire(self.endpoint)
        self.clock = clock

    def knows_repeats(self, template: str) -> bool:
        return False

    def send(self, parcel: Parcel) -> Receipt:
        template = template_for(self.templates, parcel)
        if not template:
            return Receipt(Outcome.NEVER, trouble="no-template")
        try:
            return self._read(self._post(parcel, template))
        except NotReached:
            return UNREACHED
        except NoAnswer:
            return Receipt(Outcome.UNKNOWN, trouble="no-answer", rest=DOWN)

    def _post(self, parcel: Parcel, template: str) -> Answer:
        raise NotImplementedError

    def _read(self, answer: Answer) -> Receipt:
        raise NotImplementedError


def _without_words(answer: Answer) -> Receipt:
    """An answer that no provider signed: a proxy's page, an empty reply."""
    if answer.status in {429, 503}:
        return Receipt(Outcome.LATER, trouble=f"http-{answer.status}", rest=THROTTLED)
    if 400 <= answer.status < 500:
        return Receipt(Outcome.LATER, trouble=f"http-{answer.status}", rest=OURS)
    return Receipt(Outcome.UNKNOWN, trouble=f"http-{answer.status}", rest=DOWN)


class Aliyun(_Sms):
    """Short messages by Aliyun."""

    name = "aliyun"
    # A wrong number, or words that the provider will not carry.
    NEVER = frozenset(
        {
            "isv.MOBILE_NUMBER_ILLEGAL",
            "isv.MOBILE_COUNT_OVER_LIMIT",
            "isv.BLACK_KEY_CONTROL_LIMIT",
            "isv.PARAM_NOT_SUPPORT_URL",
            "isv.PARAM_LENGTH_LIMIT",
            "isv.TEMPLATE_MISSING_PARAMETERS",
            "isv.TEMPLATE_PARAMS_ILLEGAL",
            "isv.INVALID_JSON_PARAM",
            "isv.SMS_CONTENT_ILLEGAL",
        }
    )
    LIMITS = ("Throttling", "isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL")

    def __init__(
        self,
        *,
        key_id: str,
        key_secret: str,
        signature: str,
        templates: Mapping[str, str],
        endpoint: str = "https://dysmsapi.aliyuncs.com",
        wire: Wire | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        super().__init__(
            signature=signature, templates=templates, endpoint=endpoint, wire=wire, clock=clock
        )
        self.key_id, self.key_secret = key_id, key_secret

    def _post(self, parcel: Parcel, template: str) -> Answer:
        told = {
            "PhoneNumbers": parcel.to,
            "SignName": self.signature,
            "TemplateCode": template,
            "TemplateParam": json.dumps(dict(parcel.values), ensure_ascii=False),
            "OutId": parcel.code,
        }
        query = "&".join(
            f"{quote(name, safe='~')}={quote(value, safe='~')}"
            for name, value in sorted(told.items())
        )
        headers = {
            "host": self.host,
            "x-acs-action": "SendSms",
            "x-acs-content-sha256": _sha256(b""),
            "x-acs-date": self.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-version": "2017-05-25",
        }
        authorization = acs3_authorization(
            key_id=self.key_id, key_secret=self.key_secret, method="POST", path="/", query=query,
            headers=headers, body_hash=headers["x-acs-content-sha256"],
        )  # fmt: skip
        headers = {**headers, "authorization": authorization, "accept": "application/json"}
        return self.wire.post(f"{self.endpoint}/?{query}", headers=headers)

    def _read(self, answer: Answer) -> Receipt:
        code = answer.told.get("Code")
        if not isinstance(code, str):
            return _without_words(answer)
        if code == "OK":
            return Receipt(Outcome.TAKEN, number=str(answer.told.get("BizId", "")))
        if code in self.NEVER:
            return Receipt(Outcome.NEVER, trouble=code)
        if code.startswith(self.LIMITS):
            return Receipt(Outcome.LATER, trouble=code, rest=THROTTLED)
        if code.startswith("isp.") or answer.status >= 500:
            # The provider itself is at a loss: it may or may not have handed it on.
            return Receipt(Outcome.UNKNOWN, trouble=code, rest=DOWN)
        return Receipt(Outcome.LATER, trouble=code, rest=OURS)


class Tencent(_Sms):
    """Short messages by Tencent Cloud."""

    name = "tencent"
    NEVER = frozenset(
        {
            "InvalidParameterValue.IncorrectPhoneNumber",
            "InvalidParameterValue.ContentLengthLimit",
            "InvalidParameterValue.TemplateParameterFormatError",
            "InvalidParameterValue.TemplateParameterLengthLimit",
            "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
            "FailedOperation.ContainSensitiveWord",
            "FailedOperation.PhoneNumberInBlacklist",
            "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone",
        }
    )

    def __init__(
        self,
        *,
        secret_id: str,
        secret_key: str,
        app_id: str,
        signature: str,
        templates: Mapping[str, str],
        region: str = "ap-guangzhou",
        endpoint: str = "https://sms.tencentcloudapi.com",
        wire: Wire | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        super().__init__(
            signature=signature, templates=templates, endpoint=endpoint, wire=wire, clock=clock
        )
        self.secret_id, self.secret_key = secret_id, secret_key
        self.app_id, self.region = app_id, region

    def _post(self, parcel: Parcel, template: str) -> Answer:
        body = json.dumps(
            {
                "PhoneNumberSet": [f"+86{parcel.to}"],
                "SmsSdkAppId": self.app_id,
                "SignName": self.signature,
                "TemplateId": template,
                "TemplateParamSet": list(parcel.values.values()),
                "SessionContext": parcel.code,
            },
            ensure_ascii=False,
        ).encode()
        timestamp = int(self.clock().timestamp())
        signed = {
            "content-type": "application/json; charset=utf-8",
            "host": self.host,
            "x-tc-action": "sendsms",
        }
        authorization = tc3_authorization(
            secret_id=self.secret_id, secret_key=self.secret_key, service="sms", headers=signed,
            body=body, timestamp=timestamp,
        )  # fmt: skip
        headers = {
            **signed,
            "authorization": authorization,
            "x-tc-action": "SendSms",
            "x-tc-version": "2021-01-11",
            "x-tc-region": self.region,
            "x-tc-timestamp": str(timestamp),
        }
        return self.wire.post(f"{self.endpoint}/", headers=headers, content=body)

    def _read(self, answer: Answer) -> Receipt:
        response = answer.told.get("Response")
        if not isinstance(response, dict):
            return _without_words(answer)
        error = response.get("Error")
        if isinstance(error, dict):
            return self._refused(str(error.get("Code", "")))
        sent = response.get("SendStatusSet")
        status = sent[0] if isinstance(sent, list) and sent and isinstance(sent[0], dict) else {}
        code = str(status.get("Code", ""))
        if code == "Ok":
            return Receipt(Outcome.TAKEN, number=str(status.get("SerialNo", "")))
        return self._refused(code)

    def _refused(self, code: str) -> Receipt:
        if code in self.NEVER:
            return Receipt(Outcome.NEVER, trouble=code)
        if code.startswith(("LimitExceeded", "RequestLimitExceeded")):
            return Receipt(Outcome.LATER, trouble=code, rest=THROTTLED)
        if not code or code.startswith("InternalError"):
            return Receipt(Outcome.UNKNOWN, trouble=code or "no-words", rest=DOWN)
        return Receipt(Outcome.LATER, trouble=code, rest=OURS)
