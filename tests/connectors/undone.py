"""Imports as a person does them, and all that is there before and after, for the tests of undoing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from company.models import User
from connectors.tables import staging
from connectors.tables.models import ImportRun, RunState
from connectors.tables.undo import undoing
from connectors.tables.undo.traced import MODELS
from tests.connectors.sets import EVERYTHING

HEAD = "order,line,customer,item,quantity,requested_date\n"
MORE = HEAD + "SO1,1,C1,PUMP,9,2026-01-20\nSO9,1,C9,PUMP,5,2026-02-02\n"


def run_of(by: User, tables: Mapping[str, str]) -> ImportRun:
    """Upload and import tables, as a person does."""
    files = [(f"{name}.csv", text.encode()) for name, text in tables.items()]
    run = staging.stage(files=files, refused=(), site_code="", by=by, own_sites=None)
    assert run.state == RunState.READY, run.problems
    return staging.commit(run_id=run.pk, by=by, skip_bad_rows=False, own_sites=None)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return all rows of what a set holds, but for what the database counts."""
    counted = {"version", "order_revision", "revised_at"}
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in counted}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in (*EVERYTHING, *MODELS)
    }


def undone(run: ImportRun, by: User, **how: Any) -> undoing.Undo:
    return undoing.undo(run_id=run.pk, by=by, own_sites=None, **how)
