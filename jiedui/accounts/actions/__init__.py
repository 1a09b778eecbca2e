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
    carry_out,
    close_receipt,
    confirm_wiped,
    enrol_device,
    hear_of,
    open_receipt,
    revoke_device,
    revoked,
)
from jiedui.accounts.actions.firms import (
    approve_firm,
    dismiss_colleague,
    enrol_colleague,
    knock,
    register_again,
    register_firm,
    return_firm,
)
from jiedui.accounts.actions.licences import (
    lapse_licences,
    may_post,
    open_licence,
    refuse_licence,
    show_licence,
    verify_again,
    verify_licence,
    warn_of_licences,
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
    "approve_firm",
    "call_oneself",
    "carry_out",
    "change_phone",
    "check_code",
    "close_receipt",
    "confirm_wiped",
    "count_wrong_claim",
    "dismiss_colleague",
    "enrol_colleague",
    "enrol_device",
    "enrol_user",
    "hear_of",
    "issue_code",
    "knock",
    "lapse_licences",
    "load_pairings",
    "may_post",
    "open_account",
    "open_licence",
    "open_organisation",
    "open_organisations",
    "open_receipt",
    "prove_phone",
    "refuse_licence",
    "refuse_many_claims",
    "register_again",
    "register_firm",
    "return_firm",
    "revoke_device",
    "revoked",
    "show_licence",
    "verify_again",
    "verify_licence",
    "warn_of_licences",
]
