"""Order lines and orders as JSON. Written by hand: a list of 500 lines is read often, and must cost little."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from orders.changes import LARGEST_ID, AnswerKind
from orders.line_values import (
    LARGEST_QUANTITY,
    LONGEST_NOTE,
    REOPENED_STATUSES,
    SETTABLE_STATUSES,
    NotAValue,
    read_date,
    read_quantity,
)
from orders.models import LOWEST_PRIORITY, ChangeRequest, LineOutlook, LineStatus, OrderLine, OutlookStatus, SalesOrder

SETTABLE = [(status.value, status.label) for status in (*SETTABLE_STATUSES, *REOPENED_STATUSES)]
OUTCOMES = [(kind.value, kind.value) for kind in (AnswerKind.SAVED, AnswerKind.WAITING)]


def number(quantity: Decimal) -> int | float:
    """Return a quantity as a JSON number: whole ones without a point."""
    return int(quantity) if quantity == quantity.to_integral_value() else float(quantity)


def line_as_json(line: OrderLine) -> dict[str, Any]:
    """Return a line as the API shows it. The line comes with `order__customer`, `item`, `site` and `outlook`."""
    outlook: LineOutlook | None = getattr(line, "outlook", None)
    return {
        "id": line.pk,
        "order": line.order.number,
        "line_number": line.line_number,
        "schedule_number": line.schedule_number,
        "customer": line.order.customer.code,
        "item": line.item.code,
        "site": line.site.code,
        "quantity": number(line.quantity),
        "shipped_quantity": number(line.shipped_quantity),
        "open_quantity": number(line.open_quantity),
        "requested_date": line.requested_date,
        "promised_date": line.promised_date,
        "planned_date": outlook.planned_date if outlook else None,
        "slack_days": outlook.slack_days if outlook else None,
        "outlook": outlook.status if outlook else OutlookStatus.NOT_PLANNED.value,
        "plan_id": outlook.plan_id if outlook else None,
        "planned_revision": outlook.revision if outlook else None,
        "priority": line.priority,
        "may_split": line.may_split,
        "status": line.status,
        "planning_frozen": line.planning_frozen,
        "make_to_order_key": line.make_to_order_key,
        "note": line.note,
        "version": line.version,
    }


class OrderLineSerializer(serializers.Serializer[OrderLine]):
    """
    One delivery of one order line. Quantities are in the item's unit; `slack_days` are working days from the planned to
    the promised (else requested) date, negative where it is late; `planned_revision` is the revision that the planned
    date comes from; `version` is what If-Match wants.
    """

    id = serializers.IntegerField(read_only=True)
    order = serializers.CharField(read_only=True)
    line_number = serializers.IntegerField(read_only=True)
    schedule_number = serializers.IntegerField(read_only=True)
    customer = serializers.CharField(read_only=True)
    item = serializers.CharField(read_only=True)
    site = serializers.CharField(read_only=True)
    quantity = serializers.FloatField(read_only=True)
    shipped_quantity = serializers.FloatField(read_only=True)
    open_quantity = serializers.FloatField(read_only=True, help_text="What the plan makes for.")
    requested_date = serializers.DateField(read_only=True)
    promised_date = serializers.DateField(read_only=True, allow_null=True)
    planned_date = serializers.DateField(read_only=True, allow_null=True)
    slack_days = serializers.IntegerField(read_only=True, allow_null=True)
    outlook = serializers.ChoiceField(OutlookStatus.choices, read_only=True)
    plan_id = serializers.IntegerField(read_only=True, allow_null=True)
    planned_revision = serializers.IntegerField(read_only=True, allow_null=True)
    priority = serializers.IntegerField(read_only=True)
    may_split = serializers.BooleanField(read_only=True)
    status = serializers.ChoiceField(LineStatus.choices, read_only=True)
    planning_frozen = serializers.BooleanField(read_only=True)
    make_to_order_key = serializers.CharField(read_only=True)
    note = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)

    def to_representation(self, instance: OrderLine) -> dict[str, Any]:
        """Return the line as JSON."""
        return line_as_json(instance)


class TextField(serializers.CharField):
    """A text, and nothing that could be turned into one: a number sent as a reason is a mistake of the sender."""

    def to_internal_value(self, data: object) -> str:
        """Return the text; raises ValidationError."""
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Write a text."))
        return str(super().to_internal_value(data))


class LineFieldsSerializer(serializers.Serializer[Any]):
    """What can be changed. Only for the description: `orders.changes` reads and judges the values."""

    quantity = serializers.FloatField(required=False, min_value=0, max_value=float(LARGEST_QUANTITY))
    requested_date = serializers.DateField(required=False)
    promised_date = serializers.DateField(required=False, allow_null=True)
    priority = serializers.IntegerField(required=False, min_value=1, max_value=9)
    may_split = serializers.BooleanField(required=False)
    status = serializers.ChoiceField(SETTABLE, required=False)
    planning_frozen = serializers.BooleanField(required=False)
    note = serializers.CharField(required=False, allow_blank=True)


class LineChangeSerializer(LineFieldsSerializer):
    """
    A change of the line in the address; `why` goes into its history. Inside the demand time fence those who may approve
    must give it.
    """

    why = TextField(required=False, allow_blank=True, max_length=500)


class LineOfManySerializer(LineChangeSerializer):
    """A change of one line among many."""

    id = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    version = serializers.IntegerField(min_value=1, help_text="The version seen: what If-Match is for a single line.")


class SavedLineSerializer(serializers.Serializer[Any]):
    """What became of one line: `saved`, or `waiting` for an approval (then with the id of the change request)."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(OUTCOMES)
    version = serializers.IntegerField()
    change_request = serializers.IntegerField(allow_null=True)


