"""A small plant that can be planned: one made item of two components, one work centre."""

from __future__ import annotations

from dataclasses import dataclass

from capacity.models import WorkCenter
from company.models import Site
from materials.models import BomLine, Item, MakeOrBuy
from mps import run
from mps.models import Plan
from tests import given


@dataclass(frozen=True, slots=True)
class Plant:
    """What a test needs to hold on to."""

    site: Site
    pump: Item
    casing: Item
    center: WorkCenter


def plant(code: str = "S1") -> Plant:
    """Return a site where a pump takes 10 minutes of a work centre's 480 a day, and a casing that is bought."""
    site = given.site(code)
    pump, casing = given.item(at=site), given.item(at=site, make_or_buy=MakeOrBuy.BUY, is_mps=False)
    BomLine.objects.create(parent=pump, component=casing, quantity_per=1)
    given.stock(casing, 1_000, at=site)
    center = given.work_center(at=site)
    given.routing(pump, center, run_minutes_per_unit=10)
    return Plant(site, pump, casing, center)


def published(site: Site) -> Plan:
    """Plan the site here and now; return the plan that is published."""
    plan_id = run.replan(site.pk)
    assert plan_id is not None
    return Plan.objects.get(pk=plan_id)
