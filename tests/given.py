"""Plain builders with good defaults for tests that use the database: `given.order_line(due="W3")`."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone
from knox.models import AuthToken

from capacity.models import Calendar, Operation, Routing, Shift, WorkCenter
from company.models import Membership, Role, Site, User
from materials.models import Item, ItemSite, MakeOrBuy, StockBalance
from orders.models import Customer, CustomerLink, LineOutlook, LineStatus, OrderLine, OutlookStatus, SalesOrder
from orders.promises.models import Promise, PromiseState

START = date(2026, 1, 5)  # a Monday
PASSWORD = "a password of tests"

_numbers = count(1)


def day(when: str | date, start: date = START) -> date:
    """Return a date: itself, `D3` = three days after the start, `W3` = the first day of the third week."""
    if isinstance(when, date):
        return when
    number = int(when[1:])
    return start + (timedelta(days=number) if when[0] == "D" else timedelta(weeks=number - 1))


def site(code: str = "S1", **values: Any) -> Site:
    """Return the site of that code, made when it is not there: fixed in the past, without fences."""
    defaults = {"name": f"Plant {code}", "fixed_planning_date": START, **values}
    return Site.objects.get_or_create(code=code, defaults=defaults)[0]


def user(role: Role | str | None = Role.PLANNER, at: Site | None = None, territory: str = "", **values: Any) -> User:
    """Return a new person with a role at a site (None: no role at all)."""
    name = values.pop("username", f"{role or 'nobody'}{next(_numbers)}")
    person = User.objects.create_user(username=name, password=values.pop("password", None), **values)
    if role is not None:
        Membership.objects.create(user=person, site=at or site(), role=role, territory=territory)
    return person


def token(person: User) -> str:
    """Return a new API token of a person."""
    return str(AuthToken.objects.create(user=person)[1])


def item(code: str | None = None, at: Site | None = None, **values: Any) -> Item:
    """Return a new item on the master schedule, made at the site, lot for lot."""
    code = code or f"I{next(_numbers)}"
    made = Item.objects.create(
        code=code, **{"name": f"Item {code}", "make_or_buy": MakeOrBuy.MAKE, "is_mps": True, **values}
    )
    ItemSite.objects.create(item=made, site=at or site(), lot_policy="lot_for_lot")
    return made


def stock(of: Item, quantity: float | str, at: Site | None = None) -> StockBalance:
    """Return stock of an item."""
    return StockBalance.objects.create(item=of, site=at or site(), quantity=Decimal(str(quantity)))


def customer(code: str | None = None, **values: Any) -> Customer:
    """Return the customer of that code, or a new one."""
    code = code or f"C{next(_numbers)}"
    return Customer.objects.get_or_create(code=code, defaults={"name": f"Customer {code}", **values})[0]


def order(number: str | None = None, **values: Any) -> SalesOrder:
    """Return a new order without lines."""
    values.setdefault("customer", None)
    values["customer"] = values["customer"] or customer()
    return SalesOrder.objects.create(number=number or f"SO-{next(_numbers)}", **values)


def order_line(
    due: str | date = "W3", of: Item | None = None, at: Site | None = None, quantity: float | str = 10, **values: Any
) -> OrderLine:
    """Return a new confirmed order line, requested for the day `due` says."""
    where = at or site()
    values.setdefault("line_number", 1)
    made = OrderLine.objects.create(
        order=values.pop("order", None) or order(customer=values.pop("customer", None)),
        item=of or item(at=where), site=where, quantity=Decimal(str(quantity)),
        requested_date=day(due, where.horizon_start), **values,
    )  # fmt: skip
    made.refresh_from_db()
    return made


def outlook(line: OrderLine, status: OutlookStatus, slack: int, planned: date) -> LineOutlook:
    """Return what a plan says of a line: its planned date, and the working days of slack to the promised one."""
    return LineOutlook.objects.create(
        line=line, status=status, slack_days=slack, planned_date=planned, plan_id=1, revision=1
    )


def promise(of: OrderLine, by: User | None = None, **values: Any) -> Promise:
    """Return a promise of a line, as it stands: held with a line that is held, else confirmed."""
    state = PromiseState.HELD if of.status == LineStatus.HELD else PromiseState.CONFIRMED
    first = {"first_quantity": of.quantity, "first_date": of.promised_date or of.requested_date}
    return Promise.objects.create(
        line=of, site=of.site, made_by=by, **{"state": state, "plan_id": 1, "channel": "web", **first, **values}
    )


def customer_link(of: Customer, at: Site | None = None, by: User | None = None, **values: Any) -> CustomerLink:
    """Return a link by which a customer sees their orders, open for a day from now."""
    made = {"made_at": timezone.now(), "expires_at": timezone.now() + timedelta(days=1), "language": "en"}
    return CustomerLink.objects.create(customer=of, site=at or site(), made_by=by, **{**made, **values})


def calendar(at: Site | None = None, minutes: int = 480) -> Calendar:
    """Return the site's calendar: five days of so many minutes, made when it is not there."""
    made, is_new = Calendar.objects.get_or_create(site=at or site(), code="STD", defaults={"is_default": True})
    if is_new:
        Shift.objects.bulk_create([Shift(calendar=made, weekday=weekday, minutes=minutes) for weekday in range(5)])
    return made


def work_center(code: str | None = None, at: Site | None = None, **values: Any) -> WorkCenter:
    """Return a new work centre that follows the site's calendar."""
    where = at or site()
    values.setdefault("calendar", None)
    values["calendar"] = values["calendar"] or calendar(where)
    return WorkCenter.objects.create(site=where, code=code or f"WC{next(_numbers)}", **values)


def routing(of: Item, on: WorkCenter, run_minutes_per_unit: float | str = 10, **values: Any) -> Routing:
    """Return a one-step routing of an item at the work centre's site."""
    made = Routing.objects.create(item=of, site=on.site)
    Operation.objects.create(
        routing=made, step=10, work_center=on, run_minutes_per_unit=Decimal(str(run_minutes_per_unit)), **values
    )
    return made


def published_plan(at: Site | None = None) -> int:
    """Plan the site as it is now, publish, and return the plan's id. The test must commit (`transaction=True`)."""
    from mps import run  # the planning core is slow to load, and few tests plan

    plan_id = run.replan((at or site()).pk)
    assert plan_id is not None
    return plan_id
