"""Every write to organisations, pairings and the people who sign in."""

from jiedui.accounts.actions.organisations import (
    Opening,
    open_organisation,
    open_organisations,
)
from jiedui.accounts.actions.pairings import load_pairings
from jiedui.accounts.actions.staff import enrol_user

__all__ = [
    "Opening",
    "enrol_user",
    "load_pairings",
    "open_organisation",
    "open_organisations",
]
