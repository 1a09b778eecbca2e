"""What is handed to a wire, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message, ready to go. `code` is ours and stays the same when it is handed in again."""

    code: str
    to: str
    template: str
    language: str
    text: str
    # In the order in which the template declares them: some providers take them by place.
    values: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Neither the number nor the words may end in a log."""
        return f"Parcel({self.code} {self.template})"


class Outcome(Enum):
    TAKEN = "taken"
    # Certainly not taken: it may be handed in again.
    LATER = "later"
    # It will never be taken.
    NEVER = "never"
    # Perhaps taken.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Receipt:
    """`trouble` is a provider's code or ours, never a sentence of theirs.

    `rest` asks to leave the wire alone for so many seconds: it throttles, or is down. `gone`
    says that the person is not to be reached there any more.
    """

    outcome: Outcome
    number: str = ""
    trouble: str = ""
    rest: float = 0
    gone: bool = False


class Gateway(Protocol):
    """A wire to one provider."""

    name: str

    def send(self, parcel: Parcel) -> Receipt: ...

    def knows_repeats(self, template: str) -> bool:
        """The provider delivers once what is handed in twice under one code."""
        ...
