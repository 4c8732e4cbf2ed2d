"""The tables that an import writes, and which of their columns say what a person put there."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from capacity.models import Calendar, CalendarDay, Operation, Routing, Shift, WorkCenter
from company.models import Site
from materials.models import (
    BomLine,
    Item,
    ItemSite,
    ItemSupplier,
    ScheduledReceipt,
    StockBalance,
    Supplier,
)
from orders.deliveries import DeliveryRecord
from orders.models import Customer, DemandHistory, Forecast, LineOutlook, OrderLine, SalesOrder

Model = type[models.Model]

# What is referred to comes first; rows are removed in the other direction.
MODELS: tuple[Model, ...] = (
    Site, Calendar, Shift, CalendarDay, WorkCenter, Item, ItemSite, Supplier, ItemSupplier, StockBalance, BomLine,
    Routing, Operation, ScheduledReceipt, Customer, SalesOrder, OrderLine, Forecast, DemandHistory,
    DeliveryRecord,
)  # fmt: skip
# Their history is kept by triggers anyway; of the others a trigger keeps images while an import runs.
WITH_HISTORY: tuple[Model, ...] = (SalesOrder, OrderLine)
# What a plan has computed for a row goes with it; everything else that refers to a row is somebody's.
COMPUTED: frozenset[Model] = frozenset({LineOutlook})
# Counted or computed, never written by a person.
NOT_SAID = frozenset({
    "id", "version", "horizon_start", "order_revision", "revised_at", "plan_promised_date", "plan_promised_at",
})  # fmt: skip


def relation_of(model: Model) -> str:
    """Return the name of a model's table in the database."""
    return model._meta.db_table


BY_RELATION: Mapping[str, Model] = {relation_of(model): model for model in MODELS}


def said_columns(model: Model) -> list[str]:
    """Return the columns of a table that say what a person, or a file, put there."""
    return [str(field.column) for field in model._meta.concrete_fields if field.column not in NOT_SAID]


def field_of(model: Model, column: str) -> models.Field[object, object]:
    """Return the field of a column. Raises StopIteration where there is none."""
    return next(field for field in model._meta.concrete_fields if field.column == column)
