"""The wire that leads nowhere: what it takes stays in the house, on the outbox page."""

from jiedui.gateways.parcels import Outcome, Parcel, Receipt


class Outbox:
    """The default of a trial: nothing leaves the machine, and everything can be seen."""

    name = "outbox"

    def send(self, parcel: Parcel) -> Receipt:
        return Receipt(Outcome.TAKEN, number=f"outbox-{parcel.code}")

    def knows_repeats(self, template: str) -> bool:
        return True
