"""Who we are: sites, people, roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompanyConfig(AppConfig):
    """The lowest room: it imports no other."""

    name = "company"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Company")
