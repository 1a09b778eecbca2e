"""Who is working on which row, how far each follower has come, what was done today."""

from django.db import models

from jiedui.core.fields import SealedField


class Follower(models.Model):
    """A reaction of the switchboard, and the last event it has dealt with.

    On PostgreSQL, the last one of a window of transactions (clockwork/following.py).
    """

    name = models.CharField(max_length=120, unique=True)
    seen = models.BigIntegerField(default=0)
    since = models.BigIntegerField(default=0)
    until = models.BigIntegerField(default=0)

    def __str__(self):
        return self.name


class Lease(models.Model):
    """One worker's hold on one unfinished row, for a short time and renewed while it lives.

    `until` is at the same time the key to the row: every renewal and release names the value it
    was given, so a worker that was slow or frozen and lost its row cannot take it back unseen.
    """

    kind = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    until = models.DateTimeField()
    # How often in a row a step on it did not come to its end; then the row is given up.
    falls = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "row_id"], name="one_worker_on_a_row")
        ]

    def __str__(self):
        return f"{self.kind} {self.row_id}"


class Turn(models.Model):
    """The last day on which an entry of the timetable had its turn."""

    name = models.CharField(max_length=60, unique=True)
    done_on = models.DateField()

    def __str__(self):
        return f"{self.name} {self.done_on}"


class Pass(models.Model):
    """A short-lived key that a provider gave the house, for all its processes together."""

    name = models.CharField(max_length=60, unique=True)
    value = SealedField(bound_to="name")
    until = models.DateTimeField()

    def __str__(self):
        return self.name
