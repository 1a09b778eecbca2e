"""How far each follower has come in the events."""

from django.db import models


class Follower(models.Model):
    """A reaction of the switchboard, and the last event it has dealt with."""

    name = models.CharField(max_length=120, unique=True)
    seen = models.BigIntegerField(default=0)

    def __str__(self):
        return self.name
