"""Who gave a value its present form, and when: read from the history that the database's triggers write."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.apps import apps
from django.db import models

from company.people import names_of

WhoAndWhen = tuple[str, datetime]


def last_changes(
    model: type[models.Model], row_ids: Collection[int], fields: Sequence[str]
) -> dict[tuple[int, str], WhoAndWhen]:
    """Return who changed a field of a row last and when, by row and field; the model is one that has a history."""
    events = (
        apps.get_model(model._meta.app_label, f"{model.__name__}Event")
        ._default_manager.filter(pgh_obj_id__in=row_ids)
        .order_by("pgh_obj_id", "pgh_id")
        .values_list("pgh_obj_id", "pgh_created_at", "pgh_context__metadata", *fields)
    )
    found: dict[tuple[int, str], tuple[int | None, datetime]] = {}
    previous: dict[int, tuple[object, ...]] = {}
    for row_id, at, metadata, *values in events:
        for name, value, was in zip(fields, values, previous.get(row_id, values), strict=True):
            if value != was:
                found[row_id, name] = (metadata or {}).get("user"), at
        previous[row_id] = tuple(values)
    names = names_of(user_id for user_id, _at in found.values())
    return {place: (names.get(user_id, "") if user_id else "", at) for place, (user_id, at) in found.items()}
