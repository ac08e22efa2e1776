"""ProConnect as a provider of allauth (which looks for this module by its name).

allauth's own OpenID Connect sends no nonce and reads the person's data as plain JSON; ProConnect asks for the one and
answers a signed token.
"""

import json
import secrets

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.urls import reverse

from tzcld.users import proconnect


class ProConnectAdapter(OpenIDConnectOAuth2Adapter):
    """The exchange with the issuer."""

    # Set by CallbackView: what was kept of the start of this sign-in.
    state: dict

    def __init__(self, request, provider_id: str = proconnect.PROVIDER):
        super().__init__(request, provider_id)

    @property
    def openid_config(self) -> dict:
        return proconnect.discovered()

    def get_callback_url(self, request, app) -> str:
        # Known to ProConnect to the letter: never what the browser says that our name is.
        return settings.SITE_URL + reverse("proconnect_callback")

    def complete_login(self, request, app, token, **kwargs):
        id_token = kwargs["response"].get("id_token")
        if not isinstance(id_token, str):
            raise OAuth2Error("no identity token")
        said = proconnect.identity(id_token, nonce=self.state["nonce"])
        person = proconnect.userinfo(token.token, sub=said["sub"])
        data = person | {name: said[name] for name in ("acr", "amr") if name in said}
        login = self.get_provider().sociallogin_from_response(request, data)
        login.id_token = id_token
        return login


class CallbackView(OAuth2CallbackView):
    def _get_state(self, request, provider):
        # allauth gives the state back to its view only, and the nonce is in it.
        state, response = super()._get_state(request, provider)
        self.adapter.state = state
        return state, response


class ProConnectProvider(OpenIDConnectProvider):
    id = proconnect.PROVIDER
    name = proconnect.NAME
    oauth2_adapter_class = ProConnectAdapter

    def get_oauth2_adapter(self, request) -> ProConnectAdapter:
        return ProConnectAdapter(request)

    def start(self, request, next_url: str | None):
        """To ProConnect, with a state and a nonce of our own; any parameter it does not know is refused there."""
        nonce = secrets.token_urlsafe(32)
        acr = {"essential": True, "values": settings.PROCONNECT_ACR}
        claims = {
            "id_token": {
                "amr": {"essential": True},
                "acr": acr if settings.PROCONNECT_ACR else None,
            }
        }
        return self.redirect(
            request,
            process="login",
            next_url=next_url,
            scope=list(proconnect.SCOPE),
            auth_params={"nonce": nonce, "claims": json.dumps(claims)},
            nonce=nonce,
        )

    def extract_uid(self, data: dict) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: dict) -> dict:
        """What is kept beside the link: who vouches for the person, and how well. Their names are ours already."""
        kept = ("email", "email_verified", "siret", "acr", "amr")
        return {name: data[name] for name in kept if name in data}

    def extract_common_fields(self, data: dict) -> dict:
        return {"email": str(data.get("email", ""))}

    def extract_email_addresses(self, data: dict) -> list:
        return []


provider_classes = [ProConnectProvider]
