"""A large plan is made by several workers; some of them are killed; the plan is the one that one worker makes."""

from __future__ import annotations

import signal
import zlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from company.models import Site
from mps.models import Plan, PlannedOrder
from mps.scheduler.plan import Result
from mps.scheduler.planner import Planner
from mps.scheduler.problem import from_bytes
from orders.models import OrderLine
from planning.celery import app
from tests import given
from tests.processes import Processes
from tests.scheduler.test_chunks import here, never

pytestmark = pytest.mark.chaos

LINES, ORDERS_EACH = 12, 400
WORKERS = ("worker", "chunk-worker-1", "chunk-worker-2", "chunk-worker-3")


@pytest.fixture
def many(transactional_db: None, tmp_path: Path) -> Iterator[Processes]:
    """Four workers that share whatever can be shared, and wait for one another before they go on."""
    own = Processes(
        tmp_path,
        workers=len(WORKERS),
        LOCKSTEP_SPREAD_FROM="1",
        LOCKSTEP_IMPROVE_SECONDS="0",
        DJANGO_SETTINGS_MODULE="tests.chaos.unhurried_settings",
    )
    own.queue.flushall()
    yield own
    own.stop()
    own.queue.flushall()


def site_of_many_lines() -> Site:
    """A site whose products share nothing, with so many orders that planning them takes a while."""
    site = given.site("WIDE")
    order = given.order()
    for line in range(LINES):
        item = given.item(at=site)
        given.routing(item, given.work_center(at=site), run_minutes_per_unit=3)
        OrderLine.objects.bulk_create(
            OrderLine(
                order=order, line_number=line * ORDERS_EACH + number, item=item, site=site,
                quantity=Decimal(1 + number % 7), requested_date=given.day(f"D{5 + number % 60}"),
            )
            for number in range(ORDERS_EACH)
        )  # fmt: skip
    return site


def ready(many: Processes) -> bool:
    """Start the workers; return whether all of them answer."""
    many.start(*WORKERS)
    return many.wait_until(lambda: len(app.control.ping(timeout=1.0) or ()) == len(WORKERS))


def begun(many: Processes) -> set[object]:
    """The processes that have begun a chunk."""
    return set(many.queue.mget(many.queue.keys("lockstep:begun:*")))


def alone(plan: Plan) -> Result:
    """The plan of the same problem, made in this process."""
    problem = from_bytes(zlib.decompress(plan.detail.problem))
    return Planner().plan(problem, stop=never, timer=lambda: 0.0, together=here)


def is_what_one_makes(plan: Plan) -> bool:
    """Whether a published plan is the plan that one process makes."""
    result = alone(plan)
    lots = [(lot.key, Decimal(str(lot.quantity)).normalize()) for lot in result.plan.lots]
    stored = PlannedOrder.objects.filter(plan=plan).values_list("lot_key", "quantity")
    costs = {name: getattr(result.cost, name) for name in plan.cost}
    is_same = sorted(lots) == sorted((key, Decimal(str(quantity)).normalize()) for key, quantity in stored)
    return is_same and plan.cost == costs and plan.steps == result.steps


def test_four_workers_make_the_plan_that_one_makes(many: Processes) -> None:
    site = site_of_many_lines()
    assert ready(many)

    many.start("dispatcher")
    assert many.wait_until(lambda: many.is_planned(site))

    assert len(begun(many)) > 1, "nobody helped"
    assert is_what_one_makes(Plan.objects.get(site=site))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_who_is_killed_or_frozen_in_mid_chunk_keeps_nobody_waiting(many: Processes, how: signal.Signals) -> None:
    site = site_of_many_lines()
    assert ready(many)

    many.start("dispatcher")
    assert many.wait_until(lambda: len(begun(many)) > 1)
    for name in WORKERS[1:]:
        many.kill(many.fleet[name], how)
    assert many.wait_until(lambda: many.is_planned(site))

    assert is_what_one_makes(Plan.objects.get(site=site))


def test_a_killed_planning_run_is_made_again_to_the_same_plan(many: Processes) -> None:
    site = site_of_many_lines()
    assert ready(many)

    many.start("dispatcher")
    assert many.wait_until(lambda: len(begun(many)) > 1)
    many.kill(many.fleet["worker"])
    assert many.wait_until(lambda: many.is_planned(site))

    assert is_what_one_makes(Plan.objects.get(site=site))
