"""Order events as JSON: what another system sends, and what it is answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from orders.changes import LARGEST_ID
from orders.event_lines import EventLine
from orders.line_values import LONGEST_NOTE, NotAValue, read_date, read_status
from orders.models import LOWEST_PRIORITY
from orders.order_events import EventState, OrderEvent
from orders.serializers import SETTABLE, NewLineSerializer, TextField, refuse_unmeant_day

LARGEST_LINE_NUMBER = 2**31 - 1
LARGEST_SCHEDULE_NUMBER = 2**15 - 1
LONGEST_NUMBER = 64
MOST_LINES = 500
STATES = [(state.value, state.value) for state in EventState]
OWN_FIELDS = ("line_number", "schedule_number", "item", "site", "quantity", "requested_date")
HEAD_FIELDS = ("order_date", "note")


class StatusField(serializers.ChoiceField):
    """A status that a person may set, refused in the same words everywhere."""

    def to_internal_value(self, data: object) -> str:
        """Return the status; raises ValidationError."""
        try:
            return read_status(data)
        except NotAValue as error:
            raise serializers.ValidationError(str(error)) from error


class EventLineSerializer(NewLineSerializer):
    """
    A delivery of a line as the source has it; item and site by their codes. A field that is left out stays as it is.
    A line is on the order because it is listed: one that was cancelled here becomes requested again, unless `status`
    says otherwise.
    """

    line_number = serializers.IntegerField(min_value=1, max_value=LARGEST_LINE_NUMBER)
    schedule_number = serializers.IntegerField(
        min_value=1, max_value=LARGEST_SCHEDULE_NUMBER, default=1, help_text="Of several deliveries of one line."
    )
    priority = serializers.IntegerField(
        min_value=1, max_value=LOWEST_PRIORITY, required=False, help_text="Of a new line, if left out: the customer's."
    )
    promised_date = serializers.DateField(required=False, allow_null=True, validators=[refuse_unmeant_day])
    may_split = serializers.BooleanField(required=False)
    status = StatusField(SETTABLE, required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_NOTE)


class OrderEventSerializer(serializers.Serializer[Any]):
    """
    The whole order as its source has it at a version. `source_version` only ever grows: a counter, or the moment of the
    change in milliseconds. Lines that the order has here and the event does not are cancelled (closed, where part of
    them is shipped). Without a `number` the order is called by its `external_id`.
    """

    source_system = serializers.CharField(max_length=32)
    external_id = serializers.CharField(max_length=128)
    source_version = serializers.IntegerField(min_value=0, max_value=LARGEST_ID)
    number = serializers.CharField(max_length=LONGEST_NUMBER, required=False)
    customer = serializers.CharField(max_length=64)
    order_date = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_NOTE)
    why = TextField(required=False, allow_blank=True, max_length=500, help_text="Goes into the lines' history.")
    lines = serializers.ListField(child=EventLineSerializer(), max_length=MOST_LINES)

    def validate_order_date(self, day: date | None) -> date | None:
        """Refuse a day that nobody means."""
        try:
            return None if day is None else read_date(day)
        except NotAValue as error:
            raise serializers.ValidationError(str(error)) from error

    def validate_lines(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Refuse a line that is there twice."""
        keys = [(line["line_number"], line["schedule_number"]) for line in lines]
        if len(set(keys)) < len(keys):
            raise serializers.ValidationError({"line_number": [_("The line is listed twice.")]})
        return lines

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Call an order without a number by its external id."""
        attrs.setdefault("number", attrs["external_id"])
        if len(attrs["number"]) > LONGEST_NUMBER:
            words = _("The external id is too long to be the order's number: send a number too.")
            raise serializers.ValidationError({"number": [words]})
        return attrs


def as_event(values: dict[str, Any]) -> OrderEvent:
    """Return the event of validated values."""
    lines = tuple(
        EventLine(
            **{name: line[name] for name in OWN_FIELDS},
            others={name: value for name, value in line.items() if name not in OWN_FIELDS},
        )
        for line in values["lines"]
    )
    own = {name: values[name] for name in ("source_system", "external_id", "source_version", "number", "customer")}
    head = {name: values[name] for name in HEAD_FIELDS if name in values}
    return OrderEvent(**own, lines=lines, head=head, why=values.get("why", ""))


class FaultSerializer(serializers.Serializer[Any]):
    """Why a record stands in the way; `record` is a line of the event, one of ours, or empty for the order's head."""

    record = serializers.CharField(allow_blank=True)
    status = serializers.IntegerField(help_text="403, 404, 409 or 422")
    errors = serializers.DictField(help_text="Reasons by field.")  # type: ignore[assignment]  # only a description
    rule = serializers.CharField(required=False)


class EventAnswerSerializer(serializers.Serializer[Any]):
    """
    What became of an event. `known` and `superseded` changed nothing: this version, or a newer one, was applied before.
    `waiting`: applied, but for the changes that wait for an approval (`change_requests`). `refused`: nothing of it is
    kept, and `problems` says why; the same version may be sent again.
    """

    source_system = serializers.CharField(allow_null=True)
    external_id = serializers.CharField(allow_null=True)
    source_version = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(STATES)
    status = serializers.IntegerField(help_text="200, 202 while something waits; of a refused one its first problem's.")
    order = serializers.IntegerField(allow_null=True, help_text="Its id, where the asker may see the order.")
    number = serializers.CharField(allow_null=True)
    entered = serializers.IntegerField(help_text="lines")
    changed = serializers.IntegerField(help_text="lines")
    cancelled = serializers.IntegerField(help_text="lines")
    change_requests = serializers.ListField(child=serializers.IntegerField())
    problems = FaultSerializer(many=True)


class EventAnswersSerializer(serializers.Serializer[Any]):
    """What became of the events, in the order in which they were sent."""

    order_revisions = serializers.DictField(child=serializers.IntegerField(), help_text="By site.")
    results = EventAnswerSerializer(many=True)
