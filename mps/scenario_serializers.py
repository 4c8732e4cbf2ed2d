"""What the API says of scenarios, and what it is told."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mps.models import Scenario, ScenarioPlan
from mps.scenario_changes import MOST_CHANGES
from mps.scenario_record import LONGEST_COMMENT, LONGEST_NAME
from mps.scenario_views import standing

LONGEST_WHY = 400


class ScenarioPlanSerializer(serializers.ModelSerializer[ScenarioPlan]):
    """
    The plan of a scenario: `plan_id` is the published one beside which it stands, `cost` is by term in the site's
    currency.

    `is_forgotten`: it is old, and only its figures are kept. `adopted_plan_id` is the published plan that it became
    when it was merged.
    """

    class Meta:
        model = ScenarioPlan
        fields = [
            "plan_id", "revision", "planned_at", "seconds", "may_improve", "cost", "figures", "is_forgotten",
            "adopted_plan_id",
        ]  # fmt: skip
        read_only_fields = fields


class ScenarioSerializer(serializers.ModelSerializer[Scenario]):
    """
    Changes that nobody has made yet, and their plan.

    `standing`: empty, unplanned, planning, problem (`problem` says why), changed (since it was planned), stale (the
    plan has moved on), earlier (it is planned on an earlier plan, and things have changed since), planned, merged,
    undone (its merge was taken back), dropped. `written` is what its merge wrote, before and after, room by room.
    `base_plan_id`: the earlier plan on whose data it is planned; null: on those of now.
    """

    site = serializers.CharField(source="site.code")
    standing = serializers.SerializerMethodField()
    created_by = serializers.SerializerMethodField()
    plan = serializers.SerializerMethodField()

    class Meta:
        model = Scenario
        fields = [
            "id", "site", "name", "state", "standing", "version", "changes", "from_plan_id", "from_revision",
            "base_plan_id", "created_by", "created_at", "asked_at", "problem", "ended_at", "why", "written",
            "undone_at", "undone_why", "plan",
        ]  # fmt: skip
        read_only_fields = fields

    def get_standing(self, scenario: Scenario) -> str:
        """Return where it stands."""
        return standing(scenario)

    def get_created_by(self, scenario: Scenario) -> str:
        """Return who began it."""
        return scenario.created_by.shown_name() if scenario.created_by else ""

    @extend_schema_field(ScenarioPlanSerializer(allow_null=True))
    def get_plan(self, scenario: Scenario) -> dict[str, Any] | None:
        """Return its plan; null where it has none yet."""
        plan = getattr(scenario, "plan", None)
        return None if plan is None else dict(ScenarioPlanSerializer(plan).data)


class ScenarioChangesField(serializers.ListField):
    """
    Changes: each as the scenario has told it, or as the page's form says it.

    `{"kind": "line", "line": "SO-1/10", "quantity": "33", "date": "2026-03-02", "priority": "2"}` (or `"cancel":
    "1"`); `new_order` (`number`, `customer`, `item`, `quantity`, `date`, `priority`); `demand` (`percent`, `of`:
    both, orders or forecast; `about`: item, family or customer, and its `name`; `from`, `to`: only what is due then,
    days or weeks); `capacity` (`work_center`, `capacity_kind`: overtime, shift or downtime, `from`, `to`, `hours` a
    day); `item` (`item` and its planning values).
    """

    child = serializers.DictField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_CHANGES, **kwargs)


class NewScenarioSerializer(serializers.Serializer[Any]):
    """A scenario to begin, from the current plan or from an earlier one that is kept in full (`plan`)."""

    site = serializers.CharField(max_length=32)
    name = serializers.CharField(max_length=LONGEST_NAME)
    plan = serializers.IntegerField(min_value=1, required=False)
    changes = ScenarioChangesField(required=False)


class ChangedScenarioSerializer(serializers.Serializer[Any]):
    """Another name, or other changes: all of them, in their order."""

    name = serializers.CharField(max_length=LONGEST_NAME, required=False)
    changes = ScenarioChangesField(required=False)


class MergeScenarioSerializer(serializers.Serializer[Any]):
    """The version that was seen, and why; one that is not up to date is merged only where `also_if_stale` says so."""

    version = serializers.IntegerField(min_value=1)
    why = serializers.CharField(max_length=LONGEST_WHY)
    also_if_stale = serializers.BooleanField(required=False, default=False)


class DropScenarioSerializer(serializers.Serializer[Any]):
    """Why it is given up."""

    why = serializers.CharField(max_length=LONGEST_COMMENT, required=False, default="", allow_blank=True)


class ToldLineSerializer(serializers.Serializer[Any]):
    """A line, and why its change waits or can't be made; a new order has no id (0)."""

    line_id = serializers.IntegerField()
    line = serializers.CharField()
    why = serializers.CharField()


