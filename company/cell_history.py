"""Who gave a value its present form, and when: read from the history that the database's triggers write."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from django.apps import apps
from django.db import models

from company.people import names_of

WhoAndWhen = tuple[str, datetime]


class CellChange(NamedTuple):
    """The last change of a field: by whom (empty where the history names nobody), when, and through which channel."""

    who: str
    at: datetime
    channel: str


def last_changes(
    model: type[models.Model], row_ids: Collection[int], fields: Sequence[str]
) -> dict[tuple[int, str], WhoAndWhen]:
    """Return who changed a field of a row last and when, by row and field; the model is one that has a history."""
    found = last_cell_changes(model, row_ids, fields)
    return {place: (change.who, change.at) for place, change in found.items()}


def last_cell_changes(
    model: type[models.Model], row_ids: Collection[int], fields: Sequence[str]
) -> dict[tuple[int, str], CellChange]:
    """Return the last change of each field of a row, by row and field; what has never changed is not there."""
    events = (
        apps.get_model(model._meta.app_label, f"{model.__name__}Event")
        ._default_manager.filter(pgh_obj_id__in=row_ids)
        .order_by("pgh_obj_id", "pgh_id")
        .values_list("pgh_obj_id", "pgh_created_at", "pgh_context__metadata", *fields)
    )
    found: dict[tuple[int, str], tuple[int | None, datetime, str]] = {}
    previous: dict[int, tuple[object, ...]] = {}
    for row_id, at, metadata, *values in events:
        context = metadata or {}
        for name, value, was in zip(fields, values, previous.get(row_id, values), strict=True):
            if value != was:
                found[row_id, name] = context.get("user"), at, str(context.get("channel", ""))
        previous[row_id] = tuple(values)
    names = names_of(user_id for user_id, _at, _channel in found.values())
    return {
        place: CellChange(names.get(user_id, "") if user_id else "", at, channel)
        for place, (user_id, at, channel) in found.items()
    }
