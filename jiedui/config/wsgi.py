"""The entry that the application server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiedui.config.settings")
application = get_wsgi_application()
