"""Customers, their order lines, and requests to change a line."""

from __future__ import annotations

from decimal import Decimal

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from company.models import Site
from company.revision import PersonChange, counts_version, planning_input, version_field
from materials.models import Item, quantity_field
from orders.change_rules import ChangeRule as ChangeRule  # Django looks for models here
from orders.customer_links.record import CustomerLink as CustomerLink
from orders.deliveries import DeliveryRecord as DeliveryRecord
from orders.expected import DemandHistory as DemandHistory
from orders.expected import Forecast as Forecast
from orders.plan_effects import OutlookMove as OutlookMove
from orders.plan_effects import PlanEffect as PlanEffect
from orders.promises.allocations import Allocation as Allocation
from orders.promises.models import Promise as Promise
from orders.promises.models import PromiseBacking as PromiseBacking
from orders.promises.models import PromiseEvent as PromiseEvent
from orders.promises.triggers import follows_line
from orders.received import ReceivedEvent as ReceivedEvent
from orders.saved_views import OrderView as OrderView
from orders.shipments.record import Shipment as Shipment

LOWEST_PRIORITY = 9


def priority_field() -> models.PositiveSmallIntegerField[int, int]:
    """Return a column for a priority: 1 is the most urgent."""
    return models.PositiveSmallIntegerField(
        _("priority"), default=3, validators=[MinValueValidator(1), MaxValueValidator(LOWEST_PRIORITY)]
    )


class Customer(models.Model):
    """Someone who orders."""

    code = models.CharField(_("customer"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    customer_class = models.CharField(_("class"), max_length=32, blank=True)
    territory = models.CharField(_("territory"), max_length=64, blank=True)
    priority = priority_field()
    version = version_field()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["code"]
        triggers = [counts_version("code", "name", "customer_class", "territory", "priority")]

    def __str__(self) -> str:
        return self.name or self.code


ORDER_COLUMNS = ("number", "customer", "order_date", "note")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=PersonChange(*ORDER_COLUMNS)),
    pghistory.DeleteEvent(),
    fields=["id", *ORDER_COLUMNS],
    model_name="SalesOrderEvent",
    obj_field=pghistory.ObjForeignKey(related_name="events"),
)
class SalesOrder(models.Model):
    """What a customer ordered in one go."""

    number = models.CharField(_("order"), max_length=64, unique=True)
    customer = models.ForeignKey(Customer, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="orders")
    order_date = models.DateField(_("order date"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    source_system = models.CharField(_("source system"), max_length=32, blank=True)
    external_id = models.CharField(_("external id"), max_length=128, blank=True)
    source_version = models.BigIntegerField(_("source version"), null=True, blank=True)
    version = version_field()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_system", "external_id"], condition=~Q(external_id=""), name="sales_order_source_once"
            )
        ]
        triggers = [counts_version(*ORDER_COLUMNS)]

    def __str__(self) -> str:
        return self.number


class LineStatus(models.TextChoices):
    """Where an order line stands; the plan makes for those in `OPEN`."""

    QUOTE = "quote", _("Quote")
    HELD = "held", _("Held")
    REQUESTED = "requested", _("Requested")
    CONFIRMED = "confirmed", _("Confirmed")
    RELEASED = "released", _("Released")
    PART_SHIPPED = "part_shipped", _("Part shipped")
    SHIPPED = "shipped", _("Shipped")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STATUSES = (
    LineStatus.HELD, LineStatus.REQUESTED, LineStatus.CONFIRMED, LineStatus.RELEASED, LineStatus.PART_SHIPPED,
)  # fmt: skip

