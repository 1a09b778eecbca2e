"""Every write to organisations, pairings and the people who sign in."""

from jiedui.accounts.actions.devices import (
    close_receipt,
    confirm_wiped,
    enrol_device,
    hear_of,
    open_receipt,
    revoke_device,
    revoked,
)
from jiedui.accounts.actions.organisations import (
    Opening,
    open_organisation,
    open_organisations,
)
from jiedui.accounts.actions.pairings import load_pairings
from jiedui.accounts.actions.staff import enrol_user

__all__ = [
    "Opening",
    "close_receipt",
    "confirm_wiped",
    "enrol_device",
    "enrol_user",
    "hear_of",
    "load_pairings",
    "open_organisation",
    "open_organisations",
    "open_receipt",
    "revoke_device",
    "revoked",
]
