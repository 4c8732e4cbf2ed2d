"""Promises, what they rest on, and what became of them. A promise is one order line's; its state follows the line's."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from company.models import Site
from materials.models import quantity_field
from orders.promises.triggers import first_word


class PromiseState(models.TextChoices):
    """Where a promise stands. The database keeps it with the line: whoever moves the line moves its promise."""

    HELD = "held", _("Held")
    CONFIRMED = "confirmed", _("Confirmed")
    SHIPPED = "shipped", _("Shipped")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")


ALIVE_STATES = (PromiseState.HELD, PromiseState.CONFIRMED)


class Assurance(models.TextChoices):
    """Whether the current plan keeps a promise."""

    SAFE = "safe", _("Safe")
    AT_RISK = "at_risk", _("At risk")
    BROKEN = "broken", _("Broken")


class Promise(models.Model):
    """
    A date and a quantity that somebody was promised, backed by a plan.

    What was promised first stays as it was said; what is promised now is the line's. `revision` is the site's first
    with the promise in it: a plan that covers less does not know it, and answers are worked out without what it takes.
    `overtime_minutes` are those that the plan had not bought, and `overtime_cost` their price in the site's currency.
    `slack_days_80` are the working days that the plan must deliver ahead of the date for it to be 80 % sure, as seen
    when it was made; null: too few past deliveries to say.
    """

    line = models.OneToOneField(
        "orders.OrderLine", verbose_name=_("order line"), on_delete=models.PROTECT, related_name="promise"
    )
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    first_quantity = quantity_field(_("quantity as first promised"), None)
    first_date = models.DateField(_("date as first promised"))
    state = models.CharField(_("state"), max_length=16, choices=PromiseState.choices)
    assurance = models.CharField(
        _("kept by the plan"), max_length=16, choices=Assurance.choices, default=Assurance.SAFE
    )
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    probability = models.FloatField(_("probability"), null=True)
    slack_days_80 = models.PositiveSmallIntegerField(_("slack for 80 % (working days)"), null=True)
    overtime_minutes = models.FloatField(_("minutes of overtime it needs"), default=0.0, db_default=0.0)
    overtime_cost = models.FloatField(_("cost of that overtime"), default=0.0, db_default=0.0)
    plan_id = models.BigIntegerField(_("plan it was made on"))
    revision = models.PositiveBigIntegerField(_("revision"), default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    channel = models.CharField(_("channel"), max_length=32)

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        indexes = [
            models.Index(fields=["site", "revision"], name="promise_since_plan"),
            models.Index(fields=["held_until"], name="promise_hold_ends", condition=models.Q(state="held")),
            models.Index(fields=["made_by", "state"], name="promise_of_person"),
        ]
        triggers = [
            first_word(),
            pgtrigger.ReadOnly(
                name="as_first_said", fields=["line", "site", "first_quantity", "first_date", "plan_id"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.state}"


class BackingKind(models.TextChoices):
    """What a promise rests on."""

    UNCOMMITTED = "uncommitted", _("Uncommitted supply")
    LOT = "lot", _("New lot")
    MINUTES = "minutes", _("Work-centre minutes")


class PromiseBacking(models.Model):
    """
    A part of what a promise was made on: supply that nobody had claimed, a lot to be made or bought, minutes.

    `record_id` is a plain id: of an item for supply and lots, of a work centre for minutes. `day` is when it is drawn,
    finished or worked; `quantity` counts units of the item, or minutes; new lots are `lots` of the same size, and begin
    on `start_day`. Minutes are for lots of `item_id`, for the step at place `step` of its routing.
    """

    promise = models.ForeignKey(
        Promise, verbose_name=_("promise"), on_delete=models.CASCADE, related_name="backings"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=BackingKind.choices)
    record_id = models.BigIntegerField(_("item or work centre"))
    day = models.DateField(_("day"))
    quantity = models.FloatField(_("quantity or minutes"))
    lots = models.PositiveIntegerField(_("number of lots"), default=1)
    start_day = models.DateField(_("start"), null=True)
    item_id = models.BigIntegerField(_("item"), null=True)
    step = models.PositiveIntegerField(_("step"), null=True)

    class Meta:
        verbose_name = _("backing of a promise")
        verbose_name_plural = _("backings of promises")

    def __str__(self) -> str:
        return f"{self.promise_id}: {self.kind} {self.quantity:g}"


class PromiseNews(models.TextChoices):
    """What became of a promise."""

    HELD = "held", _("Held")
    CONFIRMED = "confirmed", _("Confirmed")
    CHANGED = "changed", _("Changed")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")
    SHIPPED = "shipped", _("Shipped")
    AT_RISK = "at_risk", _("At risk")
    BROKEN = "broken", _("Broken")
    SAFE = "safe", _("Safe again")


class PromiseEvent(models.Model):
    """
    One thing that happened to a promise, written by the database, whoever did it and however.

    `before` and `after` hold what differs (quantity, date, planned date) as text; `why` is never empty. It is a notice
    to who made the promise until `seen_at`.
    """

    promise = models.ForeignKey(Promise, verbose_name=_("promise"), on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=16, choices=PromiseNews.choices)
    at = models.DateTimeField(_("at"))
    by_id = models.BigIntegerField(_("by"), null=True)
    channel = models.CharField(_("channel"), max_length=32)
    why = models.CharField(_("why"), max_length=500)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    plan_id = models.BigIntegerField(_("plan"), null=True)
    seen_at = models.DateTimeField(_("seen at"), null=True)

    class Meta:
        verbose_name = _("event of a promise")
        verbose_name_plural = _("events of promises")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(why=""), name="promise_event_has_reason")]
        indexes = [
            models.Index(fields=["promise"], name="promise_event_unseen", condition=models.Q(seen_at__isnull=True))
        ]
        triggers = [
            pgtrigger.Protect(name="stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="as_it_was", exclude=["seen_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id}: {self.kind}"
