"""Django's connection to PostgreSQL; inside a transaction it is the house itself that acts.

Rooms write in transactions and must then see more than whoever asks may look at: whether a
vacancy is full depends on people of other counties. Doors read outside of transactions, and
there the server shows what the person may see (accounts/rls.py) and nothing else.
"""

from django.conf import settings
from django.db.backends.postgresql import base

ACTING = "SELECT set_config('jiedui.house', 'on', true)"  # until the transaction ends


class DatabaseWrapper(base.DatabaseWrapper):
    def _set_autocommit(self, autocommit):
        super()._set_autocommit(autocommit)
        if not autocommit and settings.ROW_GUARD:
            with self.connection.cursor() as cursor:
                cursor.execute(ACTING)
