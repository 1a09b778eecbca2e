"""The town's people with telephones, and the hours of its day."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from jiedui.core.fields import blind

HERE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=HERE)
PHONE = "13800001111"


@pytest.fixture
def achu(six):
    """阿初 with a telephone."""
    worker = six["阿"]
    worker.phone, worker.phone_index = PHONE, blind("phone", PHONE)
    worker.save()
    return worker


@pytest.fixture
def baiyu(six):
    """白玉, who has none."""
    return six["白"]
