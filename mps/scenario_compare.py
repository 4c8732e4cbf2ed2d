"""Scenarios beside the plan that is, and beside each other: figures, order lines, customers, load and lots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from company.models import Site, User
from mps.changed_lots import LotChange, LotCounts, counts_of
from mps.models import Plan, Scenario, ScenarioPlan
from mps.queries.grid import grid
from mps.scenario_measures import LoadRow, loads_of, lots_of
from mps.scheduler.horizon import MINUTES_IN_AN_HOUR
from orders.models import OrderLine, OutlookStatus
from orders.visible import visible_to

LINES_SHOWN = 200
LOTS_SHOWN = 100
LINES_OPEN = 12  # more are folded, so that the keyboard gets past them
FAR = 10_000  # days: where one of the two is not known
FIGURES = {
    "short_items": gettext_lazy("Items short inside 26 weeks"),
    "overloaded_center_weeks": gettext_lazy("Overloaded work centre weeks"),
}
# What people added is no term of the engine's cost: it is paid whatever is planned, and a figure of each plan.
PAID = {
    "overtime": gettext_lazy("Overtime that the plan buys"), "added_cost": gettext_lazy("Overtime and shifts added"),
    "setup": gettext_lazy("Set-ups"), "holding": gettext_lazy("Stock kept"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of a scenario, and by how much it is more than today's."""

    value: float
    more: float


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure: of the plan that is, and of each scenario. `less_is_better` None: neither is."""

    label: str
    now: float
    values: tuple[Value, ...]
    less_is_better: bool | None = True


@dataclass(frozen=True, slots=True)
class Planned:
    """A line's day in a scenario; `days` later than today's, None where it stays or one of the days is not known."""

    day: date | None
    moves: bool
    days: int | None
    breaks: bool

    @property
    def days_sooner(self) -> int:
        """How many days sooner; 0 where it is not."""
        return max(0, -(self.days or 0))


@dataclass(frozen=True, slots=True)
class LineRow:
    """An order line (None: a new order, named so) and its day in the plan that is and in each scenario."""

    line: OrderLine | None
    name: str
    now: date | None
    values: tuple[Planned | None, ...]


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer, and in each scenario how many of its lines leave later, sooner, and too late for a kept promise."""

    name: str
    values: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Compared:
    """Scenarios that are planned, beside the current plan, for somebody."""

    site: Site
    current: Plan
    scenarios: Sequence[Scenario]
    by: User

    @cached_property
    def plans(self) -> list[ScenarioPlan]:
        """The plans of the scenarios, in their order."""
        return [scenario.plan for scenario in self.scenarios]

    @cached_property
    def figures(self) -> list[FigureRow]:
        """The figures, one row each."""
        now = grid(self.current.pk).figures
        rows = [
            self._figure(str(status.label), self.current.kpis.get(status.value, 0), status.value,
                         better=status == OutlookStatus.ON_TIME)
            for status in OutlookStatus
        ]  # fmt: skip
        rows += [self._figure(str(label), getattr(now, name), name) for name, label in FIGURES.items()]
        counts = [counts_of(lots) for lots in self._lots]
        rows.append(_row(_("Lots changed"), 0, [one.changed for one in counts]))
        rows.append(_row(_("New lots"), 0, [one.new for one in counts], less_is_better=None))
        rows.append(self._figure(_("Nervousness"), 0, "nervousness"))
        return [*rows, *self._hours(), *self._paid()]

    def _hours(self) -> list[FigureRow]:
        """Return the overtime, that of the plan and that of people told apart."""
        bought = [sum(row.values[place].overtime for row in self.loads) for place in range(len(self.plans))]
        rows = [_row(_("Overtime that the plan buys, hours"), sum(row.now.overtime for row in self.loads), bought)]
        if self._tell_what_was_added:
            now, *others = (one["added_minutes"] / MINUTES_IN_AN_HOUR for one in self._kept)
            rows.append(_row(_("Overtime and shifts added, hours"), now, others))
        return rows

    def _paid(self) -> list[FigureRow]:
        """Return what is paid, in the site's currency, term by term and in all."""
        now, *others = ({**kept, **cost} for kept, cost in zip(self._kept, self._costs, strict=True))
        terms = [name for name in PAID if name != "added_cost" or self._tell_what_was_added]
        rows = []
        for name in terms:
            words = _("%(term)s, %(currency)s") % {"term": PAID[name], "currency": self.site.currency}
            rows.append(_row(words, now.get(name, 0.0), [one[name] for one in others]))
        total = _("Paid in all, %(currency)s") % {"currency": self.site.currency}
        paid = [sum(one[name] for name in terms) for one in others]
        return [*rows, _row(total, sum(now.get(name, 0.0) for name in terms), paid)]

    @property
    def _kept(self) -> list[dict[str, Any]]:
        """What is kept with the current plan and with each scenario's, beside its cost."""
        return [self.current.kpis, *(plan.figures for plan in self.plans)]

    @property
    def _costs(self) -> list[dict[str, float]]:
        return [self.current.cost, *(plan.cost for plan in self.plans)]

    @property
    def _tell_what_was_added(self) -> bool:
        """Whether every one of the plans tells what people added: those of before don't, and can't be held against."""
        return all("added_cost" in one for one in self._kept)

    def _figure(self, label: str, now: float, name: str, *, better: bool = False) -> FigureRow:
        values = [plan.figures.get(name, 0) for plan in self.plans]
        return _row(label, now, values, less_is_better=not better)

    @cached_property
    def _moves(self) -> list[dict[int, tuple[str | None, str | None, bool]]]:
        return [{row[0]: (row[1], row[2], row[3]) for row in plan.moves["lines"]} for plan in self.plans]

    @cached_property
    def _lines(self) -> dict[int, OrderLine]:
        ids = {line_id for moves in self._moves for line_id in moves}
        seen = visible_to(self.by).filter(site=self.site, pk__in=ids)
        return {line.pk: line for line in seen.select_related("order__customer", "item", "outlook")}

    @cached_property
    def lines(self) -> list[LineRow]:
        """The lines that move in one of the scenarios at least, the most hurt first; new orders before all others."""
        rows = []
        for pk, line in self._lines.items():
            now = self._now(line)
            values = tuple(_planned(moves.get(pk), now) for moves in self._moves)
            rows.append(LineRow(line, str(line), now, values))
        rows.sort(key=lambda row: (-sum(one.breaks for one in row.values if one), -_furthest(row), row.name))
        return [*self._new_lines(), *rows]

    @property
    def is_past(self) -> bool:
        """Whether it is one scenario that is over or of an earlier plan, beside the plan that it was planned on."""
        return len(self.scenarios) == 1 and not (self.scenarios[0].is_open and self.scenarios[0].base_plan_id is None)

    @property
    def beside(self) -> str:
        """The words for the plan that they stand beside."""
        if not self.is_past:
            return _("The plan now")
        if not self.scenarios[0].is_open:
            return _("The plan before")
        return _("Plan %(revision)s.%(sequence)s") % {
            "revision": self.current.revision, "sequence": self.current.sequence
        }  # fmt: skip

    def _now(self, line: OrderLine) -> date | None:
        if self.is_past:
            return _day(self._moves[0][line.pk][0])
        return line.outlook.planned_date if hasattr(line, "outlook") else None

    @property
    def lines_shown(self) -> list[LineRow]:
        """The first of them."""
        return self.lines[:LINES_SHOWN]

    def _new_lines(self) -> list[LineRow]:
        days = [dict(plan.moves["new"]) for plan in self.plans]
        numbers = dict.fromkeys(number for one in days for number in one)
        return [
            LineRow(None, number, None, tuple(
                Planned(_day(one[number]), moves=True, days=None, breaks=False) if number in one else None
                for one in days
            ))
            for number in numbers
        ]  # fmt: skip

    @cached_property
    def customers(self) -> list[CustomerRow]:
        """Whom it touches, those with broken promises first."""
        counts: dict[str, list[list[int]]] = {}
        for row in self.lines:
            if row.line is None:
                continue
            own = counts.setdefault(str(row.line.order.customer), [[0, 0, 0] for _one in self.plans])
            for count, one in zip(own, row.values, strict=True):
                if one and one.moves:
                    count[0] += one.days is None or one.days > 0
                    count[1] += one.days is not None and one.days < 0
                    count[2] += one.breaks
        rows = [
            CustomerRow(name, tuple((later, sooner, broken) for later, sooner, broken in own))
            for name, own in counts.items()
        ]
        return sorted(rows, key=lambda row: (-sum(one[2] for one in row.values), -sum(map(sum, row.values)), row.name))

    @cached_property
    def loads(self) -> list[LoadRow]:
        """Every work centre, the fullest first."""
        return loads_of(self.current, self.plans)

    @cached_property
    def _lots(self) -> list[list[LotChange[str]]]:
        return [lots_of(self.current, plan) for plan in self.plans]

    @property
    def lots(self) -> list[LotChange[str]]:
        """The lots of the first scenario that the current plan has otherwise, the soonest first."""
        return self._lots[0] if self._lots else []

    @property
    def lot_counts(self) -> LotCounts:
        """How many of these there are of each fate."""
        return counts_of(self.lots)

    @property
    def lots_shown(self) -> list[LotChange[str]]:
        """The first of them."""
        return self.lots[:LOTS_SHOWN]


def _row(label: str, now: float, values: Iterable[float], *, less_is_better: bool | None = True) -> FigureRow:
    return FigureRow(label, now, tuple(Value(value, value - now) for value in values), less_is_better)


def _planned(move: tuple[str | None, str | None, bool] | None, now: date | None) -> Planned:
    if move is None:
        return Planned(now, moves=False, days=None, breaks=False)
    before, after = _day(move[0]), _day(move[1])
    days = (after - before).days if before and after else None
    return Planned(after, moves=True, days=days, breaks=move[2])


def _furthest(row: LineRow) -> int:
    days = [one.days for one in row.values if one and one.moves]
    return max((FAR if one is None else abs(one) for one in days), default=0)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
