"""With what we make it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CapacityConfig(AppConfig):
    """Work centres, calendars, routings."""

    name = "capacity"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Capacity")
