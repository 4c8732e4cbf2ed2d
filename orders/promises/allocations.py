"""Quantities that are kept for a class of customers: nobody else is promised them."""

from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from company.models import Site
from company.revision import counts_version, version_field
from materials.models import Item, quantity_field

LONGEST_RELEASE_DAYS = 366


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Allocation(models.Model):
    """
    So much of an item, to leave a site from `first_date` to `last_date`, is kept for the customers of a class.

    What they have ordered for those days counts against it. What is left of it can be promised to nobody else, until
    `release_days` calendar days before the last date: then it is free for all.
    """

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="allocations")
    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.CASCADE, related_name="allocations")
    customer_class = models.CharField(_("class"), max_length=32)
    first_date = models.DateField(_("from"))
    last_date = models.DateField(_("until"))
    quantity = quantity_field(_("quantity"), None)
    release_days = models.PositiveSmallIntegerField(
        _("released so many days before"), default=0, validators=[MaxValueValidator(LONGEST_RELEASE_DAYS)]
    )
    version = version_field()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "item", "customer_class", "first_date"], name="allocation_once"
            ),
            models.CheckConstraint(condition=Q(last_date__gte=F("first_date")), name="allocation_has_days"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="allocation_quantity_positive"),
            models.CheckConstraint(condition=~Q(customer_class=""), name="allocation_for_a_class"),
        ]
        triggers = [
            counts_version("site", "item", "customer_class", "first_date", "last_date", "quantity", "release_days")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.first_date:%Y-%m-%d}: {self.quantity:g} → {self.customer_class}"
