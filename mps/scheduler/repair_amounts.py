"""
No more of an element of a way out than it takes, in the steps in which people add to it.

The search tries few amounts of each, of hours the same on all days of a week. Here what is not needed is taken away:
of hours whole days first, then half hours of each day that is left; and days by which something comes sooner than it
must. Whatever is answered is proven.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from mps.scheduler.repair_elements import BuySooner, Element, Expedite, Overtime
from mps.scheduler.repair_trials import Enough, Trials

# Hours are added to a day by the half.
STEP_MINUTES = 30
# So many more first plans guess how little of a set may do.
MOST_GUESSED = 30

Elements = tuple[Element, ...]


def least(trials: Trials, quick: Trials | None, elements: Elements) -> Iterator[Elements]:
    """
    Yield ways out of the same elements as one, each with less of one of them than the last. Raises Enough.

    `quick` plans guess first how little may do, where there are any.
    """
    guess = _guess(quick, elements) if quick else elements
    if guess != elements and trials.is_way_out(guess):
        elements = guess
        yield elements
    yield from _step_by_step(trials, elements)


def _guess(quick: Trials, elements: Elements) -> Elements:
    """Return the least of a set by first plans: a good guess, proven of nothing."""
    quick.allow(MOST_GUESSED)
    with suppress(Enough):
        if quick.needs_something and quick.is_way_out(elements):
            for less in _step_by_step(quick, elements):
                elements = less
    return elements


def _step_by_step(trials: Trials, elements: Elements) -> Iterator[Elements]:
    for place in sorted(range(len(elements)), key=lambda place: -elements[place].price):
        others = (*elements[:place], *elements[place + 1 :])
        for lower in _lower(trials, elements[place], others):
            elements = (*elements[:place], lower, *elements[place + 1 :])
            yield elements


def one_less(element: Element) -> Iterator[Element]:
    """Yield an element with one step less of it, in each way in which that can be."""
    if isinstance(element, Overtime):
        if len(element.days) > 1:
            yield from (_without_day(element, day) for day in element.days)
        yield from _with_less(element)[-1:]
    elif isinstance(element, Expedite | BuySooner) and element.days > 1:
        yield _days_sooner(element, element.days - 1)


def _lower(trials: Trials, element: Element, others: Elements) -> Iterator[Element]:
    if isinstance(element, Overtime):
        yield from _hours(trials, element, others)
    elif isinstance(element, Expedite | BuySooner):
        levels = [_days_sooner(element, days) for days in range(1, element.days)]
        yield from _lowest(trials, levels, others)


def _hours(trials: Trials, hours: Overtime, others: Elements) -> Iterator[Element]:
    """Yield hours on fewer days, then fewer of them a day."""
    for day in hours.days:
        if len(hours.days) > 1 and trials.is_way_out((*others, fewer := _without_day(hours, day))):
            hours = fewer
            yield hours
    yield from _lowest(trials, _with_less(hours), others)


def _lowest(trials: Trials, levels: Sequence[Element], others: Elements) -> Iterator[Element]:
    """Yield the lowest level that is a way out with others, if any is; the highest is looked at first."""
    if not levels or not trials.is_way_out((*others, levels[-1])):
        return
    low, high = -1, len(levels) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if trials.is_way_out((*others, levels[middle])) else (middle, high)
    yield levels[high]


def _without_day(hours: Overtime, day: int) -> Overtime:
    return _amount(hours, tuple(one for one in hours.days if one != day), hours.minutes_per_day)


def _with_less(hours: Overtime) -> list[Overtime]:
    steps = range(STEP_MINUTES, math.ceil(hours.minutes_per_day), STEP_MINUTES)
    return [_amount(hours, hours.days, float(minutes)) for minutes in steps]


def _amount(hours: Overtime, days: tuple[int, ...], minutes_per_day: float) -> Overtime:
    price = hours.price * minutes_per_day * len(days) / hours.minutes
    return replace(hours, days=days, minutes_per_day=minutes_per_day, price=price)


def _days_sooner(element: Expedite | BuySooner, days: int) -> Element:
    price = element.price * days / element.days
    return replace(element, day=element.day + element.days - days, days=days, price=price)
