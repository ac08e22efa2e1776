"""What a password may not be made of, beside what Django refuses."""

import re

from django.core.exceptions import ValidationError

from tzcld.ui import french

# Shorter, a name or an address is also in many a word.
SHORTEST_NAME, SHORTEST_ADDRESS = 3, 5


class NotOfTheOwnerValidator:
    """Refuses the name of the account as a word, and its address or its whole name in one piece.

    Django's own measures how much the two look alike as wholes: a long password may hold both and pass.
    """

    def validate(self, password, user=None):
        if user is None:
            return
        words = set(re.findall(r"[a-z]+", french.plain(password)))
        names = {
            word
            for name in (user.first_name, user.last_name)
            for word in re.findall(r"[a-z]+", french.plain(name))
            if len(word) >= SHORTEST_NAME
        }
        whole = _squeezed(password)
        pieces = {
            _squeezed(user.email.partition("@")[0]),
            _squeezed(user.first_name + user.last_name),
            _squeezed(user.last_name + user.first_name),
        }
        if words & names or any(p in whole for p in pieces if len(p) >= SHORTEST_ADDRESS):
            raise ValidationError(
                "Ce mot de passe contient votre nom ou votre adresse. Choisissez une phrase sans eux.",
                code="password_of_the_owner",
            )

    def get_help_text(self):
        return "Votre mot de passe ne contient ni votre nom ni votre adresse."


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", french.plain(text))
