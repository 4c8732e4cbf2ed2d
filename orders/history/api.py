"""The history of an order, and the way back from a change of a line, for machines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.problems import Problem
from orders.api import CHANNEL, ETAG, IF_MATCH, PROBLEMS, asker, etag, refuse_if_held_up, seen_version
from orders.changes import LARGEST_ID, AnswerKind
from orders.history import timeline
from orders.history.entries import Entry, FieldChange, Kind, PlanAnswer, Value
from orders.history.revert import NothingToRevert, Reverted, revert
from orders.serializers import OUTCOMES, TextField, number
from orders.visible import orders_visible_to


class ChangeOfFieldSerializer(serializers.Serializer[Any]):
    """A field before and after: a number, a date, a truth, a text or null, as the field is."""

    field = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class PlanAnswerSerializer(serializers.Serializer[Any]):
    """
    What the plan that covers a change did. `together`: how many transactions it covers, 0 for a better plan of the same
    orders. `days` (calendar days) is positive where the line is planned later. The others are a count: every line of
    the site that moved.
    """

    plan_id = serializers.IntegerField()
    revision = serializers.IntegerField()
    together = serializers.IntegerField()
    planned_before = serializers.DateField(allow_null=True)
    planned_after = serializers.DateField(allow_null=True)
    days = serializers.IntegerField(allow_null=True)
    others_moved = serializers.IntegerField()
    most_days_later = serializers.IntegerField()
    most_days_earlier = serializers.IntegerField()


class EntrySerializer(serializers.Serializer[Any]):
    """
    Something that happened to the order (`line_id` null) or to a line. `event` names a change that can be taken back,
    which `revertable` fields of it the asker may; `plan` is null where no plan covers it, or none that is kept.
    """

    id = serializers.CharField()
    at = serializers.DateTimeField()
    kind = serializers.ChoiceField([(kind.value, kind.value) for kind in Kind])
    line_id = serializers.IntegerField(allow_null=True)
    line = serializers.CharField()
    who = serializers.CharField()
    decided_by = serializers.CharField()
    channel = serializers.CharField()
    why = serializers.CharField()
    changes = ChangeOfFieldSerializer(many=True)
    event = serializers.IntegerField(allow_null=True)
    line_version = serializers.IntegerField(allow_null=True)
    revertable = serializers.ListField(child=serializers.CharField())
    awaits_plan = serializers.BooleanField()
    plan = PlanAnswerSerializer(allow_null=True)


class TakeBackSerializer(serializers.Serializer[Any]):
    """Which change to take back; `over`: also where a field has been changed again since."""

    event = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    why = TextField(required=False, allow_blank=True, max_length=500, default="")
    over = serializers.BooleanField(required=False, default=False)


class TakenBackSerializer(serializers.Serializer[Any]):
    """What became of it: `event` is the change that took it back, which can be taken back in turn."""

    line_id = serializers.IntegerField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(OUTCOMES)
    event = serializers.IntegerField(allow_null=True)
    change_request = serializers.IntegerField(allow_null=True)
    order_revisions = serializers.DictField(child=serializers.IntegerField(), help_text="By site.")


class OrderHistory(generics.GenericAPIView[Any]):
    """What happened to an order and to those of its lines that the asker may see, the latest first."""

    access = "orders.view"
    serializer_class = EntrySerializer

    @extend_schema(operation_id="v1_orders_history", responses=EntrySerializer(many=True), filters=False)
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of the history."""
        order = orders_visible_to(request.user).select_related("customer").filter(pk=pk).first()
        if order is None:
            raise Problem(404)
        page: Sequence[Entry] = self.paginate_queryset(timeline.of_order(order, request.user)) or []
        return self.get_paginated_response([entry_as_json(entry) for entry in page])


class TakeBack(APIView):
    """Taking back a change of a line: the values from before it, judged like any other change."""

    access = "orders.change"

    @extend_schema(
        request=TakeBackSerializer,
        parameters=[IF_MATCH, ETAG],
        responses={
            200: TakenBackSerializer, 202: TakenBackSerializer, **PROBLEMS,
            409: OpenApiResponse(description="A field has been changed again since (`conflicts`), or a rule refuses."),
        },
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Put back what the change replaced: 200 when it is saved, 202 when that waits for an approval."""
        record = f"order-lines/{pk}"
        version = seen_version(request.headers.get("If-Match"), record)
        asked = TakeBackSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        try:
            done = revert(
                line_id=pk, event_id=values["event"], version=version, by=asker(request), channel=CHANNEL,
                why=values["why"], over=values["over"],
            )  # fmt: skip
        except NothingToRevert as error:
            raise Problem(404, _("There is nothing to take back: it is so already, or not yours to change.")) from error
        return _answer(done, record)


def _answer(done: Reverted, record: str) -> Response:
    if done.done is None:
        conflicts = [
            {
                "field": conflict.field, "before": as_plain(conflict.before), "now": as_plain(conflict.now),
                "changed_by": conflict.changed_by, "changed_at": conflict.changed_at,
            }
            for conflict in done.conflicts
        ]  # fmt: skip
        words = _("It has been changed again since. Send `over` to write over that.")
        raise Problem(409, words, record=record, conflicts=conflicts, version=done.version)
    refuse_if_held_up(done.done)
    [answer] = done.done.answers
    body = {
        "line_id": done.line_id, "version": done.version, "state": answer.kind, "event": done.event_id,
        "change_request": answer.change_id, "order_revisions": done.done.order_revisions,
    }  # fmt: skip
    status = 202 if answer.kind is AnswerKind.WAITING else 200
    return Response(body, status=status, headers={"ETag": etag(done.version)})


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as the API shows it."""
    return {
        "id": entry.key,
        "at": entry.at,
        "kind": entry.kind,
        "line_id": entry.line_id,
        "line": entry.line,
        "who": entry.who,
        "decided_by": entry.decided_by,
        "channel": entry.channel,
        "why": entry.why,
        "changes": [_change_as_json(change) for change in entry.changes],
        "event": entry.event_id if entry.revertable else None,
        "line_version": entry.version,
        "revertable": list(entry.revertable),
        "awaits_plan": entry.awaits_plan,
        "plan": _plan_as_json(entry.plan) if entry.plan else None,
    }


def as_plain(value: Value) -> Any:
    """Return a value as JSON has it: whole numbers without a point."""
    return number(value) if isinstance(value, Decimal) else value


def _change_as_json(change: FieldChange) -> dict[str, Any]:
    return {"field": change.name, "before": as_plain(change.before), "after": as_plain(change.after)}


def _plan_as_json(plan: PlanAnswer) -> dict[str, Any]:
    return {
        "plan_id": plan.plan_id, "revision": plan.revision, "together": plan.together,
        "planned_before": plan.planned_before, "planned_after": plan.planned_date, "days": plan.days,
        "others_moved": plan.others_moved, "most_days_later": plan.most_days_later,
        "most_days_earlier": plan.most_days_earlier,
    }  # fmt: skip
