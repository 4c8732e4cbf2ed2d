"""What is said of lots that would move, and of those that stay: the same on the page Load and in the Gantt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import ngettext

from materials.models import Item
from mps import wording
from mps.queries.kept_plan import KeptLot, KeptPlan
from mps.queries.moving import Moved, StartOf, Stays
from mps.scheduler.horizon import MINUTES_IN_AN_HOUR
from mps.steering import steps
from mps.steering.decide import decide
from mps.steering.known import Known, LotFacts


def starting(plan: KeptPlan, known: Known) -> StartOf:
    """Return what says when a lot of the plan begins that finishes on another day, as the steps of a draft have it."""
    items = {item.code: item for item in known.items.values()}

    def start_of(lot: KeptLot, finish_day: int) -> int:
        item, finish = items.get(lot.item), plan.date_of(finish_day)
        if item is None:
            return lot.start_day + finish_day - lot.finish_day
        days = plan.date_of(lot.start_day), plan.date_of(lot.finish_day)
        return plan.day_of(known.start_of(LotFacts(lot.key, item.id, Decimal(0), *days, lot.firm), item, finish))

    return start_of


def _lots_told(moved: Sequence[Moved], plan: KeptPlan) -> list[dict[str, Any]]:
    """Return lots that would move as JSON: when they finish now, and then."""
    names = dict(Item.objects.filter(code__in={one.lot.item for one in moved}).values_list("code", "name"))
    return [_lot(one, plan, names) for one in moved]


def proposal_told(
    moved: Sequence[Moved], stays: Mapping[Stays, int], plan: KeptPlan, known: Known
) -> dict[str, Any]:
    """Return a proposal as JSON: the lots, why others stay, and the steps of a draft, none where one is refused."""
    sent = [steps.Move(one.lot.key, plan.date_of(one.finish_day)) for one in moved]
    refused = {one.step: one.text for one in decide(known, sent).refused}  # the site may have moved on since the plan
    return {
        "lots": _lots_told(moved, plan),
        "stays": stays_words(stays),
        "refused": list(refused.values()),
        "steps": [] if refused else steps.as_json(sent),
    }


def _lot(one: Moved, plan: KeptPlan, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": one.lot.key,
        "item": one.lot.item,
        "name": names.get(one.lot.item, ""),
        "quantity": wording.number(one.lot.quantity),
        "hours": hours(one.minutes),
        "is_firm": one.lot.firm,
        "before": plan.date_of(one.lot.finish_day).isoformat(),
        "after": plan.date_of(one.finish_day).isoformat(),
    }


def stays_words(stays: Mapping[Stays, int]) -> list[str]:
    """Return in sentences why lots may not go, the most frequent reason first."""
    ranked: Iterable[tuple[Stays, int]] = sorted(stays.items(), key=lambda one: (-one[1], one[0]))
    return [_stays(why, count) % {"count": count} for why, count in ranked]


def _stays(why: Stays, count: int) -> str:
    if why is Stays.LATE:
        return ngettext(
            "%(count)d lot stays: somebody would be late.", "%(count)d lots stay: somebody would be late.", count
        )
    if why is Stays.NO_ROOM:
        return ngettext(
            "%(count)d lot stays: there is no room for it then.",
            "%(count)d lots stay: there is no room for them then.",
            count,
        )
    if why is Stays.FENCE:
        return ngettext(
            "%(count)d lot stays: it is inside its frozen fence.",
            "%(count)d lots stay: they are inside their frozen fence.",
            count,
        )
    if why is Stays.COMPONENTS:
        return ngettext(
            "%(count)d lot stays: what it takes is not there yet then.",
            "%(count)d lots stay: what they take is not there yet then.",
            count,
        )
    if why is Stays.NEEDED:
        return ngettext(
            "%(count)d lot stays: what is made of it begins before.",
            "%(count)d lots stay: what is made of them begins before.",
            count,
        )
    if why is Stays.FIXED_QUANTITY:
        return ngettext(
            "%(count)d lot stays: it is a quantity that was fixed; change that in the master schedule.",
            "%(count)d lots stay: they are quantities that were fixed; change these in the master schedule.",
            count,
        )
    return _stays_outside(why, count)


def _stays_outside(why: Stays, count: int) -> str:
    if why is Stays.PAST:
        return ngettext(
            "%(count)d lot stays: it would begin in the past.",
            "%(count)d lots stay: they would begin in the past.",
            count,
        )
    if why is Stays.AFTER_HORIZON:
        return ngettext(
            "%(count)d lot stays: it would be finished after the plan ends.",
            "%(count)d lots stay: they would be finished after the plan ends.",
            count,
        )
    return ngettext(
        "%(count)d lot stays: nothing can be finished then.",
        "%(count)d lots stay: nothing can be finished then.",
        count,
    )


def hours(minutes: float) -> str:
    """Return minutes as hours, in the reader's way to write numbers."""
    return wording.number(minutes / MINUTES_IN_AN_HOUR, decimals=1)
