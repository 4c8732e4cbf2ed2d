"""
`benchmark reproduce`: random edits of a running instance, its searches for better plans going on or cut off by the next
edit; then its last plans are made again in this process, from what is stored, and compared byte for byte.
"""

from __future__ import annotations

import time
import zlib
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.arguments import above_zero, count_of, none_or_more
from benchmarks.client import Instance
from benchmarks.output import Line, show
from mps.models import Plan, PlanDetail
from mps.reproducing import Reproduction, Verdict, reproduced
from mps.scheduler import problem as problems

MANY_LINES = 20
CONTROLS = 3
NOT_WHOLE = ("stopped", "time_limit")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--count", type=count_of, default=50, help=_("how many of the last plans are made again"))
    parser.add_argument("--edits", type=none_or_more, default=40, help=_("how many edits before that"))
    parser.add_argument("--every", type=above_zero, default=1.5, help=_("seconds from edit to edit, on average"))


def run(options: Namespace) -> int:
    """Edit, make the plans again, print what is different; the status is 1 where any is, or a control is not."""
    with client.signed_in(options) as instance:
        edit(instance, count=options.edits, every_seconds=options.every)
        plans = Plan.objects.filter(site=instance.site).order_by("-pk")[: options.count]
        seen = [again(plan) for plan in plans]
        controls = [control(plan) for plan in list(plans)[:CONTROLS]]
    show([instance.heading(), *table(seen, controls)], as_json=options.json)
    return int(any(one.found.verdict is not Verdict.SAME for one in seen) or not all(controls))


def edit(instance: Instance, *, count: int, every_seconds: float) -> None:
    """Edit lines, now one and now many, after pauses of random length."""
    for number in range(count):
        began, pause = time.monotonic(), instance.chance.uniform(0, 2 * every_seconds)
        last = instance.edit(MANY_LINES if number % 7 == 3 and len(instance.line_ids) >= MANY_LINES else 1)
        time.sleep(max(0.0, began + pause - time.monotonic()))
        if number + 1 == count:
            instance.wait_for(last.revision)


@dataclass(frozen=True, slots=True)
class Seen:
    """A plan, what became of it when it was made again, and how long that took and it had taken, in seconds."""

    plan: Plan
    found: Reproduction
    seconds: float


def again(plan: Plan) -> Seen:
    """Make a plan again."""
    began = time.monotonic()
    found = reproduced(plan)
    return Seen(plan, found, time.monotonic() - began)


def control(plan: Plan) -> bool:
    """Whether a plan is found to be another one once a single number of its stored problem is changed."""
    with transaction.atomic():
        detail = PlanDetail.objects.get(plan=plan)
        problem = problems.from_bytes(zlib.decompress(detail.problem))
        first = replace(problem.demands[0], quantity=problem.demands[0].quantity + 1)
        changed = replace(problem, demands=(first, *problem.demands[1:]))
        PlanDetail.objects.filter(plan=plan).update(problem=zlib.compress(problems.to_bytes(changed)))
        found = reproduced(plan)
        transaction.set_rollback(True)
    return found.verdict is Verdict.DIFFERENT and len(found.parts) > 1


def table(seen: list[Seen], controls: list[bool]) -> Iterator[Line]:
    """Return the figures as lines; a line for each plan that is not the same."""
    for one in seen:
        if one.found.verdict is not Verdict.SAME:
            parts = ", ".join(one.found.parts)
            text = f"  plan {one.plan.pk} ({one.plan}): {one.found.verdict.value} {parts} {one.found.lot or ''}"
            yield Line(text, {"plan": one.plan.pk, "verdict": one.found.verdict.value, "parts": one.found.parts})
    same = sum(one.found.verdict is Verdict.SAME for one in seen)
    yield Line(f"{same} of {len(seen)} plans made again byte for byte", {"plans": len(seen), "same": same})
    paths = Counter(one.found.path for one in seen)
    cut = sum(one.plan.outcome in NOT_WHOLE for one in seen)
    stages = sum(one.found.cut_stages > 0 for one in seen)
    yield Line(
        f"made by {told(paths)}; {cut} ended by the clock or a wish, {stages} with a stage that was cut off and counts",
        {"paths": dict(paths), "cut": cut, "with_cut_stages": stages},
    )
    p50, p95 = np.percentile([one.seconds for one in seen], [50, 95]).tolist()
    yield Line(f"seconds to make one again: p50 {p50:.2f}, p95 {p95:.2f}", {"p50": p50, "p95": p95})
    noticed = sum(controls)
    text = f"control, one number of the stored problem changed: {noticed} of {len(controls)} noticed"
    yield Line(text, {"controls": len(controls), "noticed": noticed})


def told(counts: Counter[str]) -> str:
    """Return counts as words."""
    pairs: Iterable[tuple[str, int]] = sorted(counts.items())
    return ", ".join(f"{name} {count}" for name, count in pairs)
