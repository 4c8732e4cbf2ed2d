"""A plant for scenarios, random changes of it, and what of a plan must be the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from capacity.models import CapacityException, WorkCenter
from company.models import Role, Site, User
from materials.models import BomLine, Item, ItemSite, MakeOrBuy
from mps import run, scenario_planning, scenarios
from mps.models import Plan, PlanItem, PlanLoad, PlannedOrder, Scenario, SitePlanning
from mps.scenario_changes import CapacityShift, Change, DemandShift, ItemShift, LineWish, NewOrder, Period, Wanted
from orders.expected import Forecast
from orders.models import LineOutlook, OrderLine
from tests import given
from tests.mps.plant import published

FAR_DAYS = 40
SHARE_OF_PERIODS = 0.5


@dataclass(frozen=True, slots=True)
class Works:
    """Two made items of a bought one, two work centres, a dozen lines of two customers."""

    site: Site
    items: tuple[Item, Item]
    centers: tuple[WorkCenter, WorkCenter]
    lines: tuple[OrderLine, ...]
    planner: User


def works(seed: int = 1, lines: int = 12) -> Works:
    """Return a plant that is planned already."""
    random, site = Random(seed), given.site("S1")
    first, second = (given.item(code, at=site, family=family) for code, family in (("PUMP", "P"), ("VALVE", "V")))
    casing = given.item("CASING", at=site, make_or_buy=MakeOrBuy.BUY, is_mps=False)
    given.stock(casing, 2_000, at=site)
    centers = (given.work_center("MILL", at=site), given.work_center("BENCH", at=site))
    WorkCenter.objects.update(overtime_minutes_per_week=300, overtime_cost_per_hour=40)
    for item, center in zip((first, second), centers, strict=True):
        BomLine.objects.create(parent=item, component=casing, quantity_per=1)
        given.routing(item, center, run_minutes_per_unit=40)
        Forecast.objects.create(
            item=item, site=site, period_start=given.day("W6"), period_days=7, quantity=random.randint(20, 60)
        )
    buyers = (given.customer("NORD"), given.customer("SUD"))
    made = tuple(
        given.order_line(
            given.day(f"D{random.randint(2, FAR_DAYS)}"), random.choice((first, second)), site,
            random.randint(10, 90), customer=random.choice(buyers), priority=random.randint(2, 8), unit_price=50,
        )
        for _ in range(lines)
    )  # fmt: skip
    published(site)
    return Works(site, (first, second), centers, made, given.user(Role.PLANNER, at=site))


def random_changes(shop: Works, random: Random) -> list[Change]:
    """Return one to six changes of all kinds."""
    kinds = [_line, _new_order, _demand, _capacity, _item]
    chosen = [random.choice(kinds) for _ in range(random.randint(1, 6))]
    return [kind(shop, random, number) for number, kind in enumerate(chosen)]


def _line(shop: Works, random: Random, _number: int) -> Change:
    line = random.choice(shop.lines)
    day = given.day(f"D{random.randint(1, FAR_DAYS)}").isoformat()
    wish: dict[str, str] = random.choice([
        {"quantity": str(random.randint(1, 150))}, {"requested_date": day, "promised_date": day},
        {"priority": str(random.randint(1, 9))}, {"status": "cancelled"},
    ])  # fmt: skip
    return LineWish(line.pk, wish)


def _new_order(shop: Works, random: Random, number: int) -> Change:
    item, day = random.choice(shop.items).code, given.day(f"D{random.randint(1, FAR_DAYS)}")
    buyer = random.choice(("NORD", "SUD"))
    return NewOrder(f"SC-{number}", buyer, item, Decimal(random.randint(1, 120)), day, random.choice((None, 1, 9)))


def _demand(shop: Works, random: Random, _number: int) -> Change:
    percent = Decimal(random.choice((-50, -10, 10, 25, 80)))
    about: dict[str, Any] = random.choice([
        {}, {"item": shop.items[0].code}, {"family": "V"}, {"customer": "NORD"},
    ])  # fmt: skip
    if random.random() < SHARE_OF_PERIODS:
        about["due"] = Period(given.day(f"D{random.randint(0, FAR_DAYS)}"), None)
    return DemandShift(percent, of=random.choice(list(Wanted)), **about)


def _capacity(shop: Works, random: Random, _number: int) -> Change:
    begin = given.day(f"D{random.randint(0, FAR_DAYS)}")
    return CapacityShift(
        random.choice(shop.centers).code, begin, begin + timedelta(days=random.randint(0, 9)),
        random.randint(30, 480), random.choice(CapacityException.Kind.values),
    )  # fmt: skip


def _item(shop: Works, random: Random, _number: int) -> Change:
    values: dict[str, str] = random.choice([
        {"lot_policy": "period", "period_of_supply_days": str(random.randint(2, 10))},
        {"safety_stock": str(random.randint(1, 40))}, {"lot_minimum": "20", "lot_multiple": "10"},
    ])  # fmt: skip
    return ItemShift(random.choice(shop.items).code, values)


def planned(shop: Works, *changes: Change, name: str = "If") -> Scenario:
    """Return a scenario that is planned here and now."""
    scenario = scenarios.create(site=shop.site, name=name, by=shop.planner, changes=changes)
    scenario_planning.plan(scenario.pk, stop=lambda: False)
    return Scenario.objects.select_related("plan", "site").get(pk=scenario.pk)


def replanned(site: Site, *, cold: bool = False) -> Plan:
    """Plan the site in this process, or as another one would that knows nothing of it."""
    if cold:
        run._planners.clear()
    plan_id = run.replan(site.pk)
    assert plan_id is not None
    return Plan.objects.get(pk=plan_id)


def everything_of(plan: Plan) -> dict[str, Any]:
    """Return all that is stored of the site's current plan."""
    assert SitePlanning.objects.get(site=plan.site_id).current_plan_id == plan.pk
    lots = PlannedOrder.objects.filter(plan=plan).order_by("lot_key")
    items = PlanItem.objects.filter(plan=plan).order_by("item_id")
    return {
        "lots": list(lots.values_list("lot_key", "item__code", "quantity", "start_date", "finish_date", "status")),
        "items": list(items.values_list("item_id", "projected_balance", "mps_receipts")),
        "loads": list(PlanLoad.objects.filter(plan=plan).order_by("work_center_id").values_list("load_minutes")),
        "lines": dict(LineOutlook.objects.values_list("line_id", "planned_date")),
        "cost": plan.cost, "kpis": plan.kpis, "problem": plan.problem_hash,
    }  # fmt: skip


def safety_stock(shop: Works) -> list[Decimal]:
    return list(ItemSite.objects.filter(site=shop.site).order_by("pk").values_list("safety_stock", flat=True))
