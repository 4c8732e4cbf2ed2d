"""The facts that `orders.fences` judges by: which days the fences of an item at a site reach to, and who asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from company import access
from company.models import Site, User
from materials.models import ItemSite
from orders.fences import Authority, Fences, SiteRule, rulings_for
from orders.models import OrderLine


def fences_of(site: Site, planned: ItemSite | None) -> Fences:
    """Return the fences of an item as the site plans it; where it has none of its own, the site's."""
    demand_days = planned.demand_time_fence_days if planned else None
    planning_days = planned.planning_time_fence_days if planned else None
    return Fences(
        horizon_start=site.horizon_start,
        demand_days=site.demand_time_fence_days if demand_days is None else demand_days,
        planning_days=site.planning_time_fence_days if planning_days is None else planning_days,
    )


def planned_of(lines: Collection[OrderLine]) -> dict[tuple[int, int], ItemSite]:
    """Return how the lines' items are planned, by item and site."""
    rows = ItemSite.objects.filter(item__in={line.item_id for line in lines}, site__in={line.site_id for line in lines})
    return {(row.item_id, row.site_id): row for row in rows}


def authority_of(person: User, site_id: int, customer_class: str = "", rules: Iterable[SiteRule] = ()) -> Authority:
    """Return what a person may decide alone at a site, by its rules for a customer class where it has some."""
    return Authority(
        may_approve=access.can(person, "orders.approve", site_id),
        may_steer=access.can(person, "plan.steer", site_id),
        rulings=rulings_for(rules, access.roles_at(person, site_id), customer_class),
    )
