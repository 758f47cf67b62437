"""Pages only, for servers of WSGI applications when scaled out."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muhatap.config.settings")

application = get_wsgi_application()
