"""Going back to an earlier plan, in a real browser and by keys alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from company.models import Role
from mps import run
from mps.models import PlanReturn
from orders.models import OrderLine
from tests import given
from tests.browser import Visit
from tests.mps.plant import plant, published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture(autouse=True)
def _cold() -> Iterator[None]:
    """A worker process that has planned nothing yet."""
    run._planners.clear()
    yield
    run._planners.clear()


def test_a_plan_is_found_compared_and_gone_back_to(visit: Visit, violations: Callable[[Page], list[str]]) -> None:
    mill = plant()
    given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=30)
    first = published(mill.site)
    OrderLine.objects.filter(item=mill.pump).update(quantity=60)
    published(mill.site)
    page = visit(given.user(Role.PLANNER, at=mill.site), "/plans/")

    page.get_by_role("link", name=f"{first.revision}.{first.sequence} with the current one").press("Enter")
    branch = page.get_by_role("heading", name=f"Branch a scenario from plan {first.revision}.{first.sequence}")
    expect(branch).to_be_visible()
    assert violations(page) == []
    page.get_by_role("textbox", name="Why").focus()
    page.keyboard.type("The shop had begun")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="A plan with earlier lots is being made")).to_be_visible()
    assert PlanReturn.objects.get(ended_at=None).to_plan_id == first.pk
    assert run.replan(mill.site.pk) is not None

    page.reload()
    expect(page.get_by_text("Earlier lots again, asked for by")).to_contain_text("The shop had begun")
    assert violations(page) == []


def test_f6_leads_to_the_plans_that_can_be_chosen(visit: Visit) -> None:
    mill = plant()
    published(mill.site)
    page = visit(given.user(Role.PLANNER, at=mill.site), "/plans/")
    for _region in ("menu", "bar", "content"):
        page.keyboard.press("F6")
    expect(page.get_by_role("checkbox").first).to_be_focused()
