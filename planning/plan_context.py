"""What orders can't know: how old the plan is that their planned dates come from. Orders lie below the plan."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_serializer, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company import access
from company.once import IDEMPOTENCY_KEY, AnswersOnce
from company.pagination import BoundedPagination
from mps import promise_api, revisions
from mps.api import StandingSerializer
from mps.promise_serializers import PromiseStorySerializer
from orders import api, api_orders
from orders.serializers import ChangedLineSerializer, EnteredOrderSerializer, OrderLineSerializer, OrderSerializer


def standings_for(request: Request, *codes: str) -> list[dict[str, Any]]:
    """Return the standings of the asker's sites, or of those among them that are named."""
    mine = {membership.site.code: membership.site_id for membership in access.memberships_of(request.user)}
    wanted = {mine[code] for code in codes or mine if code in mine}
    return [revisions.as_json(where) for where in revisions.standings(wanted)]


class PlanPagination(BoundedPagination):
    """Pages that say, in `plan`, which revision of the orders their planned dates cover, and how old they are."""

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page, with the plans of the sites it is about."""
        response = super().get_paginated_response(data)
        if self.request is not None:
            asked = self.request.query_params.get("site")
            response.data["plan"] = standings_for(self.request, *([asked] if asked else []))
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the page."""
        page = super().get_paginated_response_schema(schema)
        page["properties"]["plan"] = {"type": "array", "items": {"$ref": "#/components/schemas/Standing"}}
        return page


class NamesThePlan(APIView):
    """Adds `plan`, the standing of the site, to a single record's answer."""

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Return the answer with the plan that its planned dates come from."""
        finalized: Response = super().finalize_response(request, response, *args, **kwargs)
        data = getattr(finalized, "data", None)
        if finalized.status_code < 300 and isinstance(data, dict) and "plan" not in data:
            if "site" in data:
                data["plan"] = standings_for(request, data["site"])[0]
            elif "lines" in data:
                data["plan"] = standings_for(request, *{line["site"] for line in data["lines"]})
        return finalized


@extend_schema_serializer(component_name="OrderLineWithPlan")
class LineWithPlan(OrderLineSerializer):
    """An order line, and the plan that its planned date comes from."""

    plan = StandingSerializer(read_only=True)


@extend_schema_serializer(component_name="ChangedOrderLineWithPlan")
class ChangedLineWithPlan(ChangedLineSerializer):
    """An order line after a change, and the plan that its planned date still comes from."""

    plan = StandingSerializer(read_only=True)


@extend_schema_serializer(component_name="OrderWithPlan")
class OrderWithPlan(OrderSerializer):
    """An order, and the plans that its planned dates come from."""

    plan = StandingSerializer(many=True, read_only=True)


@extend_schema_serializer(component_name="EnteredOrderWithPlan")
class EnteredOrderWithPlan(EnteredOrderSerializer):
    """A new order, and the plans that do not cover it yet."""

    plan = StandingSerializer(many=True, read_only=True)


@extend_schema_view(
    retrieve=extend_schema(responses=LineWithPlan),
    partial_update=extend_schema(responses={200: ChangedLineWithPlan, 202: ChangedLineWithPlan, **api.PROBLEMS}),
)
class OrderLines(NamesThePlan, api.OrderLines):
    """The order lines that the asker may see: their sites'; sales with a territory: their customers'."""

    pagination_class = PlanPagination


@extend_schema_view(
    retrieve=extend_schema(responses=OrderWithPlan),
    create=extend_schema(
        parameters=[IDEMPOTENCY_KEY], responses={201: EnteredOrderWithPlan, **api_orders.NEW_ORDER_PROBLEMS}
    ),
)
class Orders(AnswersOnce, NamesThePlan, api_orders.Orders):
    """The orders with a line that the asker may see, each with those lines."""

    pagination_class = PlanPagination


@extend_schema_serializer(component_name="PromiseStoryWithPlan")
class PromiseStoryWithPlan(PromiseStorySerializer):
    """A promise with its story, and the plan that says whether it is kept."""

    plan = StandingSerializer(read_only=True)


@extend_schema_view(retrieve=extend_schema(responses=PromiseStoryWithPlan))
class Promises(AnswersOnce, NamesThePlan, promise_api.Promises):
    """The promises to the customers whom the asker may see, newest first."""

    pagination_class = PlanPagination
