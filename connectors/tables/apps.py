"""The neutral CSV and XLSX set."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TablesConfig(AppConfig):
    """Reads and writes the neutral table set. Delete the folder, delete the connector."""

    name = "connectors.tables"
    label = "tables"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Table import")
