"""Two records of one person made one, and one record of two people made two."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.workers.models.people import Worker


class Regrouping(models.Model):
    """Who decided it, why, and which rows changed hands: what is needed to take it back."""

    because = models.CharField(_("原因"), max_length=120)
    by_id = models.BigIntegerField(_("经办人"), null=True)
    done_on = models.DateField(_("日期"))
    # {table: [keys]} of the rows that changed hands, and what else was set aside
    moved = models.JSONField(default=dict)
    undone_on = models.DateField(_("撤销日期"), null=True, blank=True)
    undone_by_id = models.BigIntegerField(_("撤销人"), null=True)
    undone_because = models.CharField(_("撤销原因"), max_length=120, blank=True)

    class Meta:
        abstract = True


class Merge(Regrouping):
    """`other` was the same person as `kept`; it stays as an empty shell that points there."""

    kept = models.ForeignKey(Worker, models.CASCADE, related_name="merges_kept")
    other = models.ForeignKey(Worker, models.CASCADE, related_name="merges_other")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["other"], condition=Q(undone_on=None), name="merged_into_one_person"
            ),
            models.CheckConstraint(
                condition=~Q(kept=F("other")), name="nobody_is_merged_into_oneself"
            ),
        ]

    def __str__(self):
        return f"{self.other_id} → {self.kept_id}"


class Split(Regrouping):
    """The record of `worker` held a second person, who has a record of his or her own now."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="splits")
    newcomer = models.OneToOneField(Worker, models.CASCADE, related_name="split_from")

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.worker_id} → {self.newcomer_id}"
