"""Firm, unfirm, move and split lots, and say where they are made. A function a step: it changes what would hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from company.formats import number, short_date
from mps.models import Steering, SteeringKind
from mps.steering import steps, unlocking
from mps.steering.deciding_rooms import FORCE, is_rule, left_of
from mps.steering.deciding_schedule import refuse_parts
from mps.steering.known import ItemFacts, Known, LotFacts
from mps.steering.unlocking import OF_QUANTITY
from mps.steering.violations import Refused

SAME = Decimal("0.0001")

Warnings = list[tuple[str, str]]


def find(known: Known, key: str) -> LotFacts | None:
    """Return a lot as somebody has fixed it, else as it is in the plan."""
    row = _fixed(known, key)
    if row is None:
        return known.lots.get(key)
    return LotFacts(key, row.about_item, row.amount, *row.days, is_firm=True)


def firm(step: steps.Firm, known: Known) -> Warnings:
    """Fix a lot as it is; one that is fixed already stays so."""
    lot, item = _lot(known, step.lot_key)
    if _fixed(known, lot.key) is None:
        _fix(known, lot)
    return _lot_rules(lot.quantity, item)


def unfirm(step: steps.Unfirm, known: Known) -> Warnings:
    """Leave a lot to the engine again, and where it is made. Inside the frozen fence it stays as it is all the same."""
    lot = find(known, step.lot_key)
    row = _fixed(known, step.lot_key)
    if row is None and lot is None:
        raise _gone(step.lot_key)
    if row is None:
        raise Refused("not_firm", _("Nobody has fixed lot %(lot)s.") % {"lot": step.lot_key})
    known.active.remove(row)
    known.active[:] = [one for one in known.active if not _is_place(one, step.lot_key)]
    return []


def move(step: steps.Move, known: Known) -> Warnings:
    """Fix a lot on other days: as many working days as it had, finishing on another one."""
    lot, item = _lot(known, step.lot_key)
    start = known.start_of(lot, item, step.finish_date)
    _refuse_days(known, item, lot.start, lot)
    _refuse_days(known, item, start, lot)
    before = unlocking.frozen_lot(known, item, lot)
    if step.finish_date >= known.end:
        words = _("%(date)s lies after the last day that is planned.")
        raise Refused("after_horizon", words % {"date": short_date(step.finish_date, known.start)})
    moved = LotFacts(lot.key, lot.item_id, lot.quantity, start, step.finish_date, is_firm=True)
    _fix(known, moved, rule=unlocking.rule_of(known, lot.key), before=before)
    return _lot_rules(lot.quantity, item)


def split(step: steps.Split, known: Known) -> Warnings:
    """Make several firm lots of one, on its days."""
    lot, item = _lot(known, step.lot_key)
    _refuse_days(known, item, lot.start, lot)
    total = sum(step.quantities, Decimal(0))
    if abs(total - lot.quantity) >= SAME:
        words = _("The parts make %(parts)s; the lot is %(quantity)s.")
        raise Refused("parts_differ", words % {"parts": _exact(total), "quantity": _exact(lot.quantity)})
    refuse_parts(step.quantities, item, known)
    keys, rule = _keys(known, lot.key, len(step.quantities)), unlocking.rule_of(known, lot.key)
    before = unlocking.frozen_lot(known, item, lot)
    for key, quantity in zip(keys, step.quantities, strict=True):
        part = LotFacts(key, lot.item_id, quantity, lot.start, lot.finish, is_firm=True)
        _fix(known, part, rule=rule, before=before if key == lot.key else [])
    warnings = [one for quantity in step.quantities for one in _lot_rules(quantity, item)]
    return list(dict.fromkeys(warnings))


def unlock(step: steps.Unlock, known: Known) -> Warnings:
    """Let a lot be moved and split inside the frozen fence, by the steps of the same draft."""
    _lot(known, step.lot_key or "")
    known.unlocked.append(step)
    return []


def work_center(step: steps.LotWorkCenter, known: Known) -> Warnings:
    """Fix a lot, and where one of its steps is done; None gives the step back to the engine: the lot stays firm."""
    lot, item = _lot(known, step.lot_key)
    rows = [row for row in known.active if _is_place(row, lot.key) and row.step == step.step]
    if step.work_center_id is None:
        if not rows:
            raise Refused("not_firm", _("Nobody has forced or forbidden this work centre here."))
        known.active[:] = [row for row in known.active if row not in rows]
        return []
    _refuse_days(known, item, lot.start, lot)
    choices = known.routing.get(item.id, {}).get(step.step, ())
    rules = [row for row in known.active if is_rule(row) and (row.item_id, row.step) == (item.id, step.step)]
    if step.work_center_id not in left_of(choices, rules):
        words = _("Work centre %(center)s can't do step %(step)d of the item.")
        code = known.centers.get(step.work_center_id, "")
        raise Refused("not_on_routing", words % {"center": code, "step": step.step})
    if _fixed(known, lot.key) is None:
        _fix(known, lot)
    known.active[:] = [row for row in known.active if row not in rows]
    known.active.append(
        Steering(
            site=known.site, kind=SteeringKind.WORK_CENTER, item_id=lot.item_id, lot_key=lot.key, step=step.step,
            work_center_id=step.work_center_id, rule=FORCE,
        )
    )  # fmt: skip
    return _lot_rules(lot.quantity, item)


def _is_place(row: Steering, key: str) -> bool:
    return row.kind == SteeringKind.WORK_CENTER and row.lot_key == key


def _fixed(known: Known, key: str) -> Steering | None:
    return next((row for row in known.active if row.kind == SteeringKind.LOT and row.lot_key == key), None)


def _lot(known: Known, key: str) -> tuple[LotFacts, ItemFacts]:
    """Return a lot that may be steered, and its item. Raises Refused."""
    if key.startswith(OF_QUANTITY):
        words = _("This lot is the quantity that was fixed for its bucket: change that instead.")
        raise Refused("lot_of_quantity", words)
    lot = find(known, key)
    if lot is None:
        raise _gone(key)
    item = known.items.get(lot.item_id)
    if item is None:
        raise Refused("unknown_item", _("The item of lot %(lot)s is not planned here any more.") % {"lot": key})
    if lot.finish < known.start:
        raise Refused("in_the_past", _("Lot %(lot)s lies in the past.") % {"lot": key})
    return lot, item


def _gone(key: str) -> Refused:
    return Refused("lot_gone", _("Lot %(lot)s is not in the plan any more.") % {"lot": key})


def _refuse_days(known: Known, item: ItemFacts, start: date, lot: LotFacts) -> None:
    if start < known.start:
        words = _("Lot %(lot)s would have to start on %(date)s, which is in the past.")
        said = words % {"lot": lot.key, "date": short_date(start, known.start)}
        raise Refused("in_the_past", said, bucket=lot.finish)
    if start < known.fence_of(item) and not unlocking.rule_of(known, lot.key):
        words = _("Lot %(lot)s starts on %(date)s, inside the frozen fence, which reaches to %(fence)s.")
        fence = known.fence_of(item) - timedelta(days=1)
        said = words % {"lot": lot.key, "date": short_date(start, known.start), "fence": short_date(fence, known.start)}
        raise Refused("frozen_fence", said, bucket=lot.finish)


def _fix(known: Known, lot: LotFacts, *, rule: str = "", before: Sequence[Sequence[str]] = ()) -> None:
    """Let a lot hold as it says, in place of what was fixed for its key; `before` comes back with its undoing."""
    known.active[:] = [row for row in known.active if row.kind != SteeringKind.LOT or row.lot_key != lot.key]
    known.active.append(
        Steering(
            site=known.site, kind=SteeringKind.LOT, item_id=lot.item_id, lot_key=lot.key, quantity=lot.quantity,
            first_date=lot.start, last_date=lot.finish, rule=rule, before=[*before],
        )
    )  # fmt: skip


def _keys(known: Known, key: str, count: int) -> list[str]:
    """Return keys for the parts of a lot: its own, and new ones after it."""
    used = {*known.lots, *(row.lot_key for row in known.active)}
    keys, number = [key], 2
    while len(keys) < count:
        if (new := f"{key[:84]}/{number}") not in used:
            keys.append(new)
        number += 1
    return keys


def _lot_rules(quantity: Decimal, item: ItemFacts) -> Warnings:
    """Return what of the item's lot rules a firm quantity breaks: a person may."""
    found: Warnings = []
    if quantity < item.lot_minimum:
        words = _("%(quantity)s is below the lot minimum of %(limit)s.")
        found.append(("lot_rule", words % {"quantity": _exact(quantity), "limit": _exact(item.lot_minimum)}))
    if item.lot_maximum and quantity > item.lot_maximum:
        words = _("%(quantity)s is above the lot maximum of %(limit)s.")
        found.append(("lot_rule", words % {"quantity": _exact(quantity), "limit": _exact(item.lot_maximum)}))
    if item.lot_multiple and quantity % item.lot_multiple:
        words = _("%(quantity)s is no multiple of %(limit)s.")
        found.append(("lot_rule", words % {"quantity": _exact(quantity), "limit": _exact(item.lot_multiple)}))
    return found


def _exact(quantity: Decimal) -> str:
    return number(quantity, decimals=steps.DECIMALS)
