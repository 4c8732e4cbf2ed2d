"""The facts that `orders.fences` judges by: which days the fences of an item at a site reach to, and who asks."""

from __future__ import annotations

from company import access
from company.models import Site, User
from materials.models import ItemSite
from orders.fences import Authority, Fences


def fences_of(site: Site, planned: ItemSite | None) -> Fences:
    """Return the fences of an item as the site plans it; where it has none of its own, the site's."""
    demand_days = planned.demand_time_fence_days if planned else None
    planning_days = planned.planning_time_fence_days if planned else None
    return Fences(
        horizon_start=site.horizon_start,
        demand_days=site.demand_time_fence_days if demand_days is None else demand_days,
        planning_days=site.planning_time_fence_days if planning_days is None else planning_days,
    )


def authority_of(person: User, site_id: int) -> Authority:
    """Return what a person may decide alone at a site."""
    return Authority(
        may_approve=access.can(person, "orders.approve", site_id), may_steer=access.can(person, "plan.steer", site_id)
    )
