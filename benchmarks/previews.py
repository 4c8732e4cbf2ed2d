"""`benchmark previews`: what random changes would do, asked of an instance; some are made, to see if it was so."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter, sleep
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.arguments import count_of, none_or_more
from benchmarks.client import Instance
from benchmarks.output import Line, show
from orders.models import LineOutlook, LineStatus, OrderLine

FACTORS = (0.5, 2, 3, 10)
DAYS_EARLIER, DAYS_LATER = -14, 28
MOST_NAMED = 10
FINISHED = (LineStatus.SHIPPED, LineStatus.CLOSED, LineStatus.CANCELLED)

Dates = Mapping[int, date | None]


@dataclass(frozen=True, slots=True)
class How:
    """One change in `every` is made (0: none), and then given `settle` seconds for a better plan to follow."""

    every: int
    settle: int = 0
    thorough: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A change of a line that was asked about, the answer, and how many milliseconds it took."""

    line_id: int
    values: Mapping[str, Any]
    milliseconds: float
    answer: Mapping[str, Any]

    @property
    def moved(self) -> int:
        """How many other lines would move."""
        return len(self.answer["moved"]) + int(self.answer["others_moved"])


@dataclass(frozen=True, slots=True)
class Made:
    """
    A change that was made: the dates that lines were to have and had then, of all that were to move or did.

    `first`: those by the plan that covered it first; `found` is by the last one that was waited for.
    """

    asked: Asked
    foretold: Dates
    found: Dates
    first: Dates

    @property
    def agreed(self) -> int:
        """How many lines are where they were to be."""
        return sum(self.foretold.get(line, "none") == self.found[line] for line in self.found)

    @property
    def moved_again(self) -> bool:
        """Whether a better plan moved lines that the first one had moved otherwise."""
        return self.first != self.found


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--count", type=count_of, default=100, help=_("how many changes"))
    parser.add_argument(
        "--make-every", type=none_or_more, default=5, help=_("make one change in so many, and undo it; 0: none")
    )
    parser.add_argument(
        "--thorough", action="store_true", help=_("ask for what the search for a better plan ends with")
    )
    parser.add_argument(
        "--settle", type=none_or_more, default=0, help=_("seconds in which a better plan may follow a change made")
    )


def run(options: Namespace) -> int:
    """Ask, make some of the changes, and print how long answers take and whether they were right."""
    with client.signed_in(options) as instance:
        instance.settle()
        how = How(options.make_every, options.settle, thorough=options.thorough)
        asked, made = measured(instance, count=options.count, how=how)
        show([instance.heading(), *table(asked, made)], as_json=options.json)
    return 0


def measured(instance: Instance, *, count: int, how: How) -> tuple[list[Asked], list[Made]]:
    """Return what was asked and what was made of it. Every change that is made is undone."""
    asked: list[Asked] = []
    made: list[Made] = []
    open_ids = OrderLine.objects.filter(pk__in=instance.line_ids).exclude(status__in=FINISHED).order_by("pk")
    ids = list(open_ids.values_list("pk", flat=True))
    for _number in range(count if ids else 0):
        line = OrderLine.objects.get(pk=instance.chance.choice(ids))
        values = a_change(instance, line)
        began = perf_counter()
        answer = instance.preview({"order_line": line.pk, "thorough": how.thorough, **values})
        asked.append(Asked(line.pk, values, 1_000 * (perf_counter() - began), answer))
        # One that waits for an approval changes no plan yet.
        if how.every and len(asked) % how.every == 0 and answer["state"] == "saved":
            made.append(_make(instance, line, asked[-1], how.settle))
    return asked, made


def a_change(instance: Instance, line: OrderLine) -> dict[str, Any]:
    """Return another quantity, another date, or both."""
    least = int(line.shipped_quantity) + 1
    quantity = max(least, round(float(line.quantity) * instance.chance.choice(FACTORS)))
    days = instance.chance.randint(DAYS_EARLIER, DAYS_LATER)
    day = max(instance.site.horizon_start, line.requested_date + timedelta(days=days))
    wishes = {
        "quantity": quantity if quantity != line.quantity else quantity + 1,
        "requested_date": (day if day != line.requested_date else day + timedelta(days=1)).isoformat(),
    }
    return {name: wishes[name] for name in instance.chance.choice((("quantity",), ("requested_date",), tuple(wishes)))}


def _make(instance: Instance, line: OrderLine, asked: Asked, settle: int) -> Made:
    before = _planned_dates(instance)
    was = {"quantity": float(line.quantity), "requested_date": line.requested_date.isoformat()}
    instance.wait_for(instance.change(line.pk, asked.values))
    first = _planned_dates(instance)
    sleep(settle)
    after = _planned_dates(instance)
    instance.wait_for(instance.change(line.pk, {name: was[name] for name in asked.values}))
    sleep(settle)
    foretold = {move["line_id"]: _day(move["after"]) for move in asked.answer["moved"]}
    if asked.answer["planned_date"] != asked.answer["planned_date_before"]:
        foretold[line.pk] = _day(asked.answer["planned_date"])
    really = {pk for dates in (first, after) for pk, day in dates.items() if before.get(pk) != day}
    lines = sorted(really | set(foretold))
    return Made(asked, foretold, {pk: after.get(pk) for pk in lines}, {pk: first.get(pk) for pk in lines})


def _planned_dates(instance: Instance) -> dict[int, date | None]:
    return dict(LineOutlook.objects.filter(line__site=instance.site).values_list("line_id", "planned_date"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def table(asked: list[Asked], made: list[Made]) -> list[Line]:
    """Return the figures as lines."""
    milliseconds = [one.milliseconds for one in asked]
    p50, p95, most = np.percentile(milliseconds, [50, 95, 100]).tolist() if asked else (0.0, 0.0, 0.0)
    moved = sum(one.moved > 0 for one in asked)
    lines = [
        Line(
            f"{len(asked)} previews: p50 {p50:.0f} ms, p95 {p95:.0f} ms, max {most:.0f} ms; {moved} would move others",
            {"previews": len(asked), "p50_ms": p50, "p95_ms": p95, "max_ms": most, "moving_others": moved},
        )
    ]
    if made:
        whole = sum(one.agreed == len(one.found) for one in made)
        dates, right = sum(len(one.found) for one in made), sum(one.agreed for one in made)
        lines.append(
            Line(
                f"{len(made)} changes made: {whole} did exactly as foretold; {right} of {dates} moved dates agree",
                {"made": len(made), "as_foretold": whole, "dates": dates, "dates_agreeing": right},
            )
        )
        again, told = sum(one.moved_again for one in made), sum(bool(one.asked.answer["may_improve"]) for one in made)
        lines.append(
            Line(
                f"  a better plan followed {again} of them with other dates; {told} were told that one may",
                {"moved_again": again, "told_may_improve": told},
            )
        )
    return [*lines, *(_different(one) for one in made if one.agreed < len(one.found))][: MOST_NAMED + len(lines)]


def _different(one: Made) -> Line:
    """Return what was otherwise than foretold, of one change."""
    wrong = [line for line in one.found if one.foretold.get(line, "none") != one.found[line]]
    words = ", ".join(f"{line}: {one.foretold.get(line, 'unmoved')} → {one.found[line]}" for line in wrong[:MOST_NAMED])
    values = dict(one.asked.values)
    return Line(
        f"  line {one.asked.line_id} {values}: {len(wrong)} of {len(one.found)} otherwise ({words})",
        {"line": one.asked.line_id, "values": values, "otherwise": len(wrong), "of": len(one.found)},
    )
