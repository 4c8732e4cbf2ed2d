"""Better lots for a part that is planned: set-ups against stock, day by day; kept where the whole plan gets cheaper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mps.scheduler.arrays import Floats, Ints
from mps.scheduler.attempt import Attempt, Planned, attempt_of, noted
from mps.scheduler.budget import Watch
from mps.scheduler.draft import Draft, unguided, uses_by_lots
from mps.scheduler.handing_out import hand_out
from mps.scheduler.lot_model import FreeLots, free_lots
from mps.scheduler.lotsizing.lot_plan import LotPlan, owing
from mps.scheduler.lotsizing.search import solve_lots
from mps.scheduler.network import RANK_FIRM, Network
from mps.scheduler.promise_guard import is_better
from mps.scheduler.recipe import Kind, Stage
from mps.scheduler.shop import DraftLot, Shop


def with_better_lots(planned: Sequence[Planned], watch: Watch) -> list[Planned]:
    """
    Return the parts, with cheaper lots where some were found.

    Only where the limits give seconds. Each part has `Limits.lot_rounds` sub-problems of its own, so that its plan does
    not hang on other parts, and of the time a share after what its set-ups cost, the dearest part first.
    """
    better, cut = [_sized_if_nothing_is_free(one) for one in planned], False
    if watch.limits.seconds is None or watch.limits.lot_rounds <= 0:
        return better
    left = sum(_spent(one) for one in better)
    for place in sorted(range(len(better)), key=lambda place: (-_spent(better[place]), place)):
        spent = _spent(better[place])
        if better[place].lots_sized:
            left -= spent
        else:
            part_watch = watch.for_part(min(1.0, spent / left))
            better[place] = sized(better[place], part_watch)
            watch.take_back(part_watch)
            cut = cut or part_watch.timed_out
            left -= spent
    if cut:
        watch.time_is_up()
    return better


def _sized_if_nothing_is_free(planned: Planned) -> Planned:
    """Return the part, marked as done where its lot policies or its set-ups leave nothing to size."""
    if planned.lots_sized or (_spent(planned) and any(item.lots_by_cost for item in planned.part.problem.items)):
        return planned
    return replace(planned, lots_sized=True)


def _spent(planned: Planned) -> float:
    return planned.best.cost.setup


def sized(planned: Planned, watch: Watch) -> Planned:
    """Return a part with cheaper lots, where some were found; the watch is its own."""
    began = watch.steps
    better = _sized(planned, watch)
    stage = Stage(Kind.LOTS, limit=watch.limits.lot_rounds, cut=watch.cut_since(began))
    return noted(planned, better, stage, advanced=better.lots_sized)


def _sized(planned: Planned, watch: Watch) -> Planned:
    watch.count(1)
    if watch.over:
        return planned
    network, columns = planned.network, planned.best.columns
    free = free_lots(network, columns)
    if free is None:
        return replace(planned, lots_sized=True)
    lots = solve_lots(free.problem, watch, rounds=watch.limits.lot_rounds, seed=network.index.problem.seed)
    attempt = _attempt(network, planned.best, free, lots)
    cheaper = attempt is not None and is_better(network.index, attempt, planned.best, planned.most_late)
    best = attempt if attempt is not None and cheaper else planned.best
    bound = 0.0 if owing(free.problem, lots).any() else lots.bound
    return replace(planned, best=best, lot_bound=bound, lots_sized=not watch.over)


def _attempt(network: Network, before: Attempt, free: FreeLots, lots: LotPlan) -> Attempt | None:
    """Return the plan with the new lots, by the rules of construction; None where one of them finds no minutes."""
    draft = Draft(network, certain=before.certain)
    draft.by_item = [[] for _ in network.items]
    draft.uses = [[] for _ in network.items]
    shop = Shop(network.index.available_minutes, network.index.overtime_minutes, network.open_days)
    for lot in _staying(network, before, free.items):
        shop.take(lot)
        _add(draft, lot)
    # the latest first: a lot that was rounded up and does not fit its day moves earlier, and those before it see that
    for lot in sorted(_new(network, free, lots.quantities), key=lambda lot: (-lot.due_day, lot.item)):
        if not _placed(network, shop, lot):
            return None
        _add(draft, lot)
    for item in range(len(network.items)):
        for component, uses in uses_by_lots(draft, item):
            draft.uses[component].append(uses)
    for depth in reversed(range(len(network.levels))):
        hand_out(draft, depth, unguided(network))
    return attempt_of(draft, lambda _steps: None)


def _placed(network: Network, shop: Shop, lot: DraftLot) -> bool:
    steps, lead_days = network.steps[lot.item], network.items[lot.item].lead_time_days
    earliest = max(0, network.items[lot.item].frozen_days)
    return shop.place_backward(lot, steps, lead_days, earliest) or shop.place_backward(
        lot, steps, lead_days, earliest, overtime=True
    )


def _add(draft: Draft, lot: DraftLot) -> None:
    draft.by_item[lot.item].append(len(draft.lots))
    draft.lots.append(lot)


def _staying(network: Network, before: Attempt, items: Ints) -> list[DraftLot]:
    """Return the lots of the plan before that do not change, with their minutes."""
    columns = before.columns
    places = {(step.item, step.step): place for place, step in enumerate(network.index.accepted.operations)}
    firm = {order.key: place for place, order in network.index.accepted.firm_orders}
    stays = ~np.isin(columns.lot_item, items) | columns.lot_firm
    lots = {}
    for number in np.flatnonzero(stays).tolist():
        lot = before.lots[number]
        is_firm = bool(columns.lot_firm[number])
        lots[number] = DraftLot(
            item=int(columns.lot_item[number]),
            quantity=lot.quantity,
            due_day=lot.finish_day,
            rank=RANK_FIRM if is_firm else 0,
            start_day=lot.start_day,
            finish_day=lot.finish_day,
            firm=firm[lot.key] if is_firm else -1,
            placed=True,
        )
    for row in np.flatnonzero(stays[columns.load_lot]).tolist():
        lot_number = int(columns.load_lot[row])
        place = places[before.lots[lot_number].item, int(columns.load_step[row])]
        taken = (place, int(columns.load_center[row]), int(columns.load_day[row]), float(columns.load_minutes[row]))
        lots[lot_number].taken.append(taken)
    return list(lots.values())


def _new(network: Network, free: FreeLots, quantities: Floats) -> list[DraftLot]:
    """Return the lots of the lot plan, cumulated quantities rounded up to multiples so that none comes short."""
    lots = []
    for place, item in enumerate(free.items.tolist()):
        multiple = network.items[item].lot_multiple
        made = np.cumsum(quantities[place])
        if multiple > 0:
            made = np.ceil(made / multiple - 1e-6) * multiple
        for period, quantity in enumerate(np.diff(made, prepend=0.0).tolist()):
            if quantity > 0:
                lots.append(DraftLot(item, quantity, int(free.days[period]), 0))
    return lots
