import os

from django.core.wsgi import get_wsgi_application

from tzcld.collector import settle
from tzcld.room import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tzcld.settings")
site = get_wsgi_application()
settle()


def application(environ, start_response):
    return with_room(site, environ, start_response)
