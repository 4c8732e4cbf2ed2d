"""Rows that an undo leaves alone, in words: what they are, both values, who changed them and when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from company.cell_history import WhoAndWhen, last_changes
from connectors.tables.models import ImportImage, ImportRun
from connectors.tables.undo.images import Values
from connectors.tables.undo.rows import Reason, RowUndo
from connectors.tables.undo.traced import BY_RELATION, WITH_HISTORY, Model, field_of, relation_of

REASONS: Mapping[Reason, str | Promise] = {
    Reason.CHANGED: _("Changed by somebody since"), Reason.GONE: _("Removed by somebody since"),
    Reason.REFERRED_TO: _("Can't be removed: %(by)s refer to it"),
    Reason.REFERS: _("Can't be put back: what it referred to (%(by)s) is not there any more"),
    Reason.SHIPPED: _("Can't be put back: more is shipped by now than was ordered then"),
    Reason.TAKEN: _("Can't be brought back: another one is in its place"),
}  # fmt: skip


def told(rows: Collection[RowUndo], run: ImportRun) -> list[dict[str, Any]]:
    """Return rows as they are kept with a run and shown: names, values as text, who and when."""
    labels, makers = _labels(rows), _makers(rows, run)
    return [
        {
            "relation": relation_of(row.model), "row_id": row.row_id, "place": row.place, "kind": row.kind.value,
            "label": labels.get((row.model, row.row_id), f"#{row.row_id}"), "reason": row.reason, "by": row.by,
            "cells": [_cell(row, cell, makers) for cell in row.cells if cell.is_disputed],
            **_who(makers.get((row.model, row.row_id, ""))),
        }
        for row in rows
    ]  # fmt: skip


def reason_of(row: Mapping[str, Any]) -> str:
    """Return why a row is left alone, in the language that is active."""
    return str(REASONS[Reason(row["reason"])]) % {"by": row["by"]} if row["reason"] else ""


def title_of(relation: str, column: str = "") -> str:
    """Return what the screen calls a table, or a column of it."""
    model = BY_RELATION.get(relation)
    if model is None:
        return relation
    words = field_of(model, column).verbose_name if column else model._meta.verbose_name_plural
    return str(capfirst(words))


def _cell(row: RowUndo, cell: Any, makers: Mapping[Any, WhoAndWhen]) -> dict[str, Any]:
    maker = makers.get((row.model, row.row_id, field_of(row.model, cell.column).name))
    values = {"before": cell.before, "imported": cell.imported, "now": cell.now}
    told_values = {name: _text(row.model, cell.column, value) for name, value in values.items()}
    return {"column": cell.column, **told_values, **_who(maker)}


def _who(maker: WhoAndWhen | None) -> dict[str, str]:
    who, at = maker or ("", None)
    return {"who": who, "at": at.isoformat() if isinstance(at, datetime) else ""}


def _text(model: Model, column: str, value: Any) -> str:
    """Return a value as a person knows it: a code for a row that is referred to, a number without idle zeros."""
    field = field_of(model, column)
    if value is None:
        return ""
    if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type):
        return str(field.related_model._default_manager.filter(pk=value).first() or f"#{value}")
    if isinstance(field, models.DecimalField):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else str(value)
    return str(value)


def _labels(rows: Iterable[RowUndo]) -> dict[tuple[Model, int], str]:
    found: dict[tuple[Model, int], str] = {}
    ids: dict[Model, list[int]] = {}
    for row in rows:
        ids.setdefault(row.model, []).append(row.row_id)
    for model, row_ids in ids.items():
        named = [field.name for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
        for one in model._default_manager.select_related(*named).filter(pk__in=row_ids):
            found[model, one.pk] = str(one)
    for row in rows:
        if (row.model, row.row_id) not in found:
            found[row.model, row.row_id] = _gone_label(row.before)
    return found


def _gone_label(before: Values | None) -> str:
    names = ("code", "number", "document", "line_number", "weekday", "day")
    return " ".join(str((before or {})[name]) for name in names if name in (before or {}))


def _makers(rows: Iterable[RowUndo], run: ImportRun) -> dict[Any, WhoAndWhen]:
    """Return who changed what and when: by row and field where a history tells, else by row and nothing."""
    found: dict[Any, WhoAndWhen] = {}
    ids: dict[Model, list[int]] = {}
    for row in rows:
        if row.reason is Reason.CHANGED:
            ids.setdefault(row.model, []).append(row.row_id)
    for model, row_ids in ids.items():
        if model in WITH_HISTORY:
            fields = [field_of(model, cell.column).name for row in rows if row.model is model for cell in row.cells]
            changes = last_changes(model, row_ids, sorted(set(fields)))
            found |= {(model, row_id, name): maker for (row_id, name), maker in changes.items()}
        else:
            found |= {(model, row_id, ""): maker for row_id, maker in _last_hands(model, row_ids, run).items()}
    return found


def _last_hands(model: Model, row_ids: Collection[int], run: ImportRun) -> dict[int, WhoAndWhen]:
    """Return who touched rows without a history last, as far as later imports and the admin site have noted it."""
    found: dict[int, WhoAndWhen] = {}
    later = ImportImage.objects.filter(relation=relation_of(model), row_id__in=row_ids).exclude(run=run)
    for image in later.filter(run__finished_at__gt=run.finished_at).select_related("run__created_by").order_by("pk"):
        at = image.run.finished_at
        if at is not None:
            found[image.row_id] = (image.run.created_by.shown_name() if image.run.created_by else "", at)
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=[str(row_id) for row_id in row_ids],
        action_time__gt=run.finished_at,
    ).select_related("user").order_by("action_time")  # fmt: skip
    for entry in entries:
        row_id = int(entry.object_id or 0)
        if row_id not in found or found[row_id][1] < entry.action_time:
            found[row_id] = (entry.user.shown_name(), entry.action_time)
    return found
