"""Every write to organisations, pairings and the people who sign in."""

from jiedui.accounts.actions.codes import (
    account_of,
    call_oneself,
    change_phone,
    check_code,
    count_wrong_claim,
    issue_code,
    open_account,
    prove_phone,
    refuse_many_claims,
)
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
    "account_of",
    "call_oneself",
    "change_phone",
    "check_code",
    "close_receipt",
    "confirm_wiped",
    "count_wrong_claim",
    "enrol_device",
    "enrol_user",
    "hear_of",
    "issue_code",
    "load_pairings",
    "open_account",
    "open_organisation",
    "open_organisations",
    "open_receipt",
    "prove_phone",
    "refuse_many_claims",
    "revoke_device",
    "revoked",
]
