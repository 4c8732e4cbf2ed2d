"""The record of what was shipped and what came back; `orders.shipments.reporting` writes it."""

from __future__ import annotations

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from materials.models import quantity_field


class ShipmentKind(models.TextChoices):
    """Which way the goods went."""

    SHIPMENT = "shipment", _("Shipment")
    RETURN = "return", _("Return")


class Shipment(models.Model):
    """
    Goods of one line that left the plant or came back. It is never changed: a mistake is put right by a reversal.

    A reversal has the kind and the quantity of what it reverses, and counts the other way. `stock_moves` are the
    balances of stock that were booked on: [id, quantity as text], positive where it was put in.
    """

    line = models.ForeignKey(
        "orders.OrderLine", verbose_name=_("order line"), on_delete=models.PROTECT, related_name="shipments"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=ShipmentKind.choices, default=ShipmentKind.SHIPMENT)
    quantity = quantity_field(_("quantity"), None)
    shipped_on = models.DateField(_("date of shipment"), help_text=_("In the site's zone."))
    document = models.CharField(_("delivery note"), max_length=64, blank=True)
    source_system = models.CharField(_("source system"), max_length=32, blank=True)
    external_id = models.CharField(_("external id"), max_length=128, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    to_stock = models.BooleanField(_("put back into stock"), default=False)
    reverses = models.OneToOneField(
        "self", verbose_name=_("reverses"), null=True, on_delete=models.PROTECT, related_name="reversal"
    )
    stock_moves = models.JSONField(_("stock booked"), default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reported by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    channel = models.CharField(_("channel"), max_length=32)
    made_at = models.DateTimeField(_("reported at"), auto_now_add=True)

    class Meta:
        app_label = "orders"
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="shipment_quantity_positive"),
            models.CheckConstraint(
                condition=Q(external_id="") | ~Q(source_system=""), name="shipment_id_has_a_source"
            ),
            models.UniqueConstraint(
                fields=["source_system", "external_id"], condition=~Q(external_id=""), name="shipment_source_once"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="unchanged",
                operation=pgtrigger.Update,
                # A person who is deleted leaves no name; nothing else of it ever changes.
                condition=pgtrigger.AnyChange(exclude=["made_by"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.effect}"

    @property
    def effect(self) -> Decimal:
        """By how much it changed what is shipped of the line, in the item's unit; negative: less is shipped."""
        goes_out = (self.kind == ShipmentKind.SHIPMENT) is (self.reverses_id is None)
        return self.quantity if goes_out else -self.quantity

    @property
    def from_stock(self) -> Decimal:
        """How much of it was taken out of the stock of the site; negative: put in."""
        return -sum((Decimal(quantity) for _balance, quantity in self.stock_moves), Decimal(0))