class ForetoldMergeSerializer(serializers.Serializer[Any]):
    """
    What a merge would do now: `saved` lines at once, those that wait for an approval, those that hold all of it up.

    `differences`: how the data of the earlier plan, on which it is planned, differ from those of now, in sentences.
    """

    saved = serializers.IntegerField()
    waits = serializers.IntegerField()
    waiting = ToldLineSerializer(many=True)
    held = ToldLineSerializer(many=True)
    others = serializers.IntegerField()
    gives_the_plan = serializers.BooleanField()
    differences = serializers.ListField(child=serializers.CharField())


class MergedScenarioSerializer(serializers.Serializer[Any]):
    """How many lines changed at once and how many wait; `gives_the_plan`: the plan that was shown comes next."""

    saved = serializers.IntegerField()
    waiting = serializers.IntegerField()
    gives_the_plan = serializers.BooleanField()
    scenario = ScenarioSerializer()


class TakeBackScenarioSerializer(serializers.Serializer[Any]):
    """The version that was seen, and why its merge is taken back."""

    version = serializers.IntegerField(min_value=1)
    why = serializers.CharField(max_length=LONGEST_WHY)


class TakenBackScenarioSerializer(serializers.Serializer[Any]):
    """How many changes of order lines wait for an approval, and the scenario."""

    waiting = serializers.IntegerField()
    scenario = ScenarioSerializer()


class ScenarioFigureSerializer(serializers.Serializer[Any]):
    """A figure of the plan beside which the scenario stands, and of the scenario."""

    figure = serializers.CharField()
    now = serializers.FloatField()
    value = serializers.FloatField()


class ScenarioLineSerializer(serializers.Serializer[Any]):
    """A line with another day; `order_line` null: a new order. `breaks`: too late for a promise that is kept now."""

    order_line = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    before = serializers.DateField(allow_null=True)
    after = serializers.DateField(allow_null=True)
    breaks = serializers.BooleanField()


class ScenarioLoadSerializer(serializers.Serializer[Any]):
    """A work centre's use over the horizon, in per cent, and hours of overtime; `more` hours of work."""

    work_center = serializers.CharField()
    percent_now = serializers.FloatField()
    percent = serializers.FloatField()
    overtime = serializers.FloatField()
    more = serializers.FloatField()


class ScenarioLotSerializer(serializers.Serializer[Any]):
    """A lot that is not the same: new, gone, or changed."""

    fate = serializers.CharField()
    item = serializers.CharField()
    quantity_before = serializers.FloatField(allow_null=True)
    finish_before = serializers.DateField(allow_null=True)
    quantity_after = serializers.FloatField(allow_null=True)
    finish_after = serializers.DateField(allow_null=True)


class ScenarioComparisonSerializer(serializers.Serializer[Any]):
    """
    A scenario beside the plan that it was planned beside (`plan_id`); of lines and lots the first 200 and 100.

    The counts are of all that the asker may see.
    """

    plan_id = serializers.IntegerField()
    figures = ScenarioFigureSerializer(many=True)
    line_count = serializers.IntegerField()
    lines = ScenarioLineSerializer(many=True)
    loads = ScenarioLoadSerializer(many=True)
    lot_count = serializers.IntegerField()
    lots = ScenarioLotSerializer(many=True)
