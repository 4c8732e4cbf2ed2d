"""The plan of one part: constructed at once, pegged and priced. `improve` makes it better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from mps.scheduler.arrays import Floats
from mps.scheduler.assemble import columns_of_draft, lots_of
from mps.scheduler.budget import Watch
from mps.scheduler.columns import Columns
from mps.scheduler.construct import construct
from mps.scheduler.cost import cost_of
from mps.scheduler.draft import Draft, unguided
from mps.scheduler.last_lots import lots_of_last_plan, who_yields
from mps.scheduler.network import Network, network_of
from mps.scheduler.parts import REST, Part
from mps.scheduler.plan import Cost, Lot
from mps.scheduler.recipe import Kind, LastPlan, Recipe, Stage, beyond, then


@dataclass(frozen=True, slots=True)
class Attempt:
    """A plan in columns, with its lots and its cost. `certain`: see `construct.Draft`."""

    columns: Columns
    lots: tuple[Lot, ...]
    cost: Cost
    certain: bool

    @property
    def late(self) -> float:
        """What lateness costs."""
        return self.cost.late_promised + self.cost.late_orders + self.cost.late_forecast


@dataclass(frozen=True, slots=True)
class Planned:
    """
    A part, the best plan so far, and what no plan of it can beat.

    `finished`: what is likely to make less of it late was tried; `tried_earlier`: so was what may. `lots_sized`:
    nothing more can be tried for cheaper lots. `breaks`: the first plan did not keep all promises. `most_late` is how
    late each promise may be, see `promise_guard`. `recipe` says how the plan was made.
    """

    part: Part
    network: Network
    best: Attempt
    bound: float = 0.0
    lot_bound: float = 0.0
    finished: bool = False
    tried_earlier: bool = False
    lots_sized: bool = False
    breaks: bool = False
    most_late: Floats | None = None
    recipe: Recipe = field(default=(), compare=False)

    @property
    def follows(self) -> bool:
        """Whether other lots of the last plan could have made another plan."""
        return self.breaks and (not self.network.is_simple or bool(self.part.problem.previous_minutes))

    @property
    def can_be_better(self) -> bool:
        """Whether something is late for want of capacity, as far as anyone can tell."""
        return self.best.late > 0 and self.part.number != REST

    @property
    def settled(self) -> bool:
        """Whether more time could not make it better."""
        return self.finished and self.lots_sized and (self.tried_earlier or not self.can_be_better)


def first_plan(part: Part, watch: Watch, *, as_it_was: bool = False) -> Planned:
    """
    Return the constructed plan of a part; it is always finished.

    `as_it_was`: the last plan's lots are there as they were, as far as they can be and are wanted, and whoever they
    serve: what is new is planned around them.
    """
    network = network_of(part.index)
    watch.count(1)
    guidance, kind = unguided(network), Kind.CONSTRUCTED
    if as_it_was:
        guidance = replace(guidance, kept=lots_of_last_plan(network), last=who_yields(network))
        kind = Kind.AS_IT_WAS
    best = attempt_of(construct(network, guidance, watch.count), watch.count)
    return Planned(part, network, best, recipe=(Stage(kind, LastPlan.of(part.problem)),))


def noted(before: Planned, after: Planned, stage: Stage, *, advanced: bool) -> Planned:
    """Return what a stage has made of a part, with the stage in its recipe; `advanced`: it need not be done again."""
    in_vain = after.best is before.best and not advanced
    done = replace(stage, last=LastPlan.of(before.part.problem), in_vain=in_vain)
    return replace(after, recipe=then(before.recipe, done))


def moved_on(planned: Planned, part: Part) -> Planned:
    """Return a plan as one of the same records in which nothing but the last plan differs: that is this plan now."""
    if LastPlan.of(planned.part.problem) == LastPlan.of(part.problem):
        return replace(planned, part=part)
    unchanged = replace(planned.best, cost=replace(planned.best.cost, changed_lots=0.0))
    network = replace(planned.network, index=part.index)
    return replace(planned, part=part, network=network, best=unchanged)


def with_what_was_shown(kept: Planned, searched: Planned) -> Planned:
    """
    Return a kept plan with what a search for a better one of the same records has shown.

    What it has shown counts where it has come further than any before, for it may have been cut off.
    """
    ends = [(one.finished, one.tried_earlier, one.lots_sized) for one in (kept, searched)]
    if ends[0] == ends[1] or any(had and not has for had, has in zip(*ends, strict=True)):
        return kept
    tried = Stage(Kind.TRIED, LastPlan.of(kept.part.problem), tried=beyond(searched.recipe, kept.recipe))
    return replace(shown(kept, searched), recipe=(*kept.recipe, tried) if tried.tried else kept.recipe)


def shown(kept: Planned, searched: Planned) -> Planned:
    """Return a kept plan with all that a search has shown but its plan."""
    return replace(
        kept,
        finished=searched.finished,
        tried_earlier=searched.tried_earlier,
        lots_sized=searched.lots_sized,
        bound=searched.bound,
        breaks=searched.breaks,
        most_late=searched.most_late,
        lot_bound=searched.lot_bound,
    )


def attempt_of(draft: Draft, count: Callable[[int], None]) -> Attempt:
    """Return a draft as a plan, pegged and priced."""
    columns = columns_of_draft(draft, count)
    count(1)
    lots = lots_of(columns, draft.network)
    count(1)
    return Attempt(columns, lots, cost_of(draft.network.index, columns, lots), draft.certain)
