"""Addresses of the tokens of the API."""

from django.urls import path

from territories.views import tokens

_HERE = "t/<slug:territory>/jetons/"
urlpatterns = [
    path(_HERE, tokens.token_list, name="token_list"),
    path(f"{_HERE}creer/", tokens.token_create, name="token_create"),
    path(f"{_HERE}<int:pk>/revoquer/", tokens.token_revoke, name="token_revoke"),
]
