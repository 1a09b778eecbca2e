"""The policy in force and a market small enough to be worked out by hand."""

import pytest

from jiedui.matching import actions


@pytest.fixture(autouse=True)
def policies(request):
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("catalogue")
        actions.load_policies()
