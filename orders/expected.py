"""What is expected to be sold, and what was sold in the past."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from company.models import Site
from company.revision import planning_input, version_field
from materials.models import Item, quantity_field


class Forecast(models.Model):
    """What is expected to be ordered in a period, before orders consume it."""

    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.CASCADE, related_name="forecasts")
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="forecasts")
    customer_class = models.CharField(_("class"), max_length=32, blank=True)
    period_start = models.DateField(_("from"))
    period_days = models.PositiveSmallIntegerField(_("days"), default=7)
    quantity = quantity_field(_("quantity"), None)
    version = version_field()

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        constraints = [
            models.UniqueConstraint(fields=["item", "site", "customer_class", "period_start"], name="forecast_once")
        ]
        triggers = planning_input("item", "site", "period_start", "period_days", "quantity", others=("customer_class",))

    def __str__(self) -> str:
        return f"{self.item} {self.period_start:%Y-%m-%d}: {self.quantity}"


class DemandHistory(models.Model):
    """What was sold in a week of the past. It makes no demand by itself."""

    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.CASCADE, related_name="demand_history")
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="demand_history")
    week_start = models.DateField(_("week"))
    quantity = quantity_field(_("quantity"), None)

    class Meta:
        verbose_name = _("demand history")
        verbose_name_plural = _("demand history")
        constraints = [models.UniqueConstraint(fields=["item", "site", "week_start"], name="demand_history_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.week_start:%Y-%m-%d}: {self.quantity}"
