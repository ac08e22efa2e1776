"""An issuer that behaves as ProConnect does, over loopback HTTP: strict about what it is asked, signed about what it says."""

import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "client-de-test", "secret-de-test"
# « Tout paramètre supplémentaire dans l’URL génèrera une erreur Y000400. »
KNOWN = {"response_type", "client_id", "redirect_uri", "scope", "claims", "state", "nonce"}
SCOPES = {"openid", "given_name", "usual_name", "email", "siret", "uid"}


class Issuer:
    """What a test changes: `person` (who signs in), `said` (claims of the identity token), `spoil` (a fault)."""

    def __init__(self):
        self.keys = {"k1": rsa.generate_private_key(public_exponent=65537, key_size=2048)}
        self.stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/v2"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.reset()

    def reset(self) -> None:
        self.person = {
            "sub": "sub-lead",
            "uid": "42",
            "email": "lead@exemple.fr",
            "given_name": "Camille",
            "usual_name": "Exemple",
            "siret": "20004697700019",
        }
        self.said = {"acr": "eidas1", "amr": ["pwd"]}
        self.spoil = ""
        self.redirect = None  # the only address that ProConnect sends back to
        self.after_end = None
        self.codes, self.tokens, self.ended, self.asked = {}, {}, [], []

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    # What it answers ────────────────────────────────────────────────────────────────────────────

    def description(self) -> dict:
        return {
            "issuer": "https://ailleurs.example/api/v2" if self.spoil == "issuer" else self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/session/end",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self) -> dict:
        algorithm = jwt.get_algorithm_by_name("RS256")
        keys = [
            algorithm.to_jwk(key.public_key(), as_dict=True)
            | {"kid": kid, "use": "sig", "alg": "RS256"}
            for kid, key in self.keys.items()
        ]
        return {"keys": keys}

    def sign(self, claims: dict, fault: str) -> str:
        if fault == "unsigned":
            return jwt.encode(claims, key=None, algorithm="none", headers={"kid": "k1"})
        if fault == "symmetric":
            # Signed with what everybody may read: the public key, taken for a shared secret.
            secret = json.dumps(self.jwks()["keys"][0])
            return jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "k1"})
        key = self.stranger if fault == "signature" else self.keys["k1"]
        kid = "k9" if fault == "kid" else "k1"
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})

    def authorize(self, query: dict) -> tuple[int, str]:
        self.asked.append(query)
        right = (
            set(query) <= KNOWN
            and query.get("client_id") == CLIENT
            and query.get("response_type") == "code"
            and set(query.get("scope", "").split()) <= SCOPES
            and "openid" in query.get("scope", "").split()
            and len(query.get("state", "")) >= 32
            and len(query.get("nonce", "")) >= 32
            and query.get("redirect_uri") == self.redirect
        )
        if not right:
            return 400, "Y000400 : Bad Request Exception"
        if self.spoil == "cancelled":
            back = {"error": "access_denied", "state": query["state"]}
        else:
            code = secrets.token_urlsafe(16)
            self.codes[code] = query
            back = {"code": code, "state": query["state"]}
        return 303, f"{query['redirect_uri']}?{urlencode(back)}"

    def token(self, form: dict) -> tuple[int, dict]:
        query = self.codes.pop(form.get("code"), None)  # a code serves once
        if query is None or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return 400, {"error": "invalid_grant"}
        if form.get("redirect_uri") != query["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": self.person["sub"],
            "iat": now,
            "exp": now + 60,
            "nonce": query["nonce"],
            **self.said,
        }
        claims |= {
            "nonce": {"nonce": "n" * 43},
            "audience": {"aud": "un-autre-service"},
            "azp": {"aud": [CLIENT, "un-autre-service"], "azp": "un-autre-service"},
            "expired": {"iat": now - 600, "exp": now - 540},
            "iss": {"iss": "https://ailleurs.example/api/v2"},
        }.get(self.spoil, {})
        if self.spoil == "no-nonce":
            del claims["nonce"]
        access = secrets.token_urlsafe(16)
        self.tokens[access] = True
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": 60}
        if self.spoil != "no-id-token":
            answer["id_token"] = self.sign(claims, self.spoil)
        return 200, answer

    def userinfo(self, bearer: str) -> tuple[int, str, str]:
        if not self.tokens.pop(bearer.removeprefix("Bearer "), None):
            return 401, "application/json", "{}"
        claims = {"iss": self.url, "aud": CLIENT, **self.person}
        claims |= {
            "userinfo-sub": {"sub": "quelqu-un-d-autre"},
            "userinfo-audience": {"aud": "un-autre-service"},
            "userinfo-expired": {"exp": int(time.time()) - 540},
        }.get(self.spoil, {})
        if self.spoil == "userinfo-plain":
            return 200, "application/json", json.dumps(claims)
        token = self.sign(claims, self.spoil.removeprefix("userinfo-"))
        return 200, "application/jwt", token

    def end(self, query: dict) -> tuple[int, str]:
        whole = query.get("id_token_hint") and len(query.get("state", "")) >= 32
        if not whole or query.get("post_logout_redirect_uri") != self.after_end:
            return 400, "Y000400 : Bad Request Exception"
        self.ended.append(
            jwt.decode(query["id_token_hint"], options={"verify_signature": False})["sub"]
        )
        return 303, f"{query['post_logout_redirect_uri']}?{urlencode({'state': query['state']})}"

    def _handler(self):
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def answer(self, status: int, kind: str, body: str) -> None:
                self.send_response(status)
                if status == 303:
                    self.send_header("Location", body)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def do_GET(self):
                parts = urlsplit(self.path)
                page = parts.path.removeprefix("/api/v2")
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                if issuer.spoil == f"down{page}":
                    self.answer(503, "text/plain", "")
                elif page == "/.well-known/openid-configuration":
                    self.answer(200, "application/json", json.dumps(issuer.description()))
                elif page == "/jwks":
                    self.answer(200, "application/json", json.dumps(issuer.jwks()))
                elif page == "/authorize":
                    status, body = issuer.authorize(query)
                    self.answer(status, "text/html", body)
                elif page == "/userinfo":
                    self.answer(*issuer.userinfo(self.headers.get("Authorization", "")))
                elif page == "/session/end":
                    status, body = issuer.end(query)
                    self.answer(status, "text/html", body)
                else:
                    self.answer(404, "text/plain", "")

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                form = parse_qs(self.rfile.read(length).decode())
                status, body = issuer.token({name: values[0] for name, values in form.items()})
                self.answer(status, "application/json;charset=utf-8", json.dumps(body))

        return Handler
