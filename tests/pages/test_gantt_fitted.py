"""The rows of the Gantt in the room that the page has for them."""

from __future__ import annotations

import pytest

from tests import given
from tests.browser import Visit
from tests.mps.plant import plant, published
from tests.pages.schedule import planner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

TOOL_PX = 32


def test_all_work_centres_are_seen_though_the_bar_above_grows_with_the_plan(visit: Visit) -> None:
    mill = plant()
    mill.site.demand_time_fence_days, mill.site.planning_time_fence_days = 2, 7
    mill.site.save()
    given.order_line(due="D17", of=mill.pump, at=mill.site, quantity=48)
    for number in range(9):  # ten rows of two lines have room below a bar of one line, not below one of two
        given.work_center(f"W{number}", at=mill.site)
    published(mill.site)
    page = visit(planner(mill), "/gantt/", viewport={"width": 1200, "height": 768})
    page.locator("#gantt[data-ready=true]").wait_for()

    tools = page.locator(".gantt-tools").bounding_box()
    assert tools is not None
    assert tools["height"] > 2 * TOOL_PX, "the bar has a second line, which it has not before the plan is there"
    assert page.locator(".gantt-scroll").evaluate("one => one.scrollHeight - one.clientHeight") == 0
