"""When lots and receipts of the past were due, and when they came."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from company.models import Site
from materials.models import Item, quantity_field


class DeliveryKind(models.TextChoices):
    """What was delivered."""

    LOT = "lot", _("Lot")
    RECEIPT = "receipt", _("Receipt")


class DeliveryRecord(models.Model):
    """A lot or receipt that is over. `source` is the code of who made or sent it: work centre, or supplier."""

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    document = models.CharField(_("document"), max_length=64)
    line = models.PositiveIntegerField(_("line"), default=1)
    kind = models.CharField(_("kind"), max_length=8, choices=DeliveryKind.choices, default=DeliveryKind.RECEIPT)
    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.CASCADE, related_name="+")
    source = models.CharField(_("supplier or work centre"), max_length=64, blank=True)
    due_date = models.DateField(_("due date"))
    actual_date = models.DateField(_("actual date"))
    quantity = quantity_field(_("quantity"), None)

    class Meta:
        app_label = "orders"
        verbose_name = _("past delivery")
        verbose_name_plural = _("past deliveries")
        constraints = [
            models.UniqueConstraint(fields=["site", "document", "line"], name="delivery_record_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document}/{self.line}"
