"""`benchmark calibration`: are dates that are said to be 80 % and 95 % sure kept so often? Made histories, in time."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from benchmarks.arguments import none_or_more
from benchmarks.delay_regimes import REGIMES, History, Regime, histories
from benchmarks.output import Line, show
from mps.confidence.kept import Share
from mps.confidence.learning import Learner, in_time
from mps.confidence.records import EARLIEST, LATEST

# The label, and between what shares of those that have it must be kept; what is stated inside rounds to it.
GOALS = {0.80: (0.78, 0.82), 0.95: (0.94, 0.96)}
FORETOLD = 0.3  # of a history is only learned from


@dataclass(frozen=True, slots=True)
class Outcome:
    """A promise with a label: what was stated for its date, and whether that was kept; `at_least`: for its wish."""

    label: float
    stated: float
    kept: bool
    at_least: bool


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("--seed", type=none_or_more, default=1, help=_("of the histories"))


def run(options: Namespace) -> int:
    """Print the share kept per regime and in all; the status is 1 where it is outside what was said."""
    everything, missed = list[Outcome](), 0
    for regime in REGIMES:
        found = list(outcomes_of(regime, options.seed))
        everything += found
        show(lines(regime.name, found), as_json=options.json)
    show(lines("all", everything), as_json=options.json)
    for label in GOALS:
        missed += not met(label, share(label, everything))
    return int(missed > 0)


def outcomes_of(regime: Regime, seed: int) -> Iterator[Outcome]:
    """Return what became of the dates of a regime's promises, each said from what was known before."""
    for history in histories(regime, seed):
        yield from foretold(history)


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
        for label, (least, most) in GOALS.items():
            stated = [(day, outlook.within(day)) for day in range(EARLIEST, LATEST + 1)]
            near = [(abs(chance - label), day, chance) for day, chance in stated if least <= chance <= most]
            if near:
                _off, day, chance = min(near)
                yield Outcome(label, chance, promise.delay <= day, at_least=False)
            wished = outlook.days_for(label)
            if wished is not None:
                yield Outcome(label, outlook.within(wished), promise.delay <= wished, at_least=True)


def share(label: float, outcomes: Iterable[Outcome], *, at_least: bool = False) -> Share:
    """Return how many of those with a label were kept."""
    kept = [one.kept for one in outcomes if one.label == label and one.at_least == at_least]
    return Share(sum(kept), len(kept))


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
        least, most = found.bounds()
        text = (
            f"{name:<22}{label:.0%}: kept {found.share:.2%} of {found.count:,} ({least:.2%} to {most:.2%})"
            f" {'yes' if met(label, found) else 'NO '}; dates for at least that: stated {mean:.2%},"
            f" kept {wished.share:.2%} of {wished.count:,}"
        )
        yield Line(text, {
            "regime": name, "label": label, "promises": found.count, "kept": found.share, "least": least, "most": most,
            "met": met(label, found), "wished": wished.count, "wished_stated": mean, "wished_kept": wished.share,
        })  # fmt: skip
