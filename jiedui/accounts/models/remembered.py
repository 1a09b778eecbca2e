"""What all processes remember for a while: how often somebody has tried."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Remembered(models.Model):
    """A row of Django's database cache, whose columns these are; nobody else writes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField(_("内容"))
    expires = models.DateTimeField(_("到期"), db_index=True)

    def __str__(self):
        return self.cache_key
