"""Organisations, pairings in force for a time, and the people who sign in."""

from jiedui.accounts.models.codes import Code, CodeQuerySet, Knocker, Purpose
from jiedui.accounts.models.devices import Device, DeviceQuerySet, Receipt
from jiedui.accounts.models.licences import (
    Attempt,
    Licence,
    LicenceKind,
    LicenceStage,
    Registration,
    RegistrationStage,
    Verification,
)
from jiedui.accounts.models.organisations import (
    Organisation,
    OrganisationKind,
    OrganisationQuerySet,
    Pairing,
    PairingQuerySet,
)
from jiedui.accounts.models.remembered import Remembered
from jiedui.accounts.models.staff import User, UserManager

__all__ = [
    "Attempt",
    "Code",
    "CodeQuerySet",
    "Device",
    "DeviceQuerySet",
    "Knocker",
    "Licence",
    "LicenceKind",
    "LicenceStage",
    "Organisation",
    "OrganisationKind",
    "OrganisationQuerySet",
    "Pairing",
    "PairingQuerySet",
    "Purpose",
    "Receipt",
    "Registration",
    "RegistrationStage",
    "Remembered",
    "User",
    "UserManager",
    "Verification",
]
