"""Taking a change of a line back: that is a change like any other, judged by rights and fences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction

from company import access
from company.models import User
from company.people import names_of
from orders import changes
from orders.changes import LARGEST_ID, LineChange, Submitted
from orders.history.entries import FieldChange, Value
from orders.history.events import TOLD_FIELDS, context_of
from orders.history.timeline import can_return
from orders.line_values import EDITABLE, as_text
from orders.models import OrderLine
from orders.visible import visible_to


class NothingToRevert(Exception):
    """There is no such change, or nothing of it that this person could put back."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that was changed again since: the value that would come back, the one there now, by whom and when."""

    field: str
    before: Value
    now: Value
    changed_by: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reverted:
    """What became of it: conflicts, and nothing done; or what `orders.changes` answered, and the event it made."""

    line_id: int
    version: int
    conflicts: tuple[Conflict, ...]
    done: Submitted | None = None
    event_id: int | None = None


@transaction.atomic
def revert(
    *, event_id: int, version: int, by: User, channel: str, why: str = "", over: bool = False,
    line_id: int | None = None,
) -> Reverted:  # fmt: skip
    """
    Put back what a change replaced. Where a field was changed again since, only `over` writes over that.

    `version` is the line's as the person saw it; another one is answered as stale. Raises NothingToRevert, also where
    the change is not one of the line `line_id`.
    """
    event, earlier = _pair(event_id)
    line = visible_to(by, "orders.change").filter(pk=event.pgh_obj_id).select_for_update(of=("self",)).first()
    if line is None or line_id not in (None, line.pk):
        raise NothingToRevert
    wanted = _wanted(line, earlier, event, access.fields_for(by, "orders.change", line.site_id))
    if not wanted:
        raise NothingToRevert
    conflicts = _conflicts(line, wanted, event)
    if conflicts and not over:
        return Reverted(line.pk, line.version, conflicts)
    values = {change.name: as_text(change.before) for change in wanted}
    wish = LineChange(line.pk, version, values, why, reverts=event.pgh_id)
    done = changes.submit(changes=[wish], by=by, channel=channel, keep_good=False)
    now = done.lines[line.pk].version
    return Reverted(line.pk, now, conflicts, done, _event_made(line.pk) if now != line.version else None)


def _events() -> Any:
    return apps.get_model("orders", "OrderLineEvent")._default_manager


def _pair(event_id: int) -> tuple[Any, Any]:
    """Return an event that changed a line, and the one before it."""
    event = _events().filter(pgh_id=event_id, pgh_label="update").first() if 0 < event_id <= LARGEST_ID else None
    if event is None:
        raise NothingToRevert
    earlier = _events().filter(pgh_obj_id=event.pgh_obj_id, pgh_id__lt=event.pgh_id).order_by("-pgh_id").first()
    if earlier is None:
        raise NothingToRevert
    return event, earlier


def _wanted(line: OrderLine, earlier: Any, event: Any, fields: frozenset[str]) -> list[FieldChange]:
    """Return what the change replaced, as far as the person may put it back."""
    names = [name for name in TOLD_FIELDS if name in EDITABLE and name in fields]
    differing = [FieldChange(name, _before(earlier, event, name), getattr(event, name)) for name in names]
    return [change for change in differing if change.before != change.after and can_return(change, line)]


def _before(earlier: Any, event: Any, name: str) -> Any:
    """Return a field's value before the change; a promise that a plan made in between is the one it replaced."""
    is_plans = name == "promised_date" and event.plan_promised_at not in (None, earlier.plan_promised_at)
    return event.plan_promised_date if is_plans else getattr(earlier, name)


def _conflicts(line: OrderLine, wanted: Sequence[FieldChange], event: Any) -> tuple[Conflict, ...]:
    differing = [change for change in wanted if getattr(line, change.name) != change.after]
    if not differing:
        return ()
    later = list(
        _events().filter(pgh_obj_id=line.pk, pgh_id__gt=event.pgh_id).select_related("pgh_context").order_by("pgh_id")
    )
    makers = {change.name: _last_maker(change.name, event, later) for change in differing}
    names = names_of(context_of(made).get("user") for made in makers.values() if made is not None)
    return tuple(_conflict(line, change, makers[change.name], names) for change in differing)


def _last_maker(name: str, event: Any, later: Sequence[Any]) -> Any:
    """Return the last event that gave the field another value; None where a plan did, which writes no event."""
    made, value = None, getattr(event, name)
    for each in later:
        if getattr(each, name) != value:
            made, value = each, getattr(each, name)
    return made


def _conflict(line: OrderLine, change: FieldChange, made: Any, names: Mapping[int | None, str]) -> Conflict:
    return Conflict(
        field=change.name, before=change.before, now=getattr(line, change.name),
        changed_by=names.get(context_of(made).get("user"), "") if made is not None else "",
        changed_at=made.pgh_created_at if made is not None else None,
    )  # fmt: skip


def _event_made(line_id: int) -> int:
    return int(_events().filter(pgh_obj_id=line_id).order_by("-pgh_id").values_list("pgh_id", flat=True)[0])
