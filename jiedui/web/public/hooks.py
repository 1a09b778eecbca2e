"""What comes in from the wires: reports of delivery, replies to an SMS, words to WeChat.

WeChat signs what it sends. The two SMS providers sign nothing, so their address holds a key
that only they were told; whatever else is asked for at such an address is not there (404).
"""

import hmac
import json

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.gateways import wechat as account
from jiedui.notices import actions as notices

LARGEST = 256 * 1024
MOST = 1000
THANKS = {
    "aliyun": {"code": 0, "msg": "OK"},
    "tencent": {"result": 0, "errmsg": "OK"},
}


@csrf_exempt
@require_POST
def sms(request, provider, key):
    """Reports and replies, several at once or one; what is not understood is passed over."""
    if not _is_known(provider, key):
        raise Http404
    try:
        told = json.loads(request.body[: LARGEST + 1])
    except ValueError:
        return HttpResponseBadRequest()
    told = told if isinstance(told, list) else [told]
    if len(request.body) > LARGEST or len(told) > MOST:
        return HttpResponseBadRequest()
    for one in told:
        if isinstance(one, dict):
            HEARD[provider](one, timezone.now())
    return JsonResponse(THANKS[provider])


def _is_known(provider, key):
    ours = settings.HOOK_KEY
    known = len(ours) >= 32 and hmac.compare_digest(ours.encode(), key.encode())
    return known and provider in THANKS


def _hear_aliyun(told, at):
    """SmsReport: success, err_code, biz_id, out_id. SmsUp: phone_number, content."""
    if "content" in told:
        notices.obey_reply(_phone(told.get("phone_number")), str(told["content"]), at=at)
    elif "success" in told:
        delivered = told["success"] in (True, "true")
        notices.note_report(
            code=str(told.get("out_id") or ""), provider_id=str(told.get("biz_id") or ""),
            delivered=delivered, trouble=_code(told.get("err_code")), at=at,
        )  # fmt: skip


def _hear_tencent(told, at):
    """Status: report_status, errmsg, sid. Reply: mobile, text."""
    if "text" in told:
        notices.obey_reply(_phone(told.get("mobile")), str(told["text"]), at=at)
    elif "report_status" in told:
        notices.note_report(
            provider_id=str(told.get("sid") or ""),
            delivered=told["report_status"] == "SUCCESS",
            trouble=_code(told.get("errmsg")), at=at,
        )  # fmt: skip


HEARD = {"aliyun": _hear_aliyun, "tencent": _hear_tencent}


def _phone(told):
    return str(told or "").removeprefix("+").removeprefix("86")


def _code(told):
    """A network's code such as MK:0001; a sentence could name somebody."""
    return "".join(sign for sign in str(told or "") if sign.isascii() and sign.isprintable())[:40]


WELCOME = "您好，这里是结对。要用微信收消息，请登录结对，在“消息”里要一个暗号，再发到这里。"
SAID = {
    "bound": "绑好了。以后的消息发到这个微信。不想收，回复“退订”。",
    "out": "好的，不再发了。想再收，回复“恢复”。",
    "in": "好的，有消息再发给您。",
}


@csrf_exempt
@require_http_methods(["GET", "POST"])
def wechat(request):
    """The official account: its test of our address, then words and events from people."""
    asked = {name: request.GET.get(name, "") for name in ("timestamp", "nonce", "signature")}
    if not account.is_from_wechat(token=settings.WECHAT_TOKEN, **asked):
        raise Http404
    if request.method == "GET":
        return HttpResponse(request.GET.get("echostr", "")[:200], content_type="text/plain")
    try:
        heard = account.hear(request.body[: LARGEST + 1])
    except account.Unreadable:
        return HttpResponseBadRequest()
    words = _obey(heard, timezone.now())
    body = account.answer_with(heard, words, at=timezone.now()) if words else b"success"
    return HttpResponse(body, content_type="text/xml" if words else "text/plain")


def _obey(heard, at):
    """Do what was said; what to answer, or nothing."""
    if heard.kind == "unsubscribe":
        notices.loosen_wechat(open_id=heard.open_id, at=at)
    elif heard.kind == "report":
        notices.note_report(
            provider_id=heard.number, delivered=heard.arrived, trouble="wechat-blocked", at=at
        )
    elif heard.kind == "subscribe":
        return WELCOME
    elif heard.kind == "text":
        if notices.bind_wechat(heard.words, heard.open_id, at=at):
            return SAID["bound"]
        return SAID.get(notices.obey_wechat(heard.open_id, heard.words, at=at), WELCOME)
    return ""
