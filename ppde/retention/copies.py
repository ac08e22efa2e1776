"""Copies made for somebody else's access request: they are of a file as it was, and may name whoever is erased since.

Encrypted, they are read here alone. What the texts lose would stay there until the seven days are over: a copy that names the
person goes, one being made begins again, and the page of the request says so and makes another.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.utils import timezone

from ppde.models import AccessFile
from ppde.retention.elsewhere import borne_by_others
from ppde.retention.names import Names, Words, words_of_json
from territories import journal
from tzcld.cipher import unseal
from tzcld.later import ask_later

State = AccessFile.State
GONE = "Elle nommait une personne effacée depuis\u00a0: préparez-la de nouveau."


@dataclass(frozen=True)
class Copies:
    """Those of a territory, each opened once for a whole list."""

    territory: int
    # What a copy says, by key.
    opened: dict[int, Words] = field(default_factory=dict)

    def forget(self, names: Names, *, by) -> None:
        """Drop those that tell these names, unless somebody else bears them; begin again those being made. In the caller's scope
        and transaction."""
        if not names.is_whole:
            return
        rows = AccessFile.objects.filter(territory=self.territory)
        held = rows.filter(state__in=(State.RUNNING, State.DONE)).select_for_update(of=("self",))
        held = list(held.select_related("request").order_by("pk"))
        telling = list(self._telling(held, names))
        if telling and not borne_by_others(self.territory, [names]):
            rows.filter(pk__in=[file.pk for file in telling]).forget()
            rows.filter(pk__in=[file.pk for file in telling]).update(error=GONE)
            for file in telling:
                journal.record("update", file.request, by=by, after={"copie des données": GONE})
        for file in held:
            if file.state == State.RUNNING:
                rows.filter(pk=file.pk).update(state=State.WAITING, heartbeat=timezone.now())
                ask_later("ppde.tasks.build_access_file", file.pk, file.territory_id)

    def _telling(self, held: list[AccessFile], names: Names) -> Iterator[AccessFile]:
        for file in held:
            if file.state != State.DONE:
                continue
            if file.pk not in self.opened:
                self.opened[file.pk] = Words(words_of_json(_read(file)))
            if any(names.spans(self.opened[file.pk])):
                yield file


def _read(file: AccessFile) -> str:
    """Nothing when this server has not the key: nobody opens it either."""
    try:
        return unseal(bytes(file.json)).decode()
    except (InvalidToken, ValidationError):
        return ""
