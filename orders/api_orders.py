"""Orders, and the change requests that wait for an approval, for machines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from company.problems import Problem
from orders import decisions, entry
from orders.api import CHANNEL, PROBLEMS, asker
from orders.changes import LARGEST_ID
from orders.models import ChangeRequest, SalesOrder
from orders.serializers import (
    ChangeRequestSerializer,
    EnteredOrderSerializer,
    NewOrderSerializer,
    OrderSerializer,
    WhySerializer,
)
from orders.visible import changes_visible_to, orders_visible_to

NEW_ORDER_PROBLEMS = {
    409: OpenApiResponse(description="A line is inside the demand time fence: `rule` and `errors` say which."),
    422: PROBLEMS[422],
}


class OrderFilter(django_filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`?number=&customer=`."""

    customer = django_filters.CharFilter(field_name="customer__code", label=gettext_lazy("customer"))

    class Meta:
        model = SalesOrder
        fields = ["number", "customer"]


class Orders(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[SalesOrder]):
    """The orders with a line that the asker may see, each with those lines."""

    access = {"GET": "orders.view", "POST": "orders.create"}
    serializer_class = OrderSerializer
    filterset_class = OrderFilter
    queryset = SalesOrder.objects.none()
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[SalesOrder]:
        """Return the orders that the asker may see, oldest first."""
        return orders_visible_to(self.request.user).select_related("customer").order_by("pk")

    @extend_schema(request=NewOrderSerializer, responses={201: EnteredOrderSerializer, **NEW_ORDER_PROBLEMS})
    def create(self, request: Request) -> Response:
        """Enter an order with its lines. The lines begin as requested."""
        asked = NewOrderSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values: dict[str, Any] = dict(asked.validated_data)
        lines = [entry.NewLine(**line) for line in values.pop("lines")]
        try:
            order, revisions = entry.enter(**values, lines=lines, by=asker(request), channel=CHANNEL)
        except entry.EntryRefused as refusal:
            rule = {"rule": refusal.rule} if refusal.rule else {}
            status = 409 if refusal.rule else 422
            raise Problem(status, str(refusal), errors=dict(refusal.reasons), **rule) from refusal
        body = OrderSerializer(self.get_queryset().get(pk=order.pk)).data
        return Response({**body, "order_revisions": revisions}, status=201)


class ChangeRequestFilter(django_filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`?state=&line=`. A line that is not the asker's has no requests here, exactly like one that is not there."""

    line = django_filters.NumberFilter(field_name="line_id", max_value=LARGEST_ID, label=gettext_lazy("line"))

    class Meta:
        model = ChangeRequest
        fields = ["state", "line"]


class ChangeRequests(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[ChangeRequest]):
    """The change requests of the lines that the asker may see, newest first."""

    access = {
        "GET": "orders.view", "approve": "orders.approve", "reject": "orders.approve", "withdraw": "orders.change",
    }  # fmt: skip
    serializer_class = ChangeRequestSerializer
    filterset_class = ChangeRequestFilter
    queryset = ChangeRequest.objects.none()
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[ChangeRequest]:
        """Return the requests that the asker may see."""
        return changes_visible_to(self.request.user).select_related("requested_by", "decided_by").order_by("-pk")

    @extend_schema(request=OpenApiTypes.NONE, responses={200: ChangeRequestSerializer, 409: PROBLEMS[409]})
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Apply a change that waits."""
        return self.decided(pk, lambda: decisions.approve(change_id=int(pk), by=asker(request)))

    @extend_schema(request=WhySerializer, responses={200: ChangeRequestSerializer, 409: PROBLEMS[409]})
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str) -> Response:
        """Turn down a change that waits."""
        reason = WhySerializer(data=request.data)
        reason.is_valid(raise_exception=True)
        why = reason.validated_data["why"]
        return self.decided(pk, lambda: decisions.reject(change_id=int(pk), by=asker(request), why=why))

    @extend_schema(request=OpenApiTypes.NONE, responses={200: ChangeRequestSerializer, 409: PROBLEMS[409]})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take back one's own change that waits."""
        return self.decided(pk, lambda: decisions.withdraw(change_id=int(pk), by=asker(request)))

    def decided(self, pk: str, decide: Callable[[], ChangeRequest]) -> Response:
        """Decide, and answer with the request as it is then."""
        record = f"change-requests/{pk}"
        try:
            change = decide()
        except ChangeRequest.DoesNotExist as error:
            raise Problem(404, record=record) from error
        except decisions.ChangeRefused as refusal:
            raise Problem(409, str(refusal), record=record) from refusal
        return Response(ChangeRequestSerializer(change).data)
