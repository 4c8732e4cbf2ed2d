"""Fix the quantity or the forecast of a bucket. A function a step: it changes what would hold, or raises Refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from company.formats import number, short_date
from mps.models import Steering, SteeringKind
from mps.steering import steps, unlocking
from mps.steering.known import ItemFacts, Known, is_whole
from mps.steering.violations import Refused

Warnings = list[tuple[str, str]]

ROUNDED = Decimal("0.001")  # what the browser shows and sends of a quantity


def quantity(step: steps.Quantity, known: Known) -> Warnings:
    """Fix what finishes in a bucket; what was fixed for any of its days ends."""
    item, (first, last) = _place(step, known)
    ended = [row for row in known.active if _overlaps(row, SteeringKind.QUANTITY, item.id, first, last)]
    if step.quantity is None:
        if not ended:
            raise Refused("not_firm", _("Nobody has fixed a quantity here."))
        known.active[:] = [row for row in known.active if row not in ended]
        return []
    refuse_parts([step.quantity], item, known)
    is_unlocked = unlocking.is_unlocked(known, item, first, last)
    if step.quantity > 0:
        _refuse_closed(known, item, (first, last), step.quantity)
        _refuse_too_soon(known, item, last, is_unlocked=is_unlocked)
    known.active[:] = [row for row in known.active if row not in ended]
    known.active.append(
        Steering(
            site=known.site, kind=SteeringKind.QUANTITY, item_id=item.id, quantity=step.quantity, first_date=first,
            last_date=last, rule=unlocking.UNLOCKED if is_unlocked else "",
            before=unlocking.frozen_lots(known, item, first, last) if is_unlocked else [],
        )
    )  # fmt: skip
    others = [row for row in ended if (row.first_date, row.last_date) != (first, last)]
    warnings = [("overlaps", _overlap_words(row, known.start)) for row in others]
    fixed = sum(lot.amount for lot in known.active if _finishes(lot, item.id, first, last))
    if fixed > step.quantity:
        words = _("Lots that finish in these days are fixed already, %(fixed)s in all: at least that is made.")
        warnings.append(("firm_lots_exceed", words % {"fixed": number(fixed)}))
    return warnings


def forecast(step: steps.ForecastQuantity, known: Known) -> Warnings:
    """Fix the forecast of a bucket; what somebody wrote for the same days before is written over."""
    item, (first, last) = _place(step, known)
    begins = next((row for row in known.forecast_of(item.id) if row.start == first), None)
    if begins is not None and not known.forecast_within(item.id, first, last):
        words = _(
            "The forecast that begins on %(first)s is of a longer period and counts on %(date)s: change it there."
        )
        counts = short_date(known.counts_on(begins), known.start)
        raise Refused("forecast_period", words % {"first": short_date(first, known.start), "date": counts})
    known.active[:] = [
        row
        for row in known.active
        if not (_overlaps(row, SteeringKind.FORECAST, item.id, first, last) and row.first_date == first)
    ]
    known.active.append(
        Steering(
            site=known.site, kind=SteeringKind.FORECAST, item_id=item.id, quantity=step.quantity, first_date=first,
            last_date=last,
        )
    )  # fmt: skip
    return []


def unlock(step: steps.Unlock, known: Known) -> Warnings:
    """Let the quantities of some days be changed inside the frozen fence, by the steps of the same draft."""
    _place(step, known)
    known.unlocked.append(step)
    return []


def _place(
    step: steps.Quantity | steps.ForecastQuantity | steps.Unlock, known: Known
) -> tuple[ItemFacts, tuple[date, date]]:
    """Return the item, and the first and last day that are meant. Raises Refused."""
    item = known.items.get(step.item_id)
    if item is None:
        raise Refused("unknown_item", _("This item is not planned here."))
    days = (step.bucket, step.until) if step.until else known.bucket_of(step.bucket)
    if days is None:
        words = _("No bucket of the plan begins on %(date)s. Load the page again.")
        raise Refused("unknown_bucket", words % {"date": short_date(step.bucket, known.start)})
    if days[1] < known.start:
        raise Refused("in_the_past", _("%(date)s lies in the past.") % {"date": short_date(days[1], known.start)})
    if days[0] >= known.end:
        words = _("%(date)s lies after the last day that is planned.")
        raise Refused("after_horizon", words % {"date": short_date(days[0], known.start)})
    return item, days


def _refuse_closed(known: Known, item: ItemFacts, days: tuple[date, date], quantity: Decimal) -> None:
    """Refuse more than is planned in days of which none is a working day: what is there may stay, or become less."""
    first, last = days
    if known.finish_by(last) >= first:
        return
    lots = [lot for lot in known.lots.values() if lot.item_id == item.id and first <= lot.finish <= last]
    if quantity < sum(lot.quantity for lot in lots) + ROUNDED:
        return
    names = {"item": item.code, "date": short_date(last, known.start), "first": short_date(first, known.start)}
    words = _("Nobody works on %(date)s: nothing more of %(item)s can be finished then.")
    if first < last:
        words = _("Nobody works from %(first)s to %(date)s: nothing more of %(item)s can be finished then.")
    raise Refused("closed", words % names)


def _refuse_too_soon(known: Known, item: ItemFacts, last: date, *, is_unlocked: bool) -> None:
    """
    Refuse what would have to start in the past to be there by a day, or inside the frozen fence.

    Into the fence it may where that is unlocked; nothing unlocks the past. The browser locks cells by the same rule
    (static/src/master-schedule/draft/edits.ts).
    """
    finish = known.finish_by(min(last, known.end - timedelta(days=1)))
    start = finish - timedelta(days=item.lead_time_days)
    if finish < known.start:
        raise Refused("in_the_past", _("Nobody works until %(date)s.") % {"date": short_date(last, known.start)})
    if start < known.start:
        words = ngettext(
            "It takes %(days)d day: to be there on %(date)s it would have to start in the past.",
            "It takes %(days)d days: to be there on %(date)s it would have to start in the past.",
            item.lead_time_days,
        )
        raise Refused("in_the_past", words % {"days": item.lead_time_days, "date": short_date(finish, known.start)})
    fence = known.fence_of(item)
    if start < fence and not is_unlocked:
        words = _("It would have to start inside the frozen fence, which reaches to %(fence)s.")
        raise Refused("frozen_fence", words % {"fence": short_date(fence - timedelta(days=1), known.start)})


def refuse_parts(quantities: Sequence[Decimal], item: ItemFacts, known: Known) -> None:
    """Refuse a part of a piece. The browser does by the same rule (static/src/master-schedule/draft/edits.ts)."""
    if known.makes_whole(item) and not all(map(is_whole, quantities)):
        words = _("%(item)s is counted in pieces (%(unit)s): write a whole number.")
        raise Refused("part_of_piece", words % {"item": item.code, "unit": item.unit})


def _overlaps(row: Steering, kind: SteeringKind, item_id: int, first: date, last: date) -> bool:
    return row.kind == kind and row.item_id == item_id and row.days[0] <= last and row.days[1] >= first


def _finishes(row: Steering, item_id: int, first: date, last: date) -> bool:
    return row.kind == SteeringKind.LOT and row.item_id == item_id and first <= row.days[1] <= last


def _overlap_words(row: Steering, today: date) -> str:
    words = _("%(quantity)s was fixed from %(first)s to %(last)s: that ends.")
    first, last = (short_date(day, today) for day in row.days)
    return words % {"quantity": number(row.amount), "first": first, "last": last}
