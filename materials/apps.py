"""What we make, and of what."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MaterialsConfig(AppConfig):
    """Items, bills of material, stock, receipts."""

    name = "materials"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Materials")
