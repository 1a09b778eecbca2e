"""A file is weighed before anything of it is read."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy

from jiedui.core.refusal import Refusal


def weigh(name):
    if name != "-" and Path(name).stat().st_size > settings.SHEET_BYTES:
        raise Refusal(
            "too-large", gettext_lazy("文件太大：请按乡镇拆成几个文件分别处理，每个不超过128兆。")
        )
