"""Reading the promise ledger: the promises that a person may see, as the pages and the API show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from company.access import Person
from company.people import names_of
from orders.promises.models import Promise, PromiseEvent
from orders.promises.standing import Standing, with_standing
from orders.visible import visible_to

LINE = ("line__order__customer", "line__item", "line__outlook", "site", "made_by")


def promises_visible_to(person: Person, action: str = "orders.view") -> QuerySet[Promise]:
    """Return the promises of the lines that a person reaches with an action."""
    lines = visible_to(person, action).filter(pk=OuterRef("line_id"))
    return with_lines(Promise.objects.filter(Exists(lines)))


def with_lines(promises: QuerySet[Promise]) -> QuerySet[Promise]:
    """Return promises with all that `as_json` reads, in the order of their lines."""
    return with_standing(promises, timezone.now()).select_related(*LINE).order_by("line_id")


def with_story(promises: QuerySet[Promise]) -> QuerySet[Promise]:
    """Return promises with what they rest on and what became of them."""
    return promises.prefetch_related("backings", Prefetch("events", PromiseEvent.objects.order_by("pk")))


def as_json(promise: Promise) -> dict[str, Any]:
    """Return a promise of `with_lines` as it stands: what was promised first, and what is promised now."""
    line = promise.line
    outlook = getattr(line, "outlook", None)
    return {
        "id": promise.pk,
        "state": promise.state,
        "assurance": promise.assurance,
        "standing": standing_of(promise),
        "order": line.order.number,
        "line": line.line_number,
        "order_line": line.pk,
        "customer": line.order.customer.code,
        "customer_name": line.order.customer.name,
        "site": promise.site.code,
        "item": line.item.code,
        "item_name": line.item.name,
        "unit": line.item.unit,
        "quantity": float(line.quantity),
        "requested_date": line.requested_date,
        "promised_date": line.promised_date,
        "planned_date": outlook.planned_date if outlook else None,
        "slack_days": outlook.slack_days if outlook else None,
        "first_quantity": float(promise.first_quantity),
        "first_date": promise.first_date,
        "held_until": promise.held_until,
        "probability": promise.probability,
        "slack_days_80": promise.slack_days_80,
        "overtime_minutes": promise.overtime_minutes,
        "overtime_cost": promise.overtime_cost,
        "made_on_plan": promise.plan_id,
        "made_at": promise.made_at,
        "made_by": promise.made_by.shown_name() if promise.made_by else "",
    }


def standing_of(promise: Promise) -> Standing:
    """Return the standing of a promise of `with_lines`."""
    return Standing(promise.__dict__["standing"])


def events_as_json(events: Sequence[PromiseEvent]) -> list[dict[str, Any]]:
    """Return what became of a promise, as the API shows it."""
    people = names_of(event.by_id for event in events)
    return [
        {
            "kind": event.kind,
            "at": event.at,
            "by": people.get(event.by_id, ""),
            "channel": event.channel,
            "why": event.why,
            "before": event.before,
            "after": event.after,
            "plan_id": event.plan_id,
        }
        for event in events
    ]
