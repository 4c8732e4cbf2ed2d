"""
What became of each lot from one plan to another: the one definition of a changed lot.

A lot of the older plan is *changed* where it is gone, or has another quantity or finish, as the change budget has it
(`scheduler.change_budget.is_as_it_was`). What had begun by the newer plan's first day, and what a person fixed, is no
plan's own making; a *new* lot changes none. Each of those is told, and counted by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from mps.scheduler.lot_keys import MOST_DAYS_APART

ItemT = TypeVar("ItemT", int, str)

# Of the same size, a lot that is neither gone nor new but moved is taken for that over a quarter, and no farther: the
# horizon rolls on, and lots at its new end are no lots of today.
MOST_DAYS_MOVED = 91
SAME_DECIMALS = 4  # of quantities
SAME_QUANTITY = 10**-SAME_DECIMALS


class LotFate(StrEnum):
    """What became of a lot from one plan to the other; `changed` and `gone` are changed lots."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"  # another quantity or finish
    STARTS = "starts"  # begins on another day, all else is as it was
    FIXED = "fixed"  # is as a person fixed it
    BEGUN = "begun"  # had begun by the first day of the newer plan


CHANGED_FATES = (LotFate.CHANGED, LotFate.GONE)


@dataclass(frozen=True, slots=True)
class Made:
    """A lot as one plan has it: pieces, its days, and whether a person fixed it."""

    quantity: float
    start_date: date
    finish_date: date
    is_firm: bool = False

    def is_as(self, other: Made) -> bool:
        """Whether quantity and finish are those of another one."""
        return self.finish_date == other.finish_date and abs(self.quantity - other.quantity) < SAME_QUANTITY


@dataclass(frozen=True, slots=True)
class LotChange(Generic[ItemT]):
    """
    A lot that is not the same in both plans; `before` or `after` is None where only the other plan has it.

    `key` is its key in the newer plan (in the older one where it is gone), `key_before` that in the older one.
    """

    key: str
    key_before: str | None
    item: ItemT
    before: Made | None
    after: Made | None
    fate: LotFate

    @property
    def days(self) -> int | None:
        """By how many days later it is finished; None for a lot that only one plan has."""
        if self.before is None or self.after is None:
            return None
        return (self.after.finish_date - self.before.finish_date).days

    @property
    def more(self) -> float:
        """By how many pieces it is larger."""
        return (self.after.quantity if self.after else 0.0) - (self.before.quantity if self.before else 0.0)

    @property
    def is_resized(self) -> bool:
        """Whether both plans have it, with different quantities."""
        return self.before is not None and self.after is not None and abs(self.more) >= SAME_QUANTITY

    @property
    def first_date(self) -> date:
        """The earlier of its finishes."""
        return min(made.finish_date for made in (self.before, self.after) if made)


@dataclass(frozen=True, slots=True)
class LotCounts:
    """How many lots there are of each fate; `changed_soon`: changed ones of the older plan that finish soon."""

    by_fate: Mapping[LotFate, int]
    changed_soon: int = 0

    @property
    def changed(self) -> int:
        """Lots of the older plan that are gone, or have another quantity or finish."""
        return sum(self.by_fate[fate] for fate in CHANGED_FATES)

    @property
    def new(self) -> int:
        """Lots that the older plan had not."""
        return self.by_fate[LotFate.NEW]


Lots = Mapping[str, tuple[ItemT, Made]]


def told(was: Lots[ItemT], now: Lots[ItemT], *, first_day: date) -> list[LotChange[ItemT]]:
    """
    Return the lots that are not the same in two plans, by key, the soonest first.

    `first_day` is the newer plan's. Lots that are the same in both may be left out of both. Keys last from plan to plan
    where a lot is recognisably the same, but not over several plans, nor where a person says what finishes; so a lot is
    known again also by what it is: the same item, finish and quantity; else the same key; else the nearest one of the
    item, at most as far away as a lot is taken for the same from plan to plan (`MOST_DAYS_APART`); else the nearest one
    of the item with the same quantity, at most `MOST_DAYS_MOVED` away, where no other is as near.
    """
    changes = [_change(old, new, was, now, first_day) for old, new in _pairs(was, now, first_day)]
    different = [one for one in changes if one is not None]
    return sorted(different, key=lambda one: (one.first_date, one.item, one.key))


def counts_of(changes: Iterable[LotChange[ItemT]], *, soon_until: date = date.min) -> LotCounts:
    """Return how many lots there are of each fate; those that the older plan finishes before `soon_until` are soon."""
    counts, soon = dict.fromkeys(LotFate, 0), 0
    for one in changes:
        counts[one.fate] += 1
        soon += one.fate in CHANGED_FATES and one.before is not None and one.before.finish_date < soon_until
    return LotCounts(counts, soon)


