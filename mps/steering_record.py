"""
What people decide about the master schedule by hand: a draft of their own, what was published, and what holds of it.

A draft plans nothing. Publishing it makes rows of `Steering`, which every plan from then on obeys until another
publication ends them; nothing is ever deleted, so that all of it can be undone, and the undoing too.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from capacity.models import WorkCenter
from company.models import Site, User
from company.revision import bumps_revision
from materials.models import Item


class SteeringDraft(models.Model):
    """The steps that a person has in mind for a site; `version` tells two browser tabs apart."""

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    steps = models.JSONField(_("steps"), default=list)
    version = models.PositiveIntegerField(_("version"), default=0)
    # The plan that the person looked at when the first step was made; a plain id, for plans' bulk is forgotten.
    plan_id = models.BigIntegerField(_("plan"), null=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("draft of the master schedule")
        verbose_name_plural = _("drafts of the master schedule")
        constraints = [models.UniqueConstraint(fields=["user", "site"], name="steering_draft_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.site_id}"


class SteeringPublication(models.Model):
    """
    Who changed the master schedule by hand, when, why, and with which steps.

    The undoing of one is a publication too: its steps are none, and `undoes` says of which. Each step has what it found
    beside it, under `was` (`mps.steering.before`); those of before this was kept don't.
    """

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=500)
    steps = models.JSONField(_("steps"), default=list)
    plan_id = models.BigIntegerField(_("plan"), null=True)
    undoes = models.OneToOneField(
        "self", verbose_name=_("undoes"), null=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    class Meta:
        verbose_name = _("change of the master schedule")
        verbose_name_plural = _("changes of the master schedule")
        indexes = [models.Index(fields=["site", "-id"], name="steering_publication_latest")]

    def __str__(self) -> str:
        return f"{self.site_id}: {self.reason}"


class SteeringKind(models.TextChoices):
    """What was decided. Capacity and forecast are written where they belong; their rows say what is to be undone."""

    LOT = "lot", _("Firm lot")
    QUANTITY = "quantity", _("Quantity of a bucket")
    WORK_CENTER = "work_center", _("Work centre of a step")
    CAPACITY = "capacity", _("Capacity")
    FORECAST = "forecast", _("Forecast")


class Steering(models.Model):
    """
    A decision that holds from a publication until the one that ends it, whatever is planned in between.

    Lot: `lot_key`, `quantity`, its start and finish as first and last date. Quantity: of lots that finish from the
    first to the last date, both included. Work centre: `step` of the item's routing, `rule` force or forbid, for every
    lot of the item; with a `lot_key`, for that lot. Capacity: `minutes` a day more (downtime: less), `rule` says which.
    Forecast: `quantity` of the days; `before` and `after` are its rows as they were and as they were left.
    """

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=16, choices=SteeringKind.choices)
    item = models.ForeignKey(Item, verbose_name=_("item"), null=True, on_delete=models.CASCADE, related_name="+")
    lot_key = models.CharField(_("lot"), max_length=96, blank=True)
    step = models.PositiveIntegerField(_("step"), null=True)
    work_center = models.ForeignKey(
        WorkCenter, verbose_name=_("work centre"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    rule = models.CharField(_("rule"), max_length=16, blank=True)
    first_date = models.DateField(_("from"), null=True)
    last_date = models.DateField(_("to"), null=True)
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=4, null=True)
    minutes = models.PositiveIntegerField(_("minutes a day"), null=True)
    before = models.JSONField(_("before"), default=list)
    after = models.JSONField(_("after"), default=list)
    begun_by = models.ForeignKey(
        SteeringPublication, verbose_name=_("begun by"), on_delete=models.CASCADE, related_name="begun"
    )
    ended_by = models.ForeignKey(
        SteeringPublication, verbose_name=_("ended by"), null=True, on_delete=models.CASCADE, related_name="ended"
    )
    # The decision of before that holds again in this one, because what had ended it was undone.
    revives = models.OneToOneField(
        "self", verbose_name=_("revives"), null=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = _("decision about the master schedule")
        verbose_name_plural = _("decisions about the master schedule")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_date__isnull=True) | Q(last_date__gte=F("first_date")), name="steering_from_to"
            ),
            models.UniqueConstraint(
                fields=["site", "lot_key"], condition=Q(kind="lot", ended_by__isnull=True), name="steering_lot_once"
            ),
        ]
        indexes = [models.Index(fields=["site"], condition=Q(ended_by__isnull=True), name="steering_active")]
        triggers = bumps_revision(
            "site", "kind", "item", "lot_key", "step", "work_center", "rule", "first_date", "last_date", "quantity",
            "minutes", "ended_by",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.site_id}: {self.kind} {self.lot_key or self.item_id or self.work_center_id}"

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last date. Raises ValueError for a kind that has none."""
        if self.first_date is None or self.last_date is None:
            raise ValueError(f"{self} is about no days")
        return self.first_date, self.last_date

    @property
    def amount(self) -> Decimal:
        """The quantity, in the item's unit. Raises ValueError for a kind that has none."""
        if self.quantity is None:
            raise ValueError(f"{self} is about no quantity")
        return self.quantity

    @property
    def about_item(self) -> int:
        """The item's id. Raises ValueError for a kind that has none."""
        if self.item_id is None:
            raise ValueError(f"{self} is about no item")
        return self.item_id