class SavedLinesSerializer(serializers.Serializer[Any]):
    """What became of many lines. `order_revision` is null where they belong to several sites."""

    order_revision = serializers.IntegerField(allow_null=True)
    order_revisions = serializers.DictField(child=serializers.IntegerField(), help_text="By site.")
    results = SavedLineSerializer(many=True)


class ChangedLineSerializer(OrderLineSerializer):
    """The line after the change, and the revision that a plan must cover to include it."""

    state = serializers.ChoiceField(OUTCOMES, read_only=True)
    order_revision = serializers.IntegerField(read_only=True)
    change_request = serializers.IntegerField(read_only=True, allow_null=True)


class OrderSerializer(serializers.Serializer[SalesOrder]):
    """An order with those of its lines that the asker may see."""

    id = serializers.IntegerField(read_only=True)
    number = serializers.CharField(read_only=True)
    customer = serializers.CharField(read_only=True)
    order_date = serializers.DateField(read_only=True, allow_null=True)
    note = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    lines = OrderLineSerializer(many=True, read_only=True)

    def to_representation(self, instance: SalesOrder) -> dict[str, Any]:
        """Return the order as JSON."""
        return {
            "id": instance.pk,
            "number": instance.number,
            "customer": instance.customer.code,
            "order_date": instance.order_date,
            "note": instance.note,
            "version": instance.version,
            "lines": [line_as_json(line) for line in instance.lines.all()],
        }


class QuantityField(serializers.DecimalField):
    """A quantity greater than 0, refused in the same words everywhere."""

    def __init__(self, **options: Any) -> None:
        """Describe it: the reading itself is `read_quantity`'s."""
        limits: dict[str, Any] = {"min_value": Decimal("0.0001"), "max_value": LARGEST_QUANTITY}
        super().__init__(max_digits=16, decimal_places=4, **limits, **options)

    def to_internal_value(self, data: object) -> Decimal:
        """Return the quantity; raises ValidationError."""
        try:
            return read_quantity(data)
        except NotAValue as error:
            raise serializers.ValidationError(str(error)) from error


def refuse_unmeant_day(day: date) -> None:
    """Raise ValidationError for a day that nobody means: a validator of date fields."""
    try:
        read_date(day)
    except NotAValue as error:
        raise serializers.ValidationError(str(error)) from error


class NewLineSerializer(serializers.Serializer[Any]):
    """A line of a new order; item and site by their codes."""

    item = serializers.CharField(max_length=64)
    site = serializers.CharField(max_length=32)
    quantity = QuantityField()
    requested_date = serializers.DateField(validators=[refuse_unmeant_day])
    priority = serializers.IntegerField(min_value=1, max_value=LOWEST_PRIORITY, required=False)


class NewOrderSerializer(serializers.Serializer[Any]):
    """A new order; the customer by its code."""

    number = serializers.CharField(max_length=64)
    customer = serializers.CharField(max_length=64)
    order_date = serializers.DateField(required=False, allow_null=True, default=None)
    note = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_NOTE, default="")
    lines = serializers.ListField(child=NewLineSerializer(), allow_empty=False, max_length=500)


class EnteredOrderSerializer(OrderSerializer):
    """The new order, and the revisions that a plan must cover to include it."""

    order_revisions = serializers.DictField(child=serializers.IntegerField(), read_only=True, help_text="By site.")


class ChangeRequestSerializer(serializers.ModelSerializer[ChangeRequest]):
    """A wish to change a line, and what became of it. Values are text, by field."""

    requested_by = serializers.CharField(source="requested_by.username", default=None, read_only=True)
    decided_by = serializers.CharField(source="decided_by.username", default=None, read_only=True)
    proposal = serializers.SerializerMethodField()
    before = serializers.SerializerMethodField()

    class Meta:
        model = ChangeRequest
        fields = [
            "id", "line", "state", "rule", "proposal", "before", "why", "channel", "requested_by", "requested_at",
            "decided_by", "decided_at", "replaced_by",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_proposal(self, change: ChangeRequest) -> dict[str, str]:
        """Return the values asked for."""
        return dict(change.proposal)

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_before(self, change: ChangeRequest) -> dict[str, str]:
        """Return the values they replace."""
        return dict(change.before)


class WhySerializer(serializers.Serializer[Any]):
    """A reason."""

    why = TextField(max_length=500)

