"""What the care of promises reads and answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from mps.api import StandingSerializer
from mps.promise_options import Way
from mps.promise_serializers import HOLD_MINUTES, LONGEST_HOLD_MINUTES
from orders.changes import LARGEST_ID
from orders.promises.models import PromiseNews
from orders.promises.notices import MOST_AT_ONCE
from orders.serializers import QuantityField, WhySerializer, refuse_unmeant_day


class SeenSerializer(serializers.Serializer[Any]):
    """Notices by id, or all at a site up to one (`up_to`); `seen: false` takes it back, by id only."""

    events = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID), max_length=MOST_AT_ONCE, required=False,
        default=list,
    )  # fmt: skip
    up_to = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, allow_null=True, default=None)
    seen = serializers.BooleanField(required=False, default=True)
    site = serializers.CharField(max_length=32, required=False, default="", allow_blank=True)


class SeenAnswerSerializer(serializers.Serializer[Any]):
    """Which notices were changed, and how many are left."""

    events = serializers.ListField(child=serializers.IntegerField())
    unseen = serializers.IntegerField()


class NoticeSerializer(serializers.Serializer[Any]):
    """What became of a promise: a sentence and the reason; `moves` is the page of what the plan moved besides."""

    id = serializers.IntegerField()
    promise = serializers.IntegerField()
    kind = serializers.ChoiceField(PromiseNews.choices)
    tone = serializers.CharField()
    at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField(allow_null=True)
    order = serializers.CharField()
    line = serializers.IntegerField()
    customer = serializers.CharField()
    customer_name = serializers.CharField(allow_blank=True)
    item = serializers.CharField()
    site = serializers.CharField()
    address = serializers.CharField()
    by = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    moves = serializers.CharField(allow_blank=True)


class NoticesSerializer(serializers.Serializer[Any]):
    """A page of notices; `unseen` counts what was not seen yet, to 100."""

    count = serializers.IntegerField()
    results = NoticeSerializer(many=True)
    unseen = serializers.IntegerField()
    plan = StandingSerializer(many=True)


class OptionSerializer(serializers.Serializer[Any]):
    """A way to mend a promise: when how much would leave, from where, how sure, and what overtime would cost."""

    way = serializers.ChoiceField([(way.value, way.value) for way in Way])
    date = serializers.DateField(allow_null=True)
    quantity = serializers.FloatField()
    site = serializers.CharField()
    doable = serializers.BooleanField()
    probability = serializers.FloatField(allow_null=True)
    rest_date = serializers.DateField(allow_null=True)
    minutes = serializers.FloatField()
    cost = serializers.FloatField()


class OptionsSerializer(serializers.Serializer[Any]):
    """The ways to mend a promise, and the plan that they were worked out on."""

    promise = serializers.IntegerField()
    site = serializers.CharField()
    options = OptionSerializer(many=True)
    plan = StandingSerializer()


class AgreeSerializer(WhySerializer):
    """Another day, and why."""

    date = serializers.DateField(validators=[refuse_unmeant_day])


class HoldOnSerializer(serializers.Serializer[Any]):
    """For how many minutes from now."""

    minutes = serializers.IntegerField(
        min_value=1, max_value=LONGEST_HOLD_MINUTES, required=False, default=HOLD_MINUTES
    )


class PartSerializer(WhySerializer):
    """So much on a day, the rest on another, and why."""

    quantity = QuantityField()
    date = serializers.DateField(validators=[refuse_unmeant_day])
    rest_date = serializers.DateField(validators=[refuse_unmeant_day])


class MoveSerializer(WhySerializer):
    """From another site, on a day, and why."""

    site = serializers.CharField(max_length=32)
    date = serializers.DateField(validators=[refuse_unmeant_day])


class SummarySerializer(serializers.Serializer[Any]):
    """How many promises stand how."""

    site = serializers.CharField()
    standings = serializers.DictField(child=serializers.IntegerField())
    plan = StandingSerializer()


class FigureSerializer(serializers.Serializer[Any]):
    """Kept of given, the share and its bounds (0 to 1), null where none was given."""

    kept = serializers.IntegerField()
    given = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class MonthSerializer(FigureSerializer):
    """The figure of a month, by its first day."""

    month = serializers.DateField()


class RecordSerializer(FigureSerializer):
    """The figure over some months, and each of them."""

    first = serializers.DateField()
    site = serializers.CharField()
    months = MonthSerializer(many=True)
    plan = StandingSerializer()