def _pairs(was: Lots[ItemT], now: Lots[ItemT], first_day: date) -> list[tuple[str | None, str | None]]:
    """Return which lot of the older plan each one of the newer is, by keys; None where there is none."""
    olds, news = _by_item(was), _by_item(now)
    pairs: list[tuple[str | None, str | None]] = []
    for item in {**olds, **news}:
        pairs += _pairs_of_item(olds.get(item, {}), news.get(item, {}), first_day)
    return pairs


def _by_item(lots: Lots[ItemT]) -> dict[ItemT, dict[str, Made]]:
    found: dict[ItemT, dict[str, Made]] = defaultdict(dict)
    for key in sorted(lots):
        item, made = lots[key]
        found[item][key] = made
    return found


def _pairs_of_item(
    olds: dict[str, Made], news: dict[str, Made], first_day: date
) -> list[tuple[str | None, str | None]]:
    found: dict[str, str] = {}  # by key of the newer plan
    left = dict(olds)

    def take(pairs: Iterable[tuple[str, str]]) -> None:
        for old, new in pairs:
            if old in left and new not in found:
                found[new] = old
                del left[old]

    take((key, key) for key, made in news.items() if key in left and made.is_as(left[key]))
    take(_twins(left, {key: made for key, made in news.items() if key not in found}))
    take((key, key) for key in news)
    take(_nearest(left, {key: made for key, made in news.items() if key not in found}))
    ahead = {key: made for key, made in left.items() if made.start_date >= first_day}
    take(_moved_far(ahead, {key: made for key, made in news.items() if key not in found}))
    return [*((found.get(key), key) for key in news), *((key, None) for key in left)]


def _twins(olds: Mapping[str, Made], news: Mapping[str, Made]) -> list[tuple[str, str]]:
    """Return lots that finish on the same day with the same quantity."""
    alike: dict[tuple[date, float], list[str]] = defaultdict(list)
    for key, made in olds.items():
        alike[made.finish_date, round(made.quantity, SAME_DECIMALS)].append(key)
    pairs = []
    for key, made in news.items():
        twins = alike[made.finish_date, round(made.quantity, SAME_DECIMALS)]
        if twins:
            pairs.append((twins.pop(0), key))
    return pairs


def _nearest(olds: Mapping[str, Made], news: Mapping[str, Made]) -> list[tuple[str, str]]:
    """Return lots that finish near each other, the nearest and most alike first; each may be named more than once."""
    near = [
        (days, abs(after.quantity - before.quantity), old, new)
        for old, before in olds.items()
        for new, after in news.items()
        if (days := abs((after.finish_date - before.finish_date).days)) <= MOST_DAYS_APART
    ]
    return [(old, new) for _days, _quantity, old, new in sorted(near)]


def _moved_far(olds: Mapping[str, Made], news: Mapping[str, Made]) -> list[tuple[str, str]]:
    """Return lots of the same quantity farther apart, the nearest first; of two as near neither is taken."""
    far: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for old, before in olds.items():
        for new, after in news.items():
            days = abs((after.finish_date - before.finish_date).days)
            if days <= MOST_DAYS_MOVED and abs(after.quantity - before.quantity) < SAME_QUANTITY:
                far[days].append((old, new))
    pairs: list[tuple[str, str]] = []
    decided: set[str] = set()
    for _days, alike in sorted(far.items()):
        free = [pair for pair in alike if decided.isdisjoint(pair)]
        times = Counter(key for pair in free for key in pair)
        pairs += [(old, new) for old, new in free if times[old] == times[new] == 1]
        decided.update(times)
    return pairs


def _change(
    old: str | None, new: str | None, was: Lots[ItemT], now: Lots[ItemT], first_day: date
) -> LotChange[ItemT] | None:
    """Return what became of a lot; None where it is as it was."""
    before, after = was[old][1] if old is not None else None, now[new][1] if new is not None else None
    fate = _fate(before, after, first_day, is_same_key=old == new)
    item = (now[new] if new is not None else was[old or ""])[0]
    return None if fate is None else LotChange(new or old or "", old, item, before, after, fate)


def _fate(before: Made | None, after: Made | None, first_day: date, *, is_same_key: bool) -> LotFate | None:
    if before is None:
        return LotFate.FIXED if after and after.is_firm else LotFate.NEW
    if after and after.is_as(before):
        return None if after.start_date == before.start_date else LotFate.STARTS
    if before.start_date < first_day:
        return LotFate.BEGUN
    if after is None:
        return LotFate.GONE
    return LotFate.FIXED if after.is_firm and is_same_key else LotFate.CHANGED

