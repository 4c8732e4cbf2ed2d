"""How the data of the earlier plan that a scenario is planned on differ from those of now, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mps.models import Plan, PlanDetail, Scenario, SitePlanning
from mps.queries.kept_plan import kept_plan
from mps.scheduler.inputs_differ import InputsDiffer, inputs_differ


@dataclass(frozen=True, slots=True)
class BaseTold:
    """
    The earlier plan of a scenario; whether it is kept in full; whether its data are those of the site now.

    `differences` are sentences, against the data of the plan that holds now; `orders` name some of the order lines.
    """

    plan: Plan
    in_full: bool
    is_todays: bool
    differences: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()


def base_told(scenario: Scenario) -> BaseTold | None:
    """Return what there is to say of the plan that a scenario is planned on; None: it is of the site as it is."""
    plan = Plan.objects.filter(pk=scenario.base_plan_id or 0).first()
    if plan is None:
        return None
    in_full = PlanDetail.objects.filter(pk=plan.pk).exists()
    if plan.revision == scenario.site.order_revision:
        return BaseTold(plan, in_full, is_todays=True)
    current = SitePlanning.objects.filter(site=scenario.site_id).values_list("current_plan_id", flat=True).first()
    if not in_full or current is None or not PlanDetail.objects.filter(pk=current).exists():
        return BaseTold(plan, in_full, is_todays=False)
    found = inputs_differ(kept_plan(plan.pk).problem, kept_plan(current).problem)
    return BaseTold(plan, in_full, is_todays=False, differences=tuple(_said(found)), orders=found.orders)


def _said(found: InputsDiffer) -> list[str]:
    """Return a sentence for each kind of records that differ."""
    said = [words % {"count": count} for count, words in (*_of_orders(found), *_of_the_rest(found)) if count]
    if found.days:
        words = ngettext("The plan begins %(count)d day later.", "The plan begins %(count)d days later.", found.days)
        said.append(words % {"count": found.days})
    return said or [_("Nothing that plans are made of differs.")]


def _of_orders(found: InputsDiffer) -> list[tuple[int, str]]:
    return [
        (found.orders_new, ngettext(
            "%(count)d order line is new.", "%(count)d order lines are new.", found.orders_new
        )),
        (found.orders_gone, ngettext(
            "%(count)d order line is shipped, cancelled or closed.",
            "%(count)d order lines are shipped, cancelled or closed.", found.orders_gone,
        )),
        (found.orders_changed, ngettext(
            "%(count)d order line has other values.", "%(count)d order lines have other values.", found.orders_changed
        )),
        (found.forecasts, ngettext(
            "%(count)d period of forecast has another quantity.",
            "%(count)d periods of forecast have another quantity.", found.forecasts,
        )),
    ]  # fmt: skip


def _of_the_rest(found: InputsDiffer) -> list[tuple[int, str]]:
    return [
        (found.items, ngettext(
            "%(count)d item has another stock or other planning values.",
            "%(count)d items have another stock or other planning values.", found.items,
        )),
        (found.structure, ngettext(
            "%(count)d line of bills of material or routings is new, gone or otherwise.",
            "%(count)d lines of bills of material or routings are new, gone or otherwise.", found.structure,
        )),
        (found.work_centers, ngettext(
            "%(count)d work centre has other hours.", "%(count)d work centres have other hours.", found.work_centers
        )),
        (found.receipts, ngettext(
            "%(count)d receipt is new, came or moved.", "%(count)d receipts are new, came or moved.", found.receipts
        )),
        (found.firm_orders, ngettext(
            "%(count)d firm lot is new, gone or moved.", "%(count)d firm lots are new, gone or moved.",
            found.firm_orders,
        )),
    ]  # fmt: skip
