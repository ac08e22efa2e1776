"""The message sent to the information systems (territories/webhooks), as the schema of the API describes it."""

from drf_spectacular.utils import OpenApiWebhook

from territories.webhooks.models import Kind

_HEADERS = {
    "webhook-id": "Numéro du message, le même à chaque essai.",
    "webhook-timestamp": "Heure de l’essai, en secondes depuis 1970.",
    "webhook-signature": "« v1, » puis la signature en base64\u00a0; deux, séparées par une espace, pendant qu’un secret est remplacé.",
}
_BODY = {
    "type": "object",
    "required": ["type", "timestamp", "data"],
    "properties": {
        "type": {"type": "string", "enum": Kind.values},
        "timestamp": {"type": "string", "format": "date-time"},
        "data": {
            "type": "object",
            "required": ["territory", "url"],
            "properties": {
                "territory": {"type": "string"},
                "url": {"type": "string", "format": "uri"},
            },
        },
    },
}

NOTIFICATION = OpenApiWebhook(
    "notification",
    {
        "post": {
            "operationId": "notification",
            "description": "Quelque chose est prêt\u00a0: quoi, où, quand, et l’adresse à lire. Ni nom, ni nombre.",
            "parameters": [
                {
                    "name": name,
                    "in": "header",
                    "required": True,
                    "description": words,
                    "schema": {"type": "string"},
                }
                for name, words in _HEADERS.items()
            ],
            "requestBody": {"content": {"application/json": {"schema": _BODY}}},
            "responses": {"2XX": {"description": "Reçu."}, "410": {"description": "Ne plus rien envoyer."}},
        }
    },
)  # fmt: skip
