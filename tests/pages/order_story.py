"""An order with a story, for the tests of its page."""

from __future__ import annotations

from typing import Any

from company.models import Role, Site, User
from orders.changes import LineChange, submit
from orders.decisions import reject
from orders.models import ChangeRequest, ChangeState, OrderLine, SalesOrder
from tests import given
from tests.mps.plant import plant, published


def change(line: OrderLine, by: User, why: str = "", channel: str = "web", **values: Any) -> None:
    line.refresh_from_db()
    wish = LineChange(line.pk, line.version, values, why)
    submit(changes=[wish], by=by, channel=channel, keep_good=False)
    line.refresh_from_db()


def full_order() -> tuple[SalesOrder, User]:
    """Return an order with a story: entered, changed, planned, asked for, turned down; and its planner."""
    mill = plant()
    order = given.order("SO-1001", customer=given.customer("NORDWIND", name="Nordwind Räder"), note="Deliver to gate 3")
    ada = given.user(Role.PLANNER, at=mill.site, first_name="Ada", last_name="Lovelace")
    boss = given.user(Role.MANAGER, at=mill.site, first_name="Grace", last_name="Hopper")
    for number, quantity in ((1, 96), (2, 96)):
        given.order_line(
            due="D1", of=mill.pump, at=mill.site, quantity=quantity, order=order, line_number=number,
            priority=number, promised_date=given.day("D1"),
        )  # fmt: skip
    first, second = order.lines.order_by("line_number")
    published(mill.site)
    change(first, ada, "the customer needs half of it only", quantity=48)
    published(mill.site)
    change(second, ada, channel="api", note="first part by air", priority=1)
    Site.objects.filter(pk=mill.site.pk).update(demand_time_fence_days=30)
    change(second, ada, "trade fair", requested_date="2026-01-05")
    asked = ChangeRequest.objects.get(state=ChangeState.SUBMITTED)
    reject(change_id=asked.pk, by=boss, why="no capacity before Tuesday")
    change(second, ada, "trade fair, second try", quantity=90)
    return order, ada
