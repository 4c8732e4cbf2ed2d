"""Customers and forecast on the admin site; orders are only read here, they change in `orders.changes` alone."""

from __future__ import annotations

from django.contrib import admin

from company.admin_rights import MasterData, ModelAdmin, ReadOnly, TabularInline
from orders.models import Allocation, ChangeRequest, Customer, Forecast, OrderLine, ReceivedEvent, SalesOrder


@admin.register(Customer)
class CustomerAdmin(MasterData, ModelAdmin[Customer]):
    """Customers."""

    list_display = ("code", "name", "customer_class", "territory", "priority")
    list_filter = ("territory", "customer_class")
    search_fields = ("code", "name")
    readonly_fields = ("version",)


@admin.register(Forecast)
class ForecastAdmin(MasterData, ModelAdmin[Forecast]):
    """The forecast."""

    list_display = ("item", "site", "customer_class", "period_start", "period_days", "quantity")
    list_filter = ("site", "period_start")
    list_select_related = ("item", "site")
    search_fields = ("item__code",)
    autocomplete_fields = ("item",)
    readonly_fields = ("version",)


@admin.register(Allocation)
class AllocationAdmin(MasterData, ModelAdmin[Allocation]):
    """What is kept for classes of customers."""

    list_display = ("item", "site", "customer_class", "first_date", "last_date", "quantity", "release_days")
    list_filter = ("site", "customer_class")
    list_select_related = ("item", "site")
    search_fields = ("item__code",)
    autocomplete_fields = ("item",)
    readonly_fields = ("version",)


class OrderLineInline(ReadOnly, TabularInline[OrderLine, SalesOrder]):
    """The order's lines."""

    model = OrderLine
    view_action = "orders.view"


@admin.register(SalesOrder)
class SalesOrderAdmin(ReadOnly, ModelAdmin[SalesOrder]):
    """Orders."""

    view_action = "orders.view"
    list_display = ("number", "customer", "order_date")
    list_select_related = ("customer",)
    search_fields = ("number", "customer__code", "customer__name")
    inlines = (OrderLineInline,)


@admin.register(ReceivedEvent)
class ReceivedEventAdmin(ReadOnly, ModelAdmin[ReceivedEvent]):
    """What other systems said of their orders, as far as it was applied."""

    view_action = "orders.view"
    list_display = ("source_system", "external_id", "source_version", "order", "received_by", "received_at")
    list_filter = ("source_system",)
    list_select_related = ("order", "received_by")
    search_fields = ("external_id", "order__number")


@admin.register(ChangeRequest)
class ChangeRequestAdmin(ReadOnly, ModelAdmin[ChangeRequest]):
    """Who wanted to change what."""

    view_action = "orders.view"
    list_display = ("line", "state", "rule", "requested_by", "requested_at", "decided_by")
    list_filter = ("state", "rule", "channel")
    list_select_related = ("line__order", "requested_by", "decided_by")
    search_fields = ("line__order__number",)
