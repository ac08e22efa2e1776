import os

from django.core.wsgi import get_wsgi_application

from tzcld.collector import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tzcld.settings")
application = get_wsgi_application()
settle()
