"""What the promise ledger is asked and answers, for machines."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from mps.api import StandingSerializer
from mps.promise_story import story_as_json
from orders.changes import LARGEST_ID
from orders.line_values import LONGEST_NOTE
from orders.promises.models import Assurance, BackingKind, Promise, PromiseNews, PromiseState
from orders.promises.standing import Standing
from orders.serializers import QuantityField, WhySerializer, refuse_unmeant_day

MOST_LINES = 100
HOLD_MINUTES = 30
LONGEST_HOLD_MINUTES = 14 * 24 * 60


class PromisedLineSerializer(serializers.Serializer[Any]):
    """
    How much of an item, by its code, is wanted on a day; `date` is the one to promise, null: the first possible.

    `overtime` lets it rest on overtime that the plan has not bought, where it can't be there on `date` without. With
    `ready_date`, what it rests on is ready by that day, ahead of `date`: so one promises the `date_80` of a quote whose
    `date` is sooner.
    """

    item = serializers.CharField(max_length=64)
    quantity = QuantityField()
    requested_date = serializers.DateField(validators=[refuse_unmeant_day])
    date = serializers.DateField(required=False, allow_null=True, default=None, validators=[refuse_unmeant_day])
    overtime = serializers.BooleanField(required=False, default=False)
    ready_date = serializers.DateField(
        required=False, allow_null=True, default=None, validators=[refuse_unmeant_day]
    )


class HoldSerializer(serializers.Serializer[Any]):
    """
    Lines for a customer, all of one new order; `number` empty: it gets one. Held to the end of `until`, a day by the
    clocks of the site, else for `minutes`; null: confirmed.

    Without a site, the asker's first is meant.
    """

    site = serializers.CharField(max_length=32, required=False, default="", allow_blank=True)
    customer = serializers.CharField(max_length=64)
    number = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, default="", allow_blank=True)
    minutes = serializers.IntegerField(
        min_value=1, max_value=LONGEST_HOLD_MINUTES, required=False, allow_null=True, default=HOLD_MINUTES
    )
    until = serializers.DateField(required=False, allow_null=True, default=None, validators=[refuse_unmeant_day])
    lines = serializers.ListField(child=PromisedLineSerializer(), min_length=1, max_length=MOST_LINES)


class _OfPromisesSerializer(serializers.Serializer[Any]):
    promises = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID), min_length=1, max_length=MOST_LINES
    )


class ConfirmSerializer(_OfPromisesSerializer):
    """Promises to make binding, by id; `number` becomes the number of their order."""

    number = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)


class CancelSerializer(_OfPromisesSerializer, WhySerializer):
    """Promises to let go, by id, and why."""


class PromiseSerializer(serializers.Serializer[Promise]):
    """
    A promise as it stands. `promised_date` and `quantity` are its order line's now, `first_date` and `first_quantity`
    what was said first. `overtime_minutes` are those that the plan had not bought when it was made, at `overtime_cost`
    in the site's currency. `assurance`: `safe`, `at_risk` (the plan delivers later) or `broken` (its date has passed).
    `standing` tells it in one word with the rest of its life: `at_risk` there is less than 80 % sure, its slack being
    less than `slack_days_80` working days (null: too few past deliveries to say), `not_kept` is what the plan can't
    deliver in time.
    """

    id = serializers.IntegerField()
    state = serializers.ChoiceField(PromiseState.choices)
    assurance = serializers.ChoiceField(Assurance.choices)
    standing = serializers.ChoiceField(Standing.choices)
    order = serializers.CharField()
    line = serializers.IntegerField()
    order_line = serializers.IntegerField()
    customer = serializers.CharField()
    customer_name = serializers.CharField(allow_blank=True)
    site = serializers.CharField()
    item = serializers.CharField()
    item_name = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(allow_blank=True)
    quantity = serializers.FloatField()
    requested_date = serializers.DateField()
    promised_date = serializers.DateField(allow_null=True)
    planned_date = serializers.DateField(allow_null=True)
    slack_days = serializers.IntegerField(allow_null=True)
    first_quantity = serializers.FloatField()
    first_date = serializers.DateField()
    held_until = serializers.DateTimeField(allow_null=True)
    probability = serializers.FloatField(allow_null=True)
    slack_days_80 = serializers.IntegerField(allow_null=True)
    overtime_minutes = serializers.FloatField()
    overtime_cost = serializers.FloatField()
    made_on_plan = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    made_by = serializers.CharField(allow_blank=True)


class BackingSerializer(serializers.Serializer[Any]):
    """A part of what a promise was made on: units of an item, or minutes of a work centre, by code and day."""

    kind = serializers.ChoiceField(BackingKind.choices)
    code = serializers.CharField(allow_blank=True)
    day = serializers.DateField()
    quantity = serializers.FloatField()


class PromiseEventSerializer(serializers.Serializer[Any]):
    """What happened to a promise, who did it, how and why; `before` and `after` hold what differs."""

    kind = serializers.ChoiceField(PromiseNews.choices)
    at = serializers.DateTimeField()
    by = serializers.CharField(allow_blank=True)
    channel = serializers.CharField(allow_blank=True)
    why = serializers.CharField()
    before = serializers.DictField()
    after = serializers.DictField()
    plan_id = serializers.IntegerField(allow_null=True)


class PromiseStorySerializer(PromiseSerializer):
    """A promise with what it rests on and what became of it, oldest first."""

    backing = BackingSerializer(many=True)
    events = PromiseEventSerializer(many=True)

    def to_representation(self, instance: Promise) -> dict[str, Any]:
        """Return the promise as it is shown everywhere."""
        return story_as_json(instance)


class PromisesSerializer(serializers.Serializer[Any]):
    """The promises that were made or decided, and the plans of their sites."""

    promises = PromiseSerializer(many=True)
    plan = StandingSerializer(many=True)
