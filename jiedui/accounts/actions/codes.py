"""Codes: asked for, sent by the door, and checked once.

Nothing here answers differently for a number that is known: a code is made for every lawful
mobile number, and whoever proves to hold the telephone gets an account. Who the person is in the
registry is asked afterwards.
"""

import hmac
import re
import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import Code, Knocker, Purpose, User
from jiedui.accounts.roles import Role
from jiedui.core.events import record
from jiedui.core.fields import blind
from jiedui.core.refusal import Refusal

A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
PHONE_A_MINUTE, PHONE_A_DAY, ADDRESS_A_MINUTE = 3, 10, 20
# Wrong answers from one address, wrong claims to be somebody also from one telephone.
WINDOW = timedelta(minutes=30)
WRONG_OF_A_PHONE, WRONG_OF_AN_ADDRESS = 10, 60
KEPT = timedelta(days=2)
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)

TOO_MANY = _("答错次数太多：请半小时后再试，或请村里帮办员代办。")
WRONG = _("验证码不对，或者已经过期：请看最后收到的那条短信，也可以重新获取。")


@transaction.atomic
def issue_code(phone, *, purpose, at, address, bound="") -> str:
    """A new six-digit code for this telephone; the door sends it and forgets it.

    At most 3 a minute and 10 a day for one telephone and 20 a minute from one address, counted
    in the database under a lock, whichever process is asked. `bound` names the browser that
    asks: only there can the code be tried.
    """
    if not MOBILE.fullmatch(phone):
        raise Refusal("phone-unclear", _("手机号是11位数字，以1开头：请核对后再填。"))
    index, origin = _phone(phone), blind("address", address)
    _lock(f"p:{index}", f"a:{origin}")
    _refuse_too_many(index, origin, at)
    Code.objects.filter(made_at__lt=at - KEPT).delete()
    raw = f"{secrets.randbelow(1_000_000):06d}"
    salt = secrets.token_hex(16)
    code = Code.objects.create(
        phone_index=index,
        address_index=origin,
        purpose=Purpose(purpose),
        salt=salt,
        digest=_digest(index, purpose, salt, raw),
        bound_to=_bound(bound),
        made_at=at,
    )
    record("code.issued", code, by=None, purpose=code.purpose)
    return raw


def check_code(phone, code, *, purpose, at, address, bound="") -> User:
    """The account of whoever holds this telephone, made on the first success.

    A code works once, for ten minutes, in the browser that asked for it, and stands at most five
    wrong answers. What is wrong is never told: no code, an old one, a used one look the same.
    """
    prove_phone(phone, code, purpose=purpose, at=at, address=address, bound=bound)
    return account_of(phone)


def prove_phone(phone, code, *, purpose, at, address, bound="") -> None:
    """Raises unless this is the code that was sent; the wrong answer is counted all the same."""
    verdict = _try(phone, code.strip(), purpose, at, address, bound)
    if verdict == "stopped":
        raise Refusal("too-many-tries", TOO_MANY)
    if verdict != "right":
        raise Refusal("code-wrong", WRONG)


@transaction.atomic
def _try(phone, code, purpose, at, address, bound):
    """right, wrong or stopped. Written before anything is refused: a refusal raised in here
    would take the count of wrong answers back with it.

    Wrong answers stop the address, never the telephone: nobody can shut somebody else's out.
    """
    index = _phone(phone)
    here = _lock(f"a:{blind('address', address)}")
    if _too_many_wrong(here, at):
        return "stopped"
    sent = (
        Code.objects.live(at)
        .filter(phone_index=index, purpose=purpose, bound_to=_bound(bound))
        .select_for_update()
        .order_by("-made_at", "-pk")
        .first()
    )
    # An answer is compared even where nothing was sent, so that both take the same time.
    salt, expected = (sent.salt, sent.digest) if sent else ("0" * 32, "0" * 40)
    given = _digest(index, purpose, salt, code)
    if hmac.compare_digest(given, expected) and sent is not None:
        Code.objects.filter(phone_index=index, purpose=purpose, used_at=None).update(used_at=at)
        return "right"
    if sent is not None:
        sent.tries += 1
        sent.save(update_fields=["tries"])
    _count_wrong(here, at)
    return "wrong"


