"""The record of what other systems said of orders; `orders.order_events` writes it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReceivedEvent(models.Model):
    """An order event that was applied: another system's word on one of its orders, told apart by its version."""

    source_system = models.CharField(_("source system"), max_length=32)
    external_id = models.CharField(_("external id"), max_length=128)
    source_version = models.BigIntegerField(_("source version"))
    order = models.ForeignKey(
        "orders.SalesOrder", verbose_name=_("order"), on_delete=models.CASCADE, related_name="received_events"
    )
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("received by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)

    class Meta:
        verbose_name = _("order event")
        verbose_name_plural = _("order events")
        constraints = [
            models.UniqueConstraint(fields=["source_system", "external_id", "source_version"], name="order_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.source_system} {self.external_id} · {self.source_version}"
