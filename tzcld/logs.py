"""What the logs of the processes never hold: names searched for, keys of private pages, values of a refused row.

The journal and the log of readings say who did what; these lines serve to operate the server, and nothing ages them by person.
"""

import logging
import re

from gunicorn.glogging import Logger

# The address is the key: whoever reads it enters.
KEYS = re.compile(
    r"(/(?:ma-page|comite/reponse|invitation|adresse/confirmer|mot-de-passe/nouveau"
    r"|(?:lettre/(?:confirmation|renouvellement|retour|desinscription)|actualites)/\d+)/)[^/\s\"']+"
)
# PostgreSQL shows the row: « Failing row contains (…) », « Key (…)=(…) ». In the languages that its messages may have here.
DETAIL = re.compile(
    r"\n?D[EÉ]TAIL\s*:.*?(?=\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL
)


def without_keys(text: str) -> str:
    """« /ma-page/…/ »."""
    return KEYS.sub(r"\1…", text)


def without_values(text: str) -> str:
    """A message or a traceback without the keys of its addresses, nor the values that the database refused."""
    return without_keys(DETAIL.sub("", text))


class Discreet(logging.Filter):
    """On a handler: every record leaves without values, its traceback too."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if (told := without_values(said)) != said:
            record.msg, record.args = told, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_values(record.exc_text)
        return True


class AccessLogger(Logger):
    """The access log of gunicorn with the path alone: no query, no page come from, no key."""

    def atoms(self, resp, req, environ, request_time) -> dict:
        told = super().atoms(resp, req, environ, request_time)
        path = without_keys(environ["RAW_URI"].partition("?")[0])
        line = f"{environ['REQUEST_METHOD']} {path} {environ['SERVER_PROTOCOL']}"
        return {**told, "r": line, "U": path, "q": "", "f": "-"}