LINE_COLUMNS = (
    "item", "site", "quantity", "shipped_quantity", "requested_date", "promised_date", "priority", "unit_price",
    "may_split", "status", "make_to_order_key", "planning_frozen",
)  # fmt: skip


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=PersonChange(*LINE_COLUMNS, "note")),
    pghistory.DeleteEvent(),
)
class OrderLine(models.Model):
    """The planning unit: one delivery of one line. A line with several delivery dates is several rows."""

    order = models.ForeignKey(SalesOrder, verbose_name=_("order"), on_delete=models.CASCADE, related_name="lines")
    line_number = models.PositiveIntegerField(_("line"))
    schedule_number = models.PositiveSmallIntegerField(_("delivery"), default=1)
    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.PROTECT, related_name="order_lines")
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.PROTECT, related_name="order_lines")
    quantity = quantity_field(_("quantity"), None)
    shipped_quantity = quantity_field(_("shipped"))
    requested_date = models.DateField(_("requested date"))
    promised_date = models.DateField(_("promised date"), null=True, blank=True)
    # What a plan promised when nobody had, and when: written by publication together with the promised date, never by
    # a person. So the history tells the plan's word from that of the person whose edit comes next.
    plan_promised_date = models.DateField(_("date promised by a plan"), null=True, editable=False)
    plan_promised_at = models.DateTimeField(_("promised by a plan at"), null=True, editable=False)
    priority = priority_field()
    unit_price = models.DecimalField(_("unit price"), max_digits=18, decimal_places=4, default=0)
    may_split = models.BooleanField(_("may be split"), default=True)
    status = models.CharField(_("status"), max_length=16, choices=LineStatus.choices, default=LineStatus.CONFIRMED)
    make_to_order_key = models.CharField(_("make-to-order key"), max_length=64, blank=True)
    planning_frozen = models.BooleanField(_("planning frozen"), default=False)
    note = models.TextField(_("note"), blank=True)
    version = version_field()

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            models.UniqueConstraint(fields=["order", "line_number", "schedule_number"], name="order_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_line_quantity_positive"),
            models.CheckConstraint(condition=Q(shipped_quantity__gte=0), name="order_line_shipped_not_negative"),
        ]
        indexes = [models.Index(fields=["site", "status", "requested_date"], name="order_line_open")]
        triggers = [*planning_input(*LINE_COLUMNS, others=("note",)), follows_line()]

    def __str__(self) -> str:
        return f"{self.order}/{self.line_number}" + (f"/{self.schedule_number}" if self.schedule_number > 1 else "")

    @property
    def key(self) -> str:
        """What names the line wherever database ids say nothing: in a stored problem, and in files."""
        return f"{self.order.number}/{self.line_number}/{self.schedule_number}"

    @property
    def open_quantity(self) -> Decimal:
        """What is still to be shipped, which is what the plan makes for; a line that is not open has nothing open."""
        left = self.quantity - self.shipped_quantity if self.status in OPEN_STATUSES else Decimal(0)
        return max(left, Decimal(0))


class OutlookStatus(models.TextChoices):
    """How a line stands against its promised, else requested, date."""

    ON_TIME = "on_time", _("On time")
    AT_RISK = "at_risk", _("At risk")
    LATE = "late", _("Late")
    NOT_PLANNED = "not_planned", _("Not planned")


class LineOutlook(models.Model):
    """What the current plan means for a line: written by publication, without revision, version or history."""

    line = models.OneToOneField(
        OrderLine, verbose_name=_("order line"), on_delete=models.CASCADE, primary_key=True, related_name="outlook"
    )
    planned_date = models.DateField(_("planned date"), null=True)
    slack_days = models.IntegerField(_("slack (working days)"), null=True)
    status = models.CharField(_("status"), max_length=16, choices=OutlookStatus.choices)
    plan_id = models.BigIntegerField(_("plan"))
    revision = models.PositiveBigIntegerField(_("revision"))
    # Which version of the line was planned: tells publication which lines a person has changed since.
    line_version = models.PositiveIntegerField(_("version of the line"), default=0)

    class Meta:
        verbose_name = _("outlook of a line")
        verbose_name_plural = _("outlooks of lines")
        indexes = [models.Index(fields=["status"], name="line_outlook_status")]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.planned_date}"


class ChangeState(models.TextChoices):
    """The life of a change request."""

    SUBMITTED = "submitted", _("Waiting for approval")
    APPLIED = "applied", _("Applied")
    REJECTED = "rejected", _("Rejected")
    RETURNED = "returned", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ChangeRequest(models.Model):
    """A wish to change a line: who, what, why, and which rule let it through or held it up."""

    line = models.ForeignKey(
        OrderLine, verbose_name=_("order line"), on_delete=models.CASCADE, related_name="change_requests"
    )
    proposal = models.JSONField(_("proposal"), help_text=_("Field → value, as text."))
    before = models.JSONField(_("before"), default=dict)
    state = models.CharField(_("state"), max_length=16, choices=ChangeState.choices)
    rule = models.CharField(_("rule"), max_length=32)
    why = models.CharField(_("why"), max_length=500, blank=True)
    channel = models.CharField(_("channel"), max_length=32, default="web")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("requested by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("handed to"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The newer request of the same person that took its place: who changes a wish does not leave two of them open.
    replaced_by = models.ForeignKey(
        "self", verbose_name=_("replaced by"), null=True, on_delete=models.SET_NULL, related_name="replaced"
    )
    line_version = models.PositiveIntegerField(_("version of the line"))
    impact = models.JSONField(_("impact as shown"), null=True)
    plan_id = models.BigIntegerField(_("plan it was judged on"), null=True)

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        indexes = [models.Index(fields=["state", "requested_at"], name="change_request_open")]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.state}"


class ChangeComment(models.Model):
    """What somebody said about a change request while it waited."""

    change = models.ForeignKey(
        ChangeRequest, verbose_name=_("change request"), on_delete=models.CASCADE, related_name="comments"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    text = models.CharField(_("text"), max_length=500)

    class Meta:
        verbose_name = _("comment on a change request")
        verbose_name_plural = _("comments on change requests")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
