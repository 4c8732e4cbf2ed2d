"""`benchmark races`: several planners read a line, add one, and save, all at once, until each has been saved."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.arguments import count_of
from benchmarks.caller import Caller, at_once
from benchmarks.client import Instance
from benchmarks.output import Line, show
from orders.models import OPEN_STATUSES, OrderLine

SAVED, STALE = 200, 412
Save = Callable[[Caller, str, dict[str, Any]], tuple[int, dict[str, Any]]]


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--count", type=count_of, default=400, help=_("how many edits"))
    parser.add_argument("--people", type=count_of, default=4, help=_("how many edit at the same time"))


def run(options: Namespace) -> int:
    """Race, and race without looking; print what is in the row. The status is 1 where an edit is lost."""
    with client.signed_in(options) as instance:
        show([instance.heading()], as_json=options.json)
        each = max(1, options.count // options.people)
        lost = 0
        for name, save in (("with If-Match", honestly), ("control, which writes over what it has not seen", blindly)):
            line = race(instance, people=options.people, each=each, save=save, name=name)
            lost += int(str(line.record["lost"])) if save is honestly else 0
            show([line], as_json=options.json)
    return int(lost > 0)


def race(instance: Instance, *, people: int, each: int, save: Save, name: str) -> Line:
    """Let the people edit one line at once, and put it back; return what came of it."""
    line = OrderLine.objects.filter(site=instance.site, status__in=OPEN_STATUSES).order_by("-requested_date").first()
    if line is None:
        raise CommandError(_("The site has no open order line to edit."))
    address, seen = f"/api/v1/order-lines/{line.pk}/", Counter[int]()
    callers = [Caller(instance.address, instance.token) for _person in range(people)]
    at_once([partial(_edit, caller, address, each, save, seen) for caller in callers])
    after = OrderLine.objects.get(pk=line.pk)
    effects, saved, stale = int(after.quantity - line.quantity), seen[SAVED], seen[STALE]
    caller = Caller(instance.address, instance.token)
    caller.call("PATCH", address, {"quantity": float(line.quantity)}, {"If-Match": str(after.version)})
    text = f"{name}: {saved} edits acknowledged to {people} people, {stale} sent back (412): {effects} effects"
    record = {"race": name, "acknowledged": saved, "stale": stale, "effects": effects, "lost": saved - effects}
    return Line(f"{text}, {saved - effects} lost", record)


def honestly(caller: Caller, address: str, seen: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Add one to the quantity seen, as the version seen."""
    return caller.call("PATCH", address, {"quantity": seen["quantity"] + 1}, {"If-Match": str(seen["version"])})


def blindly(caller: Caller, address: str, seen: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Add one to the quantity seen, and where somebody was faster, say that one has seen it."""
    while True:
        status, answer = honestly(caller, address, seen)
        if status != STALE:
            return status, answer
        seen = {**seen, "version": answer["current"]["version"]}


def _edit(caller: Caller, address: str, count: int, save: Save, answers: Counter[int]) -> None:
    own = Counter[int]()
    while own[SAVED] < count:
        _status, seen = caller.call("GET", address)
        status, answer = save(caller, address, seen)
        if status not in (SAVED, STALE):
            raise RuntimeError(f"{address} answered {status}: {answer}")
        own[status] += 1
    answers.update(own)
