"""`benchmark calibration`: are dates that are said to be 80 % and 95 % sure kept so often? Made histories, in time."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from benchmarks.arguments import count_of, none_or_more
from benchmarks.delay_regimes import REGIMES, History, Regime, histories
from benchmarks.output import Line, show
from mps.confidence.kept import Share, bounds_by_block
from mps.confidence.learning import Learner, in_time
from mps.confidence.records import EARLIEST, LATEST

# The label, and between what shares of those that have it must be kept; what is stated inside rounds to it.
GOALS = {0.80: (0.78, 0.82), 0.95: (0.94, 0.96)}
FORETOLD = 0.3  # of a history is only learned from
BLOCK_DAYS = 60  # working days, after which nothing is left of a day's trouble


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    A promise with a label: what was stated for its date, and whether that was kept; `at_least`: for its wish.

    Outcomes of one `block` (of a history, some weeks) may hang together: one day's trouble hits many.
    """

    label: float
    stated: float
    kept: bool
    at_least: bool
    block: tuple[int, ...] = ()


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("--seed", type=none_or_more, default=1, help=_("of the histories; of the first, where more"))
    parser.add_argument("--seeds", type=count_of, default=1, help=_("how many of them, one after the other"))


def run(options: Namespace) -> int:
    """Print the share kept per regime and in all; the status is 1 where it is outside what was said."""
    everything, missed = list[Outcome](), 0
    for regime in REGIMES:
        seeds = range(options.seed, options.seed + options.seeds)
        found = [one for seed in seeds for one in outcomes_of(regime, seed)]
        everything += found
        show(lines(regime.name, found), as_json=options.json)
    show(lines("all", everything), as_json=options.json)
    for label in GOALS:
        missed += not met(label, share(label, everything))
    return int(missed > 0)


def outcomes_of(regime: Regime, seed: int) -> Iterator[Outcome]:
    """Return what became of the dates of a regime's promises, each said from what was known before."""
    for plant, history in enumerate(histories(regime, seed)):
        for one in foretold(history):
            yield replace(one, block=(seed, plant, *one.block))


def foretold(history: History) -> Iterator[Outcome]:
    """Return the labelled dates of a history's later promises; learning and promising take turns by day."""
    learner = Learner()
    events = list(in_time(history.deliveries))
    promises = sorted(history.promises, key=lambda one: one.day)
    first_day = promises[int(len(promises) * FORETOLD)].day
    at = 0
    for promise in promises:
        while at < len(events) and events[at][0] <= promise.day:
            _day, delivery, over = events[at]
            (learner.learn if over else learner.foresee)(delivery)
            at += 1
        outlook = learner.outlook(promise.rests) if promise.day >= first_day else None
        if outlook is None:
            continue
        block = (promise.day // BLOCK_DAYS,)
        for label, (least, most) in GOALS.items():
            stated = [(day, outlook.within(day)) for day in range(EARLIEST, LATEST + 1)]
            near = [(abs(chance - label), day, chance) for day, chance in stated if least <= chance <= most]
            if near:
                _off, day, chance = min(near)
                yield Outcome(label, chance, promise.delay <= day, at_least=False, block=block)
            wished = outlook.days_for(label)
            if wished is not None:
                kept = promise.delay <= wished
                yield Outcome(label, outlook.within(wished), kept, at_least=True, block=block)


def share(label: float, outcomes: Iterable[Outcome], *, at_least: bool = False) -> Share:
    """Return how many of those with a label were kept."""
    kept = [one.kept for one in outcomes if one.label == label and one.at_least == at_least]
    return Share(sum(kept), len(kept))


def shares_by_block(outcomes: Iterable[Outcome]) -> list[Share]:
    """Return how many were kept of those that may hang together."""
    kept: dict[tuple[int, ...], list[bool]] = {}
    for one in outcomes:
        kept.setdefault(one.block, []).append(one.kept)
    return [Share(sum(some), len(some)) for some in kept.values()]


def met(label: float, found: Share) -> bool:
    """Return whether a share is what the label promises."""
    least, most = GOALS[label]
    return least <= found.share <= most


def lines(name: str, outcomes: Sequence[Outcome]) -> Iterator[Line]:
    """Return a line per label: those stated to be about so sure, and those of which at least so much was wished."""
    for label in GOALS:
        found, wished = share(label, outcomes), share(label, outcomes, at_least=True)
        stated = [one.stated for one in outcomes if one.label == label and one.at_least]
        mean = sum(stated) / len(stated) if stated else 0.0
        blocks = shares_by_block(one for one in outcomes if one.label == label and not one.at_least)
        least, most = bounds_by_block(blocks)
        text = (
            f"{name:<22}{label:.0%}: kept {found.share:.2%} of {found.count:,} ({least:.2%} to {most:.2%})"
            f" {'yes' if met(label, found) else 'NO '}; dates for at least that: stated {mean:.2%},"
            f" kept {wished.share:.2%} of {wished.count:,}"
        )
        yield Line(text, {
            "regime": name, "label": label, "promises": found.count, "kept": found.share, "least": least, "most": most,
            "met": met(label, found), "wished": wished.count, "wished_stated": mean, "wished_kept": wished.share,
        })  # fmt: skip
