"""Which lines plans moved, as a person may see it: those of others only as a count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from company import access
from company.models import Site
from company.statements import all_rows
from orders.models import LineOutlook, OrderLine, OutlookMove, PlanEffect
from orders.visible import visible_to

MOVES_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Move:
    """A line and its planned dates; `days` is positive where it is later, None where it was or is not planned."""

    line: OrderLine
    before: date | None
    after: date | None

    @property
    def days(self) -> int | None:
        """By how many days it moved."""
        return None if self.before is None or self.after is None else (self.after - self.before).days


@dataclass(frozen=True, slots=True)
class Moves:
    """
    The lines that plans moved and the person may see (the first of them by date), and how many others.

    `effect` is that of the last of the plans.
    """

    effect: PlanEffect
    seen: tuple[Move, ...]
    seen_count: int
    unseen_count: int

    @property
    def count(self) -> int:
        """How many lines were moved, those included that it gave a first date or took it away from."""
        return self.seen_count + self.unseen_count


def moves_of(plan_id: int, by: access.Person) -> Moves | None:
    """Return what a plan of one of the person's sites moved; None where nothing is known of it."""
    sites = {reached.site_id for reached in access.reach(by, "orders.view")}
    effect = PlanEffect.objects.filter(pk=plan_id, site__in=sites).select_related("site").first()
    if effect is None:
        return None
    return _moves(effect, [effect.pk], by)


def moves_between(site: Site, before: int, after: int, by: access.Person) -> Moves | None:
    """
    Return what all plans of a site after one (id `before`) up to another did to its lines, taken together.

    What moved to and fro and is where it was has not moved. None where there is no plan between them, or nothing is
    known of it any more.
    """
    effects = PlanEffect.objects.filter(site=site, pk__gt=before, pk__lte=after).select_related("site").order_by("pk")
    found = list(effects)
    return _moves(found[-1], [effect.pk for effect in found], by) if found else None


@all_rows("what a plan said of lines is told for the whole site, by line")
def planned_at(site_id: int, plan_id: int) -> Mapping[int, date | None]:
    """Return by line what an earlier plan of a site said of it, as far back as the effects of plans are known."""
    known = LineOutlook.objects.filter(line__site_id=site_id).values_list("line_id", "planned_date")
    dates: dict[int, date | None] = dict(known)
    later = OutlookMove.objects.filter(effect__site_id=site_id, effect__gt=plan_id).order_by("-effect")
    for line_id, version_before, before in later.values_list("line_id", "line_version_before", "planned_before"):
        if version_before:
            dates[line_id] = before
        else:  # no plan knew the line before this one
            dates.pop(line_id, None)
    return dates


def _moves(effect: PlanEffect, plan_ids: Sequence[int], by: access.Person) -> Moves:
    dates = _dates(plan_ids)
    mine = visible_to(by).filter(pk__in=dates, site=effect.site)
    first = mine.select_related("order__customer", "item").order_by("requested_date", "pk")[:MOVES_SHOWN]
    seen_count = mine.count()
    seen = tuple(Move(line, *dates[line.pk]) for line in first)
    return Moves(effect, seen, seen_count, len(dates) - seen_count)


@all_rows("lines of others are counted")
def _dates(plan_ids: Sequence[int]) -> Mapping[int, tuple[date | None, date | None]]:
    """Return the planned date before the first and after the last of some plans, of each line that they moved."""
    dates: dict[int, tuple[date | None, date | None]] = {}
    moves = OutlookMove.objects.filter(effect__in=plan_ids, line_version_before__gt=0).order_by("effect")
    for line_id, before, after in moves.values_list("line_id", "planned_before", "planned_date"):
        dates[line_id] = (dates[line_id][0] if line_id in dates else before, after)
    return {line_id: (before, after) for line_id, (before, after) in dates.items() if before != after}
