"""What somebody does not want to be told, and the WeChat by which somebody wants to be."""

import hashlib
import secrets
import unicodedata
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.fields import blind
from jiedui.core.refusal import Refusal
from jiedui.notices.models import Binding, Kind, OptOut
from jiedui.notices.queries import phone_index

STOP = {"t", "td", "n", "r", "退订", "不要", "拒收", "拒绝", "停", "stop", "unsubscribe"}
START = {"恢复", "恢复订阅", "y", "start"}
BINDING_LASTS = timedelta(minutes=30)
# Read aloud and typed on a telephone: no letter that looks or sounds like another.
LETTERS = "ACEFHKMNPRTWXY34679"


def _owner(worker, user, phone):
    given = {
        "worker": worker,
        "user": user,
        "phone_index": phone_index(phone) if phone else None,
    }
    return {name: value for name, value in given.items() if value is not None}


@transaction.atomic
def opt_out(kind, *, at, by, worker=None, user=None, phone=None, via="door"):
    """No more messages of this kind (empty: of any kind) leave the house for this person."""
    if kind == Kind.CODE:
        raise Refusal("codes-stay", _("登录验证码不能退订：没有它就进不来。"))
    choice, is_new = OptOut.objects.get_or_create(
        **_owner(worker, user, phone), kind=kind, defaults={"since": at, "via": via}
    )
    if is_new:
        record(
            "notice.opted_out", choice, by=by, worker_id=getattr(worker, "pk", None), kind=kind,
            via=via,
        )  # fmt: skip
    return choice


@transaction.atomic
def opt_in(kind, *, by, worker=None, user=None, phone=None, via="door"):
    """The person wants them again; True if that changed anything."""
    standing = OptOut.objects.filter(**_owner(worker, user, phone), kind=kind).first()
    if standing is None:
        return False
    record(
        "notice.opted_in", standing, by=by, worker_id=getattr(worker, "pk", None), kind=kind,
        via=via,
    )  # fmt: skip
    standing.delete()
    return True


def obey_reply(phone, words, *, at):
    """What somebody answered to an SMS: out, in, or something that a machine cannot obey."""
    return _obey(words, at, phone=phone) if phone else ""


@transaction.atomic
def obey_wechat(open_id, words, *, at):
    """The same, said to the official account by somebody whose WeChat is bound."""
    index = blind("wechat", open_id)
    bound = Binding.objects.filter(open_id_index=index, ended_at=None).exclude(bound_at=None)
    done = {_obey(words, at, worker=binding.worker) for binding in bound.select_related("worker")}
    return max(done, default="")


def _obey(words, at, **who):
    said = unicodedata.normalize("NFKC", words).strip().strip("。.!！ ").lower()
    if said in STOP:
        opt_out("", at=at, by=None, via="reply", **who)
        return "out"
    if said in START:
        opt_in("", by=None, via="reply", **who)
        return "in"
    return ""


def _hashed(word):
    return hashlib.sha256(word.strip().upper().encode()).hexdigest()


@transaction.atomic
def ask_wechat(worker, *, at, by):
    """A word to send to the official account, so that it knows whose WeChat that is."""
    word = "JD" + "".join(secrets.choice(LETTERS) for _place in range(6))
    Binding.objects.filter(worker=worker, bound_at=None).delete()
    binding = Binding.objects.create(
        code=secrets.token_hex(12), worker=worker, asked_at=at, word_hash=_hashed(word)
    )
    record("wechat.asked", binding, by=by, worker_id=worker.pk)
    return word


@transaction.atomic
def bind_wechat(word, open_id, *, at):
    """The official account has heard the word from this WeChat; the binding, or None."""
    asked = Binding.objects.select_for_update(of=("self",)).filter(
        word_hash=_hashed(word), bound_at=None, asked_at__gt=at - BINDING_LASTS
    )
    binding = asked.first()
    if binding is None:
        return None
    standing = Binding.objects.filter(worker=binding.worker_id, ended_at=None)
    standing.exclude(bound_at=None).update(ended_at=at)
    binding.open_id, binding.open_id_index = open_id, blind("wechat", open_id)
    binding.bound_at, binding.word_hash = at, None
    binding.save(update_fields=["open_id", "open_id_index", "bound_at", "word_hash"])
    record("wechat.bound", binding, by=None, worker_id=binding.worker_id)
    return binding


@transaction.atomic
def loosen_wechat(*, at, open_id=None, worker=None, by=None):
    """The person has left the official account, or wants SMS again; how many were loosened."""
    bound = Binding.objects.filter(ended_at=None).exclude(bound_at=None)
    if worker is not None:
        bound = bound.filter(worker=worker)
    else:
        bound = bound.filter(open_id_index=blind("wechat", open_id))
    loosened = list(bound)
    for binding in loosened:
        binding.ended_at = at
        binding.save(update_fields=["ended_at"])
        record("wechat.loosened", binding, by=by, worker_id=binding.worker_id)
    return len(loosened)
