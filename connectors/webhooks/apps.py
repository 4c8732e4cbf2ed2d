"""Webhooks of promises."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    """Sends what happens to promises to the addresses that an administrator chose."""

    name = "connectors.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Webhooks")
