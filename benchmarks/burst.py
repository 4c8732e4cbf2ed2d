"""`benchmark burst`: many edits in few transactions; how many solves they cost, and whether the last one is planned."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.utils import timezone

from benchmarks import client
from benchmarks.client import Instance
from benchmarks.output import Line, show

TRANSACTIONS, LINES_EACH = 10, 100


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)


def run(options: Namespace) -> int:
    """Send the burst and print what came of it."""
    with client.signed_in(options) as instance:
        lines = measure(instance, transactions=TRANSACTIONS, lines_each=LINES_EACH)
        show([instance.heading(), *lines], as_json=options.json)
    return 0


def measure(instance: Instance, *, transactions: int, lines_each: int) -> list[Line]:
    """Send the transactions one right after another; return what came of them."""
    began = timezone.now()
    edits = [instance.edit(lines_each) for _number in range(transactions)]
    sent = (edits[-1].answered_at - began).total_seconds()
    instance.wait_for(edits[-1].revision)
    caught_up = (timezone.now() - began).total_seconds()
    count, solves = transactions * lines_each, instance.runs_since(began)
    return [
        Line(f"{count} edits in {transactions} transactions of {lines_each}: sent in {sent:.2f} s",
             {"edits": count, "transactions": transactions, "sent_seconds": sent}),
        Line(f"revisions {edits[0].revision} to {edits[-1].revision}",
             {"first_revision": edits[0].revision, "last_revision": edits[-1].revision}),
        Line(f"the last one was planned {caught_up - sent:.2f} s after the last answer",
             {"planned_after_seconds": caught_up - sent}),
        Line(f"solves: {solves}", {"solves": solves}),
    ]  # fmt: skip
