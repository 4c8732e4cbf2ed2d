"""`benchmark kill`: kill -9 the worker in mid-solve, again and again; the plan must still reach the last revision."""

from __future__ import annotations

import os
import signal
import time

import psutil
from django.utils import timezone

from benchmarks.client import GIVE_UP_SECONDS, LOOK_AGAIN_SECONDS, Instance
from mps.models import PlanningRun, RunOutcome

MID_SOLVE_SECONDS = 0.2


def measure(instance: Instance, *, kills: int) -> list[str]:
    """Edit, kill every worker process while it plans, and wait for the plan; return the seconds it took."""
    recoveries: list[float] = []
    lines = []
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
        lines.append(f"killed {killed} processes ({abandoned} run cut off), planned again after {recoveries[-1]:.1f} s")
    return [*lines, f"{kills} of {kills} revisions planned; slowest recovery {max(recoveries):.1f} s"]


def kill_workers() -> int:
    """Kill -9 every Celery worker process of this checkout's instance; return how many there were."""
    killed = 0
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if "planning.celery" in words and "worker" in words:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
    return killed


def _wait_for_run(instance: Instance, began: object) -> None:
    until = time.monotonic() + GIVE_UP_SECONDS
    while not PlanningRun.objects.filter(site=instance.site, started_at__gte=began).exists():
        if time.monotonic() > until:
            raise TimeoutError("no planning run began")
        time.sleep(LOOK_AGAIN_SECONDS / 10)
