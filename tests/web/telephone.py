"""A worker's telephone in tests: asks for a code, reads it where the messenger put it, types it."""

from django.test import Client

from jiedui.notices.models import Kind, Notice
from jiedui.web.me.signin import BACKEND
from jiedui.workers.actions.linking import link_account
from jiedui.workers.queries import phone_index


def phone(**headers):
    return Client(headers={"accept-language": "zh-CN"} | headers)


def code_sent_to(number):
    """The last code that was handed to the messenger for this number."""
    sent = Notice.objects.filter(kind=Kind.CODE, address_index=phone_index(number))
    return sent.order_by("-pk")[0].values["code"]


def prove(client, number, **told):
    """As far as the code: the telephone is proven."""
    client.post("/me/in/", {"phone": number})
    return client.post("/me/in/code/", {"code": code_sent_to(number)} | told)


def claim(client, name, born):
    return client.post(
        "/me/in/who/", {"name": name, "year": born.year, "month": born.month, "day": born.day}
    )


def signed_in(worker, open_account):
    """Somebody who has been here before, without the way in."""
    user = open_account(worker.phone, phone_index=phone_index(worker.phone))
    link_account(worker, user=user, by=user)
    client = phone()
    client.force_login(user, BACKEND)
    return client
