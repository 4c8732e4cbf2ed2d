"""For whom, and by when."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    """Customers, order lines, forecast, change requests."""

    name = "orders"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Orders")
