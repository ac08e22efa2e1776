"""What a machine runs out of: a page, or the row of a long work, says it in one sentence, what became of it and whom to tell.

Anything else that fails is unforeseen, and told as such.
"""

import errno

TELL = "prévenez l’administration de la plateforme"
NO_ROOM = f"Il n’y a plus de place sur le serveur\u00a0: rien n’a été écrit. D’abord, {TELL}\u00a0; une fois la place faite, recommencez."
NO_MEMORY = f"Le serveur manque de mémoire ou de connexions\u00a0: rien n’a été écrit. Recommencez dans quelques minutes\u00a0; si cela revient, {TELL}."
TOO_LONG = f"La base de données a mis trop de temps à répondre\u00a0: rien n’a été écrit. Recommencez\u00a0; si cela revient, {TELL}."
# Codes of PostgreSQL, appendix A.
STATES = {
    "53100": NO_ROOM,  # disk_full
    "53200": NO_MEMORY,  # out_of_memory
    "53300": NO_MEMORY,  # too_many_connections
    "57014": TOO_LONG,  # query_canceled: statement_timeout
}
FULL = (errno.ENOSPC, errno.EDQUOT)


def told(error: BaseException | None) -> str:
    """The sentence of the shortage that this failure comes from, "" of another."""
    while error is not None:
        if words := _told(error):
            return words
        # What the driver said is behind what the framework raised.
        error = error.__cause__
    return ""


def _told(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return NO_MEMORY
    if isinstance(error, OSError) and error.errno in FULL:
        return NO_ROOM
    return STATES.get(getattr(error, "sqlstate", None) or "", "")
