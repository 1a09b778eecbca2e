"""One stage, one table of moves, one function that writes it."""

from collections.abc import Iterable
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
            raise _not_now()
        self.stage = to
        self.save(update_fields=["stage"])

    @classmethod
    def move_all(cls, rows: Iterable["Staged"], to: Any) -> None:
        """The next stage of many rows in one pass; if one of them may not move, none does."""
        rows = list(rows)
        if not all(row.can_move(to) for row in rows):
            raise _not_now()
        for row in rows:
            row.stage = to
        keys = [row.pk for row in rows]
        for start in range(0, len(keys), 500):
            cls._default_manager.filter(pk__in=keys[start : start + 500]).update(stage=to)


def _not_now() -> Refusal:
    return Refusal("wrong-stage", _("这一步现在还不能做：请刷新页面，看看目前的进度。"))
