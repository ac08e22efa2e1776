"""What stands for a person in one extract: the same from one download to the next, another in any other extract.

A keyed digest (HMAC-SHA256) of the number of the row, which no page shows: without the key nobody makes it again, and the key
goes with the extract (CNIL, pseudonymisation; ANSSI, guide des mécanismes cryptographiques).
"""

import hashlib
import hmac
import secrets

# No letter that is taken for another when it is read aloud or copied by hand (Crockford's alphabet).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Ten signs, 50 bits: among 5,000 persons two share one once in ninety million extracts.
SIGNS = 10


def new_secret() -> bytes:
    return secrets.token_bytes(32)


class Maker:
    def __init__(self, secret: bytes):
        self.keyed = hmac.new(bytes(secret), digestmod=hashlib.sha256)

    def of(self, person_id: int) -> str:
        """« 7KQ2M-4TX9P »."""
        digest = self.keyed.copy()
        digest.update(str(person_id).encode())
        value = int.from_bytes(digest.digest()[:8]) >> 14
        signs = "".join(ALPHABET[value >> 5 * at & 31] for at in range(SIGNS))
        return f"{signs[:5]}-{signs[5:]}"
