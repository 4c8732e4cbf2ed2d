"""
What a draft unlocks inside a frozen fence: who may, which days, who is told, and which lots come back with its undoing.

Nothing is changed inside the fence, for work there may have begun. Who may unlock says why; it is kept with the
publication, and shown for a week to everybody who sees the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from company.access import granted
from company.models import Role, Site, User
from materials.models import Item
from mps.models import Steering, SteeringKind, SteeringPublication
from mps.steering import steps
from mps.steering.known import ItemFacts, Known, LotFacts
from mps.steering.steps import Step

ACTION = "plan.unlock"
# The rule of a quantity that was decided for unlocked days, and of a lot that was unlocked.
UNLOCKED = "unlocked"
# How the keys of lots begin that a fixed quantity makes.
OF_QUANTITY = "steer/"
SHOWN_DAYS = 7
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Unlocked:
    """Days of an item that a publication unlocked, or one lot in them, by whom, when and why."""

    item: str
    lot: str
    first: str
    last: str
    reason: str
    by: str
    at: datetime


def asks_for_it(sent: Iterable[Step]) -> bool:
    """Whether steps unlock anything."""
    return any(isinstance(step, steps.Unlock) for step in sent)


def is_unlocked(known: Known, item: ItemFacts, first: date, last: date) -> bool:
    """Whether all that lies inside the item's fence of the days from `first` to `last` is unlocked, and some of it."""
    own = [step for step in known.unlocked if step.item_id == item.id and step.lot_key is None]
    fence = known.fence_of(item)
    end = min(last, fence - timedelta(days=1)) if first < fence else last
    if not own or end < first:
        return False
    inside = (first + timedelta(days=number) for number in range((end - first).days + 1))
    return all(any(step.bucket <= day <= step.until for step in own) for day in inside)


def rule_of(known: Known, lot_key: str) -> str:
    """Return the rule of a lot that a draft moves or splits: whether it unlocks that lot."""
    return UNLOCKED if any(step.lot_key == lot_key for step in known.unlocked) else ""


def frozen_lot(known: Known, item: ItemFacts, lot: LotFacts) -> list[list[str]]:
    """
    Return the lot where the fence alone has frozen it and a draft unlocks it: undone, it is there again.

    As it is kept with the decision; a lot that somebody has fixed comes back with that decision.
    """
    fixed = any(row.kind == SteeringKind.LOT and row.lot_key == lot.key for row in known.active)
    return [_kept(lot)] if rule_of(known, lot.key) and _is_frozen(known, item, lot) and not fixed else []


def frozen_lots(known: Known, item: ItemFacts, first: date, last: date) -> list[list[str]]:
    """
    Return the lots that the fence froze and that finish in some days: they go when the days' quantity is unlocked.

    As they are kept with the decision; the lots of quantities come back with those.
    """
    fixed = {row.lot_key for row in known.active if row.kind == SteeringKind.LOT}
    return [
        _kept(lot)
        for lot in known.lots.values()
        if lot.item_id == item.id and first <= lot.finish <= last and _is_frozen(known, item, lot)
        and lot.key not in fixed and not lot.key.startswith(OF_QUANTITY)
    ]  # fmt: skip


def _kept(lot: LotFacts) -> list[str]:
    return [lot.key, str(lot.quantity), lot.start.isoformat(), lot.finish.isoformat()]


def _is_frozen(known: Known, item: ItemFacts, lot: LotFacts) -> bool:
    return known.start <= lot.start < known.fence_of(item)


def restored(row: Steering, known: Known, taken: Iterable[str]) -> list[Steering]:
    """Return, unsaved, the firm lots that come back when what was unlocked is undone; none whose key is taken."""
    if row.rule != UNLOCKED:
        return []
    held = {*taken, *(other.lot_key for other in known.active if other.kind == SteeringKind.LOT)}
    return [
        Steering(
            site_id=row.site_id, kind=SteeringKind.LOT, item_id=row.item_id, lot_key=key, quantity=Decimal(quantity),
            first_date=date.fromisoformat(start), last_date=date.fromisoformat(finish),
        )
        for key, quantity, start, finish in row.before
        if key not in held and date.fromisoformat(finish) >= known.start
    ]  # fmt: skip


def told(site: Site, besides: User) -> list[str]:
    """Return the names of the others who may unlock at a site: those whom it concerns first."""
    roles = [role for role in Role if granted(role, ACTION) is not None]
    found = User.objects.filter(memberships__site=site, memberships__role__in=roles, is_active=True)
    people = found.exclude(pk=besides.pk).distinct().order_by("username")[:MOST_TOLD]
    return [person.shown_name() for person in people]


def lately(site: Site) -> list[Unlocked]:
    """Return what was unlocked in the last days and is not undone, the latest first."""
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    found = SteeringPublication.objects.filter(
        site=site, at__gte=since, undone_by__isnull=True, steps__contains=[{"kind": "unlock"}]
    )
    return of_publications(list(found.select_related("by").order_by("-pk")))


def of_publications(publications: Sequence[SteeringPublication]) -> list[Unlocked]:
    """Return what publications unlocked."""
    found = [(row, step) for row in publications for step in row.steps if step["kind"] == "unlock"]
    codes = dict(Item.objects.filter(pk__in={step["item_id"] for _row, step in found}).values_list("pk", "code"))
    return [_told(row, step, codes.get(step["item_id"], "")) for row, step in found]


def _told(row: SteeringPublication, step: dict[str, Any], code: str) -> Unlocked:
    by = row.by.shown_name() if row.by else ""
    return Unlocked(code, step.get("lot_key") or "", step["bucket"], step["until"], step["reason"], by, row.at)
