"""A POST to an address that somebody typed: never inside our own network, and nowhere but where it was checked.

A name is resolved once, every address it gives is checked, and the connection goes to one of these: a name that changes its
mind between the check and the connection (DNS rebinding) gains nothing. No redirect is followed; of what is answered the
status alone is read.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from tzcld.ui import french

# Seconds: for each step, and for all of them once the address is known. A receiver notes the message and answers at once.
STEP, WHOLE = 5, 10
# Addresses of IPv4 written in IPv6 by a gateway (RFC 6052).
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# All that is routed on the internet (RFC 4291).
GLOBAL6 = ipaddress.ip_network("2000::/3")
INSIDE = "Cette adresse mène à l’intérieur d’un réseau\u00a0: la plateforme n’écrit qu’à des adresses publiques."


class Unsent(Exception):
    """What was not sent, or not answered; in French."""


def is_public(address: str) -> bool:
    """Whether this address (of IPv4 or IPv6, in figures) is of the internet, and not of a machine or a network of ours."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in NAT64:
            inside = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inside:
            return is_public(str(inside))
        if ip not in GLOBAL6:
            return False
    return ip.is_global and not ip.is_multicast


def check(url: str) -> SplitResult:
    """The parts of an address that may be written to, as far as can be said without asking for its name. Raises Unsent."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Unsent(
            "Cette adresse ne se lit pas. Exemple\u00a0: https://si.exemple.fr/tzcld"
        ) from None
    insecure = settings.WEBHOOK_INSECURE
    if parts.scheme != "https" and not (insecure and parts.scheme == "http"):
        raise Unsent("Écrivez une adresse qui commence par https://")
    if parts.username is not None or parts.password is not None:
        raise Unsent(
            "Retirez l’identifiant et le mot de passe de l’adresse\u00a0: chaque message est signé."
        )
    if not host or port == 0 or " " in url or not (url.isascii() and url.isprintable()):
        raise Unsent(
            "Cette adresse ne se lit pas. Écrivez-la sans espace ni accent. Exemple\u00a0: https://si.exemple.fr/tzcld"
        )
    if parts.fragment:
        raise Unsent("Retirez «\u00a0#\u00a0» et ce qui le suit\u00a0: aucun serveur ne le lit.")
    if not insecure and (host == "localhost" or (_is_figures(host) and not is_public(host))):
        raise Unsent(INSIDE)
    return parts


def _is_figures(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Send `body`; the status of the answer, whatever it is. Raises Unsent, in words, when there is none."""
    parts = check(url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    asked = {"Host": parts.netloc, "Connection": "close", "User-Agent": agent(), **headers}
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _words(parts.hostname), _connect(parts.hostname, port) as plain:
        stream = _encrypted(plain, parts.hostname) if secure else plain
        with stream, _all_in(stream):
            if secure:
                stream.do_handshake()
            connection = http.client.HTTPConnection(parts.hostname, port)
            connection.sock = stream
            connection.request("POST", target, body, asked)
            return connection.getresponse().status


def _encrypted(plain: socket.socket, host: str) -> ssl.SSLSocket:
    """Not begun: the handshake too has an end."""
    context = ssl.create_default_context()
    return context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def agent() -> str:
    return f"Coordination-TZCLD (+{settings.SITE_URL})"


def _connect(host: str, port: int) -> socket.socket:
    """To one of the addresses of this name, all of them checked before anything leaves."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not settings.WEBHOOK_INSECURE and not all(is_public(where[0]) for *_, where in found):
        raise Unsent(INSIDE)
    trouble: OSError = OSError("aucune adresse")
    for family, kind, protocol, _, where in found:
        plain = socket.socket(family, kind, protocol)
        plain.settimeout(STEP)
        try:
            plain.connect(where)
        except OSError as error:
            plain.close()
            trouble = error
        else:
            return plain
    raise trouble


@contextlib.contextmanager
def _all_in(stream: socket.socket):
    """Cut what lasts: a receiver that answers a letter at a time never lets a step run out."""
    cut = threading.Event()

    def stop() -> None:
        cut.set()
        with contextlib.suppress(OSError):
            # The connection itself, under the encryption that another thread is reading.
            socket.socket.shutdown(stream, socket.SHUT_RDWR)

    timer = threading.Timer(WHOLE, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if cut.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()


@contextlib.contextmanager
def _words(host: str):
    """What goes wrong on the way, in French."""
    started = time.monotonic()
    try:
        yield
    except TimeoutError:
        seconds = french.count(round(time.monotonic() - started), "seconde")
        raise Unsent(f"Pas de réponse en {seconds}.") from None
    except (socket.gaierror, UnicodeError):
        raise Unsent(f"Le nom «\u00a0{host}\u00a0» n’a pas d’adresse.") from None
    except ssl.SSLCertVerificationError as error:
        raise Unsent(f"Le certificat n’est pas valable\u00a0: {error.verify_message}.") from None
    except ssl.SSLError:
        raise Unsent("La connexion chiffrée ne s’établit pas.") from None
    except ConnectionRefusedError:
        raise Unsent("Le serveur refuse la connexion.") from None
    except http.client.HTTPException:
        raise Unsent("Le serveur a répondu autre chose que du HTTP, ou s’est arrêté.") from None
    except OSError:
        raise Unsent("La connexion s’est rompue.") from None
