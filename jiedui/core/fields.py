"""Fields that a copy of the database does not give away.

A sealed text is AES-256-GCM under the newest field key, bound to its table, column and the
row's own code: moved to another row it does not open. What must be found again (the same
identity number, the same telephone) carries a keyed blind index beside it.
"""

import base64
import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute


@lru_cache(maxsize=8)
def _keys(configured: str) -> dict[str, AESGCM]:
    """`name:hex` pairs, newest first; a bare hex string is a single key named k1."""
    pairs = [part.strip() for part in configured.split(",") if part.strip()]
    named = [pair.split(":", 1) if ":" in pair else ("k1", pair) for pair in pairs]
    return {name: AESGCM(bytes.fromhex(key)) for name, key in named}


def key_names() -> list[str]:
    """The names of the keys at hand, the newest first."""
    return list(_keys(settings.FIELD_KEYS))


def seal(plain: str, bound_to: str) -> "Ciphertext":
    """Encrypt; `bound_to` names the place it belongs to and must be given again to open it."""
    name, key = next(iter(_keys(settings.FIELD_KEYS).items()))
    nonce = os.urandom(12)
    closed = nonce + key.encrypt(nonce, plain.encode(), bound_to.encode())
    return Ciphertext(f"{name}:{base64.b64encode(closed).decode()}")


def unseal(closed: str, bound_to: str) -> str:
    """Decrypt; raises cryptography's InvalidTag if the text was changed or moved."""
    name, _, body = closed.partition(":")
    raw = base64.b64decode(body)
    return _keys(settings.FIELD_KEYS)[name].decrypt(raw[:12], raw[12:], bound_to.encode()).decode()


def seal_bytes(plain: bytes, bound_to: str) -> bytes:
    """Encrypt a file; the name of the key, a colon, then nonce and ciphertext."""
    name, key = next(iter(_keys(settings.FIELD_KEYS).items()))
    nonce = os.urandom(12)
    return name.encode() + b":" + nonce + key.encrypt(nonce, plain, bound_to.encode())


def unseal_bytes(closed: bytes, bound_to: str) -> bytes:
    """Decrypt a file; raises cryptography's InvalidTag if it was changed or moved."""
    name, _, raw = closed.partition(b":")
    key = _keys(settings.FIELD_KEYS)[name.decode()]
    return key.decrypt(raw[:12], raw[12:], bound_to.encode())


def blind(purpose: str, plain: str) -> str:
    """The index under which an equal value is found again; useless without the index key."""
    return keyed(purpose, plain).hex()[:40]


def keyed(purpose: str, plain: str) -> bytes:
    """A digest that nobody works out again who does not have this installation's index key."""
    return hmac.digest(_index_key(settings.INDEX_KEY), f"{purpose}:{plain}".encode(), "sha256")


def index_key_name() -> str:
    """Tells one index key from another without giving it away."""
    return keyed("name of the key", "").hex()[:12]


@lru_cache(maxsize=2)
def _index_key(configured: str) -> bytes:
    return bytes.fromhex(configured)


class Ciphertext(str):
    """A sealed text on its way to or from the database."""

    __slots__ = ()


class _Opening(DeferredAttribute):
    """Opens the seal when the value is first read, and not before."""

    field: "SealedField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Ciphertext):
            value = unseal(value, self.field.place_of(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        # Having a setter, this descriptor is asked even when the row already holds a value.
        instance.__dict__[self.field.attname] = value


class SealedField(models.TextField):
    """Text that only this program can read. `bound_to` names the row's unchanging code."""

    descriptor_class = _Opening

    def __init__(self, *args: Any, bound_to: str = "code", **kwargs: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "bound_to": self.bound_to}

    def place_of(self, instance: models.Model) -> str:
        return self.place(getattr(instance, self.bound_to))

    def place(self, code: str) -> str:
        return f"{self.model._meta.db_table}.{self.column}:{code}"

    def seal(self, plain: str, code: str) -> str:
        """For bulk writes that build no instance."""
        return seal(plain, self.place(code)) if plain else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return Ciphertext(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if not value or isinstance(value, Ciphertext):
            return value
        return seal(value, self.place_of(model_instance))

    def get_prep_value(self, value: Any) -> Any:
        if value and not isinstance(value, Ciphertext):
            raise TypeError(f"{self.name} is sealed: write it through save() or bulk_create()")
        return value
