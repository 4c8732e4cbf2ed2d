"""The plan: requests, snapshot, scheduler, publication."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MpsConfig(AppConfig):
    """The master production schedule. It hears news from the rooms below."""

    name = "mps"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Master production schedule")

    def ready(self) -> None:
        """Connect the receivers to the signals of the rooms below."""
        from mps import receivers

        receivers.connect()
