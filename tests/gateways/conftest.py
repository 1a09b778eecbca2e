"""Wires to the stand-ins, closed when the test is over."""

import pytest

from jiedui.gateways.wire import Wire

OPEN = []


def wire_to(fake):
    wire = Wire(fake.address, to_answer=0.5)
    OPEN.append(wire)
    return wire


@pytest.fixture(autouse=True)
def close_wires():
    yield
    while OPEN:
        OPEN.pop().close()
