"""What no page of the site takes: refused on its announced size, before a byte of it is kept.

The framework keeps every file that it is sent, whoever sends it and whatever the page, before the first view is asked: on a server
whose temporary files are in memory, one visitor without an account could take all of it.
"""

from django.http import HttpResponse
from django.template.loader import render_to_string

from tzcld.imports.reader import MAX_BYTES

# Bytes. Well above what the forms take: a file that is a little too large is refused by its form, in words that say the limit.
MOST = 5 * MAX_BYTES


class TooLargeMiddleware:
    """Before the first reading of what is sent, that of the form's token."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # What announces no size is never read by a WSGI server.
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced) > MOST:
            return HttpResponse(render_to_string("413.html"), status=413)
        return self.get_response(request)
