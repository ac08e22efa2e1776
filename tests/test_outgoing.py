"""What is sent to an address that somebody typed never reaches our own network (tzcld/outgoing.py)."""

import datetime as dt
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.receivers import receiving
from tzcld import outgoing
from tzcld.outgoing import Unsent, check, is_public, post

PUBLIC, PUBLIC6 = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"


@pytest.mark.parametrize("address", [PUBLIC, PUBLIC6, "64:ff9b::5db8:d822", "2002:5db8:d822::1"])
def test_an_address_of_the_internet_is_written_to(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.9", "192.168.1.1"),
        # Metadata of the hosts, networks of the providers, everybody at once.
        *("169.254.169.254", "100.64.0.1", "192.0.0.170", "198.18.0.1", "224.0.0.1"),
        *("255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254"),
        # The same, written in IPv6.
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::1"),
        *("64:ff9b:1::1", "::127.0.0.1", "fec0::1", "ff02::1", "2001:db8::1", "localhost", ""),
    ],
)
def test_an_address_inside_a_network_is_not(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://si.example.org/", "https://"),
        ("ftp://si.example.org/", "https://"),
        ("si.example.org", "https://"),
        ("https://moi:secret@si.example.org/", "mot de passe"),
        ("https://si.example.org\\@127.0.0.1/", "mot de passe"),
        ("https:///chemin", "ne se lit pas"),
        ("https://si.example.org:99999/", "ne se lit pas"),
        ("https://si.example.org/é", "ne se lit pas"),
        ("https://si.example.org/a b", "ne se lit pas"),
        ("https://si.example.org/\r\nX: 1", "ne se lit pas"),
        ("https://si.example.org/#ici", "Retirez"),
        ("https://localhost/", "réseau"),
        ("https://127.0.0.1/", "réseau"),
        ("https://[::1]/", "réseau"),
        ("https://169.254.169.254/latest/meta-data", "réseau"),
    ],
)
def test_an_address_that_cannot_be_written_to_is_refused_in_words(url, words):
    with pytest.raises(Unsent, match=words):
        check(url)


def test_http_is_for_development_alone(settings):
    settings.WEBHOOK_INSECURE = True
    assert check("http://127.0.0.1:8000/").port == 8000


@pytest.fixture
def resolving(monkeypatch):
    """`resolving([a], [b, c])`: what the name gives at each question; returns the addresses connected to, none of which answers."""

    def said(*answers):
        asked, reached = list(answers), []

        def getaddrinfo(host, port, **options):
            kinds = (socket.AF_INET6 if ":" in a else socket.AF_INET for a in asked[0])
            found = [
                (kind, socket.SOCK_STREAM, 6, "", (address, port))
                for kind, address in zip(kinds, asked[0], strict=True)
            ]
            del asked[0]
            return found

        class Nobody(socket.socket):
            def connect(self, where):
                reached.append(where[0])
                raise ConnectionRefusedError

        monkeypatch.setattr(outgoing.socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(outgoing.socket, "socket", Nobody)
        return reached

    return said


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:169.254.169.254"], ["fe80::1%eth0"]]
)
def test_a_name_that_leads_inside_is_never_connected_to(resolving, found):
    reached = resolving(found)
    with pytest.raises(Unsent, match="réseau"):
        post("https://si.example.org/", b"", {})
    assert reached == []


def test_a_name_that_changes_after_the_check_gains_nothing(resolving):
    """DNS rebinding: asked once, and connected to what was checked."""
    reached = resolving([PUBLIC, PUBLIC6], ["127.0.0.1"])
    with pytest.raises(Unsent, match="refuse la connexion"):
        post("https://si.example.org/", b"", {})
    assert reached == [PUBLIC, PUBLIC6]


def test_a_name_without_address_is_said(monkeypatch):
    def none(*args, **options):
        raise socket.gaierror

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", none)
    with pytest.raises(Unsent, match=r"si\.example\.org.*n’a pas d’adresse"):
        post("https://si.example.org/", b"", {})


# To a receiver of this machine ──────────────────────────────────────────────────────────────────


def test_what_is_sent_arrives_whole(receiver, settings):
    assert post(receiver.url, b"{}", {"webhook-id": "msg_1"}) == 204
    path, headers, body = receiver.got[0]
    assert (path, body, headers["webhook-id"]) == ("/recu?cle=1", b"{}", "msg_1")
    assert headers["Host"] == f"127.0.0.1:{receiver.server_port}"
    assert headers["User-Agent"] == f"Coordination-TZCLD (+{settings.SITE_URL})"


def test_no_redirection_is_followed(receiver):
    receiver.answers, receiver.location = [302], receiver.url
    assert post(receiver.url, b"", {}) == 302
    assert len(receiver.got) == 1


def test_a_receiver_that_says_nothing_is_left(receiver, monkeypatch):
    monkeypatch.setattr(outgoing, "STEP", 0.1)
    receiver.held = threading.Event()
    with pytest.raises(Unsent, match="Pas de réponse"):
        post(receiver.url, b"", {})
    receiver.held.set()


def test_one_that_answers_a_letter_at_a_time_is_left_too(settings, monkeypatch):
    settings.WEBHOOK_INSECURE = True
    monkeypatch.setattr(outgoing, "WHOLE", 0.2)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            stream, _ = server.accept()
            with stream:
                while not over.wait(0.02):
                    stream.send(b"H")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        with pytest.raises(Unsent, match="Pas de réponse"):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"", {})
        over.set()
        thread.join()


def test_what_is_not_http_is_said(settings):
    settings.WEBHOOK_INSECURE = True
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            stream, _ = server.accept()
            with stream:
                stream.recv(4096)
                stream.send(b"SSH-2.0-OpenSSH\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(Unsent, match="autre chose que du HTTP"):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"", {})
        thread.join()


@pytest.fixture
def encrypted(settings, tmp_path):
    """An https receiver of « localhost », with a certificate of its own: (server, address of the certificate)."""
    settings.WEBHOOK_INSECURE = True
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert, held = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    held.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )

    def wrap(server):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, held)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        # Who leaves at the sight of the certificate is no fault of the receiver's.
        server.handle_error = lambda *args: None

    with receiving(wrap) as server:
        yield server, cert


def test_a_certificate_is_asked_for_and_checked(encrypted, monkeypatch):
    server, cert = encrypted
    with pytest.raises(Unsent, match="certificat n’est pas valable"):
        post(f"https://localhost:{server.server_port}/", b"", {})
    assert server.got == []
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    assert post(f"https://localhost:{server.server_port}/a", b"{}", {}) == 204
    assert server.got[0][0] == "/a"
    # The certificate of another name.
    with pytest.raises(Unsent, match="certificat n’est pas valable"):
        post(f"https://127.0.0.1:{server.server_port}/", b"", {})
