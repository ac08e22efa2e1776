"""Addresses of the messages sent to the information systems."""

from django.urls import path

from territories.views import webhooks

_HERE = "t/<slug:territory>/notifications/"
urlpatterns = [
    path(_HERE, webhooks.webhook_list, name="webhook_list"),
    path(f"{_HERE}ajouter/", webhooks.webhook_create, name="webhook_create"),
    path(f"{_HERE}<int:pk>/", webhooks.webhook_detail, name="webhook_detail"),
    path(f"{_HERE}<int:pk>/modifier/", webhooks.webhook_edit, name="webhook_edit"),
    path(f"{_HERE}<int:pk>/pause/", webhooks.webhook_pause, name="webhook_pause"),
    path(f"{_HERE}<int:pk>/reprendre/", webhooks.webhook_resume, name="webhook_resume"),
    path(f"{_HERE}<int:pk>/secret/", webhooks.webhook_secret, name="webhook_secret"),
    path(f"{_HERE}<int:pk>/essai/", webhooks.webhook_test, name="webhook_test"),
    path(f"{_HERE}<int:pk>/supprimer/", webhooks.webhook_delete, name="webhook_delete"),
    path(f"{_HERE}messages/<int:pk>/", webhooks.webhook_delivery, name="webhook_delivery"),
    path(f"{_HERE}messages/<int:pk>/renvoyer/", webhooks.webhook_resend, name="webhook_resend"),
]
