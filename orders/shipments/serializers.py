"""Reports of shipments and returns as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from orders.line_values import NotAValue, read_date
from orders.serializers import QuantityField, TextField, number
from orders.shipments.record import Shipment, ShipmentKind
from orders.shipments.reporting import LARGEST_ID


class PlainText(TextField):
    """A text of one line that may be left out."""

    def __init__(self, *, max_length: int) -> None:
        super().__init__(required=False, allow_blank=True, max_length=max_length, default="")


class ReportSerializer(serializers.Serializer[Any]):
    """
    What left the plant or came back, of one line: named by `order_line`, or by `order`, `line_number` and
    `schedule_number`. Without `shipped_on` it was today, in the site's zone.
    """

    order_line = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    order = PlainText(max_length=64)
    line_number = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    schedule_number = serializers.IntegerField(min_value=1, max_value=2**15 - 1, required=False, default=1)
    kind = serializers.ChoiceField(ShipmentKind.choices, required=False, default=ShipmentKind.SHIPMENT.value)
    quantity = QuantityField()
    shipped_on = serializers.DateField(required=False, allow_null=True, default=None)
    document = PlainText(max_length=64)
    source_system = PlainText(max_length=32)
    external_id = PlainText(max_length=128)
    note = PlainText(max_length=500)
    allow_over = serializers.BooleanField(
        required=False, default=False, help_text="Also more than is open; nothing is open then."
    )
    to_stock = serializers.BooleanField(
        required=False, default=False, help_text="What came back can be used: it is put into the site's stock."
    )
    version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, allow_null=True, default=None,
        help_text="Of the line as it was seen; where given, a line that has changed since is refused (412).",
    )  # fmt: skip

    def validate_shipped_on(self, day: date | None) -> date | None:
        """Refuse a day that nobody means."""
        try:
            return None if day is None else read_date(day)
        except NotAValue as error:
            raise serializers.ValidationError(str(error)) from error

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a report that names no line."""
        if "order_line" not in attrs and not (attrs["order"] and "line_number" in attrs):
            words = _("Name the line: by its id, or by order and line number.")
            raise serializers.ValidationError({"order_line": words})
        return attrs


class ReversalSerializer(serializers.Serializer[Any]):
    """Why a report was wrong."""

    why = PlainText(max_length=500)


class ShipmentSerializer(serializers.Serializer[Shipment]):
    """
    A report that is kept. `effect` is by how much it changed what is shipped of the line, `from_stock` how much of it
    was taken out of the site's stock (negative: put in), both in the item's unit. `reverses` is the report that this
    one puts right, `reversed_by` the one that puts this right.
    """

    id = serializers.IntegerField(read_only=True)
    order = serializers.CharField(read_only=True)
    order_line = serializers.IntegerField(read_only=True)
    line_number = serializers.IntegerField(read_only=True)
    schedule_number = serializers.IntegerField(read_only=True)
    item = serializers.CharField(read_only=True)
    make_to_order_key = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(ShipmentKind.choices, read_only=True)
    quantity = serializers.FloatField(read_only=True)
    effect = serializers.FloatField(read_only=True)
    from_stock = serializers.FloatField(read_only=True)
    shipped_on = serializers.DateField(read_only=True)
    document = serializers.CharField(read_only=True)
    source_system = serializers.CharField(read_only=True)
    external_id = serializers.CharField(read_only=True)
    note = serializers.CharField(read_only=True)
    to_stock = serializers.BooleanField(read_only=True)
    reverses = serializers.IntegerField(read_only=True, allow_null=True)
    reversed_by = serializers.IntegerField(read_only=True, allow_null=True)
    made_by = serializers.CharField(read_only=True)
    channel = serializers.CharField(read_only=True)
    made_at = serializers.DateTimeField(read_only=True)

    def to_representation(self, instance: Shipment) -> dict[str, Any]:
        """Return the report as JSON. It comes with `line__order`, `line__item`, `reversal` and `made_by`."""
        line = instance.line
        reversal: Shipment | None = getattr(instance, "reversal", None)
        return {
            "id": instance.pk, "order": line.order.number, "order_line": line.pk, "line_number": line.line_number,
            "schedule_number": line.schedule_number, "item": line.item.code,
            "make_to_order_key": line.make_to_order_key, "kind": instance.kind,
            "quantity": number(instance.quantity), "effect": number(instance.effect),
            "from_stock": number(instance.from_stock), "shipped_on": instance.shipped_on,
            "document": instance.document, "source_system": instance.source_system,
            "external_id": instance.external_id, "note": instance.note, "to_stock": instance.to_stock,
            "reverses": instance.reverses_id, "reversed_by": reversal.pk if reversal else None,
            "made_by": instance.made_by.shown_name() if instance.made_by else "", "channel": instance.channel,
            "made_at": instance.made_at,
        }  # fmt: skip


class LineAfterSerializer(serializers.Serializer[Any]):
    """A line after the reports: what is shipped and what is open of it, in the item's unit."""

    id = serializers.IntegerField()
    shipped_quantity = serializers.FloatField()
    open_quantity = serializers.FloatField()
    status = serializers.CharField()
    version = serializers.IntegerField()


class ReportResultSerializer(serializers.Serializer[Any]):
    """What became of a report; `known`: its source had sent it before, and nothing was counted now."""

    known = serializers.BooleanField()
    shipment = ShipmentSerializer()
    line = LineAfterSerializer()


class ReportedSerializer(serializers.Serializer[Any]):
    """All reports, in the order sent, and the revisions that a plan must cover to include them."""

    order_revisions = serializers.DictField(child=serializers.IntegerField(), help_text="By site.")
    results = ReportResultSerializer(many=True)
