"""`benchmark burst`: many edits in few transactions; how many solves they cost, and whether the last one is planned."""

from __future__ import annotations

from django.utils import timezone

from benchmarks.client import Instance


def measure(instance: Instance, *, transactions: int, lines_each: int) -> list[str]:
    """Send the transactions one right after another; return what came of them as lines of text."""
    began = timezone.now()
    edits = [instance.edit(lines_each) for _number in range(transactions)]
    sent = (edits[-1].answered_at - began).total_seconds()
    instance.wait_for(edits[-1].revision)
    caught_up = (timezone.now() - began).total_seconds()
    return [
        f"{transactions * lines_each} edits in {transactions} transactions of {lines_each}: sent in {sent:.2f} s",
        f"revisions {edits[0].revision} to {edits[-1].revision}",
        f"the last one was planned {caught_up - sent:.2f} s after the last answer",
        f"solves: {instance.runs_since(began)}",
    ]
