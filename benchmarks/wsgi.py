"""The product's own application with its own settings, and one route more.

With BARE set, all middleware is off: the view that does nothing is then Django REST framework and no more.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "benchmarks.urls"
if os.environ.get("BARE"):
    settings.MIDDLEWARE = []
application = get_wsgi_application()
