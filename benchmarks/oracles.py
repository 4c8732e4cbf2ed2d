"""`benchmark oracles FILE`: published worked examples, recomputed by the planning core; what differs, and where."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks.output import Line, show
from benchmarks.worked_examples import RECOMPUTED
from benchmarks.worked_examples.claims import Difference, differences
from benchmarks.worked_examples.example import Example, UnknownRule, Unusable


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one example: how it differs, or why it could not be recomputed."""

    id: str
    kind: str
    differences: tuple[Difference, ...] = ()
    unusable: str = ""

    @property
    def agrees(self) -> bool:
        """Whether every number is as stated."""
        return not self.differences and not self.unusable

    def line(self) -> Line:
        """Return it as a line of output."""
        words = self.unusable or "; ".join(f"differs at {one}" for one in self.differences) or "agrees"
        return Line(f"{self.id:<26}{self.kind:<22}{words}", {**asdict(self), "agrees": self.agrees})


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("file", type=Path, help=_("worked examples (JSON): lists of them, named by kind"))


def run(options: Namespace) -> int:
    """Recompute every example; the status is 1 where any differs or is of an unknown kind."""
    verdicts = []
    for verdict in judged(read(options.file)):
        verdicts.append(verdict)
        show([verdict.line()], as_json=options.json)
    agreeing = sum(verdict.agrees for verdict in verdicts)
    if not verdicts:
        raise CommandError(_("%(file)s holds no example.") % {"file": options.file})
    differing = len(verdicts) - agreeing
    counts = {"agree": agreeing, "differ": differing}
    show([Line(f"{agreeing} agree, {differing} differ", counts)], as_json=options.json)
    return int(differing > 0)


def read(path: Path) -> dict[str, object]:
    """Return what the file holds. Raises CommandError where it can't be read or holds something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        told = {"file": path, "reason": error.strerror}
        raise CommandError(_("%(file)s can't be read: %(reason)s.") % told) from error
    except (ValueError, RecursionError) as error:
        raise CommandError(_("%(file)s is no JSON: %(why)s") % {"file": path, "why": error}) from error
    if not isinstance(found, dict):
        raise CommandError(_("%(file)s holds no lists of examples, named by kind.") % {"file": path})
    return found


def judged(kinds: dict[str, object]) -> Iterator[Verdict]:
    """Yield the verdict on every example, in the order of the file. Text between the lists is a remark."""
    for kind, examples in kinds.items():
        if isinstance(examples, str):
            continue
        if not isinstance(examples, list) or not examples:
            yield Verdict("-", kind, unusable="is no list of examples")
            continue
        for fields in examples:
            is_example = isinstance(fields, dict)
            yield verdict_on(Example(kind, fields)) if is_example else Verdict("-", kind, unusable="is no object")


def verdict_on(example: Example) -> Verdict:
    """Recompute one example and compare."""
    recompute = RECOMPUTED.get(example.kind)
    if recompute is None:
        return Verdict(example.id, example.kind, unusable=f"unknown kind {example.kind}")
    try:
        claims = recompute(example)
    except UnknownRule as unknown:
        return Verdict(example.id, example.kind, unusable=f"unknown rule {unknown}")
    except Unusable as reason:
        return Verdict(example.id, example.kind, unusable=f"can't be recomputed: {reason}")
    if not claims:
        return Verdict(example.id, example.kind, unusable="states nothing that could be compared")
    if example.unread():
        return Verdict(example.id, example.kind, unusable=f"unknown field {', '.join(example.unread())}")
    return Verdict(example.id, example.kind, tuple(one for claim in claims for one in differences(claim)))
