"""`benchmark kill`: kill -9 the worker in mid-solve, again and again; the plan must still reach the last revision."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

import psutil
from django.utils import timezone
from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.arguments import count_of
from benchmarks.client import GIVE_UP_SECONDS, LOOK_AGAIN_SECONDS, Instance
from benchmarks.output import Line, show
from mps.models import PlanningRun, RunOutcome
from planning.bootstrap.door import STATE_DIR

MID_SOLVE_SECONDS = 0.2


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--count", type=count_of, default=5, help=_("how many kills"))


def run(options: Namespace) -> int:
    """Kill the worker and print what it took to recover."""
    with client.signed_in(options) as instance:
        show([instance.heading()], as_json=options.json)
        show(measure(instance, kills=options.count), as_json=options.json)
    return 0


def measure(instance: Instance, *, kills: int) -> Iterator[Line]:
    """Edit, kill every worker process while it plans, and wait for the plan; yield the seconds it took."""
    recoveries: list[float] = []
    for _number in range(kills):
        began = timezone.now()
        edit = instance.edit(1)
        _wait_for_run(instance, began)
        time.sleep(MID_SOLVE_SECONDS)
        killed = kill_workers()
        killed_at = time.monotonic()
        instance.wait_for(edit.revision)
        recoveries.append(time.monotonic() - killed_at)
        abandoned = PlanningRun.objects.filter(started_at__gte=began, outcome=RunOutcome.RUNNING).count()
        yield Line(
            f"killed {killed} processes ({abandoned} run cut off), planned again after {recoveries[-1]:.1f} s",
            {"killed_processes": killed, "runs_cut_off": abandoned, "recovery_seconds": recoveries[-1]},
        )
    slowest = max(recoveries, default=0.0)
    summary = {"kills": kills, "revisions_planned": len(recoveries), "slowest_recovery_seconds": slowest}
    yield Line(f"{len(recoveries)} of {kills} revisions planned; slowest recovery {slowest:.1f} s", summary)


def kill_workers() -> int:
    """Kill -9 every Celery worker process of this instance, and of no other; return how many there were."""
    found = workers()
    for process in found:
        process.kill()
    return len(found)


def workers() -> list[psutil.Process]:
    """Return the Celery worker processes whose state folder is ours: other instances may run on the machine."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if "planning.celery" in words and "worker" in words and _state_folder(process) == os.environ[STATE_DIR]:
            found.append(process)
    return found


def _state_folder(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(STATE_DIR)
    except psutil.Error:  # it has ended meanwhile, or belongs to somebody else
        return None


def _wait_for_run(instance: Instance, began: object) -> None:
    until = time.monotonic() + GIVE_UP_SECONDS
    while not PlanningRun.objects.filter(site=instance.site, started_at__gte=began).exists():
        if time.monotonic() > until:
            raise TimeoutError("no planning run began")
        time.sleep(LOOK_AGAIN_SECONDS / 10)
