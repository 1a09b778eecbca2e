"""One stage, one table of moves, one function that writes it."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal


class Staged(models.Model):
    """A thing with a life: `stage` may change only along `MOVES`."""

    MOVES: ClassVar[dict[Any, set[Any]]] = {}
    stage: Any

    class Meta:
        abstract = True

    def can_move(self, to: Any) -> bool:
        return to in self.MOVES[self.stage]

    def move(self, to: Any) -> None:
        """Write the next stage; the caller holds the lock on this row."""
        if not self.can_move(to):
            raise Refusal("wrong-stage", _("这一步现在还不能做：请刷新页面，看看目前的进度。"))
        self.stage = to
        self.save(update_fields=["stage"])