@transaction.atomic
def account_of(phone) -> User:
    """The account of a proven telephone, made if there is none."""
    index = _phone(phone)
    found = User.objects.filter(phone_index=index, role=Role.SELF).first()
    if found is None:
        found = open_account(phone, phone_index=index)
    if not found.is_active:
        raise Refusal("account-stopped", _("这个账号已停用：请联系户籍县人社部门。"))
    return found


def open_account(phone, *, phone_index=None) -> User:
    """An account for a worker. Without an index it is one of several people on one telephone."""
    user = User(
        username=f"self-{secrets.token_hex(12)}",
        phone=phone,
        phone_index=phone_index,
        role=Role.SELF,
    )
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:  # two tabs at once: the other one has just made it
        return User.objects.get(phone_index=phone_index)
    record("user.enrolled", user, by=None, role=Role.SELF)
    return user


@transaction.atomic
def change_phone(user, phone, *, by) -> User:
    """A worker's new telephone, proven by a code; the old one opens nothing any more."""
    user = User.objects.select_for_update().get(pk=user.pk, role=Role.SELF)
    index = _phone(phone)
    other = User.objects.filter(phone_index=index).exclude(pk=user.pk).exists()
    user.phone, user.phone_index = phone, None if other else index
    user.save(update_fields=["phone", "phone_index"])
    record("user.phone_changed", user, by=by)
    return user


@transaction.atomic
def call_oneself(user, name, *, by) -> User:
    """The name under which a worker's own deeds are written on the road."""
    user.full_name = name[:40]
    user.save(update_fields=["full_name"])
    record("user.named", user, by=by)
    return user


def count_wrong_claim(phone, *, at, address) -> None:
    """Somebody said to be a person who is not there: counted like a wrong code, so that names and
    days of birth cannot be tried one after another."""
    with transaction.atomic():
        _count_wrong(_lock(f"p:{_phone(phone)}", f"a:{blind('address', address)}"), at)


def refuse_many_claims(phone, *, at, address) -> None:
    """Raises when this telephone, or this address, has claimed too often to be somebody."""
    with transaction.atomic():
        knockers = _lock(f"p:{_phone(phone)}", f"a:{blind('address', address)}")
        too_many = _too_many_wrong(knockers, at)
    if too_many:
        raise Refusal("too-many-tries", TOO_MANY)


def _phone(phone):
    """The same index as in the registry, so that a number is found in both."""
    return blind("phone", phone)


def _bound(browser):
    return blind("browser", browser) if browser else ""


def _digest(index, purpose, salt, raw):
    return blind("code", f"{index}|{purpose}|{salt}|{raw}")


def _lock(*keys):
    """These telephones and addresses, locked in a fixed order, made if they are new."""
    for key in sorted(keys):
        Knocker.objects.get_or_create(key=key)
    return list(Knocker.objects.select_for_update().filter(key__in=keys).order_by("key"))


def _refuse_too_many(index, origin, at):
    of_phone = Code.objects.filter(phone_index=index)
    if of_phone.sent_since(at - A_DAY).count() >= PHONE_A_DAY:
        raise Refusal(
            "codes-used-up",
            _("这个号码今天的验证码已用完（10条）：请明天再试，或请村里帮办员代办。"),
        )
    if of_phone.sent_since(at - A_MINUTE).count() >= PHONE_A_MINUTE:
        raise Refusal("codes-too-fast", _("验证码发得太快：请等一分钟，再按一次。"))
    from_here = Code.objects.filter(address_index=origin)
    if from_here.sent_since(at - A_MINUTE).count() >= ADDRESS_A_MINUTE:
        raise Refusal(
            "codes-too-many-here", _("同一网络要的验证码太多：请等一分钟，或换用手机流量再试。")
        )


def _too_many_wrong(knockers, at):
    most = {"p": WRONG_OF_A_PHONE, "a": WRONG_OF_AN_ADDRESS}
    return any(
        one.wrong_since and at - one.wrong_since < WINDOW and one.wrong >= most[one.key[0]]
        for one in knockers
    )


def _count_wrong(knockers, at):
    for one in knockers:
        if one.wrong_since is None or at - one.wrong_since >= WINDOW:
            one.wrong, one.wrong_since = 0, at
        one.wrong = min(one.wrong + 1, 10_000)
        one.save(update_fields=["wrong", "wrong_since"])
